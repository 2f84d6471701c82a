"""Campaign files: rows of recipients with a message, or with the values for a template."""

from __future__ import annotations

from enum import Enum

from septet.address import normalize_msisdn, normalize_msisdns
from septet.delimited import UNDECODABLE
from septet.errors import FieldRangeError, FileFormatError, MissingValueError, SeptetError, TooManyPartsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from septet.delimited import DelimitedFile
    from septet.tally import Counted, Tally
    from septet.templates import Template

    Compose = Callable[[Sequence[str]], str]
    OnMessage = Callable[[int, Counted], None]
    OnReject = Callable[[int, "RowError", Sequence[str]], None]

RECIPIENT_COLUMNS = ("to", "recipient", "msisdn", "mobile", "phone")
"""Names by which the column of the numbers is found; the first of these that the file has is taken."""

REPLACEMENT = "\ufffd"
"""What other programs put for bytes that they could not decode, and this one into the file of rejects."""

MESSAGE_COLUMN = "message"
"""Name of the column of the texts."""


class Reason(Enum):
    """Why a row is left out."""

    NO_NUMBER = "no number"
    INVALID_NUMBER = "invalid number"
    NO_MESSAGE = "no message"
    MISSING_VALUE = "missing template value"
    UNDECODABLE = "undecodable bytes"
    TOO_MANY_PARTS = "too many parts"
    WRONG_CELLS = "wrong number of cells"
    MALFORMED = "malformed row"

    def __str__(self) -> str:
        return self.value


class RowError(SeptetError, ValueError):
    """A row cannot be used.

    Attributes:
        reason: which kind of trouble it is.
        detail: what exactly.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class Campaign:
    """A file of recipients, and what to send to each of them."""

    def __init__(
        self, table: DelimitedFile, *, template: Template | None = None, recipient_column: str | None = None
    ) -> None:
        """Find the columns.

        Args:
            table: the file.
            template: the message, filled from the columns; without it the column ``message`` has the text.
            recipient_column: name of the column of the numbers, if it is none of those found by name.

        Raises:
            FileFormatError: a column is missing.
        """
        self.table = table
        self._n_columns = len(table.header)
        self._recipient = _recipient_index(table, recipient_column)
        self._compose = _message_of(table) if template is None else _filled(table, template)

    def message(self, cells: Sequence[str]) -> tuple[str, str]:
        """Return the number (its digits) and the text of a row.

        Raises:
            RowError: it has none.
        """
        if len(cells) != self._n_columns and (len(cells) < self._n_columns or any(cells[self._n_columns :])):
            raise RowError(Reason.WRONG_CELLS, f"{len(cells)} where the header has {self._n_columns}")
        written = cells[self._recipient]
        try:
            recipient = normalize_msisdn(written)
            body = self._compose(cells)
        except FieldRangeError as error:
            raise _number_error(written, error) from None
        except MissingValueError as error:
            raise RowError(Reason.MISSING_VALUE, str(error)) from None
        if UNDECODABLE in body or REPLACEMENT in body:
            raise RowError(Reason.UNDECODABLE, "in the message")
        return recipient, body

    def run(
        self,
        tally: Tally,
        *,
        on_message: OnMessage | None = None,
        on_reject: OnReject,
    ) -> None:
        """Add every row to the tally.

        Args:
            tally: takes the messages in.
            on_message: called with the line of each message and how it counts.
            on_reject: called with the line, the error and the cells of a row that is left out.
        """

        def reject_malformed(line: int, detail: str) -> None:
            on_reject(line, RowError(Reason.MALFORMED, detail), ())

        for lines, rows in self.table.batches(reject_malformed):
            try:
                counted = tally.add_all(*self._messages(rows))
            except SeptetError:
                # Something is wrong with one of them, and nothing has been added: now one by one.
                self._run_singly(zip(lines, rows), tally, on_message, on_reject)
            else:
                if on_message is not None:
                    for line, one in zip(lines, counted):
                        on_message(line, one)

    def _messages(self, rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
        # As message() does it, for rows without a fault.
        if any(len(cells) != self._n_columns for cells in rows):
            raise RowError(Reason.WRONG_CELLS, "in one of the rows")
        recipients = normalize_msisdns([cells[self._recipient] for cells in rows])
        bodies = [self._compose(cells) for cells in rows]
        together = "".join(bodies)
        if UNDECODABLE in together or REPLACEMENT in together:
            raise RowError(Reason.UNDECODABLE, "in one of the messages")
        return recipients, bodies

    def _run_singly(
        self, rows: Iterable[tuple[int, Sequence[str]]], tally: Tally, on_message: OnMessage | None, on_reject: OnReject
    ) -> None:
        for line, cells in rows:
            try:
                counted = tally.add(*self.message(cells))
            except RowError as error:
                on_reject(line, error, cells)
            except TooManyPartsError as error:
                on_reject(line, RowError(Reason.TOO_MANY_PARTS, str(error)), cells)
            else:
                if on_message is not None:
                    on_message(line, counted)


def _recipient_index(table: DelimitedFile, wanted: str | None) -> int:
    names = RECIPIENT_COLUMNS if wanted is None else (wanted,)
    for name in names:
        index = table.column(name)
        if index is not None:
            return index
    raise _no_column(table, " or ".join(map(repr, names)), "the numbers", "name it with --recipient-column")


def _message_of(table: DelimitedFile) -> Compose:
    index = table.column(MESSAGE_COLUMN)
    if index is None:
        raise _no_column(table, repr(MESSAGE_COLUMN), "the texts", "or give a template")

    def message_of(cells: Sequence[str]) -> str:
        text = cells[index]
        if not text.strip():
            raise RowError(Reason.NO_MESSAGE, "the message is empty or blank")
        return text

    return message_of


def _filled(table: DelimitedFile, template: Template) -> Compose:
    index = {}
    for name in template.names:
        found = table.column(name)
        if found is None:
            raise _no_column(table, repr(name), f"${{{name}}} in the template", "check the spelling")
        index[name] = found
    return template.for_columns(index)


def _no_column(table: DelimitedFile, wanted: str, purpose: str, advice: str) -> FileFormatError:
    has = ", ".join(map(repr, table.header))
    return FileFormatError(table.name, 1, f"no column {wanted} for {purpose}; it has {has}: {advice}")


def _number_error(written: str, error: FieldRangeError) -> RowError:
    if UNDECODABLE in written:
        return RowError(Reason.UNDECODABLE, "in the number")
    if not written.strip():
        return RowError(Reason.NO_NUMBER, "the cell is empty")
    return RowError(Reason.INVALID_NUMBER, f"{written!r} is not {error.limit}")
