"""Lines of batches: each read by itself, whatever its neighbours are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi.batch.line_reader import LineReader
from septet.dialects.eapi.batch.lines import Line, LineStatus
from septet.dialects.eapi.batch.profiles import CURRENT, PROFILE_2007, Profile
from septet.dialects.eapi.parameters import Dca
from septet.errors import FieldRangeError, RequestError

if TYPE_CHECKING:
    from septet.errors import Problem


def read(octets: bytes, **options: Any) -> list[Line]:
    return list(LineReader(octets, **options))


def one(octets: bytes, **options: Any) -> Line:
    (line,) = read(octets, **options)
    return line


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.code} {problem.path} {problem.severity.value}" for problem in problems]


def refused(octets: bytes, **options: Any) -> list[str]:
    with pytest.raises(RequestError) as caught:
        read(octets, **options)
    return [f"{problem.wire_code} {told((problem,))[0]}" for problem in caught.value.problems]


def test_b1_the_example_of_the_document() -> None:
    octets = b'msisdn,message\n"111111111","Hi there"\n"333333333","Hello again"\n'
    assert read(octets) == [Line("111111111", "Hi there"), Line("333333333", "Hello again")]


def test_b3_what_is_wrong_with_a_line_does_not_touch_its_neighbours() -> None:
    lines = read(
        b"msisdn,message\n"
        b'"44123123455","good"\n'
        b'"abc","x"\n'
        b'"44123123456",""\n'
        b'"44123123457","ok" junk\n'
        b'"44123123458","good"\n'
    )
    assert [line.status.value for line in lines] == ["ok", "ignored", "ignored", "ignored", "ok"]
    assert [told(line.problems) for line in lines] == [
        [],
        ["invalid_number line 3.msisdn ignored"],
        ["missing_message line 4.message ignored"],
        ["csv_syntax line 5 ignored"],
        [],
    ]
    assert (lines[1].msisdn, lines[1].message) == ("abc", "x")


def test_b5_values_that_are_too_long_or_bad_are_corrected() -> None:
    line = one(b"message,msisdn,sender,source_id,msg_class\nHi,44123123456,ABCDEFGHIJKL,1234567890123456789012345,1")
    assert told(line.problems) == [
        "too_long line 2.sender corrected",
        "invalid_value line 2.msg_class corrected",
        "too_long line 2.source_id corrected",
    ]
    assert line.status is LineStatus.CORRECTED
    assert (line.sender, line.source_id, line.msg_class) == ("ABCDEFGHIJK", "12345678901234567890", 2)


def test_a_bad_class_of_a_line_is_that_of_the_batch() -> None:
    octets = b"message,msisdn,msg_class\nHi,44123123456,1"
    assert one(octets, msg_class=0).msg_class is None


def test_b7_a_header_without_the_columns_that_are_needed() -> None:
    assert refused(b"phone,text\n1,2") == [
        "24 missing_column line 1 error",
        "24 missing_column line 1 error",
        "None unknown_column line 1 warning",
        "None unknown_column line 1 warning",
    ]
    assert refused(b"msisdn\n1") == ["24 missing_column line 1 error"]
    assert refused(b"") == ["24 missing_column line 1 error"] * 2
    assert refused(b'\n\n"msisdn"x,message') == ["24 csv_syntax line 3 error"]
    assert refused(b'"msisdn,message\n1,2') == ["24 csv_syntax line 1 error"]


def test_a_column_twice() -> None:
    assert refused(b"msisdn,message,Sender,sender") == ["24 repeated_column line 1 error"]
    assert refused(b"x,msisdn,message,x") == ["24 repeated_column line 1 error", "None unknown_column line 1 warning"]


def test_columns_without_a_name_are_those_of_spreadsheets() -> None:
    reader = LineReader(b"msisdn,message,,\n44123123456,Hi,,")
    assert (reader.columns, reader.problems) == (("msisdn", "message", "", ""), ())
    assert list(reader) == [Line("44123123456", "Hi")]


def test_columns_in_any_order_and_case() -> None:
    reader = LineReader(b' "Message" , MSISDN, Colour\nHi,44123123456,red')
    assert reader.columns == ("message", "msisdn", "colour")
    assert told(reader.problems) == ["unknown_column line 1 warning"]
    assert list(reader) == [Line("44123123456", "Hi")]


def test_the_header_is_read_first_and_the_lines_when_they_are_wanted() -> None:
    file = io.BytesIO(b"msisdn,message\n" + b'"44123123456","Hi"\n' * 100_000)
    reader = LineReader(file, profile=Profile(most_messages=None))
    assert 0 < file.tell() < 200_000
    assert sum(line.status is LineStatus.OK for line in reader) == 100_000


@given(st.lists(st.sampled_from([b'"44123123456","Hi"\n', b"44123123456,a\x80b\r\n", b'x,"a"b\n', b'1,"a\nb"\n'])))
def test_lines_come_from_chunks_as_from_the_whole(pieces: list[bytes]) -> None:
    octets = b"msisdn,message\n" + b"".join(pieces)
    chunks = [octets[i : i + 7] for i in range(0, len(octets), 7)]
    assert list(LineReader(chunks)) == read(octets)
    assert len(read(octets)) == len(pieces)


@pytest.mark.parametrize(
    "written", [b"44123123456", b"+44123123456", b" 44123123456", b"0044123123456", b'"+44123123456 "']
)
def test_numbers_are_written_in_several_ways(written: bytes) -> None:
    assert one(b"msisdn,message\n" + written + b",Hi") == Line("44123123456", "Hi")


def test_national_numbers() -> None:
    octets = b"msisdn,message\n07700900123,Hi"
    assert told(one(octets).problems) == ["invalid_number line 2.msisdn ignored"]
    assert one(octets, default_country="44") == Line("447700900123", "Hi")
    with pytest.raises(FieldRangeError):
        LineReader(octets, default_country="x")


def test_a_message_with_what_cannot_be_sent() -> None:
    line = one(b'msisdn,message\n44123123456,"a\x80b`"')
    assert line.message == "a?b?"
    assert told(line.problems) == ["replaced_characters line 2.message corrected"]
    assert line.status is LineStatus.CORRECTED
    assert one(b"msisdn,message\n44123123456,\x80", euro_octet=0x80) == Line("44123123456", "€")
    with pytest.raises(FieldRangeError):
        LineReader(b"", euro_octet=0)


def test_octets_and_unicode_in_the_column_or_in_the_batch() -> None:
    octets = b"msisdn,message,dca\n44123123456,00FF,8bit\n44123123456,042F,16bit\n44123123456,0041,\n44123123456,0041,x"
    lines = read(octets)
    assert [line.message for line in lines] == [b"\0\xff", "Я", "0041", "0041"]
    assert [line.dca for line in lines] == [Dca.OCTETS, Dca.UCS2, None, None]
    assert told(lines[3].problems) == ["invalid_value line 5.dca corrected"]
    assert [line.message for line in read(octets, dca=Dca.UCS2)] == [b"\0\xff", "Я", "A", "A"]
    assert one(b"msisdn,message\n44123123456,0041", dca=Dca.OCTETS).message == b"\0A"


@pytest.mark.parametrize(
    ("digits", "code"),
    [("0G", "invalid_hex"), ("000", "invalid_hex"), ("00 00", "invalid_hex"), ("00" * 141, "too_many_octets")],
)
def test_octets_that_are_none_leave_the_line_out(digits: str, code: str) -> None:
    line = one(f"msisdn,message\n44123123456,{digits}".encode(), dca=Dca.OCTETS)
    assert told(line.problems) == [f"{code} line 2.message ignored"]
    assert line.message == digits


def test_oddities_of_octets_and_unicode_are_warnings() -> None:
    assert told(one(b"msisdn,message\n44123123456,0A", dca=Dca.OCTETS).problems) == [
        "udh_malformed line 2.message warning"
    ]
    assert told(one(b"msisdn,message\n44123123456,FEFF", dca=Dca.UCS2).problems) == [
        "byte_order_mark line 2.message warning"
    ]


def test_a_line_that_ends_too_early() -> None:
    line = one(b"message,sender,msisdn\nHi,Ann")
    assert line == Line("", "Hi", sender="Ann", problems=line.problems)
    assert told(line.problems) == ["missing_field line 2.msisdn ignored"]
    assert told(one(b"msisdn,message\n44123123456").problems) == ["missing_field line 2.message ignored"]
    assert told(one(b"msisdn,message\nx").problems) == [
        "invalid_number line 2.msisdn ignored",
        "missing_field line 2.message ignored",
    ]
    assert one(b"msisdn,message,sender\n44123123456,Hi") == Line("44123123456", "Hi")


def test_a_line_that_ends_too_late() -> None:
    line = one(b"msisdn,message\n44123123456,Hi, there")
    assert (line.message, line.status) == ("Hi", LineStatus.CORRECTED)
    assert told(line.problems) == ["extra_fields line 2 corrected"]


def test_the_number_of_a_line_is_that_of_its_first_line_in_the_file() -> None:
    lines = read(b'\nmsisdn,message\n\nx,"a\nb"\n\ny,c')
    assert [line.problems[0].path for line in lines] == ["line 4.msisdn", "line 7.msisdn"]


@pytest.mark.parametrize(
    ("row", "options", "sender", "repliable", "problems"),
    [
        ("Ann,", {}, "Ann", None, []),
        (",1", {}, None, True, []),
        ("Ann,0", {}, "Ann", False, []),
        ("Ann,1", {}, None, True, ["sender_and_repliable line 2.sender corrected"]),
        (",1", {"sender": "Bob"}, None, True, ["sender_and_repliable line 2.sender corrected"]),
        (",0", {"sender": "Bob"}, None, False, []),
        (",", {"sender": "Bob"}, None, None, []),
        ("Ann,1", {"sender": "Bob"}, None, True, ["sender_and_repliable line 2.sender corrected"]),
        ("Ann,", {"repliable": True}, "Ann", False, ["sender_and_repliable line 2.repliable corrected"]),
        ("Ann,0", {"repliable": True}, "Ann", False, []),
        ("Ann,", {"repliable": False}, "Ann", None, []),
        (",", {"repliable": True}, None, None, []),
    ],
)
def test_a_sender_and_replies_do_not_go_together(
    row: str, options: dict[str, Any], sender: str | None, repliable: bool | None, problems: list[str]
) -> None:
    line = one(f"msisdn,message,sender,repliable\n44123123456,Hi,{row}".encode(), **options)
    assert (line.sender, line.repliable, told(line.problems)) == (sender, repliable, problems)


def test_b6_the_limit_and_one_more() -> None:
    few = Profile(most_messages=3)
    three = b"msisdn,message\n44123123456,Hi\n\nx,y\n44123123456,Hi\n"
    assert len(read(three, profile=few)) == 3
    assert refused(three + b"x,y", profile=few) == ["201 batch_too_large batch_data error"]


@pytest.mark.parametrize(("profile", "n_lines"), [(CURRENT, 30_000), (PROFILE_2007, 30_001)])
def test_b6_the_limit_of_the_documents(profile: Profile, n_lines: int) -> None:
    lines = b"44123123456,Hi\n" * 30_000
    assert len(read(b"msisdn,message\n" + lines, profile=profile)) == 30_000
    if n_lines > 30_000:
        assert len(read(b"msisdn,message\n" + lines + b"x,y", profile=profile)) == n_lines
    else:
        assert refused(b"msisdn,message\n" + lines + b"x,y", profile=profile) == [
            "201 batch_too_large batch_data error"
        ]


def test_routing_groups_of_the_profile() -> None:
    octets = b"msisdn,message,routing_group\n44123123456,Hi,1"
    assert one(octets).routing_group == 1
    assert one(octets, profile=PROFILE_2007).routing_group is None


@given(st.lists(st.binary(max_size=12), max_size=4), st.sampled_from(["", ",sender", ",dca", ",x"]))
def test_each_line_is_read_as_if_it_were_alone(rows: list[bytes], more: str) -> None:
    # A quote that is open takes what follows with it, so that lines have none here.
    rows = [b"44123123456," + row.translate(None, b'\r\n"') for row in rows]
    header = b"msisdn,message" + more.encode() + b"\n"
    together = read(header + b"\n".join(rows))
    alone = [one(header + row) for row in rows]
    assert [(line.message, line.sender, line.dca, line.status) for line in together] == [
        (line.message, line.sender, line.dca, line.status) for line in alone
    ]


@given(st.binary(), st.sampled_from(Dca))
def test_any_octets_are_lines(octets: bytes, dca: Dca) -> None:
    for line in read(b"msisdn,message,sender,dca,repliable\n" + octets, dca=dca):
        assert line.status is LineStatus.IGNORED or (line.msisdn.isdigit() and line.message)
