"""What is done to many rows at once: each twin against the careful functions, and against the other."""

from __future__ import annotations

import csv
import random
from array import array
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
from septet import Rate, Rates, _rows_py
from septet.address import normalize_msisdn
from septet.errors import FieldRangeError
from septet.plan import outside
from septet.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    Cut = tuple[int, int, list[int], list[int], list[list[bytes]]]

ALL_ROWS = 1 << 20
SEPARATORS = " \t\r\n\xa0\u2009\u202f-\u2010\u2011\u2013()."
SEPTETS = bytes(
    1 if c in oracle.CODES["default locking"] else 2 if c in oracle.CODES["default single"] else 0
    for c in map(chr, range(0x10000))
)


@pytest.fixture(scope="session")
def twin(kernel: ModuleType) -> Any:
    """Each of the twins."""
    return import_module(kernel.__name__.replace("_kernel_", "_rows_"))


def column(cells: Iterable[bytes], before: int = 0) -> tuple[bytes, bytes, int, int]:
    """Offsets, octets, the first cell and how many; with so many others before and one behind."""
    run = [b"other"] * before + (wanted := list(cells)) + [b"x"]
    offsets = array("i", [0])
    for cell in run:
        offsets.append(offsets[-1] + len(cell))
    return offsets.tobytes(), b"".join(run), before, len(wanted)


def numbers_in(octets: bytes, code: str) -> list[int]:
    """The integers in the octets."""
    return array(code, octets).tolist()


def cut(
    twin: Any, block: bytes, n_columns: int = 2, wanted: tuple[int, ...] = (0, 1), most: int = ALL_ROWS, start: int = 0
) -> Cut:
    """What ``cut_rows`` returns, with the columns as lists of cells."""
    end, n_lines, starts, lines, columns = twin.cut_rows(
        block, start, delimiter=ord(","), n_columns=n_columns, wanted=wanted, most_rows=most
    )
    cells = []
    for offsets, octets in columns:
        bounds = numbers_in(offsets, "i")
        cells.append([octets[begin:stop] for begin, stop in pairwise(bounds)])
        assert len(octets) == bounds[-1]
    return end, n_lines, numbers_in(starts, "i"), numbers_in(lines, "i"), cells


# -- rows --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "cells"),
    [
        (b"1,a\n2,b\n", [[b"1", b"2"], [b"a", b"b"]]),
        (b"1,a\r\n2,b\r\n", [[b"1", b"2"], [b"a", b"b"]]),
        (b"1,a\n2,b", [[b"1", b"2"], [b"a", b"b"]]),
        (b"1,\n,b\n,", [[b"1", b"", b""], [b"", b"b", b""]]),
        (b'"1","a"\n"","b"', [[b"1", b""], [b"a", b"b"]]),
        (b'1,"a ""b"" c"\n2,""""\n3,"""""x"\n', [[b"1", b"2", b"3"], [b'a "b" c', b'"', b'""x']]),
        (b'1,"a,b\nc\r\nd"\r\n2,b\n', [[b"1", b"2"], [b"a,b\nc\r\nd", b"b"]]),
        (b'1, "a"\n2,b"c"\n', [[b"1", b"2"], [b' "a"', b'b"c"']]),
        (b"\xff,\xc3\n", [[b"\xff"], [b"\xc3"]]),
    ],
)
def test_plain_rows_are_cut_into_cells(twin: Any, block: bytes, cells: list[list[bytes]]) -> None:
    end, _, starts, lines, found = cut(twin, block)
    assert (end, found) == (len(block), cells)
    assert len(starts) == len(lines) == len(cells[0])


@pytest.mark.parametrize(
    "odd",
    [
        b"1\n", b"1,a,b\n", b"1,a,b,c\n", b"1,a,\n", b'1,"a" \n', b'1,"a"b\n', b'1,"a\n', b'1,"a""\n', b"1,a\rb\n",
        b"1,a\0\n", b"1,a\r",
        b'1,"a\rb"\n', b'1,"a\0"\n', b"\r", b" \n", b'1,"a"\r', b'1,"a"\r2\n', b"\0,a\n", b"1,a\r\r\n",
        b'"1"2,a\n', b'"',
        b"1," + b"a" * (1 << 16) + b"\n", b'1,"' + b"\n" * 500 + b'"\n',
    ],
)  # fmt: skip
def test_the_work_ends_at_a_row_that_is_not_plain(twin: Any, odd: bytes) -> None:
    for before, n_lines in ((b"", 0), (b"1,a\n", 1), (b"\n1,a\r\n\r\n", 3)):
        end, lines_done, starts, _, _ = cut(twin, before + odd)
        assert (end, lines_done) == (len(before), n_lines)
        assert len(starts) == bool(before)


