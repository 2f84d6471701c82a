"""The CSV of batches: what every octet in it means, in one piece or in many, and the way back."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eapi_strategies import unexpected
from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.csv import BEHIND_QUOTE, NOT_CLOSED, decode_csv, encode_csv, read_records, write_record
from septet.errors import FieldRangeError, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

fields = st.binary(max_size=6) | st.lists(st.sampled_from([b'"', b"\\", b"\n", b"\r", b",", b" ", b"a"])).map(b"".join)
records = st.lists(fields, min_size=1, max_size=4)
pieces = st.lists(
    st.sampled_from([b'"', b'""', b'","', b"\\", b"\n", b"\r", b"\r\n", b",", b" ", b"\t", b"a", b"\xe9", b"\0"])
)


def read(octets: bytes) -> list[tuple[int, list[bytes], str]]:
    return list(read_records(octets))


# -- an oracle: the rules of the document, character by character, one state at a time ---------------------------------


def slowly(octets: bytes) -> Iterator[tuple[int, list[bytes], str]]:
    text = octets.decode("latin-1")
    position = 0
    while position < len(text):
        line = count_line_breaks(text[:position]) + 1
        found, fault, position = one_record(text, position)
        if fault or found != [("", False)]:
            yield line, [] if fault else [field.encode("latin-1") for field, _ in found], fault


def count_line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def one_record(text: str, position: int) -> tuple[list[tuple[str, bool]], str, int]:
    found = []
    while True:
        start = position
        while text[start : start + 1] in (" ", "\t"):
            start += 1
        quoted = text[start : start + 1] == '"'
        field, end = in_quotes(text, start + 1) if quoted else without_quotes(text, position)
        if end is None:
            return [], NOT_CLOSED, len(text)
        found.append((field, quoted))
        if text[end : end + 1] == ",":
            position = end + 1
        elif end == len(text) or text[end] in "\r\n":
            return found, "", after_line_break(text, end)
        else:
            while end < len(text) and text[end] not in "\r\n":
                end += 1
            return [], BEHIND_QUOTE, after_line_break(text, end)


def after_line_break(text: str, end: int) -> int:
    return end + (2 if text[end : end + 2] == "\r\n" else 1)


def without_quotes(text: str, position: int) -> tuple[str, int]:
    end = position
    while end < len(text) and text[end] not in ",\r\n":
        end += 1
    return text[position:end].strip(" \t"), end


def in_quotes(text: str, position: int) -> tuple[str, int | None]:
    field = ""
    while position < len(text):
        two, three = text[position : position + 2], text[position : position + 3]
        if three == "\\\r\n":
            field, position = field + "\n", position + 3
        elif two in ("\\\r", "\\\n"):
            field, position = field + "\n", position + 2
        elif two in ('\\"', "\\\\", '""'):
            field, position = field + two[1], position + 2
        elif text[position] == '"':
            position += 1
            while text[position : position + 1] in (" ", "\t"):
                position += 1
            return field, position
        else:
            field, position = field + text[position], position + 1
    return field, None


@given(pieces.map(b"".join) | st.binary())
@example(b'"a"" ,b\n"c"')
@example(b'"a\\')
@example(b'"a\\\r\nb",\r\r\n"c"\r')
def test_records_are_what_the_rules_say(octets: bytes) -> None:
    assert read(octets) == list(slowly(octets))


@given(pieces.map(b"".join), st.lists(st.integers(0, 30)))
def test_chunks_may_be_cut_anywhere(octets: bytes, cuts: list[int]) -> None:
    ends = [*sorted(cuts), len(octets)]
    chunks = [octets[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert b"".join(chunks) == octets
    assert list(read_records(chunks)) == read(octets)
    assert list(read_records(octets[i : i + 1] for i in range(len(octets)))) == read(octets)


@given(pieces.map(b"".join))
def test_a_file_is_read_as_its_octets_are(octets: bytes) -> None:
    assert list(read_records(io.BytesIO(octets))) == read(octets)
    assert list(read_records(bytearray(octets))) == read(octets)
    assert list(read_records(memoryview(octets))) == read(octets)


def test_a_file_is_not_read_before_its_records_are_wanted() -> None:
    file = io.BytesIO(b'"a","b"\n' * 100_000)
    reader = read_records(file)
    assert file.tell() == 0
    next(reader)
    assert 0 < file.tell() < 200_000


@given(st.lists(records))
def test_what_is_written_is_read(rows: list[list[bytes]]) -> None:
    octets = b"\n".join(map(write_record, rows))
    assert [(found, fault) for _, found, fault in read_records(octets)] == [(row, "") for row in rows]


@given(records)
def test_every_field_is_written_in_quotes(row: list[bytes]) -> None:
    assert write_record(row) == b",".join(
        b'"' + field.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\\n") + b'"' for field in row
    )


@pytest.mark.parametrize(
    ("octets", "row"),
    [
        (b'"a","b"', [b"a", b"b"]),
        (b"a,b", [b"a", b"b"]),
        (b' a\t, b "c" ', [b"a", b'b "c"']),
        (b' "a"\t, " b "', [b"a", b" b "]),
        (b'a,"b"', [b"a", b"b"]),
        (b'"a,b"', [b"a,b"]),
        (b",", [b"", b""]),
        (b'""', [b""]),
        (b'a,"",', [b"a", b"", b""]),
        (rb'"say \"hi\""', [b'say "hi"']),
        (b'"say ""hi"""', [b'say "hi"']),
        (rb'"a\\"', [b"a\\"]),
        (rb'"a\n\x\,"', [rb"a\n\x\,"]),
        (rb"a\,b\"", [b"a\\", b'b\\"']),
        (b'"a\nb"', [b"a\nb"]),
        (b'"a\r\nb"', [b"a\r\nb"]),
        (b'"a\\\nb"', [b"a\nb"]),
        (b'"a\\\r\nb"', [b"a\nb"]),
        (b'"a\\\rb"', [b"a\nb"]),
        (b'"a\\\\\nb"', [b"a\\\nb"]),
        (b'"a\xa0"', [b"a\xa0"]),
        (b"\xa0a", [b"\xa0a"]),
    ],
)
def test_one_record(octets: bytes, row: list[bytes]) -> None:
    assert read(octets) == [(1, row, "")]
    assert read(b"x\n" + octets + b"\r\ny")[1:] == [
        (2, row, ""),
        (3 + count_line_breaks(octets.decode("l1")), [b"y"], ""),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_ways_to_end_a_record(end: bytes) -> None:
    assert read(end.join([b"a,b", b'"c"', b"", b" \t", b'" "'])) == [
        (1, [b"a", b"b"], ""),
        (2, [b"c"], ""),
        (5, [b" "], ""),
    ]


@pytest.mark.parametrize("octets", [b"", b"\n", b"\r\n\n\r", b" \n\t\r\n "])
def test_blank_records_are_passed_over(octets: bytes) -> None:
    assert read(octets) == []


def test_what_stands_behind_a_closing_quote_spoils_its_line_only() -> None:
    assert read(b'"a" b\n"c"\n"d""\ne" x\r\nf,"g"h,"i\nj') == [
        (1, [], BEHIND_QUOTE),
        (2, [b"c"], ""),
        (3, [], BEHIND_QUOTE),
        (5, [], BEHIND_QUOTE),
        (6, [b"j"], ""),
    ]


def test_b11_a_quote_that_does_not_close_takes_all_the_rest() -> None:
    assert read(b'"a"\n"b\n"c"\n') == [(1, [b"a"], ""), (2, [], BEHIND_QUOTE)]
    assert read(b'"a"\n"b\nc\nd') == [(1, [b"a"], ""), (2, [], NOT_CLOSED)]
    assert read(b'"b\\') == [(1, [], NOT_CLOSED)]


@pytest.mark.parametrize(
    "octets",
    [
        b'"' + b"a\n" * 100_000 + b'"',
        b'"' + b"a" * 200_000,
        b'"' + b'\\"' * 100_000,
        b'"' + b'""' * 100_000 + b"x",
        b'"a"b\n' * 40_000,
        b"\r" * 200_000,
        b'a"\r' * 65_000,
        b'",' * 100_000,
    ],
    ids=["lines", "open", "escapes", "quotes", "faults", "returns", "strange", "commas"],
)
@pytest.mark.parametrize("size", [1 << 20, 50])
def test_the_time_it_takes_grows_with_the_length_only(octets: bytes, size: int) -> None:
    # Were it to grow with the square, it would be minutes.
    began = time.process_time()
    for _ in read_records(octets[i : i + size] for i in range(0, len(octets), size)):
        pass
    assert time.process_time() - began < 10


# -- text --------------------------------------------------------------------------------------------------------------

ROWS = (("msisdn", "message"), ("111111111", "Hi there"), ("333333333", "Hello again"))


def test_b1_the_example_of_the_document() -> None:
    octets = b'msisdn,message\n"111111111","Hi there"\n"333333333","Hello again"\n'
    assert decode_csv(octets) == ROWS
    assert encode_csv(ROWS) == b'"msisdn","message"\n"111111111","Hi there"\n"333333333","Hello again"'


def test_b2_the_documented_example_of_escapes() -> None:
    octets = (
        b'msisdn,message\n"111111111","Hi there"\n'
        b'"333333333","Hello again. Here is some \\"quoted text\\".\\\nThis text follows a newline"'
    )
    message = decode_csv(octets)[2][1]
    assert message == 'Hello again. Here is some "quoted text".\nThis text follows a newline'
    assert len(message) == 68
    assert encode_csv(decode_csv(octets)[1:]) in octets


@given(st.lists(st.lists(st.text(st.sampled_from('aΩé",\\\n\r \t')), min_size=1, max_size=3).map(tuple)))
def test_rows_come_back(rows: list[tuple[str, ...]]) -> None:
    message = st_message_rows(rows)
    assert decode_csv(encode_csv(message, on_replacement=unexpected), on_replacement=unexpected) == tuple(message)


def st_message_rows(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    # The second column is the message, the others have no Greek capitals; a tab cannot be in a message.
    return [
        ("msisdn", "message", "sender"),
        *(
            tuple(text.replace("\t", "") if column == 1 else text.replace("Ω", "") for column, text in enumerate(row))
            for row in rows
        ),
    ]


def test_only_the_column_of_messages_has_greek_capitals() -> None:
    rows = (("message", "sender"), ("Ω", "Â"), ("Ω", "Â", "Â"))
    octets = b'"message","sender"\n"\xdb","\xc2"\n"\xdb","\xc2","\xc2"'
    assert encode_csv(rows) == octets
    assert decode_csv(octets) == rows
    assert decode_csv(octets, greek=False)[1] == ("Û", "Â")
    assert encode_csv(decode_csv(octets, greek=False), greek=False) == octets


@pytest.mark.parametrize("title", [b"Message", b"MESSAGE", b'" message\t"'])
def test_the_column_is_found_however_it_is_written(title: bytes) -> None:
    assert decode_csv(b"x," + title + b"\n\xdb,\xdb")[1] == ("Û", "Ω")


def test_what_is_replaced_is_reported_with_its_place() -> None:
    replaced: list[Replacement] = []
    rows = [("to", "message"), ("€", "a€", "€")]
    assert encode_csv(rows, on_replacement=replaced.append) == b'"to","message"\n"?","a?","?"'
    assert replaced == [
        Replacement("rows[1].to", 0, "€"),
        Replacement("rows[1].message", 1, "€"),
        Replacement("rows[1][2]", 0, "€"),
    ]
    replaced.clear()
    assert decode_csv(b'to,message\n\n\x80,"b\n\x80"', on_replacement=replaced.append)[1] == ("\x80", "b\n?")
    assert replaced == [Replacement("line 3.message", 2, "\x80")]


def test_a_header_is_no_message() -> None:
    replaced: list[Replacement] = []
    assert encode_csv([("Ω",)], on_replacement=replaced.append) == b'"?"'
    assert replaced == [Replacement("rows[0][0]", 0, "Ω")]


def test_the_octet_of_the_euro_sign() -> None:
    assert encode_csv([("message",), ("€",)], euro_octet=0x80) == b'"message"\n"\x80"'
    assert decode_csv(b"message\n\x80", euro_octet=0x80) == (("message",), ("€",))
    with pytest.raises(FieldRangeError):
        encode_csv([], euro_octet=0)
    with pytest.raises(FieldRangeError):
        decode_csv(b"", euro_octet=0)


def test_nothing_is_nothing() -> None:
    assert decode_csv(b"") == ()
    assert encode_csv([]) == b""


def test_a_row_without_a_field_cannot_be_written() -> None:
    with pytest.raises(FieldRangeError, match=r"^rows\[1\] must be one field or more, not \(\)$"):
        encode_csv([("message",), ()])


def test_all_records_that_are_broken_are_reported() -> None:
    with pytest.raises(RequestError) as caught:
        decode_csv(b'message\n"a"b\nc\n"d')
    assert caught.value.problems == (
        Problem("csv_syntax", None, "line 2", BEHIND_QUOTE),
        Problem("csv_syntax", None, "line 4", NOT_CLOSED),
    )


@given(pieces.map(b"".join) | st.binary())
def test_octets_are_rows_or_a_documented_error(octets: bytes) -> None:
    if all(not fault for _, _, fault in read(octets)):
        assert decode_csv(encode_csv(decode_csv(octets))) == decode_csv(octets)
    else:
        with pytest.raises(RequestError) as caught:
            decode_csv(octets)
        assert {problem.code for problem in caught.value.problems} == {"csv_syntax"}
