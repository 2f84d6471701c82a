"""Delimited text files as spreadsheets and databases write them, row by row, in flat memory.

One row that is broken never ends the reading: its first line is reported, and the next one starts afresh. Bytes that do
not decode become :data:`UNDECODABLE` in their cell, so that only rows that use the cell are affected.

The file is read in blocks of lines, and each block goes through ``csv`` at once; a row that is open at the end of a
block waits for the next. In a row whose quote does not close properly all lines but the first were read as the inside
of a cell. Any of them that begins a row which is not complete on that line would go on in the same way to the same end,
so that a look at each line by itself finds all the rows among them: each line is parsed a few times at the most,
however many quotes are broken.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import chain, islice

from septet._value import value
from septet.errors import FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from septet._typing import BinaryFile

UNDECODABLE = "\udcff"
"""What stands in a cell for bytes that do not decode. No decoder makes it of anything else."""

_DELIMITERS = ",;\t"
_LONGEST_ROW = 1 << 18  # characters; without a bound, a quote that does not close would have all of the file in memory
_MOST_LINES = 1000  # of one row
_SHOWN = 1000  # characters of a line that is longer than any row may be
_BUFFER = 1 << 18
_BLOCK = 1 << 16  # characters; not more than _LONGEST_ROW, for the sake of _blocks
_BATCH = 256
_NOT_CLOSED = "a quote is not closed"
_SPARE_CELLS = 1000
BYTE_ORDER_MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file begins with that is in one of these encodings."""


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODABLE, error.end


codecs.register_error("septet.undecodable", _mark_undecodable)