@pytest.mark.parametrize("block", [b"1," + b"a" * ((1 << 16) - 3) + b"\n", b'1,"' + b"\n" * 499 + b'"\n'])
def test_a_row_may_be_as_long_as_the_limit(twin: Any, block: bytes) -> None:
    assert cut(twin, block)[0] == len(block)


def test_rows_have_their_places_and_lines(twin: Any) -> None:
    block = b'\n1,"a\nb"\n\r\n2,b\r\n3,"\n\n\n"\n4,d\n'
    end, n_lines, starts, lines, _ = cut(twin, block)
    assert (end, n_lines) == (len(block), 10)
    assert lines == [1, 4, 5, 9]
    assert [block[start : start + 2] for start in starts] == [b"1,", b"2,", b"3,", b"4,"]
    assert cut(twin, block, start=starts[1])[2:4] == (starts[1:], [0, 1, 5])


def test_the_work_ends_after_so_many_rows(twin: Any) -> None:
    block = b"1,a\n2,b\n3,c\n"
    assert cut(twin, block, most=2) == (8, 2, [0, 4], [0, 1], [[b"1", b"2"], [b"a", b"b"]])
    assert cut(twin, block, most=3)[0] == 12


@pytest.mark.parametrize("wanted", [(), (0,), (2,), (0, 3), (0, 1, 2, 3)])
def test_only_the_cells_that_are_wanted_are_there(twin: Any, wanted: tuple[int, ...]) -> None:
    rows = [(b"1", b"a", b"", b"x"), (b"2", b"", b"yy", b"z")]
    block = b"\n".join(map(b",".join, rows))
    assert cut(twin, block, 4, wanted)[4] == [[row[index] for row in rows] for index in wanted]


def test_a_line_without_anything_is_no_row_of_one_cell(twin: Any) -> None:
    assert cut(twin, b'\n1\n\r\n""\n', 1, (0,)) == (8, 4, [1, 5], [1, 3], [[b"1", b""]])


@given(st.lists(st.sampled_from([b"1", b"a", b",", b'"', b"\n", b"\r\n", b"\r", b" ", b'""', b'"\n', b"\xc3\xa9"])))
@example([b'"', b"\r\n", b'"', b",", b"\r", b"\n"])
def test_plain_rows_are_those_of_the_csv_module(twin: Any, pieces: list[bytes]) -> None:
    block = b"".join(pieces)
    end, n_lines, _, lines, cells = cut(twin, block)
    reader = csv.reader([line.decode() for line in block[:end].splitlines(keepends=True)], strict=True)
    expected, line = [], 0
    for row in reader:
        if row:
            expected.append((line, [cell.encode() for cell in row]))
        line = reader.line_num
    assert expected == [(at, list(row)) for at, row in zip(lines, zip(*cells))]
    assert n_lines == line


@given(st.lists(st.sampled_from([b"1", b",", b",", b'"', b"\n", b"\n", b"\r\n", b"\r", b"\0", b'"\n', b',"'])))
def test_the_twins_cut_alike(twin: Any, pieces: list[bytes]) -> None:
    block = b"".join(pieces)
    for n_columns in (1, 2, 3):
        for most in (1, 2, ALL_ROWS):
            wanted = tuple(range(n_columns))
            assert cut(twin, block, n_columns, wanted, most) == cut(_rows_py, block, n_columns, wanted, most)


# -- numbers -----------------------------------------------------------------------------------------------------------


def careful(written: bytes) -> int:
    """What ``normalize_msisdn`` says, or 0."""
    try:
        return int(normalize_msisdn(written.decode(errors="replace")))
    except FieldRangeError:
        return 0


