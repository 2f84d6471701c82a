"""Delimited files: what their rows are, on which lines, and that no octets whatsoever stop the reading."""

from __future__ import annotations

import csv
import gc
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from septet import delimited
from septet.delimited import UNDECODABLE, DelimitedFile
from septet.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_END = re.compile("\r\n|\r|\n")
LIMIT = csv.field_size_limit()

characters = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from('",;\t\r\n x')
)
cells = st.text(characters, max_size=8)


class Octets(io.RawIOBase):
    """A file of these octets, unbuffered, that gives so many at a time at the most."""

    def __init__(self, octets: bytes, at_once: int = 1 << 20) -> None:
        super().__init__()
        self._octets = io.BytesIO(octets)
        self._at_once = at_once
        self.n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        n_octets = self._octets.readinto(memoryview(buffer)[: self._at_once])
        self.n_read += n_octets
        return n_octets


Reading = tuple[list[str], list[tuple[int, list[str]]], list[tuple[int, str]]]


def read(
    octets: bytes, *, encoding: str | None = None, delimiter: str | None = None, at_once: int = 1 << 20
) -> Reading:
    """The header, the rows, and what is malformed, each with its line."""
    malformed: list[tuple[int, str]] = []
    table = DelimitedFile(Octets(octets, at_once), name="x.csv", encoding=encoding, delimiter=delimiter)
    rows = list(table.rows(lambda line, reason: malformed.append((line, reason))))
    return table.header, rows, malformed


def refused(octets: bytes, *, encoding: str | None = None) -> FileFormatError:
    """Why there is no reading of the octets."""
    with pytest.raises(FileFormatError) as caught:
        DelimitedFile(Octets(octets), name="x.csv", encoding=encoding)
    assert caught.value.file == "x.csv"
    return caught.value


def written(cell: str, delimiter: str, quoted: bool) -> str:
    """A cell as it stands in a file."""
    return '"' + cell.replace('"', '""') + '"' if quoted or set(cell) & {'"', delimiter, "\r", "\n"} else cell


# -- header ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "delimiter", "header"),
    [
        ("to,message", ",", ["to", "message"]),
        ("to;message", ";", ["to", "message"]),
        ("to\tmessage", "\t", ["to", "message"]),
        ("message", ",", ["message"]),
        ("a;b;c,d", ";", ["a", "b", "c,d"]),
        ("a,b;c", ",", ["a", "b;c"]),
        ("a;b\tc\td", "\t", ["a;b", "c", "d"]),
        ('"a,b,c";d', ";", ["a,b,c", "d"]),
        ('"a;b;c",d', ",", ["a;b;c", "d"]),
        ('"a ""b,c"", d";e', ";", ['a "b,c", d', "e"]),
        ('"a\t\t";"b,,,";c', ";", ["a", "b,,,", "c"]),
        (" to , message\t", ",", ["to", "message"]),
        (",,", ",", ["", "", ""]),
        ('"to\n(number)";message', ";", ["to\n(number)", "message"]),
        ('"to, or\r\nphone, or\r\nmobile";a,b;message', ";", ["to, or\r\nphone, or\r\nmobile", "a,b", "message"]),
        ('"x;y\n"\tmessage', "\t", ["x;y", "message"]),
    ],
)
def test_the_delimiter_is_what_makes_most_cells_of_the_header(first: str, delimiter: str, header: list[str]) -> None:
    table = DelimitedFile(Octets(first.encode()), name="some file")
    assert (table.name, table.delimiter, table.header) == ("some file", delimiter, header)


@pytest.mark.parametrize("delimiter", ["|", ",", ";", "\t", ":", "\xa6", "x"])
def test_a_delimiter_that_is_given_is_taken(delimiter: str) -> None:
    lines = f"a{delimiter}b,;\t\n1{delimiter}2\n"
    expected = list(csv.reader(lines.splitlines(), delimiter=delimiter))
    header, rows, malformed = read(lines.encode(), delimiter=delimiter)
    assert header == [title.strip() for title in expected[0]]
    assert (rows, malformed) == ([(2, expected[1])], [])