class Borrowed(io.RawIOBase):
    """Reads from a file that belongs to somebody else, who will close it; first, what was read of it already."""

    def __init__(self, file: BinaryFile, start: bytes = b"") -> None:
        super().__init__()
        self._file: Any = file
        self._start = start

    def peek(self, n_octets: int) -> bytes:
        """Return the first octets, however few at a time they come, and keep them to be read."""
        while len(self._start) < n_octets:
            octet = self._file.read(1)
            if not octet:
                break
            self._start += octet
        return self._start

    def readable(self) -> bool:
        """It is made for reading."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        """Read into the buffer."""
        if self._start:
            n_octets = min(len(buffer), len(self._start))
            buffer[:n_octets] = self._start[:n_octets]
            self._start = self._start[n_octets:]
            return n_octets
        n_read: int | None = self._file.readinto(buffer)
        return n_read


@value
class Malformed:
    """What is no row."""

    line: int
    """On which it begins."""
    reason: str
    """What is wrong with it."""
    text: str
    """The first of its lines as it stands in the file, without its end; of one longer than a row may be, the start."""


@value
class RowBatch:
    """Some of the rows of a file, and what is malformed between them."""

    lines: list[int]
    """The line on which each of the rows begins."""
    rows: list[list[str]]
    malformed: list[Malformed]


class Header:
    """The names of columns.

    Attributes:
        name: what to call the file in messages.
        header: the names of the columns, without the blanks around them.
    """

    def __init__(self, name: str, titles: Iterable[str]) -> None:
        """Take the names."""
        self.name = name
        self.header = [title.strip() for title in titles]

    def column(self, name: str) -> int | None:
        """Return the index of the column of that name, whatever its case, or None.

        Raises:
            FileFormatError: there are several.
        """
        found = [i for i, title in enumerate(self.header) if title.casefold() == name.casefold()]
        if len(found) > 1:
            raise FileFormatError(self.name, 1, f"{len(found)} columns are called {name!r}")
        return found[0] if found else None

    def batches(self) -> Iterator[RowBatch]:
        """Yield the rows; a header alone has none."""
        return iter(())


class DelimitedFile(Header):
    """A file with a header line.

    Attributes:
        delimiter: what stands between the cells.
        n_header_lines: the lines that the header has.
    """

    def __init__(
        self,
        file: BinaryFile,
        *,
        name: str,
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        """Read the header.

        Args:
            file: opened for reading octets; best unbuffered.
            name: what to call it in messages.
            encoding: of the text; without it UTF-8, or what a byte order mark says.
            delimiter: one character; without it a comma, a semicolon or a tab, whichever gives the header most cells.

        Raises:
            FileFormatError: it has no header, or its encoding is unknown.
        """
        self._blocks: Iterator[list[str]] = _blocks(_decoded(Borrowed(file), encoding, name), name)
        lines = list(chain.from_iterable(islice(self._blocks, _MOST_LINES // _BATCH + 1)))
        if not lines or not lines[0].strip():
            raise FileFormatError(name, 1 if lines else None, "a header line with the names of the columns is needed")
        dialects = {
            candidate: csv.reader([], delimiter=candidate, strict=True).dialect
            for candidate in delimiter or _DELIMITERS
        }
        headers = {candidate: _header(lines, dialect) for candidate, dialect in dialects.items()}
        self.delimiter = max(headers, key=lambda candidate: len(headers[candidate][0]))
        self._dialect = dialects[self.delimiter]  # made once, which takes longer than to make a reader
        titles, self.n_header_lines, reason = headers[self.delimiter]
        self._n_done = self.n_header_lines
        if not titles:
            raise FileFormatError(name, 1, f"the header cannot be read: {reason}")
        super().__init__(name, titles)
        self._most_cells = len(titles) + _SPARE_CELLS
        others = (lines[start : start + _BATCH] for start in range(self._n_done, len(lines), _BATCH))
        self._blocks = chain(others, self._blocks)

    def rows(self, on_malformed: Callable[[int, str], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of its first line and the cells of each row; lines without anything are passed over.

        Args:
            on_malformed: called with the line and the reason for what is no row, such as a quote that does not close.
        """
        for batch in self.batches():
            found: list[tuple[int, list[str] | Malformed]] = [*zip(batch.lines, batch.rows)]
            found += ((malformed.line, malformed) for malformed in batch.malformed)
            for line, row in sorted(found, key=lambda pair: pair[0]):
                if isinstance(row, Malformed):
                    on_malformed(line, row.reason)
                else:
                    yield line, row

    def batches(self) -> Iterator[RowBatch]:
        """Yield the rows and what is malformed, many at a time; lines without anything are passed over."""
        lines: list[str] = []
        for block in chain(self._blocks, [[]]):
            lines += block
            batch = RowBatch([], [], [])
            n_lines = self._parse(lines, batch, at_end=not block)
            self._n_done += n_lines
            del lines[:n_lines]
            yield batch

    def rows_in(self, lines: Sequence[str], n_before: int, *, at_end: bool) -> tuple[RowBatch, int]:
        """Return the rows in some lines, and how many of the lines are done with.

        Args:
            lines: with their ends, the first of a row in front.
            n_before: how many lines of the file come before them.
            at_end: whether no others follow; if some do, a row that may go on is left, and what comes behind it.
        """
        batch, n_done = RowBatch([], [], []), self._n_done
        self._n_done = n_before
        n_lines = self._parse([_bearable(line) for line in lines], batch, at_end=at_end)
        self._n_done = n_done  # batches() may be in the middle of the file
        return batch, n_lines

    def go_on(self, file: BinaryFile, n_before: int) -> None:
        """Have :meth:`batches` read from a file of UTF-8, of whose text so many lines have been dealt with."""
        self._n_done = n_before
        self._blocks = _blocks(_text(Borrowed(file), "utf-8"), self.name)

    def _parse(self, lines: list[str], batch: RowBatch, *, at_end: bool) -> int:
        """Take what there is in the lines, and return how many of them are done with; a row that is open is left."""
        start = 0
        while True:
            start, stop, reason = self._take_rows(lines, start, len(lines), batch)
            stop = _within_limits(lines, start, stop)
            if start == len(lines) or (stop == len(lines) and not at_end):
                return start
            batch.malformed.append(self._malformed(lines, start, reason))
            for alone in range(start + 1, stop - 1):
                done, _, reason = self._take_rows(lines, alone, alone + 1, batch)
                if done == alone:
                    batch.malformed.append(self._malformed(lines, alone, reason))
            start = max(start + 1, stop - 1)

    def _take_rows(self, lines: list[str], start: int, stop: int, batch: RowBatch) -> tuple[int, int, str]:
        """Take the rows in some of the lines up to one that is none, or not complete there.

        Return the index of its first line, that after the line on which it went wrong, and what is wrong with it.
        """
        reader = csv.reader(lines[start:stop], self._dialect)
        first, first_line, most_cells = start, self._n_done + 1, self._most_cells
        add_line, add_row = batch.lines.append, batch.rows.append
        try:
            for cells in reader:
                end = first + reader.line_num
                if end - start > 1 and _within_limits(lines, start, end) < end:
                    return start, end, _NOT_CLOSED
                if len(cells) > most_cells:
                    batch.malformed.append(self._malformed(lines, start, f"{len(cells)} cells"))
                elif cells:
                    add_line(first_line + start)
                    add_row(cells)
                start = end
        except csv.Error as error:
            end = first + reader.line_num
            return start, end, _reason(error) if end == start + 1 else _NOT_CLOSED
        return stop, stop, ""

    def _malformed(self, lines: list[str], index: int, reason: str) -> Malformed:
        text = lines[index].rstrip("\r\n")
        return Malformed(self._n_done + 1 + index, reason, text if len(text) <= _LONGEST_ROW else text[:_SHOWN])