NUMBERS = [
    "447700900123", "+447700900123", "00447700900123", "+44 7700 900-123", "+1 (312) 555-0128", "+33.6.39.98.01.23",
    "+44 (0)7700 900123", "+44 ( 0)7700 900123", "+44 (-0)7700900123", "(\n0)7700900123", "07700 900123", "4.47701E+11",
    "12345", "", " ", "+", "00", "++447700900123", "+00447700900123", "0000447700900123", "1234567", "123456",
    "123456789012345", "1234567890123456", "00123456789012345", "001234567890123456", "+0123456789", " +447700900123 ",
    "4477\u00a0009\u2009001\u202f23", "4477\u2010009\u2011001\u201323", "44\u201477009001", "٤٤٧٧٠٠٩٠٠١٢٣", "1234567+",
    "1+2345678", "- +1234567", "0 0 4477009001", "(00)4477009001", "((0)4477009001", "0(0)44770090",
    "1234567\0", "1" * 40, "447700900123.0", "+447700900123.00", " 447700900123.0 ", "4477009.0", "447700900123.01",
    "447700900123.10", "447.700900.0", "447-700900.0", "447700900123-0", "447700900123 .0", "447700900123..0",
    "447700900123.0.", "447700900123.0. ", "4477009-00.0",
    "+.4477009001", "(447700900123.0).", "447700900123.", "447700900123.0-", "-447700900123.0", "+ 447700900123.0",
    ".447700900000", "00447700900123.0", "447700900123.0 0", "+\u2009447700900.00",
    "\u2009" * 9, "(" * 20 + "1234567", "0" * 30, "00" + "0" * 16, "\u00e9", "\u2029" + "1234567",
]  # fmt: skip


@pytest.mark.parametrize("before", [0, 3])
def test_numbers_are_those_of_the_careful_function(twin: Any, before: int) -> None:
    written = [number.encode() for number in NUMBERS] + [b"447700900123\xff", b"\xc2", b"1234567\xe2\x80", b"\xe2"]
    digits, refused = twin.read_numbers(*column(written, before))
    assert numbers_in(digits, "Q") == list(map(careful, written))
    assert list(refused) == [not careful(each) for each in written]


@given(st.lists(st.text(st.sampled_from("0011234567890" + SEPARATORS + "++()(0\u3000\u2014a"), max_size=24)))
def test_any_number_is_that_of_the_careful_function(twin: Any, written: list[str]) -> None:
    given = [each.encode() for each in written]
    digits, _ = twin.read_numbers(*column(given))
    assert numbers_in(digits, "Q") == list(map(careful, given))


def test_any_character_in_a_number_is_what_the_careful_function_takes_it_for(twin: Any) -> None:
    written = [f"4477{chr(c)}009001".encode() for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    written = written[:0x3100] + written[0x3100::97]
    digits, _ = twin.read_numbers(*column(written))
    assert numbers_in(digits, "Q") == list(map(careful, written))


def test_any_octet_in_any_place_of_a_number_is_what_the_careful_function_takes_it_for(twin: Any) -> None:
    written = []
    for number in (b"1234567", b"12345678", b"123456789", b"+447700900123", b"123456789012345"):
        for place in range(len(number)):
            written += [number[:place] + bytes([octet]) + number[place + 1 :] for octet in range(256)]
    digits, refused = twin.read_numbers(*column(written))
    assert numbers_in(digits, "Q") == list(map(careful, written))
    assert [not number for number in numbers_in(digits, "Q")] == [*map(bool, refused)]


# -- different numbers -------------------------------------------------------------------------------------------------


INTEGERS = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**64 - 1), st.sampled_from([0, 2**63, 2**64 - 1])))


@given(INTEGERS, st.sampled_from([1, 2, 128]))
def test_numbers_are_dealt_out_by_their_lowest_bits(twin: Any, numbers: list[int], n_buckets: int) -> None:
    dealt = [numbers_in(bucket, "Q") for bucket in twin.deal(array("Q", numbers), n_buckets)]
    assert dealt == [[number for number in numbers if number % n_buckets == bucket] for bucket in range(n_buckets)]


@given(INTEGERS)
@example([])
@example([0])
@example([0, 0, 1])
@example([*range(1000), *range(1500)])
def test_of_equal_numbers_the_first_is_kept(twin: Any, numbers: list[int]) -> None:
    assert numbers_in(twin.distinct(array("Q", numbers)), "Q") == [*dict.fromkeys(numbers)]


# -- texts -------------------------------------------------------------------------------------------------------------


def said(text: bytes) -> int:
    """What is to be said of a text."""
    if "\ufffd".encode() in text:
        return _rows_py.REPLACED
    return _rows_py.FINE if text.decode(errors="surrogateescape").strip() else _rows_py.BLANK


def test_texts_are_looked_over(twin: Any) -> None:
    blanks = [chr(c) for c in range(0x110000) if chr(c).isspace()]
    texts = [
        each.encode() for each in ("", "a", " ", " a", "\ufffd", "a\ufffd", " \ufffdb", "\uffee\uffff", "".join(blanks))
    ]
    texts += [chr(c).encode() for c in range(0xD800)] + [chr(c).encode() for c in range(0xE000, 0x110000, 13)]
    texts += [text[:cut] for text in ("\u2009 ".encode(), "\ufffd".encode(), "a\ufffd".encode()) for cut in range(4)]
    texts += [b"\xef\xbf", b"\xbd", b"\xef", b"\xbf\xbd", b"", b"\xef\xbf\xbd"]  # those that begin in one text are none
    texts += [b"\xff", b"\xc2", b"\xe2\x80", b" \xe1\x9a", b"\xef\xbf\xef\xbf\xbd", b"\xef\xef\xbf\xbd"]
    assert list(twin.look_over(*column(texts, 2))) == list(map(said, texts))