@pytest.mark.parametrize("octets", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"])
def test_an_empty_file_is_refused(octets: bytes) -> None:
    error = refused(octets)
    assert (error.line, error.reason) == (None, "a header line with the names of the columns is needed")


@pytest.mark.parametrize("octets", [b"\n", b"\r\n", b"\r", b"  \nto,message\n", b"\n\nto,message\n", b"\xef\xbb\xbf\n"])
def test_a_file_that_begins_with_a_blank_line_is_refused(octets: bytes) -> None:
    error = refused(octets)
    assert (error.line, error.reason) == (1, "a header line with the names of the columns is needed")


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b'"to,message\n1,2\n', "a quote is not closed"),
        (b'"to"x,message\n', "',' expected after '\"'"),
        (b"a" * (LIMIT + 1), f"field larger than field limit ({LIMIT})"),
    ],
)
def test_what_is_wrong_with_a_header_is_told(octets: bytes, reason: str) -> None:
    assert refused(octets).reason == f"the header cannot be read: {reason}"


@pytest.mark.parametrize("octets", [b'"to,message\n1,2\n', b'"to"x,message\n', b"a" * (LIMIT + 1), b"a" * (3 << 20)])
def test_a_header_that_is_no_row_is_refused(octets: bytes) -> None:
    error = refused(octets)
    assert error.line == 1
    assert error.reason.startswith("the header cannot be read: ")


@pytest.mark.parametrize("octets", [b"to,message", b"to,message\n", b"to,message\r\n\r\n\n"])
def test_a_file_of_a_header_only_has_no_rows(octets: bytes) -> None:
    _, rows, malformed = read(octets)
    assert (rows, malformed) == ([], [])


def test_a_header_may_take_several_lines() -> None:
    assert read(b'"to\n(number)",message\n1,2\n') == (["to\n(number)", "message"], [(3, ["1", "2"])], [])


def test_columns_are_found_by_name_in_any_case() -> None:
    table = DelimitedFile(Octets("To, MESSAGE ,Straße,to2,\n".encode()), name="x.csv")
    assert [table.column(name) for name in ("to", "TO", "message", "STRASSE", "to2")] == [0, 0, 1, 2, 3]
    assert table.column("phone") is None
    assert table.column(" to") is None


def test_a_column_that_is_there_twice_is_an_error_when_it_is_asked_for() -> None:
    table = DelimitedFile(Octets(b"to,x,To,TO\n"), name="x.csv")
    assert table.column("x") == 1
    with pytest.raises(FileFormatError) as caught:
        table.column("to")
    assert str(caught.value) == "x.csv, line 1: 3 columns are called 'to'"


# -- encoding ----------------------------------------------------------------------------------------------------------

