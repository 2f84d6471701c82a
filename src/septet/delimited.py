"""Delimited text files as spreadsheets and databases write them, row by row, in flat memory.

One row that is broken never ends the reading: it is reported and the next line starts afresh. Bytes that do not decode
become :data:`UNDECODABLE` in their cell, so that only rows that use the cell are affected.
"""

from __future__ import annotations

import codecs
import csv
import io
from functools import partial
from itertools import chain

from septet.errors import FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from septet._typing import BinaryFile

UNDECODABLE = "\udcff"
"""What stands in a cell for bytes that do not decode. No decoder makes it of anything else."""

_DELIMITERS = ",;\t"
_LONGEST_LINE = 1 << 20
_BUFFER = 1 << 18
_BATCH = 256
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

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        n_octets: int | None = self._file.readinto(buffer)
        return n_octets


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
        text = _decoded(io.BufferedReader(_Borrowed(file), _BUFFER), encoding, name)
        first = text.readline(_LONGEST_LINE)
        if not first.strip():
            raise FileFormatError(
                name, None if not first else 1, "a header line with the names of the columns is needed"
            )
        self.delimiter = delimiter or max(_DELIMITERS, key=_outside_quotes(first).count)
        lines = chain([first], iter(partial(text.readline, _LONGEST_LINE), ""))
        self._reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        try:
            self.header = [name.strip() for name in next(self._reader)]
        except csv.Error as error:
            raise FileFormatError(name, 1, f"the header cannot be read: {error}") from None

    def rows(self, on_malformed: Callable[[int, str], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of its first line and the cells of each row; lines without anything are passed over.

        Args:
            on_malformed: called with the line and the reason for what is no row, such as a quote that does not close.
        """
        for lines, rows in self.batches(on_malformed):
            yield from zip(lines, rows)

    def batches(self, on_malformed: Callable[[int, str], None]) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the same as :meth:`rows`, many at a time: their lines, and their cells."""
        reader = self._reader
        lines: list[int] = []
        rows: list[list[str]] = []
        while True:
            line = reader.line_num + 1
            try:
                for cells in reader:
                    if cells:
                        lines.append(line)
                        rows.append(cells)
                    line = reader.line_num + 1
                    if len(rows) == _BATCH:
                        yield lines, rows
                        lines, rows = [], []
            except csv.Error as error:
                last = reader.line_num
                yield lines, rows
                lines, rows = [], []
                on_malformed(line, str(error) if last == line else f"{error} (lines {line} to {last})")
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


def _decoded(buffered: io.BufferedReader, encoding: str | None, name: str) -> io.TextIOWrapper:
    if encoding is None:
        start = buffered.peek(4)
        encoding = next((marked for mark, marked in _BYTE_ORDER_MARKS if start.startswith(mark)), "utf-8-sig")
    try:
        if codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        return io.TextIOWrapper(buffered, encoding=encoding, errors="septet.undecodable", newline="")
    except LookupError:
        raise FileFormatError(name, None, f"there is no text encoding {encoding!r}") from None


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
