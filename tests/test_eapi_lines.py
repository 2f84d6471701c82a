"""Lines of batches: what their cells mean, how they are written, and what the service makes of those of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eapi_strategies import batch_requests, replaced
from septet.dialects.eapi.batch.lines import Line, LineRules, LineStatus
from septet.dialects.eapi.batch.profiles import PROFILE_2007
from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.parameters import Dca
from septet.errors import FieldRangeError, Problem, Severity

if TYPE_CHECKING:
    from septet.dialects.eapi.batch.request import Request

PLAIN = {"msisdn": b"44123123456", "message": b"Hi"}
NOTE = Problem("x", None, "", "", Severity.CORRECTED)


def read(rules: LineRules | None = None, **cells: bytes) -> Line:
    return (rules or LineRules()).read({**PLAIN, **cells}, 3, "line 3")


def told(line: Line) -> list[str]:
    return [f"{problem.code} {problem.path} {problem.severity.value}" for problem in line.problems]


# -- values ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severities", "status"),
    [
        ([], LineStatus.OK),
        ([Severity.WARNING], LineStatus.OK),
        ([Severity.WARNING, Severity.CORRECTED], LineStatus.CORRECTED),
        ([Severity.IGNORED, Severity.CORRECTED], LineStatus.IGNORED),
    ],
)
def test_what_becomes_of_a_line(severities: list[Severity], status: LineStatus) -> None:
    assert Line("", "", problems=tuple(Problem("x", None, "", "", each) for each in severities)).status is status


def test_lines_are_equal_wherever_they_stand() -> None:
    line = Line("44123123456", "Hi", "Ann", 2, Dca.GSM7, 1, "x", True, 3, (NOTE,))
    assert line == replaced(line, line_number=4)
    assert hash(line) == hash(replaced(line, line_number=4))
    for name in line.__match_args__:
        if name != "line_number":
            assert line != replaced(line, **{name: None})
    assert line != "Hi"


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_plain_line() -> None:
    line = LineRules().read_plain(b"44123123456", b"Caf\xe9 \xdb", 3)
    assert line == Line("44123123456", "Café Ω")
    assert line is not None
    assert line.line_number == 3


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (b"44123123456", b""),
        (b"+44123123456", b"Hi"),
        (b"123456", b"Hi"),
        (b"1234567890123456", b"Hi"),
        (b"07700900123", b"Hi"),
        (b"abc", b"Hi"),
        (b"44123123456", b"a\x80"),
    ],
)
def test_what_is_no_plain_line(number: bytes, message: bytes) -> None:
    assert LineRules().read_plain(number, message, 3) is None


@pytest.mark.parametrize("dca", [Dca.OCTETS, Dca.UCS2])
def test_what_is_no_text_is_no_plain_line(dca: Dca) -> None:
    assert LineRules(dca=dca).read_plain(b"44123123456", b"0041", 3) is None


@given(st.binary(max_size=12), st.binary(max_size=12), st.sampled_from(Dca))
def test_a_plain_line_is_what_any_other_is(number: bytes, message: bytes, dca: Dca) -> None:
    rules = LineRules(dca=dca)
    plain = rules.read_plain(number, message, 3)
    assert plain is None or plain == rules.read({"msisdn": number, "message": message}, 3, "line 3")


def test_cells_are_values() -> None:
    line = read(sender=b"Ann", msg_class=b"0", dca=b"16bit", routing_group=b"1", source_id=b"\xe9", message=b"042F")
    assert line == Line("44123123456", "Я", "Ann", 0, Dca.UCS2, 1, "é")
    assert line.line_number == 3
    assert read(sender=b"", repliable=b"1") == Line("44123123456", "Hi", repliable=True)


def test_columns_that_are_unknown_have_no_effect() -> None:
    assert read(colour=b"red") == Line("44123123456", "Hi")


def test_values_that_are_bad_are_corrected() -> None:
    line = read(sender=b"ABCDEFGHIJKL", msg_class=b"1", dca=b"x", routing_group=b"4", source_id=b"x" * 21)
    assert (line.sender, line.msg_class, line.dca, line.routing_group) == ("ABCDEFGHIJK", 2, None, None)
    assert told(line) == [
        "too_long line 3.sender corrected",
        "invalid_value line 3.msg_class corrected",
        "invalid_value line 3.dca corrected",
        "invalid_value line 3.routing_group corrected",
        "too_long line 3.source_id corrected",
    ]
    assert read(LineRules(msg_class=0), msg_class=b"1").msg_class is None
    assert read(LineRules(profile=PROFILE_2007), routing_group=b"1").routing_group is None


@pytest.mark.parametrize(
    ("rules", "cells", "kept", "path"),
    [
        ({}, {"sender": b"Ann"}, ("Ann", None), ""),
        ({}, {"sender": b"Ann", "repliable": b"0"}, ("Ann", False), ""),
        ({}, {"sender": b"Ann", "repliable": b"1"}, (None, True), "sender"),
        ({"sender": "Bob"}, {"repliable": b"1"}, (None, True), "sender"),
        ({"sender": "Bob"}, {"repliable": b"0"}, (None, False), ""),
        ({"repliable": True}, {"sender": b"Ann"}, ("Ann", False), "repliable"),
        ({"repliable": True}, {"sender": b"Ann", "repliable": b"0"}, ("Ann", False), ""),
        ({"repliable": False}, {"sender": b"Ann"}, ("Ann", None), ""),
        ({"repliable": True}, {}, (None, None), ""),
    ],
)
def test_a_sender_and_replies_do_not_go_together(
    rules: dict[str, Any], cells: dict[str, bytes], kept: tuple[str | None, bool | None], path: str
) -> None:
    line = read(LineRules(**rules), **cells)
    assert (line.sender, line.repliable) == kept
    assert told(line) == ([f"sender_and_repliable line 3.{path} corrected"] if path else [])


def test_a_number_and_a_message_are_needed() -> None:
    rules = LineRules()
    assert told(rules.read({"message": b"Hi"}, 3, "line 3")) == ["missing_field line 3.msisdn ignored"]
    assert told(rules.read({"msisdn": b"44123123456"}, 3, "line 3")) == ["missing_field line 3.message ignored"]
    assert told(read(message=b"")) == ["missing_message line 3.message ignored"]
    line = read(msisdn=b"\xe9bc")
    assert (line.msisdn, line.message, told(line)) == ("ébc", "Hi", ["invalid_number line 3.msisdn ignored"])


def test_national_numbers() -> None:
    assert read(LineRules(default_country="44"), msisdn=b"07700900123").msisdn == "447700900123"
    with pytest.raises(FieldRangeError):
        LineRules(default_country="x")


def test_the_octet_of_the_euro_sign() -> None:
    assert read(LineRules(euro_octet=0x80), message=b"\x80").message == "€"
    with pytest.raises(FieldRangeError):
        LineRules(euro_octet=0)


def test_octets_that_are_none_leave_the_line_out() -> None:
    line = read(dca=b"8bit", message=b"0G")
    assert (line.message, told(line)) == ("0G", ["invalid_hex line 3.message ignored"])
    assert told(read(dca=b"8bit", message=b"00" * 141)) == ["too_many_octets line 3.message ignored"]
    assert told(read(dca=b"8bit", message=b"09")) == ["udh_malformed line 3.message warning"]


def test_what_is_known_already_is_kept() -> None:
    line = LineRules().read(PLAIN, 3, "line 3", NOTE)
    assert line.problems == (NOTE,)


# -- writing -----------------------------------------------------------------------------------------------------------


def test_values_are_cells() -> None:
    line = Line("44123123456", "Ω", "Ann", 0, Dca.GSM7, 1, "é", False)
    assert LineRules().write(line, "lines[0]") == {
        "msisdn": b"44123123456",
        "message": b"\xdb",
        "sender": b"Ann",
        "msg_class": b"0",
        "dca": b"7bit",
        "routing_group": b"1",
        "source_id": b"\xe9",
        "repliable": b"0",
    }
    assert LineRules().write(Line("44123123456", "Hi"), "lines[0]") == PLAIN
    assert LineRules(dca=Dca.OCTETS).write(Line("1", b"\xff"), "lines[0]")["message"] == b"FF"


def test_what_is_replaced_is_said() -> None:
    reported: list[Replacement] = []
    LineRules().write(Line("€", "a€", "Ω"), "lines[7]", reported.append)
    assert reported == [
        Replacement("lines[7].msisdn", 0, "€"),
        Replacement("lines[7].message", 1, "€"),
        Replacement("lines[7].sender", 0, "Ω"),
    ]


@given(batch_requests)
def test_lines_come_back(request: Request) -> None:
    rules = LineRules(dca=request.dca)
    for line in request.lines:
        assert rules.read(rules.write(line, ""), 0, "") == line
        assert rules.reread(line, "") == line


# -- lines of one's own ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        Line("44123123456", "Hi"),
        Line("44123123456", "a" * 1000),
        Line("44123123456", "Âя", "Ann", 2, Dca.GSM7, 3, "x", False),
        Line("abc", "", problems=(NOTE,)),
    ],
)
def test_a_line_that_goes_as_it_is_is_not_read_again(line: Line) -> None:
    assert LineRules().reread(line, "lines[0]") is line


@pytest.mark.parametrize(
    ("line", "becomes", "problems"),
    [
        (Line("+44123123456", "Hi"), Line("44123123456", "Hi"), []),
        (Line("abc", "Hi"), Line("abc", "Hi"), ["invalid_number lines[0].msisdn ignored"]),
        (Line("44123123456", ""), Line("44123123456", ""), ["missing_message lines[0].message ignored"]),
        (Line("44123123456", "5 €"), Line("44123123456", "5 ?"), ["replaced_characters lines[0].message corrected"]),
        (
            Line("44123123456", "Hi", sender="ABCDEFGHIJKL"),
            Line("44123123456", "Hi", sender="ABCDEFGHIJK"),
            ["too_long lines[0].sender corrected"],
        ),
        (
            Line("44123123456", "Hi", sender="Ann", repliable=True),
            Line("44123123456", "Hi", repliable=True),
            ["sender_and_repliable lines[0].sender corrected"],
        ),
        (
            Line("44123123456", "Hi", msg_class=1),
            Line("44123123456", "Hi", msg_class=2),
            ["invalid_value lines[0].msg_class corrected"],
        ),
        (Line("44123123456", "Я", dca=Dca.UCS2), Line("44123123456", "Я", dca=Dca.UCS2), []),
        (
            Line("44123123456", b"\x09", dca=Dca.OCTETS),
            Line("44123123456", b"\x09", dca=Dca.OCTETS),
            ["udh_malformed lines[0].message warning"],
        ),
    ],
)
def test_a_line_of_ones_own_is_read_as_it_would_be_on_the_wire(line: Line, becomes: Line, problems: list[str]) -> None:
    again = LineRules().reread(replaced(line, line_number=7), "lines[0]")
    assert replaced(again, problems=()) == becomes
    assert again.line_number == 7
    assert told(again) == problems


def test_a_message_of_the_wrong_kind_is_an_error_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^lines\[0\].message: with dca=7bit the message must be text, not bytes$"):
        LineRules().reread(Line("44123123456", b"a"), "lines[0]")