TEXT = 'to,message\n1,"Zoë’s 😀"\n2,\u0416\n'
ROWS = [(2, ["1", "Zoë’s 😀"]), (3, ["2", "\u0416"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_which_else_is_utf_8(encoding: str) -> None:
    assert read(TEXT.encode(encoding)) == (["to", "message"], ROWS, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_either_byte_order_is_read(encoding: str) -> None:
    assert read(("\ufeff" + TEXT).encode(encoding)) == (["to", "message"], ROWS, [])
    assert read(TEXT.encode(encoding), encoding=encoding) == (["to", "message"], ROWS, [])


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "U8", "utf_8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_text_in_utf_8_that_is_asked_for(encoding: str, mark: bytes) -> None:
    assert read(mark + TEXT.encode(), encoding=encoding) == (["to", "message"], ROWS, [])


@pytest.mark.parametrize(
    ("encoding", "octets", "text"),
    [
        ("latin-1", b"Zo\xeb \x80", "Zoë \x80"),
        ("cp1252", b"Zo\xeb \x80 \x92", "Zoë € ’"),
        ("cp1251", b"\xc6", "\u0416"),
        ("shift_jis", b"\x83\x5c", "ソ"),
        ("gb18030", b"\x81\x30\x81\x30", "\x80"),
    ],
)
def test_an_encoding_that_is_given_is_taken(encoding: str, octets: bytes, text: str) -> None:
    assert read(b"to,message\n1," + octets + b"\n", encoding=encoding)[1:] == ([(2, ["1", text])], [])


def test_a_mark_of_another_encoding_is_text_in_the_one_that_is_given() -> None:
    assert read(b"\xff\xfeto,message\n", encoding="latin-1")[0] == ["ÿþto", "message"]


@pytest.mark.parametrize("encoding", ["no-such-encoding", "", "hex", "rot13", "é"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    error = refused(b"to,message\n", encoding=encoding)
    assert (error.line, error.reason) == (None, f"there is no text encoding {encoding!r}")


def test_text_that_is_not_in_its_encoding_at_all_is_refused() -> None:
    error = refused(b"to,message\n", encoding="utf-16")
    assert error.line is None
    assert error.reason.startswith("it is not in utf-16: ")


# -- undecodable octets ------------------------------------------------------------------------------------------------


def one_mark_each(found: Reading) -> Reading:
    """The same with one mark for octets that do not decode, however many there were."""
    header, rows, malformed = found

    def marked(row: list[str]) -> list[str]:
        return [re.sub(f"{UNDECODABLE}+", UNDECODABLE, cell) for cell in row]

    return marked(header), [(line, marked(row)) for line, row in rows], malformed


@pytest.mark.parametrize(
    "octets",
    [b"\xff", b"\x80\xbf", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80"],
)
def test_octets_that_do_not_decode_are_like_one_strange_character_wherever_they_stand(octets: bytes) -> None:
    text = b'to,message\r\n1,"x ""y""\n z"\n\n2,w\n'
    for place in range(1, len(text) + 1):
        before, after = text[:place], text[place:]
        header, rows, malformed = read(before + "\u0416".encode() + after)
        expected: Reading = (
            [title.replace("\u0416", UNDECODABLE) for title in header],
            [(line, [cell.replace("\u0416", UNDECODABLE) for cell in row]) for line, row in rows],
            malformed,
        )
        for at_once in (1, 2, 1 << 20):
            assert one_mark_each(read(before + octets + after, at_once=at_once)) == expected


def test_octets_that_do_not_decode_in_ascii_and_in_utf_16_are_marked() -> None:
    assert read(b"to\n1\xe92\n", encoding="ascii")[1] == [(2, [f"1{UNDECODABLE}2"])]
    half_a_pair = "\ufeffto\n1".encode("utf-16-le") + b"\x3d\xd8" + "2\n3".encode("utf-16-le")
    assert read(half_a_pair)[1] == [(2, [f"1{UNDECODABLE}2"]), (3, ["3"])]
    assert read(half_a_pair + b"\0")[1] == [(2, [f"1{UNDECODABLE}2"]), (3, [f"3{UNDECODABLE}"])]


def test_no_octets_decode_to_the_mark() -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        header = "to\n".encode(encoding)
        octets = UNDECODABLE.encode(encoding, "surrogatepass")
        ((_, (cell,)),) = read(header + octets, encoding=encoding)[1]
        assert set(cell) == {UNDECODABLE}, encoding


# -- rows and lines ----------------------------------------------------------------------------------------------------


@given(
    rows=st.lists(st.tuples(cells, cells, cells), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    data=st.data(),
)
def test_rows_that_are_written_are_read_with_their_lines(
    rows: list[tuple[str, ...]], delimiter: str, end: str, encoding: str, data: st.DataObject
) -> None:
    text = delimiter.join(["to", "name", "message"]) + end
    expected = []
    for row in rows:
        text += end * data.draw(st.integers(0, 2))
        expected.append((len(LINE_END.findall(text)) + 1, list(row)))
        text += delimiter.join(written(cell, delimiter, data.draw(st.booleans())) for cell in row) + end
    if data.draw(st.booleans()):
        text = text.removesuffix(end)
    at_once = data.draw(st.sampled_from([4, 5, 1 << 20]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "_BATCH", data.draw(st.sampled_from([1, 2, 3, 256])))
        assert read(text.encode(encoding), at_once=at_once) == (["to", "name", "message"], expected, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    text = f'to,message{end}1,a{end}{end}{end}2,"b{end}{end}c"{end}3,d'
    assert read(text.encode())[1:] == ([(2, ["1", "a"]), (5, ["2", f"b{end}{end}c"]), (8, ["3", "d"])], [])


@pytest.mark.parametrize("character", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
def test_other_separators_end_no_line(character: str) -> None:
    assert read(f"to,message\n1,a{character}b\n2,c\n".encode())[1:] == (
        [(2, ["1", f"a{character}b"]), (3, ["2", "c"])],
        [],
    )


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (",", ["", ""]),
        (" ", [" "]),
        ('""', [""]),
        ("1", ["1"]),
        ("1,2,3", ["1", "2", "3"]),
        ('1,say "hi"', ["1", 'say "hi"']),
        ('1,"say ""hi"""', ["1", 'say "hi"']),
        ('1, "x"', ["1", ' "x"']),
        ("1,'x,y'", ["1", "'x", "y'"]),
        ("1,\\n", ["1", "\\n"]),
    ],
)
def test_cells_are_what_stands_between_delimiters(line: str, row: list[str]) -> None:
    assert read(f"to,message\n{line}\n9,end\n".encode())[1:] == ([(2, row), (3, ["9", "end"])], [])


# -- what is no row ----------------------------------------------------------------------------------------------------


def test_text_behind_a_closed_quote_makes_a_row_malformed_and_no_other() -> None:
    _, rows, malformed = read(b'to,message\n1,"a"b\n2,c\n3,"d" \n\n4,e\n')
    assert rows == [(3, ["2", "c"]), (6, ["4", "e"])]
    assert [line for line, _ in malformed] == [2, 4]
    assert all("expected after" in reason and "(lines" not in reason for _, reason in malformed)


def test_a_quote_that_closes_on_a_later_line_costs_its_own_line_only() -> None:
    _, rows, malformed = read(b'to,message\n1,"a\n\n2,"b\n3,c\n4,"d"\n')
    assert rows[-2:] == [(5, ["3", "c"]), (6, ["4", "d"])]
    assert [line for line, _ in malformed] == [2, 4]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quote_that_is_open_at_the_end_of_the_file_makes_its_row_malformed(end: str) -> None:
    _, rows, malformed = read(f'to,message\n1,a\n2,"b{end}'.encode())
    assert rows == [(2, ["1", "a"])]
    assert malformed == [(3, "a quote is not closed")]


def test_a_cell_may_be_as_long_as_the_limit_and_no_longer() -> None:
    longest = b"x" * LIMIT
    _, rows, malformed = read(b"to,message\n1," + longest + b"\n2,x" + longest + b'\n3,"x' + longest + b'"\n4,y\n')
    assert [(line, len(row[1])) for line, row in rows] == [(2, LIMIT), (5, 1)]
    assert malformed == [(line, f"field larger than field limit ({LIMIT})") for line in (3, 4)]


def test_a_program_that_allows_longer_cells_allows_no_longer_lines() -> None:
    csv.field_size_limit(1 << 20)
    try:
        _, rows, malformed = read(b"to,message\n1," + b"x" * (1 << 19) + b"\n2,y\n")
    finally:
        csv.field_size_limit(LIMIT)
    assert ([line for line, _ in rows], [line for line, _ in malformed]) == ([3], [2])


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_line_that_does_not_seem_to_end_is_malformed(end: bytes, quote: bytes) -> None:
    _, rows, malformed = read(b"to,message\n1,a\n1," + quote + b"x" * (3 << 20) + end)
    assert rows[0] == (2, ["1", "a"])
    assert malformed[0] == (3, f"field larger than field limit ({LIMIT})")


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_the_line_after_a_very_long_one_is_read(quote: bytes) -> None:
    _, rows, _ = read(b"to,message\n1," + quote + b"x" * (3 << 20) + b"\n2,y\n")
    assert rows[-1][1] == ["2", "y"]


def test_a_nul_stays_within_its_row() -> None:
    _, rows, malformed = read(b"to,message\n1,\0\n2,b\n\0\n3,c\n")  # a character like any other from Python 3.11 on
    told = {line: None for line, _ in malformed} | dict(rows)
    assert sorted(told) == [2, 3, 4, 5]
    assert (told[3], told[5]) == (["2", "b"], ["3", "c"])
    assert (told[2], told[4]) in [(["1", "\0"], ["\0"]), (None, None)]


def reference(lines: list[str]) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """Rows and what is malformed, found in the plain way: each line that no row has yet begins one."""
    rows, malformed, start = [], [], 0
    while start < len(lines):
        reader = csv.reader(lines[start:], strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            malformed.append(start + 2)
            start += 1
        else:
            rows.append((start + 2, cells))
            start += reader.line_num
    return [(line, cells) for line, cells in rows if cells], malformed


pieces = st.sampled_from(['"', '""', '"""', ",", '","', '",', ',"', "x", "\n", "\r\n", "\r"])


@given(text=st.lists(pieces, max_size=30).map("".join), batch=st.sampled_from([1, 2, 3, 256]), data=st.data())
@settings(max_examples=5 * settings().max_examples)
def test_no_row_is_lost_to_the_quote_of_another(text: str, batch: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "_BATCH", batch)
        patched.setattr(delimited, "_BLOCK", data.draw(st.sampled_from([13, 14, 15, 1 << 16])))
        _, rows, malformed = read(f"to,message\n{text}".encode())
    lines = list(io.StringIO(text, newline=""))
    assert (rows, [line for line, _ in malformed]) == reference(lines)


@pytest.mark.parametrize("row", ['{},"5 inch', '"{}"5 inch"', '{},""', '{}","x', '{},""x""', '"{}",",', 'x"",{},"""'])
def test_quotes_in_every_row_cost_no_more_than_a_few_looks_at_each(monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    n_looks, reader = 0, csv.reader

    def counting(lines: list[str], *args: Any, **options: Any) -> Any:
        def counted() -> Iterator[str]:
            nonlocal n_looks
            for line in lines:
                n_looks += 1
                yield line

        return reader(counted(), *args, **options)

    monkeypatch.setattr(csv, "reader", counting)
    n_rows = 5000
    _, rows, malformed = read("\n".join(["to,message", *map(row.format, range(n_rows))]).encode())
    assert rows or len(malformed) == n_rows
    assert n_looks < 6 * n_rows


def test_a_row_may_have_a_thousand_lines_and_no_more() -> None:
    longest = b'1,"' + b"a\n" * 999 + b'",x\n'
    assert read(b"to,message,x\n" + longest + b"2,b,c\n")[1:] == (
        [(2, ["1", "a\n" * 999, "x"]), (1002, ["2", "b", "c"])],
        [],
    )
    _, rows, malformed = read(b"to,message,x\n" + longest.replace(b"a\n", b"a\na\n", 1) + b"2,b,c\n")
    assert malformed == [(2, "a quote is not closed"), (1002, "a quote is not closed")]
    assert [line for line, _ in rows] == [*range(3, 1002), 1003]
    assert rows[-1] == (1003, ["2", "b", "c"])


@pytest.mark.parametrize("n_lines", [2, 600])
def test_a_row_may_have_so_many_characters_and_no_more(n_lines: int) -> None:
    n_chars = 1 << 18
    for more in (0, 1):
        cell = "\n" * (n_lines - 1) + "x" * (n_chars // 2 - n_lines)
        rest = "y" * (n_chars - len(f'"{cell}",\n') + more)
        _, rows, malformed = read(f'to,message\n"{cell}",{rest}\n2,b\n'.encode())
        assert rows[-1] == (2 + n_lines, ["2", "b"])
        assert [line for line, _ in malformed] == [2] * more
        assert (rows[0] == (2, [cell, rest])) == (not more)


def test_after_a_row_that_is_too_long_rows_of_several_lines_are_read() -> None:
    _, rows, malformed = read(b'to,message\n1,"' + b"x\n" * 1500 + b'"2\n3","\n4"\n5,"a\nb"\n')
    assert [line for line, _ in malformed] == [2]
    assert rows[-2:] == [(1502, ["2\n3", "\n4"]), (1505, ["5", "a\nb"])]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('1,"a"b', '1,"a"b'),
        ('1,"a"b\r', '1,"a"b'),
        (' 1,"a\u00e9\udcff', f' 1,"a\u00e9{UNDECODABLE}'),
        ('1,"' + "x" * (LIMIT + 1), '1,"' + "x" * (LIMIT + 1)),
        ("1" + "," * 5000, "1" + "," * 5000),
        ("1," + "x" * (1 << 18), "1," + "x" * 998),
    ],
)
def test_what_is_malformed_is_kept_as_it_stands(row: str, text: str) -> None:
    table = DelimitedFile(Octets(f"to,message\n{row}\n2,b\n".encode("utf-8", "surrogateescape")), name="x.csv")
    malformed = [malformed for batch in table.batches() for malformed in batch.malformed]
    assert [(one.line, one.text) for one in malformed] == [(2, text)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("block", [16, 17, 18, 19, 20])
def test_lines_are_found_wherever_a_block_ends(monkeypatch: pytest.MonkeyPatch, end: str, block: int) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    monkeypatch.setattr(delimited, "_LONGEST_ROW", 40)
    text = f'to,message{end}1,a{end}2,"b{end}c"{end}3,{"x" * 38}{end}4,{"x" * 200}{end}5,d{end}'
    _, rows, malformed = read(text.encode())
    told = [(line, row[0]) for line, row in rows]
    assert told[:2] == [(2, "1"), (3, "2")]
    assert told[-1] == (7, "5")
    assert [line for line, _ in malformed] == [5, 6]


def test_a_file_in_memory_is_read_too_and_stays_open() -> None:
    file = io.BytesIO(b"to,message\n1,hello\n")
    table = DelimitedFile(file, name="x.csv")
    assert list(table.rows(lambda line, reason: pytest.fail(f"{line}: {reason}"))) == [(2, ["1", "hello"])]
    del table
    gc.collect()
    assert not file.closed


def test_a_file_is_read_as_far_as_rows_are_asked_for() -> None:
    file = Octets(b"to,message\n" + b"1,hello\n" * 1_000_000, at_once=1000)
    rows = DelimitedFile(file, name="x.csv").rows(lambda line, reason: pytest.fail(reason))
    assert [next(rows) for _ in range(3)] == [(line, ["1", "hello"]) for line in (2, 3, 4)]
    assert file.n_read < 1_000_000


@pytest.mark.parametrize("n_rows", [0, 1, 255, 256, 257, 600])
def test_rows_come_in_batches_in_which_nothing_is_lost(n_rows: int) -> None:
    octets = b"to,message\n" + b"".join(b"%d,hello\n\n" % n for n in range(n_rows))
    table = DelimitedFile(Octets(octets), name="x.csv")
    batches = list(table.batches())
    found = [pair for batch in batches for pair in zip(batch.lines, batch.rows, strict=True)]
    assert found == [(2 + 2 * n, [str(n), "hello"]) for n in range(n_rows)]
    assert all(len(batch.rows) <= 256 and not batch.malformed for batch in batches)


def test_what_is_malformed_is_told_between_the_rows_before_and_after_it() -> None:
    told: list[int] = []
    table = DelimitedFile(Octets(b'to\n1\n"2"x\n3\n4\n"5"x\n"6"x\n'), name="x.csv")
    for line, _ in table.rows(lambda line, _: told.append(line)):
        told.append(line)
    assert told == [2, 3, 4, 5, 6, 7]


# -- anything ----------------------------------------------------------------------------------------------------------

harsh = st.lists(
    st.one_of(
        st.binary(max_size=4),
        st.sampled_from([b'"', b",", b";", b"\n", b"\r", b"\r\n", b'","', b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"a"]),
    ),
    max_size=30,
).map(b"".join)


@given(
    start=st.sampled_from(
        [b"", b"to,message\n", b'"to";"x\n', b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
    ),
    octets=st.one_of(harsh, st.binary()),
    encoding=st.sampled_from([None, None, None, "latin-1", "cp1252", "utf-16-le", "utf-7", "gb18030", "ascii"]),
    at_once=st.sampled_from([1, 3, 1 << 20]),
)
@example(start=b"to\n", octets=b'"', encoding=None, at_once=1)
@example(start=b"", octets=b'"', encoding=None, at_once=1)
def test_no_octets_do_more_than_make_the_header_unusable(
    start: bytes, octets: bytes, encoding: str | None, at_once: int
) -> None:
    malformed: list[int] = []
    try:
        table = DelimitedFile(Octets(start + octets, at_once), name="x.csv", encoding=encoding)
    except FileFormatError as error:
        assert error.line in (None, 1)  # noqa: PT017
        return
    lines = [line for line, row in table.rows(lambda line, _: malformed.append(line)) if row]
    assert sorted({*lines, *malformed}) == sorted(lines + malformed)
    assert lines == sorted(lines)
    assert all(line > 1 for line in lines + malformed)


@given(start=st.sampled_from([b"", b"\xef\xbb\xbf"]), octets=harsh)
def test_with_a_valid_header_nothing_fails_at_all(start: bytes, octets: bytes) -> None:
    header, rows, malformed = read(start + b"to,message\n" + octets + b'\n"\n1,2\n')
    assert header == ["to", "message"]
    assert rows or malformed


def test_a_look_at_other_lines_leaves_the_numbers_of_the_lines_alone() -> None:
    file = DelimitedFile(Octets(b"to,message\n" + b"1,a\n" * 1000), name="x.csv")
    lines = []
    for batch in file.batches():
        lines += batch.lines
        assert file.rows_in(["2,b\n"], 7, at_end=True)[0].lines == [8]
    assert lines == [*range(2, 1002)]
