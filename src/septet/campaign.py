"""Campaign files: rows of recipients with a message, or with the values for a template."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.address import normalize_msisdn, normalize_msisdns
from septet.delimited import UNDECODABLE
from septet.errors import FieldRangeError, FileFormatError, MissingValueError, SeptetError, TooManyPartsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from septet.delimited import DelimitedFile, Malformed
    from septet.tally import Counted, Tally
    from septet.templates import Template

    Rows = Sequence[Sequence[str]]
    Compose = Callable[[Rows], list[str]]
    OnMessages = Callable[[Sequence[int], Iterable[Counted], Sequence[str]], None]
    Reject = tuple[int, "RowError", Sequence[str]]
    OnReject = Callable[[int, "RowError", Sequence[str]], None]

RECIPIENT_COLUMNS = ("to", "recipient", "msisdn", "mobile", "phone")
"""Names by which the column of the numbers is found; the first of these that the file has is taken."""

REPLACEMENT = "\ufffd"
"""What other programs put for bytes that they could not decode, and this one into the file of rejects."""

MESSAGE_COLUMN = "message"
"""Name of the column of the texts."""

_MOST_TITLES = 20  # to be told to whoever asked for another


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


@value
class _Usable:
    """Rows of which nothing was wrong so far, column by column."""

    lines: list[int]
    rows: list[list[str]]
    recipients: list[str]
    bodies: list[str]

    def append(self, line: int, cells: list[str], recipient: str, body: str) -> None:
        self.lines.append(line)
        self.rows.append(cells)
        self.recipients.append(recipient)
        self.bodies.append(body)


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
            (body,) = self._compose((cells,))
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
        on_messages: OnMessages | None = None,
        on_reject: OnReject,
    ) -> None:
        """Add every row to the tally.

        Args:
            tally: takes the messages in.
            on_messages: called with the lines of some messages, how they count, and their texts, again and again.
            on_reject: called with the line, the error and the cells of each row that is left out, in the order of
                their lines; what is malformed has one cell, its first line as it stands in the file.
        """
        for batch in self.table.batches():
            rejects = [_malformed(malformed) for malformed in batch.malformed]
            usable = self._usable(batch.lines, batch.rows, rejects)
            try:
                counted = tally.add_digits(usable.recipients, usable.bodies)
            except TooManyPartsError as error:  # nothing has been added
                usable = _fitting(usable, tally, error.limit, rejects)
                counted = tally.add_digits(usable.recipients, usable.bodies)
            if on_messages is not None:
                on_messages(usable.lines, counted, usable.bodies)
            for reject in sorted(rejects, key=lambda reject: reject[0]):
                on_reject(*reject)

    def _usable(self, lines: list[int], rows: list[list[str]], rejects: list[Reject]) -> _Usable:
        try:
            return _Usable(lines, rows, *self._messages(rows))
        except SeptetError:  # something is wrong with one of them: now one by one
            usable = _Usable([], [], [], [])
            for line, cells in zip(lines, rows):
                try:
                    usable.append(line, cells, *self.message(cells))
                except RowError as error:
                    rejects.append((line, error, cells))
            return usable

    def _messages(self, rows: Rows) -> tuple[list[str], list[str]]:
        # As message() does it, for rows without a fault.
        if not {self._n_columns}.issuperset(map(len, rows)):
            raise RowError(Reason.WRONG_CELLS, "in one of the rows")
        recipients = normalize_msisdns([cells[self._recipient] for cells in rows])
        bodies = self._compose(rows)
        together = "".join(bodies)
        if UNDECODABLE in together or REPLACEMENT in together:
            raise RowError(Reason.UNDECODABLE, "in one of the messages")
        return recipients, bodies


def _malformed(malformed: Malformed) -> Reject:
    return malformed.line, RowError(Reason.MALFORMED, malformed.reason), (malformed.text,)


def _fitting(usable: _Usable, tally: Tally, limit: int, rejects: list[Reject]) -> _Usable:
    fitting = _Usable([], [], [], [])
    for line, cells, recipient, body in zip(usable.lines, usable.rows, usable.recipients, usable.bodies):
        _, _, n_parts = tally.count(body)
        if n_parts <= limit:
            fitting.append(line, cells, recipient, body)
        else:
            rejects.append((line, RowError(Reason.TOO_MANY_PARTS, str(TooManyPartsError(n_parts, limit))), cells))
    return fitting


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
        raise _no_column(table, repr(MESSAGE_COLUMN), "the texts", "call it so, or give a --template")

    def messages_of(rows: Rows) -> list[str]:
        texts = [cells[index] for cells in rows]
        if not all(map(str.strip, texts)):
            raise RowError(Reason.NO_MESSAGE, "the message is empty or blank")
        return texts

    return messages_of


def _filled(table: DelimitedFile, template: Template) -> Compose:
    index = {}
    for name in template.names:
        found = table.column(name)
        if found is None:
            raise _no_column(table, repr(name), f"${{{name}}} in the template", "check the spelling")
        index[name] = found
    render_row = template.for_columns(index)
    return lambda rows: [render_row(cells) for cells in rows]


def _no_column(table: DelimitedFile, wanted: str, purpose: str, advice: str) -> FileFormatError:
    titles = [title.replace(UNDECODABLE, REPLACEMENT) for title in table.header]
    if titles != table.header:
        advice = "it may be in another encoding (--encoding), or compressed"
    has = ", ".join(map(repr, titles[:_MOST_TITLES])) + (", ..." if titles[_MOST_TITLES:] else "")
    return FileFormatError(table.name, 1, f"no column {wanted} for {purpose}; it has {has}: {advice}")


def number_problem(written: str) -> Reason:
    """Return why this is no number, which it is not.

    >>> str(number_problem(" ")), str(number_problem("12"))
    ('no number', 'invalid number')
    """
    if UNDECODABLE in written:
        return Reason.UNDECODABLE
    return Reason.INVALID_NUMBER if written.strip() else Reason.NO_NUMBER


def _number_error(written: str, error: FieldRangeError) -> RowError:
    reason = number_problem(written)
    if reason is Reason.UNDECODABLE:
        return RowError(reason, "in the number")
    return RowError(reason, "the cell is empty" if reason is Reason.NO_NUMBER else f"{written!r} is not {error.limit}")
