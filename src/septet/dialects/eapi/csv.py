r"""The CSV of a batch, octet by octet: records of fields, with quotes and backslashes as the API has them.

There is no standard for CSV, and the service takes "most common formats". What is read here:

- A record ends with LF, CRLF or CR outside quotes. Blank ones are passed over.
- A field in quotes may have blanks around it, and nothing else. In it ``\"`` and ``""`` are a quote, ``\\`` a
  backslash, and a backslash before a line break makes that a LF; a line break alone stays as it is, and so does a
  backslash before anything else.
- A field without quotes goes up to the next comma or line break, without the blanks around it. A backslash in it is
  nothing special.
- A record with something behind a closing quote is broken up to the end of its line, one with a quote that does not
  close up to the end of everything.

A record is read line by line, so that it may be as long as it likes and come in as many chunks as it likes.
"""

from __future__ import annotations

import re

from septet.dialects.eapi.charset import LATIN_1, charset
from septet.dialects.eapi.form import MESSAGE
from septet.dialects.eapi.problems import Trouble
from septet.errors import FieldRangeError, Problem, RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from septet._typing import BinaryFile, BytesLike
    from septet.dialects.eapi.charset import OnReplacement

    Source = BytesLike | BinaryFile | Iterable[bytes]
    Record = tuple[int, list[bytes], str]
    """The line on which it begins, its fields, and what is wrong with it if anything is."""

NOT_CLOSED = "the quote does not close"
BEHIND_QUOTE = "something stands behind the closing quote"

_BLANKS = b" \t"
_LINE_ENDS = b"\r\n"
_QUOTE = ord('"')
_CHUNK = 1 << 16
_MARK = b"\0"  # as good as any octet that is no blank, no comma and no quote

_OPENING_QUOTE = re.compile(rb'[ \t]*"')
_CLOSING_QUOTE = re.compile(rb'"[ \t]*')
_IN_QUOTES = re.compile(rb'[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*')
_WITHOUT_QUOTES = re.compile(rb"[^,\r\n]*")
_ESCAPE = re.compile(rb'\\(\r\n|[\r\n"\\])|""')


def read_records(source: Source) -> Iterator[Record]:
    """Yield every record that is not blank: the number of its first line, its fields, and what is wrong or ``""``.

    Args:
        source: the CSV, a file opened for reading octets, or chunks of it, cut anywhere.
    """
    broken = None
    for line, octets in enumerate(_lines(_chunks(source)), 1):
        if broken is None:
            fields = _plain_fields(octets)
            if fields is not None:
                if len(fields) > 1 or fields[0] or b'"' in octets:
                    yield line, fields, ""
                continue
            broken = _RecordInPieces(line)
        if broken.add(octets):
            yield broken.record
            broken = None
    if broken is not None:
        yield broken.line, [], NOT_CLOSED


def _chunks(source: Source) -> Iterable[bytes]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return (bytes(source),)
    read = getattr(source, "read", None)
    return source if read is None else iter(lambda: read(_CHUNK), b"")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # Each with its end. A CR at the end of a chunk may be half of an end.
    kept: list[bytes] = []
    for chunk in filter(None, chunks):
        lines = chunk.splitlines(keepends=True)
        if kept and (kept[-1].endswith(b"\r") and lines[0] != b"\n"):
            yield b"".join(kept)
            kept = []
        last = lines.pop()
        if lines:
            lines[0] = b"".join([*kept, lines[0]])
            yield from lines
            kept = []
        kept.append(last)
        if last.endswith(b"\n"):
            yield b"".join(kept)
            kept = []
    if kept:
        yield b"".join(kept)


def _plain_fields(line: bytes) -> list[bytes] | None:
    # The short cut for nearly all lines: those in which quotes stand around fields only, and nothing is escaped.
    line = line.rstrip(_LINE_ENDS)
    n_quotes = line.count(b'"')
    if n_quotes == 0:
        return [field.strip(_BLANKS) for field in line.split(b",")]
    if b"\\" in line or n_quotes % 2:
        return None
    if line[0] == line[-1] == _QUOTE:  # around every field, as most have it
        fields = line[1:-1].split(b'","')
        if n_quotes == 2 * len(fields):
            return fields
    pieces = line.split(b'"')
    if n_quotes == 2 and pieces[0].endswith(b",") and not pieces[2]:  # around the last one only
        fields = [field.strip(_BLANKS) for field in pieces[0].split(b",")]
        fields[-1] = pieces[1]
        return fields
    quoted = pieces[1::2]
    # A mark in the place of each quoted field; each must have a field for itself.
    fields = [field.strip(_BLANKS) for field in _MARK.join(pieces[::2]).split(b",")]
    if _MARK in line or fields.count(_MARK) != len(quoted):
        return None
    next_quoted = iter(quoted)
    return [next(next_quoted) if field == _MARK else field for field in fields]