def _decoded(file: Borrowed, encoding: str | None, name: str) -> io.TextIOWrapper:
    if encoding is None:
        start = file.peek(4)
        encoding = next((marked for mark, marked in BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8-sig")
    try:
        if codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        return _text(file, encoding)
    except (LookupError, ValueError):
        raise FileFormatError(name, None, f"there is no text encoding {encoding!r}") from None


def _text(file: Borrowed, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedReader(file, _BUFFER), encoding=encoding, errors="septet.undecodable", newline=""
    )


def _blocks(text: io.TextIOWrapper, name: str) -> Iterator[list[str]]:
    """Yield the lines of a text with their ends, some at a time."""
    rest = ""
    try:
        while piece := rest + text.read(_BLOCK):
            at_end = piece == rest
            # After a CR that comes last there may be an LF to come.
            end = len(piece) if at_end else max(piece.rfind("\n"), piece.rfind("\r", 0, -1)) + 1
            lines = io.StringIO(piece[:end], newline="")
            while block := list(islice(lines, _BATCH)):
                block[0] = _bearable(block[0])  # the only one that may have begun in an earlier piece
                yield block
            rest = piece[end:]
            if len(rest) > _LONGEST_ROW:
                rest = rest[:_LONGEST_ROW] + rest[-1]
    except FileFormatError:  # what is below the text has a word for it already
        raise
    except (UnicodeError, ValueError) as error:
        raise FileFormatError(name, None, f"it is not in {text.encoding}: {error}") from None


def _bearable(line: str) -> str:
    # A line that is too long becomes one that no reader takes, within quotes or not.
    return line if len(line) <= _LONGEST_ROW else line[:_SHOWN] + "." * max(_LONGEST_ROW, csv.field_size_limit() + 1)


def _reason(error: csv.Error) -> str:
    return _NOT_CLOSED if str(error) == "unexpected end of data" else str(error)


def _header(lines: list[str], dialect: Any) -> tuple[list[str], int, str]:
    """Return the cells of the header and how many lines it has, or none and why."""
    reader = csv.reader(lines, dialect)
    try:
        return next(reader), reader.line_num, ""
    except csv.Error as error:
        return [], 0, _reason(error)


def _within_limits(lines: list[str], start: int, stop: int) -> int:
    """Return the index after the last of these lines that a row may have which begins with the first."""
    n_chars = 0
    for index in range(start, min(stop, start + _MOST_LINES)):
        n_chars += len(lines[index])
        if n_chars > _LONGEST_ROW:
            return index
    return min(stop, start + _MOST_LINES)
