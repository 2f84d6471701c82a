"""Files cut into columns: row by row and line by line what the careful reader has, whatever the octets."""

from __future__ import annotations

import csv
import io
from array import array
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from septet import cutting
from septet.cutting import Cut, CutFile
from septet.delimited import DelimitedFile, RowBatch
from septet.errors import FileFormatError

if TYPE_CHECKING:
    Rows = list[tuple[int, list[str]]]
    Odd = list[tuple[int, str, str]]


class Octets(io.RawIOBase):
    """A file of these octets, unbuffered."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._octets = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._octets.readinto(buffer)


def cut(octets: bytes, encoding: str | None = None, delimiter: str | None = None) -> CutFile:
    """The file, cut."""
    return CutFile(Octets(octets), name="x.csv", encoding=encoding, delimiter=delimiter)


def rows_of(piece: Cut | RowBatch, file: CutFile) -> Rows:
    """The rows of a piece with their lines."""
    if isinstance(piece, RowBatch):
        return list(zip(piece.lines, piece.rows, strict=True))
    columns = []
    for offsets, octets in piece.columns:
        bounds = array("i", offsets)
        columns.append([octets[start:stop].decode(errors="septet.undecodable") for start, stop in pairwise(bounds)])
    rows = [(piece.line(row), [column[row] for column in columns]) for row in range(len(piece))]
    assert [file.table.rows_in(piece.text(row), 0, at_end=True)[0].rows[0] for row in range(len(piece))] == [
        cells for _, cells in rows
    ]
    return rows


def read(octets: bytes, encoding: str | None = None, delimiter: str | None = None) -> tuple[list[str], Rows, Odd, int]:
    """The header, the rows, what is malformed, and the number of rows that were cut."""
    file = cut(octets, encoding, delimiter)
    rows: Rows = []
    odd: Odd = []
    n_cut = 0
    for piece in file.pieces(range(len(file.table.header))):
        # What is malformed has its place among the rows of its own batch only.
        rows += rows_of(piece, file)
        if isinstance(piece, RowBatch):
            odd += [(each.line, each.reason, each.text) for each in piece.malformed]
        else:
            n_cut += len(piece)
    return file.table.header, rows, odd, n_cut


def careful(octets: bytes, encoding: str | None = None, delimiter: str | None = None) -> tuple[list[str], Rows, Odd]:
    """The same by the careful reader."""
    table = DelimitedFile(Octets(octets), name="x.csv", encoding=encoding, delimiter=delimiter)
    rows: Rows = []
    odd: Odd = []
    for batch in table.batches():
        rows += zip(batch.lines, batch.rows, strict=True)
        odd += [(each.line, each.reason, each.text) for each in batch.malformed]
    return table.header, rows, odd


@pytest.fixture(params=[None, 1, 9])
def _blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of so many octets."""
    if request.param is not None:
        monkeypatch.setattr(cutting, "_FIRST", max(request.param, 2))
        monkeypatch.setattr(cutting, "_BLOCK", request.param)


