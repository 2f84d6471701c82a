"""``send_sms``: what the service takes, what it refuses and why, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eapi_strategies import CUT, forms, one_wrong, replaced, sms_requests, unexpected, wrong_values
from septet.dialects import eapi
from septet.dialects.eapi import sms
from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.parameters import SEND_SMS, Dca
from septet.dialects.eapi.sms import Request
from septet.dialects.eapi.sms.request import reread
from septet.errors import FieldRangeError, RequestError, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from septet.errors import Problem

ONE = {"message": "Hi", "msisdn": "44123123456"}


def parse(options: Mapping[str, Any] | None = None, /, **parameters: str) -> Request:
    return sms.parse(eapi.encode_form({**ONE, **parameters}), **options or {})


def refused(options: Mapping[str, Any] | None = None, /, **parameters: str) -> list[str]:
    """Trouble, place and answer of all that is wrong."""
    with pytest.raises(RequestError) as caught:
        parse(options, **parameters)
    return [told(problem) for problem in caught.value.problems]


def told(problem: Problem) -> str:
    return f"{problem.code} {problem.path} {problem.wire_code or problem.severity.value}"


def test_e1_the_example_of_the_document() -> None:
    request = sms.parse(b"message=Hi+Mom+%26+Dad&msisdn=44123123456%2C44123123457")
    assert request == Request("Hi Mom & Dad", ("44123123456", "44123123457"))


def test_what_was_not_given_has_its_default() -> None:
    request = parse()
    assert (request.dca, request.want_report, request.concat_text_sms_max_parts) == (Dca.GSM7, True, 2)
    assert (request.msg_class, request.routing_group, request.repliable, request.pid) == (None, None, None, 0)


@given(sms_requests)
def test_requests_come_back(request: Request) -> None:
    assert sms.parse(sms.serialize(request, on_replacement=unexpected)) == request


@given(sms_requests, st.randoms())
def test_the_order_of_the_parameters_does_not_matter(request: Request, random: Any) -> None:
    pairs = sms.serialize(request).split(b"&")
    random.shuffle(pairs)
    assert sms.parse(b"&".join(pairs)) == request


NAMES = ["message", "msisdn", "dest_group_id", "cost_route", *(parameter.name for parameter in SEND_SMS)]


@given(sms_requests, one_wrong(wrong_values))
def test_a_wrong_value_refuses_with_the_code_of_its_own_and_nothing_else(
    request: Request, wrong: tuple[str, str]
) -> None:
    name, written = wrong
    code = "too_long" if name in CUT else "invalid_value"
    assert errors({**fields_of(request), name: written}) == [f"{code} {name} 24"]


BREAKS: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "missing_message message": lambda fields: {**fields, "message": ""},
    "missing_recipient msisdn": lambda fields: {**fields, "msisdn": "", "dest_group_id": ""},
    "recipients_and_groups dest_group_id": lambda fields: {**fields, "msisdn": "44123123456", "dest_group_id": "7"},
    "duplicate_recipient msisdn[1]": lambda fields: {
        **{name: text for name, text in fields.items() if name not in ("strip_dup_recipients", "dest_group_id")},
        "msisdn": "44123123456,0044123123456",
    },
    "invalid_number msisdn[1]": lambda fields: {
        **{name: text for name, text in fields.items() if name != "dest_group_id"},
        "msisdn": "44123123456,0123123456",
    },
    "invalid_value dest_group_id[1]": lambda fields: {**fields, "msisdn": "", "dest_group_id": "7,-8"},
    "sender_and_repliable sender": lambda fields: {**fields, "sender": "Ann", "repliable": "1"},
    "several_send_times send_time": lambda fields: {
        **fields,
        "send_time": "2024-01-01 00:00:00",
        "send_time_seconds": "1",
    },
    "conflicting_protocol_id protocol_id": lambda fields: {**fields, "replace_msg_id": "1", "protocol_id": "66"},
    "invalid_hex message": lambda fields: {**fields, "dca": "8bit", "message": "0"},
    "invalid_hex message ": lambda fields: {**fields, "dca": "16bit", "message": "004"},
    "too_many_octets message": lambda fields: {**fields, "dca": "8bit", "message": "00" * 141},
}


@pytest.mark.parametrize("problem", BREAKS)
@given(request_=sms_requests)
def test_a_request_with_one_mistake_is_refused_with_its_code(problem: str, request_: Request) -> None:
    assert errors(BREAKS[problem](fields_of(request_))) == [f"{problem.strip()} 24"]


def fields_of(request: Request) -> dict[str, str]:
    return dict(eapi.decode_form(sms.serialize(replaced(request, message="Hi", dca=Dca.GSM7))))


def errors(fields: dict[str, str]) -> list[str]:
    found = outcome(eapi.encode_form(fields))
    assert isinstance(found, RequestError)
    return [told(problem) for problem in found.problems if problem.severity is Severity.ERROR]


@given(forms(NAMES), st.randoms())
def test_a_form_is_a_request_or_refused_with_24_whatever_its_order(parameters: dict[str, str], random: Any) -> None:
    pairs = list(parameters.items())
    found = outcome(eapi.encode_form(pairs))
    random.shuffle(pairs)
    assert outcome(eapi.encode_form(pairs)) == found
    if isinstance(found, RequestError):
        assert found.problems[0].wire_code == 24
        assert found.problems[0].severity is Severity.ERROR
    else:
        assert all(problem.severity is not Severity.ERROR for problem in found.problems)
        again = sms.parse(sms.serialize(found))
        assert replaced(again, problems=()) == replaced(found, problems=())


@given(st.binary())
def test_any_octets_are_a_request_or_refused(octets: bytes) -> None:
    assert isinstance(outcome(octets), (Request, RequestError))
    assert isinstance(outcome(b"message=a&msisdn=1234567&" + octets), (Request, RequestError))


def outcome(form: bytes) -> Request | RequestError:
    try:
        return sms.parse(form)
    except RequestError as error:
        return error


# -- what the service makes of a request ------------------------------------------------------------------------------


@given(sms_requests)
def test_a_request_that_was_read_is_read_again_as_it_is(request: Request) -> None:
    assert reread(request) == request
    parsed = sms.parse(sms.serialize(request) + b"&x=y")
    assert reread(parsed) == parsed


def test_a_request_of_ones_own_is_read_as_it_would_be_on_the_wire() -> None:
    request = reread(Request("5 €", ("+44123123456",), source_id="Ω"))
    assert (request.message, request.msisdn, request.source_id) == ("5 ?", ("44123123456",), "?")
    assert [told(problem) for problem in request.problems] == [
        "replaced_characters message corrected",
        "replaced_characters source_id corrected",
    ]
    assert reread(Request("5 €", ("44123123456",)), euro_octet=0x80).message == "5 €"


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request("Hi"), "missing_recipient msisdn 24"),
        (Request("", ("44123123456",)), "missing_message message 24"),
        (Request("Hi", ("abc",)), "invalid_number msisdn[0] 24"),
        (Request("Hi", ("07700900123",)), "invalid_number msisdn[0] 24"),
        (Request("Hi", ("44123123456",), msg_class=4), "invalid_value msg_class 24"),
        (Request("Hi", ("44123123456",), sender="ABCDEFGHIJKL"), "too_long sender 24"),
        (Request("Hi", dest_group_id=(-1,)), "invalid_value dest_group_id[0] 24"),
        (Request(b"\0" * 141, ("44123123456",), dca=Dca.OCTETS), "too_many_octets message 24"),
    ],
)
def test_a_request_of_ones_own_can_be_wrong(request_: Request, problem: str) -> None:
    with pytest.raises(RequestError) as caught:
        reread(request_)
    assert list(map(told, caught.value.problems)) == [problem]


@pytest.mark.parametrize(
    ("dca", "msg_class", "octet"),
    [
        (Dca.GSM7, None, 0x00),
        (Dca.GSM7, 0, 0x10),
        (Dca.GSM7, 2, 0x12),
        (Dca.OCTETS, None, 0x04),
        (Dca.OCTETS, 1, 0x15),
        (Dca.UCS2, None, 0x08),
        (Dca.UCS2, 0, 0x18),
        (Dca.UCS2, 3, 0x1B),
    ],
)
def test_e10_data_coding_schemes(dca: Dca, msg_class: int | None, octet: int) -> None:
    assert Request("", dca=dca, msg_class=msg_class).dcs.octet == octet


# -- recipients --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("44123123456", ("44123123456",)),
        ("+44123123456", ("44123123456",)),
        ("0044123123456", ("44123123456",)),
        (" 44123123456, 44123123457 ", ("44123123456", "44123123457")),
    ],
)
def test_numbers(written: str, numbers: tuple[str, ...]) -> None:
    assert parse(msisdn=written).msisdn == numbers


def test_a_raw_plus_is_a_blank_in_a_form() -> None:
    assert sms.parse(b"message=Hi&msisdn=+44123123456,+44123123457").msisdn == ("44123123456", "44123123457")


def test_what_is_no_number_is_named() -> None:
    assert refused(msisdn="44123123456,abc,,07700900123") == [
        "invalid_number msisdn[1] 24",
        "invalid_number msisdn[2] 24",
        "invalid_number msisdn[3] 24",
    ]


def test_national_numbers() -> None:
    assert parse({"default_country": "44"}, msisdn="07700900123").msisdn == ("447700900123",)
    with pytest.raises(FieldRangeError):
        parse({"default_country": "x"})


def test_e4_a_number_twice_is_an_error_or_kept_to_be_stripped() -> None:
    twice = "44123123456,+44123123456,44123123457,44123123456"
    assert refused(msisdn=twice) == ["duplicate_recipient msisdn[1] 24", "duplicate_recipient msisdn[3] 24"]
    assert parse(msisdn=twice, strip_dup_recipients="1").msisdn[:2] == ("44123123456", "44123123456")


def test_e12_neither_numbers_nor_groups() -> None:
    with pytest.raises(RequestError) as caught:
        sms.parse(b"message=Hi")
    assert list(map(told, caught.value.problems)) == ["missing_recipient msisdn 24"]
    assert refused(msisdn="") == ["missing_recipient msisdn 24"]


def test_e12_groups() -> None:
    assert parse(msisdn="", dest_group_id="7, 0").dest_group_id == (7, 0)
    assert refused(dest_group_id="7") == ["recipients_and_groups dest_group_id 24"]


@pytest.mark.parametrize("written", ["x", "", "-1", "1.0", "²", "9" * 19])
def test_what_is_no_group_is_named(written: str) -> None:
    assert refused(msisdn="", dest_group_id=f"7,{written}") == ["invalid_value dest_group_id[1] 24"]


@pytest.mark.parametrize(("n", "codes"), [(5000, []), (5001, ["many_recipients msisdn warning"])])
def test_many_numbers_are_worth_a_warning(n: int, codes: list[str]) -> None:
    request = parse(msisdn=",".join(str(44123000000 + i) for i in range(n)))
    assert len(request.msisdn) == n
    assert list(map(told, request.problems)) == codes


# -- the message -------------------------------------------------------------------------------------------------------


def test_a_message_is_needed() -> None:
    assert refused(message="") == ["missing_message message 24"]
    assert parse(message=" ").message == " "


def test_e5_greek_capitals() -> None:
    assert sms.parse(b"message=%C2me&msisdn=44123123456").message == "Λme"
    assert b"message=%DBmega&" in sms.serialize(Request("Ωmega", ("44123123456",)))


def test_e5_what_cannot_be_sent_is_replaced_and_said() -> None:
    reported: list[Replacement] = []
    assert b"message=%3Fme&" in sms.serialize(Request("Âme", ("44123123456",)), on_replacement=reported.append)
    assert reported == [Replacement("message", 0, "Â")]
    request = sms.parse(b"message=%80me&msisdn=44123123456")
    assert request.message == "?me"
    assert list(map(told, request.problems)) == ["replaced_characters message corrected"]


def test_the_octet_of_the_euro_sign() -> None:
    request = sms.parse(b"message=%80&msisdn=44123123456", euro_octet=0x80)
    assert request == Request("€", ("44123123456",))
    assert sms.serialize(request, euro_octet=0x80) == b"message=%80&msisdn=44123123456"
    with pytest.raises(FieldRangeError):
        parse({"euro_octet": 0})
    with pytest.raises(FieldRangeError):
        sms.serialize(request, euro_octet=0)


def test_e8_octets() -> None:
    request = parse(message="050003CC020100", dca="8bit")
    assert (request.message, request.problems) == (bytes.fromhex("050003CC020100"), ())
    assert len(parse(message="00" * 140, dca="8bit").message) == 140
    assert refused(message="00" * 141, dca="8bit") == ["too_many_octets message 24"]
    assert refused(message="0" * 281, dca="8bit") == ["invalid_hex message 24"]
    assert refused(message="0G", dca="8bit") == ["invalid_hex message 24"]
    assert list(map(told, parse(message="09", dca="8bit").problems)) == ["udh_malformed message warning"]


def test_unicode() -> None:
    assert parse(message="042FD83DDE00", dca="16bit").message == "Я😀"
    assert refused(message="042", dca="16bit") == ["invalid_hex message 24"]
    assert refused(message="042F0", dca="16bit") == ["invalid_hex message 24"]


@pytest.mark.parametrize(("message", "dca"), [(b"a", Dca.GSM7), ("a", Dca.OCTETS)])
def test_a_message_of_the_wrong_kind_is_not_written(message: str | bytes, dca: Dca) -> None:
    with pytest.raises(TypeError, match=r"^message: with dca="):
        sms.serialize(Request(message, ("44123123456",), dca=dca))


# -- the other parameters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"sender": "ABCDEFGHIJKL"}, "sender"),
        ({"source_id": "x" * 21}, "source_id"),
        ({"msg_class": "4"}, "msg_class"),
        ({"dca": "32bit"}, "dca"),
        ({"want_report": "yes"}, "want_report"),
        ({"routing_group": "4"}, "routing_group"),
        ({"cost_route": "4"}, "routing_group"),
        ({"repliable": "2"}, "repliable"),
        ({"strip_dup_recipients": "2"}, "strip_dup_recipients"),
        ({"stop_dup_id": "0"}, "stop_dup_id"),
        ({"send_time": "soon"}, "send_time"),
        ({"send_time_unixtime": "soon"}, "send_time_unixtime"),
        ({"test_always_succeed": "2"}, "test_always_succeed"),
        ({"test_always_fail": "2"}, "test_always_fail"),
        ({"allow_concat_text_sms": "2"}, "allow_concat_text_sms"),
        ({"concat_text_sms_max_parts": "128"}, "concat_text_sms_max_parts"),
        ({"concat_text_sms_max_parts": "0"}, "concat_text_sms_max_parts"),
        ({"replace_msg_id": "8"}, "replace_msg_id"),
        ({"protocol_id": "256"}, "protocol_id"),
    ],
)
def test_e2_e10_every_value_that_is_bad_refuses_the_request(parameters: dict[str, str], path: str) -> None:
    (problem,) = refused(**parameters)
    assert problem in (f"invalid_value {path} 24", f"too_long {path} 24")


def test_e10_protocol_identifiers() -> None:
    assert [parse(replace_msg_id=str(n)).pid for n in (1, 3, 7)] == [65, 67, 71]
    assert parse(protocol_id="127").pid == 127
    assert parse(protocol_id="67", replace_msg_id="3").pid == 67
    assert refused(protocol_id="0", replace_msg_id="3") == ["conflicting_protocol_id protocol_id 24"]


def test_e10_a_sender_and_replies_do_not_go_together() -> None:
    assert refused(sender="Ann", repliable="1") == ["sender_and_repliable sender 24"]
    assert parse(sender="Ann", repliable="0").repliable is False


@pytest.mark.parametrize(
    "times",
    [
        {"send_time": "2024-06-06 09:25:00", "send_time_unixtime": "1"},
        {"send_time": "2024-06-06 09:25:00", "send_time_seconds": "1"},
        {"send_time_unixtime": "1", "send_time_seconds": "1"},
    ],
)
def test_one_send_time_is_enough(times: dict[str, str]) -> None:
    assert refused(**times)[0] == "several_send_times send_time 24"


def test_the_send_time_of_old_times_is_carried() -> None:
    request = parse(send_time_seconds="whatever")
    assert request.send_time_seconds == "whatever"
    assert list(map(told, request.problems)) == ["send_time_unknown send_time_seconds warning"]


def test_a_parameter_twice() -> None:
    body = eapi.encode_form(ONE)
    assert sms.parse(body + b"&sender=Ann&sender=Ann").sender == "Ann"
    with pytest.raises(RequestError) as caught:
        sms.parse(body + b"&sender=Ann&sender=Bob")
    assert list(map(told, caught.value.problems)) == ["repeated_parameter sender 24"]


def test_parameters_that_the_call_does_not_have_are_worth_a_warning() -> None:
    request = parse(colour="red", batch_data="")
    assert list(map(told, request.problems)) == [
        "unknown_parameter batch_data warning",
        "unknown_parameter colour warning",
    ]


def test_credentials_are_looked_for_if_asked() -> None:
    assert parse({"require_credentials": True}, username="john", password="abc") == parse()
    assert refused({"require_credentials": True}, sender="ABCDEFGHIJKL", username="") == [
        "missing_credentials username 23",
        "missing_credentials password 23",
        "too_long sender 24",
    ]


def test_credentials_are_written_first_and_not_kept() -> None:
    body = sms.serialize(Request("Hi", ("44123123456",)), username="j&n", password="ä")
    assert body == b"username=j%26n&password=%E4&message=Hi&msisdn=44123123456"
    assert sms.parse(body) == Request("Hi", ("44123123456",))


def test_everything_that_is_wrong_is_listed_in_the_order_in_which_it_is_looked_at() -> None:
    found = refused(
        protocol_id="x",
        x="y",
        dca="8bit",
        message="0",
        sender="ABCDEFGHIJKL",
        msisdn="abc,44123123456,44123123456",
        dest_group_id="x",
        send_time_seconds="1",
        send_time_unixtime="1",
    )
    assert found == [
        "too_long sender 24",
        "invalid_value protocol_id 24",
        "several_send_times send_time 24",
        "invalid_value dest_group_id[0] 24",
        "invalid_number msisdn[0] 24",
        "recipients_and_groups dest_group_id 24",
        "duplicate_recipient msisdn[2] 24",
        "invalid_hex message 24",
        "unknown_parameter x warning",
        "send_time_unknown send_time_seconds warning",
    ]


def test_the_length_is_listed_with_what_else_is_wrong() -> None:
    assert refused(message="a" * 161, sender="ABCDEFGHIJKL") == ["too_long sender 24", "too_many_parts message 24"]
    assert refused(message="a" * 306, allow_concat_text_sms="1", msg_class="4") == ["invalid_value msg_class 24"]
    assert refused(message="a" * 307, allow_concat_text_sms="1", msg_class="4") == [
        "invalid_value msg_class 24",
        "too_many_parts message 24",
    ]
    assert refused(message="0041" * 71, dca="16bit", msisdn="abc") == [
        "invalid_number msisdn[0] 24",
        "too_many_parts message 24",
    ]


@pytest.mark.parametrize("name", ["dca", "allow_concat_text_sms", "concat_text_sms_max_parts"])
def test_the_length_is_not_looked_at_where_nobody_knows_how_long_a_message_may_be(name: str) -> None:
    assert refused(message="a" * 400, **{name: "x"}) == [f"invalid_value {name} 24"]


def test_what_is_no_number_is_no_duplicate_either() -> None:
    assert refused(msisdn="abc,abc,44123123456,44123123456") == [
        "invalid_number msisdn[0] 24",
        "invalid_number msisdn[1] 24",
        "duplicate_recipient msisdn[3] 24",
    ]


def test_answers_are_read_here_too() -> None:
    assert sms.read_response is eapi.read_response
    assert sms.read_quotation is eapi.read_quotation
