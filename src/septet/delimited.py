"""Delimited text files as spreadsheets and databases write them, row by row, in flat memory.

One row that is broken never ends the reading: it is reported and the next line starts afresh. Bytes that do not decode
become :data:`UNDECODABLE` in their cell, so that only rows that use the cell are affected.
"""

from __future__ import annotations

import codecs
import csv
import io

from septet.errors import FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from septet._typing import BinaryFile

UNDECODABLE = "\udcff"
"""What stands in a cell for bytes that do not decode. No decoder makes it of anything else."""

_DELIMITERS = ",;\t"
_LONGEST_LINE = 1 << 18
_BUFFER = 1 << 18
_MOST_LINES = 1000  # of one row; without a bound, stray quotes would have the rest of the file read over and over
_BATCH = 256
_SPARE_CELLS = 1000
_BYTE_ORDER_MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODABLE, error.end


codecs.register_error("septet.undecodable", _mark_undecodable)


class _Borrowed(io.RawIOBase):
    """Reads from a file that belongs to somebody else, who will close it."""

    def __init__(self, file: BinaryFile) -> None:
        super().__init__()
        self._file: Any = file
        self._start = b""

    def peek(self, n_octets: int) -> bytes:
        """Return the first octets, however few at a time they come, and keep them to be read."""
        while len(self._start) < n_octets:
            octet = self._file.read(1)
            if not octet:
                break
            self._start += octet
        return self._start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        if self._start:
            n_octets = min(len(buffer), len(self._start))
            buffer[:n_octets] = self._start[:n_octets]
            self._start = self._start[n_octets:]
            return n_octets
        n_read: int | None = self._file.readinto(buffer)
        return n_read


class DelimitedFile:
    """A file with a header line.

    Attributes:
        name: what to call the file in messages.
        header: the names of the columns, without the blanks around them.
        delimiter: what stands between the cells.
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
            delimiter: one character; without it a comma, a semicolon or a tab, whichever the header has most of.

        Raises:
            FileFormatError: it has no header, or its encoding is unknown.
        """
        self.name = name
        self._text = _decoded(_Borrowed(file), encoding, name)
        self._again: list[str] = []
        self._row_lines: list[str] = []
        self._n_done = 0
        first = self._read_line()
        if not first.strip():
            raise FileFormatError(name, 1 if first else None, "a header line with the names of the columns is needed")
        self.delimiter = delimiter or max(_DELIMITERS, key=_outside_quotes(first).count)
        self._again.append(first)
        self._reader = self._new_reader()
        try:
            self.header = [name.strip() for name in next(self._reader)]
        except csv.Error as error:
            raise FileFormatError(name, 1, f"the header cannot be read: {error}") from None
        self._row_lines.clear()

    def _read_line(self) -> str:
        try:
            line = self._text.readline(_LONGEST_LINE)
            if len(line) < _LONGEST_LINE or line.endswith(("\n", "\r")):
                return line
            while (rest := self._text.readline(_LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
        except (UnicodeError, ValueError) as error:
            raise FileFormatError(self.name, None, f"it is not in {self._text.encoding}: {error}") from None
        return _refused()

    def _lines(self) -> Iterator[str]:
        again, row_lines, read_line = self._again, self._row_lines, self._read_line
        while line := again.pop() if again else read_line():
            row_lines.append(line)
            yield line if len(row_lines) <= _MOST_LINES else _refused()

    def _new_reader(self) -> Any:
        return csv.reader(self._lines(), delimiter=self.delimiter, strict=True)

    def _start_afresh(self) -> None:
        # After a row that is none: its first line is given up, those that it swallowed are read again.
        swallowed = self._row_lines[1:]
        self._n_done += self._reader.line_num - len(swallowed)
        self._again += reversed(swallowed)
        self._row_lines.clear()
        self._reader = self._new_reader()

    def rows(self, on_malformed: Callable[[int, str], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of its first line and the cells of each row; lines without anything are passed over.

        Args:
            on_malformed: called with the line and the reason for what is no row, such as a quote that does not close.
        """
        for lines, rows in self.batches(on_malformed):
            yield from zip(lines, rows)

    def batches(self, on_malformed: Callable[[int, str], None]) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the same as :meth:`rows`, many at a time: their lines, and their cells."""
        row_lines = self._row_lines
        most_cells = len(self.header) + _SPARE_CELLS
        lines: list[int] = []
        rows: list[list[str]] = []
        while True:
            reader, n_done = self._reader, self._n_done
            line = n_done + reader.line_num + 1
            try:
                for cells in reader:
                    row_lines.clear()
                    if len(cells) > most_cells:
                        on_malformed(line, f"{len(cells)} cells")
                    elif cells:
                        lines.append(line)
                        rows.append(cells)
                    line = n_done + reader.line_num + 1
                    if len(rows) == _BATCH:
                        yield lines, rows
                        lines, rows = [], []
            except csv.Error as error:
                yield lines, rows
                lines, rows = [], []
                on_malformed(line, str(error))
                self._start_afresh()
            else:
                break
        yield lines, rows

    def column(self, name: str) -> int | None:
        """Return the index of the column of that name, whatever its case, or None.

        Raises:
            FileFormatError: there are several.
        """
        found = [i for i, title in enumerate(self.header) if title.casefold() == name.casefold()]
        if len(found) > 1:
            raise FileFormatError(self.name, 1, f"{len(found)} columns are called {name!r}")
        return found[0] if found else None


def _decoded(file: _Borrowed, encoding: str | None, name: str) -> io.TextIOWrapper:
    if encoding is None:
        start = file.peek(4)
        encoding = next((marked for mark, marked in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8-sig")
    try:
        if codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        buffered = io.BufferedReader(file, _BUFFER)
        return io.TextIOWrapper(buffered, encoding=encoding, errors="septet.undecodable", newline="")
    except (LookupError, ValueError):
        raise FileFormatError(name, None, f"there is no text encoding {encoding!r}") from None


def _refused() -> str:
    # Stands for what is nobody's row: a cell that the reader refuses for its length, within quotes too.
    return "." * (csv.field_size_limit() + 1) + "\n"


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