# -- prices ------------------------------------------------------------------------------------------------------------


@given(
    st.sets(st.text(st.sampled_from("123"), min_size=1, max_size=9), max_size=30),
    st.lists(st.text(st.sampled_from("123"), min_size=7, max_size=15), max_size=30),
)
@example({"4477009"}, ["4477009"])
@example({"44770090", "4"}, ["4477009", "447700900"])
@example({"1" * 15, "1" * 14, "9" * 15}, ["1" * 15, "1" * 14, "1" * 13, "9" * 15])
def test_the_rate_is_that_of_the_longest_prefix(twin: Any, prefixes: set[str], numbers: list[str]) -> None:
    rates = Rates([Rate(prefix, Decimal(1), "EUR") for prefix in sorted(prefixes)])
    found = twin.find_rates(array("Q", map(int, numbers)), *rates.ranges())
    expected = rates.find_all(numbers)
    assert [None if index < 0 else rates.all[index] for index in numbers_in(found, "i")] == expected


def test_a_number_that_is_too_long_has_the_last_rate_or_none(twin: Any) -> None:
    rates = Rates([Rate(prefix, Decimal(1), "EUR") for prefix in ("1", "9", "99")])
    numbers = [10**15, 2**63, 2**64 - 1]
    assert twin.find_rates(array("Q", numbers), *rates.ranges()) == array("i", [2, 2, 2]).tobytes()


# -- what pushed texts to UCS-2 ----------------------------------------------------------------------------------------


def blamed(texts: list[str], limits: tuple[int, int], parts: list[int]) -> list[tuple[int, int, int, int]]:
    """What the characters did, by the careful function."""
    sums: dict[str, list[int]] = {}
    for text, n_parts in zip(texts, parts):
        characters, without = outside(text, rules(reference_bits=8 if limits[1] == 153 else 16))
        for character in characters:
            having = sums.setdefault(character, [0, 0, 0])
            having[0] += 1
            having[1] += len(characters) == 1
            having[2] += max(n_parts - without, 0)
    return [(ord(c), n_texts, n_alone, n_extra) for c, (n_texts, n_alone, n_extra) in sorted(sums.items())]


LETTERS = st.one_of(st.sampled_from("aé€[]Яя’–\u00e1\U0001f600"), st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(st.tuples(st.text(LETTERS, max_size=400), st.integers(1, 9))), st.sampled_from([(160, 153), (160, 152)])
)
@example([("€" * 76 + "aЯ" + "€" * 76, 5), ("Я" * 160, 3), ("Я" * 161, 1)], (160, 153))
def test_characters_are_blamed_as_by_the_careful_function(
    twin: Any, messages: list[tuple[str, int]], limits: tuple[int, int]
) -> None:
    texts, parts = [text for text, _ in messages], [n_parts for _, n_parts in messages]
    offsets, octets, first, n_rows = column([text.encode() for text in texts], 1)
    found = twin.blame(
        offsets, octets, first, looked_at=b"\1" * n_rows, n_parts=array("i", parts), septets=SEPTETS, limits=limits
    )
    assert found == blamed(texts, limits, parts)


def test_only_texts_that_are_looked_at_are_blamed(twin: Any) -> None:
    offsets, octets, first, _ = column([b"\xff", "яя".encode(), b"\xd1", "я".encode()], 1)
    found = twin.blame(
        offsets,
        octets,
        first,
        looked_at=b"\0\1\0\0",
        n_parts=array("i", [1, 2, 1, 1]),
        septets=SEPTETS,
        limits=(160, 153),
    )
    assert found == [(ord("я"), 1, 1, 1)]


def test_as_many_characters_may_be_outside_as_there_are(twin: Any) -> None:
    draw = random.Random(6)
    text = "".join(map(chr, draw.sample([c for c in range(0x110000) if not 0xD800 <= c < 0xE000], 30_000)))
    offsets, octets, first, n_rows = column([text.encode()])
    found = twin.blame(
        offsets, octets, first, looked_at=b"\1" * n_rows, n_parts=array("i", [500]), septets=SEPTETS, limits=(160, 153)
    )
    assert found == blamed([text], (160, 153), [500])