class _RecordInPieces:
    """A record that takes more care, or more lines than one."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._fields: list[bytes] = []
        self._pieces: list[bytes] | None = None  # of a field whose quote is open
        self._fault = ""

    @property
    def record(self) -> Record:
        return self.line, [] if self._fault else self._fields, self._fault

    def add(self, line: bytes) -> bool:
        """Take the next line, and return whether the record ends with it."""
        position = 0
        while True:
            if self._pieces is None and (opening := _OPENING_QUOTE.match(line, position)):
                self._pieces = []
                position = opening.end()
            end = self._field_without_quotes(line, position) if self._pieces is None else self._quoted(line, position)
            if end is None:
                return False
            if line[end : end + 1] != b",":
                if line[end : end + 1] not in (b"", b"\r", b"\n"):
                    self._fault = BEHIND_QUOTE
                return True
            position = end + 1

    def _field_without_quotes(self, line: bytes, position: int) -> int:
        end = _end_of(_WITHOUT_QUOTES, line, position)
        self._fields.append(line[position:end].strip(_BLANKS))
        return end

    def _quoted(self, line: bytes, position: int) -> int | None:
        assert self._pieces is not None
        end = _end_of(_IN_QUOTES, line, position)
        closing = _CLOSING_QUOTE.match(line, end)
        if closing is None:
            self._pieces.append(line[position:])
            return None
        self._pieces.append(line[position:end])
        self._fields.append(_ESCAPE.sub(_unescaped, b"".join(self._pieces)))
        self._pieces = None
        return closing.end()


def _end_of(pattern: re.Pattern[bytes], line: bytes, position: int) -> int:
    found = pattern.match(line, position)
    assert found is not None  # each of these patterns matches nothing, too
    return found.end()


def _unescaped(escape: re.Match[bytes]) -> bytes:
    escaped: bytes | None = escape[1]
    if escaped is None:
        return b'"'
    return b"\n" if escaped in (b"\r\n", b"\r", b"\n") else escaped


def write_record(fields: Iterable[bytes]) -> bytes:
    """Return the record, every field in quotes, without a line break behind it."""
    quoted = (
        field.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\\n") if _needs_escape(field) else field
        for field in fields
    )
    return b'"' + b'","'.join(quoted) + b'"'


def _needs_escape(field: bytes) -> bool:
    return b'"' in field or b"\\" in field or b"\n" in field


def column_name(header_field: bytes) -> str:
    """Return what a field of the header names."""
    return LATIN_1.decode(header_field).strip(" \t").lower()


def encode_csv(
    rows: Iterable[Sequence[str]],
    *,
    greek: bool = True,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> bytes:
    r"""Return the CSV of the rows, the first one being the header.

    Args:
        rows: each of one field at least.
        greek: whether the column ``message`` may have the ten Greek capitals; everything else is plain ISO-8859-1.
        euro_octet: the octet of the euro sign in that column, if the account has one.
        on_replacement: called with a :class:`Replacement` for each character that becomes ``?``; its ``parameter`` is
            ``rows[1].message``, or ``rows[1][3]`` for a column without a name.

    Raises:
        FieldRangeError: a row has no field, or the octet of the euro sign is out of its range.

    >>> print(encode_csv([("msisdn", "message"), ("111111111", 'Say "hi"')]).decode())
    "msisdn","message"
    "111111111","Say \"hi\""
    """
    message_charset = charset(greek=greek, euro_octet=euro_octet)
    names: list[str] = []
    records = []
    for i, row in enumerate(rows):
        if not row:
            raise FieldRangeError(f"rows[{i}]", row, "one field or more")
        fields = []
        for column, text in enumerate(row):
            name = names[column] if column < len(names) else ""
            characters = message_charset if name == MESSAGE else LATIN_1
            where = f"rows[{i}].{name}" if name else f"rows[{i}][{column}]"
            fields.append(characters.encode(text, on_replacement, where))
        names = names or list(map(column_name, fields))
        records.append(write_record(fields))
    return b"\n".join(records)


def decode_csv(
    source: Source,
    *,
    greek: bool = True,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> tuple[tuple[str, ...], ...]:
    r"""Return the rows of the CSV, the first one being the header.

    This is the grammar and nothing else: columns may have any names, rows any number of fields.

    Args:
        source: the CSV, a file opened for reading octets, or chunks of it, cut anywhere.
        greek: whether the column ``message`` may have the ten Greek capitals; everything else is plain ISO-8859-1.
        euro_octet: the octet of the euro sign in that column, if the account has one.
        on_replacement: called with a :class:`Replacement` for each octet that becomes ``?``; its ``parameter`` is
            ``line 2.message``, the number being that of the first line of the record.

    Raises:
        RequestError: records are broken; each is a problem ``csv_syntax``.
        FieldRangeError: the octet of the euro sign is out of its range.

    >>> decode_csv(b'message,msisdn\n"Hi, there",111111111\n')
    (('message', 'msisdn'), ('Hi, there', '111111111'))
    """
    message_charset = charset(greek=greek, euro_octet=euro_octet)
    names: list[str] = []
    rows = []
    faults = []
    for line, fields, fault in read_records(source):
        if fault:
            faults.append(Problem(Trouble.CSV_SYNTAX.value, None, f"line {line}", fault))
            continue
        row = []
        for column, field in enumerate(fields):
            name = names[column] if column < len(names) else ""
            characters = message_charset if name == MESSAGE else LATIN_1
            row.append(characters.decode(field, on_replacement, f"line {line}.{MESSAGE}"))
        names = names or list(map(column_name, fields))
        rows.append(tuple(row))
    if faults:
        raise RequestError(*faults)
    return tuple(rows)