@pytest.fixture(params=[1, 13])
def _longest_line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of more octets are too long to be plain."""
    monkeypatch.setattr(cutting, "_FIRST", 2)
    monkeypatch.setattr(cutting, "_BLOCK", 1)
    monkeypatch.setattr(cutting, "_LONGEST_LINE", request.param)


PIECES = [
    b"1,a\n", b"1,a\n", b"1,a\n", b"2,b\r\n", b'3,"c,""c"\n', b'4,"d\nd"\n', b"\n", b"5,e\r", b"6\n", b"7,g,\n",
    b"8,h,h\n", b'9,"i"i\n', b'10,"j\n', b"11,\xff\n", b"12,\xc3\xa9\n", b'"', b",", b"\r\n", b"\r", b"\0",
    b" \n", b"13,m",
]  # fmt: skip
DIRTY = st.lists(st.sampled_from(PIECES), max_size=16).map(b"".join)
HEADERS = st.sampled_from(
    [b"to,message\n", b"\xef\xbb\xbfto,message\r\n", b'"to","mess\nage"\n', b"to,message\r", b"to;m\n"]
)


@pytest.mark.usefixtures("_blocks")
@given(HEADERS, DIRTY)
@example(b"to,message\n", b'1,"a\n' * 20)
@example(b"to,message\n", b"1,a\n" * 20 + b"1\n" * 3 + b"1,a\n")
@example(b"to,message\n", b'1,"' + b"\n" * 40)
def test_the_rows_are_those_of_the_careful_reader(header: bytes, dirt: bytes) -> None:
    assert read(header + dirt)[:3] == careful(header + dirt)


@pytest.mark.usefixtures("_longest_line")
@given(HEADERS, DIRTY)
def test_lines_that_are_too_long_are_left_to_the_careful_reader(header: bytes, dirt: bytes) -> None:
    assert read(header + dirt)[:3] == careful(header + dirt)


def many(n_rows: int, line: str = "{},hello") -> bytes:
    """A file of so many rows."""
    return "\n".join(["to,message", *(line.format(i) for i in range(n_rows)), ""]).encode()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("octets", "n_left"),
    [
        (many(300_000), 0),
        (many(1000) + b'1,"open\n' + many(200_000), 2048),
        (many(1000) + b"1,a,b\n" * 3 + many(1000), 35),
        (many(1000) + b'1,"' + b"\n" * 999 + b'"\n' + many(1000), 2048),
        (many(1000) + b'1,"' + b"\n" * 1000 + b'"\n' + many(1000), 2048),
        (many(1000) + b"1," + b"a" * 262_145 + b"\n" + many(1000), 3),
        (many(1000, '{},"a\nb"') + b'1,"a\r\nb"\n', 0),
    ],
)
def test_few_rows_of_a_file_are_left_to_the_careful_reader(octets: bytes, n_left: int) -> None:
    header, rows, odd, n_cut = read(octets)
    assert (header, rows, odd) == careful(octets)
    assert len(rows) - n_cut <= n_left


def test_a_line_without_an_end_is_not_held_in_memory() -> None:
    octets = many(1000) + b"1," + b"a" * (5 << 20) + b"\n2,b\n"
    assert read(octets)[:3] == careful(octets)


@pytest.mark.parametrize(
    ("text", "encoding", "given", "delimiter"),
    [
        ("to,m\n1,Zo\xeb\n", "utf-16", None, None),
        ("to,m\n1,Zo\xeb\n", "utf-32", None, None),
        ("to,m\n1,Zo\xeb\n", "latin-1", "latin-1", None),
        ("to\xa6m\n1\xa6Zo\xeb\n", "utf-8", None, "\xa6"),
        ("to,m\r1,Zo\xeb\r", "utf-8", None, None),
    ],
)
def test_what_the_kernel_does_not_know_is_left_to_the_careful_reader(
    text: str, encoding: str, given: str | None, delimiter: str | None
) -> None:
    octets = text.encode(encoding)
    header, rows, odd, n_cut = read(octets, given, delimiter)
    assert (header, rows, odd) == careful(octets, given, delimiter)
    assert rows == [(2, ["1", "Zo\xeb"])]
    assert n_cut == 0


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_cut_by_whatever_name(encoding: str, mark: bytes) -> None:
    assert read(mark + b"to|m\n1|a\n", encoding, "|") == (["to", "m"], [(2, ["1", "a"])], [], 1)


def test_cells_that_python_may_not_have_are_left_to_it() -> None:
    limit = csv.field_size_limit(1000)
    try:
        octets = b"to,m\n1," + b"a" * 1001 + b"\n2,b\n"
        header, rows, odd, n_cut = read(octets)
        assert (header, rows, odd) == careful(octets)
        assert (n_cut, len(odd)) == (0, 1)
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize(
    ("octets", "encoding"), [(b"", None), (b"\n", None), (b'"to\n1,2\n', None), (b"to", "klingon")]
)
def test_a_header_that_is_none_is_refused_as_ever(octets: bytes, encoding: str | None) -> None:
    with pytest.raises(FileFormatError) as expected:
        careful(octets, encoding)
    with pytest.raises(FileFormatError) as found:
        cut(octets, encoding)
    assert str(found.value) == str(expected.value)


def test_a_file_is_read_as_it_is_asked_for() -> None:
    lines = b"to,message\n" + b"1,aaaaaaa\n" * (1 << 20)

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            buffer[:] = lines[: len(buffer)]
            return len(buffer)

    pieces = CutFile(Endless(), name="x.csv").pieces((0,))
    assert len(list(islice(pieces, 3))) == 3
