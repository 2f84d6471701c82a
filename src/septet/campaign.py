"""Campaign files: rows of recipients with a message, or with the values for a template."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from itertools import islice

from septet._value import value
from septet.address import normalize_msisdn, normalize_msisdns
from septet.alphabets import Encoding
from septet.delimited import UNDECODABLE
from septet.errors import FieldRangeError, FileFormatError, MissingValueError, SeptetError, TooManyPartsError
from septet.groups import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from septet.delimited import Header, Malformed
    from septet.groups import Grouped
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

_MOST_TITLES, _LONGEST_TITLE = 20, 60  # to be told to whoever asked for another


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
    """A file of recipients, and what to send to each of them.

    Attributes:
        table: the file.
        recipient: the index of the column of the numbers.
        values: the indices of the columns of what is sent: the text, or the values of the template.
        kinds: what messages are added up by.
        group_by: the indices of the columns among these.
        groups: how many messages there are so far of each kind: those values, then as in ``tally.add_up``.
    """

    def __init__(
        self,
        table: Header,
        *,
        template: Template | None = None,
        recipient_column: str | None = None,
        message_column: str | None = None,
        group_by: Iterable[str] = (),
    ) -> None:
        """Find the columns.

        Args:
            table: the file.
            template: the message, filled from the columns; without it a column has the text.
            recipient_column: name of the column of the numbers, if it is none of those found by name.
            message_column: name of the column of the texts, if it is not ``message``.
            group_by: names of columns; the messages are added up for each combination of their values too. Where the
                file has no such column, ``destination`` and ``encoding`` stand for those of the messages.

        Raises:
            FileFormatError: a column is missing.
        """
        self.table = table
        self._n_columns = len(table.header)
        self.recipient = _recipient_index(table, recipient_column)
        if template is None:
            index = _message_index(table, message_column or MESSAGE_COLUMN)
            self.values: tuple[int, ...] = (index,)
            self._compose = _messages_in(index)
        else:
            self.values = tuple(_value_index(table, name) for name in template.names)
            self._compose = _filled(template, self.values)
        found = [_group_column(table, name) for name in group_by]
        self.kinds = tuple(kind for kind, _ in found)
        self.group_by = tuple(index for kind, index in found if kind is Kind.COLUMN)
        self.groups: Counter[Grouped] = Counter()

    def message(self, cells: Sequence[str]) -> tuple[str, str]:
        """Return the number (its digits) and the text of a row.

        Raises:
            RowError: it has none.
        """
        if len(cells) != self._n_columns and (len(cells) < self._n_columns or any(cells[self._n_columns :])):
            raise RowError(Reason.WRONG_CELLS, f"{len(cells)} where the header has {self._n_columns}")
        written = cells[self.recipient]
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

    def refusal(self, cells: Sequence[str]) -> RowError:
        """Return why a row cannot be used, which it cannot."""
        try:
            self.message(cells)
        except RowError as error:
            return error
        raise AssertionError(cells)

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
                counted: Iterable[Counted] = tally.add_digits(usable.recipients, usable.bodies)
            except TooManyPartsError as error:  # nothing has been added
                usable = _fitting(usable, tally, error.limit, rejects)
                counted = tally.add_digits(usable.recipients, usable.bodies)
            if self.kinds:
                counted = list(counted)
                self._group(usable.rows, counted)
            if on_messages is not None:
                on_messages(usable.lines, counted, usable.bodies)
            for reject in sorted(rejects, key=lambda reject: reject[0]):
                on_reject(*reject)

    def group_of(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the values of a row in the columns of ``group_by``."""
        return tuple(cells[index].replace(UNDECODABLE, REPLACEMENT) for index in self.group_by)

    def _group(self, rows: Rows, counted: Iterable[Counted]) -> None:
        self.groups.update(
            (
                self.group_of(cells),
                None if each.rate is None else each.rate.prefix,
                each.encoding is Encoding.GSM7,
                each.n_parts,
            )
            for cells, each in zip(rows, counted)
        )

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
        recipients = normalize_msisdns([cells[self.recipient] for cells in rows])
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


def _recipient_index(table: Header, wanted: str | None) -> int:
    names = RECIPIENT_COLUMNS if wanted is None else (wanted,)
    for name in names:
        index = table.column(name)
        if index is not None:
            return index
    advice = "name it with --recipient-column" if wanted is None else "check the spelling"
    raise _no_column(table, " or ".join(map(repr, names)), "the numbers", advice)


def _message_index(table: Header, name: str) -> int:
    index = table.column(name)
    if index is None:
        raise _no_column(table, repr(name), "the texts", "name it with --message-column, or give a --template")
    return index


def _messages_in(index: int) -> Compose:
    def messages_of(rows: Rows) -> list[str]:
        texts = [cells[index] for cells in rows]
        if not all(map(str.strip, texts)):
            raise RowError(Reason.NO_MESSAGE, "the message is empty or blank")
        return texts

    return messages_of


def _value_index(table: Header, name: str) -> int:
    index = table.column(name)
    if index is None:
        raise _no_column(table, repr(name), f"${{{name}}} in the template", "check the spelling")
    return index


def _group_column(table: Header, name: str) -> tuple[Kind, int]:
    index = table.column(name)
    if index is not None:
        return Kind.COLUMN, index
    try:
        return Kind(name.casefold()), -1
    except ValueError:
        raise _no_column(table, repr(name), "the groups", "check the spelling") from None


def _filled(template: Template, values: Sequence[int]) -> Compose:
    render_row = template.for_columns(dict(zip(template.names, values)))
    return lambda rows: [render_row(cells) for cells in rows]


def _no_column(table: Header, wanted: str, purpose: str, advice: str) -> FileFormatError:
    titles = [title.replace(UNDECODABLE, REPLACEMENT) for title in table.header]
    if titles != table.header:
        advice = "it may be in another encoding (--encoding) or format (--format), or compressed"
    elif titles and titles[0].startswith("{"):
        advice = "it may be in another format (--format)"
    shown = (title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}..." for title in titles)
    has = ", ".join(map(repr, islice(shown, _MOST_TITLES))) + (", ..." if titles[_MOST_TITLES:] else "")
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
