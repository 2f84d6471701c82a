"""Delimited files cut into columns: the plain rows in the kernel, the others by the careful reader.

What is read is what :mod:`septet.delimited` reads, to the row, the line and the reason. The kernel takes the rows that
leave nothing to ask. Where one does, and be it a quote that does not close, the careful reader gets the lines from
there on, few at first and as many as it wants, and behind the rows that it takes the kernel goes on. A file in another
encoding than UTF-8 is read by the careful reader alone.
"""

from __future__ import annotations

import codecs
import csv
import io
from array import array
from contextlib import suppress

from septet import _rows_py
from septet._rows import cut_rows
from septet._value import value
from septet.delimited import BYTE_ORDER_MARKS, Borrowed, DelimitedFile, RowBatch
from septet.errors import FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from septet._typing import BinaryFile

    Column = tuple[bytes, bytes | bytearray]

_FIRST = 1 << 20
_BLOCK = 1 << 22
_LONGEST_LINE = 1 << 20  # octets; as many as the characters of the longest row may have
_MOST_ROWS = 1 << 30
_FEW, _SOME = 2, 32  # lines that the careful reader gets at first


@value
class Cut:
    """Plain rows that follow each other, as columns."""

    n_before: int
    """Lines of the file before the first of the lines that were cut."""
    lines: bytes
    """On which of those each row begins, counted from 0; integers of 32 bits."""
    starts: bytes
    """Where in the block each row begins; integers of 32 bits."""
    block: bytes
    columns: list[Column]
    """Offsets of 32 bits and the octets, of each column that was asked for."""

    def __len__(self) -> int:
        return len(self.lines) // 4

    def line(self, row: int) -> int:
        """Return the line of the file on which a row begins."""
        return self.n_before + 1 + array("i", self.lines[4 * row : 4 * row + 4])[0]

    def text(self, row: int) -> list[str]:
        """Return the lines from the beginning of a row to that of the next, or to the end of the block."""
        start, *following = array("i", self.starts[4 * row : 4 * row + 8])
        octets = self.block[start : following[0]] if following else self.block[start : start + _rows_py.LONGEST_ROW]
        return _decoded(octets)


class CutFile:
    """A delimited file with a header, read as columns.

    Attributes:
        table: its header, and the careful reader.
    """

    def __init__(
        self, file: BinaryFile, *, name: str, encoding: str | None = None, delimiter: str | None = None
    ) -> None:
        """Read the header; the arguments and the errors are those of ``DelimitedFile``."""
        self._file = io.BufferedReader(Borrowed(file), _FIRST)
        self._rest = self._file.read(_FIRST)
        self._at_end = len(self._rest) < _FIRST
        self._head = self._lines()
        table = None
        if self._head and _is_utf8(self._head, encoding) and _is_ascii(delimiter):
            with suppress(FileFormatError):  # the whole file will be asked, whose header may be longer
                table = DelimitedFile(io.BytesIO(self._head), name=name, encoding=encoding, delimiter=delimiter)
        self._cuts = table is not None and csv.field_size_limit() >= _rows_py.LONGEST_ROW
        if table is None or not self._cuts:
            table = DelimitedFile(self._remaining(), name=name, encoding=encoding, delimiter=delimiter)
        self.table = table

    def pieces(self, wanted: Sequence[int]) -> Iterator[Cut | RowBatch]:
        """Yield the rows: plain ones as the columns of these indices, in ascending order, the others as they are."""
        if not self._cuts:
            yield from self.table.batches()
            return
        n_before = self.table.n_header_lines
        block, start = self._head, sum(map(len, self._head.splitlines(keepends=True)[:n_before]))
        is_plain = True
        while True:
            end, n_lines, starts, lines, columns = cut_rows(
                block,
                start,
                delimiter=ord(self.table.delimiter),
                n_columns=len(self.table.header),
                wanted=wanted,
                most_rows=_MOST_ROWS,
            )
            if starts:
                yield Cut(n_before, lines, starts, block, columns)
            is_plain = is_plain or end > start
            n_before, start = n_before + n_lines, end
            if start < len(block):
                batch, n_lines, n_octets = self._look_closely(block, start, n_before, few=is_plain)
                yield batch
                n_before, start, is_plain = n_before + n_lines, start + n_octets, False
                if n_lines:
                    continue
            if not (following := self._lines()):
                break
            block, start = block[start:] + following, 0
        self.table.go_on(self._remaining(block[start:]), n_before)
        yield from self.table.batches()

    def _look_closely(self, block: bytes, start: int, n_before: int, *, few: bool) -> tuple[RowBatch, int, int]:
        """Return what the careful reader takes from there on: the rows, how many lines and octets they have."""
        n_lines = _FEW if few else _SOME
        while True:
            stop = _behind(block, start, n_lines)
            lines = block[start:stop].splitlines(keepends=True)
            is_last = stop == len(block) and self._at_end and not self._rest
            batch, n_done = self.table.rows_in(list(map(_decoded_line, lines)), n_before, at_end=is_last)
            if n_done or stop == len(block):
                return batch, n_done, sum(map(len, lines[:n_done]))
            n_lines *= _SOME

    def _lines(self) -> bytes:
        """Return the next whole lines; nothing at the end of the file, and where a line is too long to be plain."""
        octets = self._rest
        while not self._at_end:
            end = octets.rfind(b"\n") + 1
            if end or len(octets) > _LONGEST_LINE:
                break
            octets = self._more(octets)
        if self._at_end:
            self._rest = b""
            return octets
        self._rest = octets[end:]
        return octets[:end]

    def _more(self, octets: bytes) -> bytes:
        more = self._file.read(_BLOCK)
        self._at_end = len(more) < _BLOCK
        return octets + more

    def _remaining(self, before: bytes | None = None) -> Borrowed:
        start = self._head if before is None else before
        return Borrowed(self._file, start + self._rest)


def _is_utf8(start: bytes, encoding: str | None) -> bool:
    if encoding is not None:
        try:
            return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
        except (LookupError, ValueError):
            return False
    return not any(start.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)


def _is_ascii(delimiter: str | None) -> bool:
    return delimiter is None or delimiter.isascii()


def _behind(block: bytes, start: int, n_lines: int) -> int:
    for _ in range(n_lines):
        start = block.find(b"\n", start) + 1
        if not start:
            return len(block)
    return start


def _decoded(octets: bytes) -> list[str]:
    return list(map(_decoded_line, octets.splitlines(keepends=True)))


def _decoded_line(line: bytes) -> str:
    return line.decode(errors="septet.undecodable")
