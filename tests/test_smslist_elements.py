"""The elements of a SEND BULK request, member by member."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smslists
from septet.dialects.json_text import dumps
from septet.dialects.smslist.elements import CREDENTIALS, id_of, row_of, text_of
from septet.dialects.smslist.request import PassType, Refused, Sms
from septet.errors import Severity


def row(**members: Any) -> tuple[Sms | Refused, list[tuple[str, str]]]:
    """The row of an element with these members, and the code and path of each problem."""
    made = smslists.element(**members)
    first = {name: smslists.element()[name] for name in CREDENTIALS}
    found, problems = row_of(made, "at", "254", first)
    return found, [(problem.code, problem.path) for problem in problems]


def sms(**members: Any) -> Sms:
    """The row, with which nothing may be wrong."""
    found, problems = row(**members)
    assert problems == []
    assert isinstance(found, Sms)
    return found


def refusal(**members: Any) -> str:
    """The path of what alone is wrong, and is answered with 1009."""
    found, ((code, path),) = row(**members)
    assert isinstance(found, Refused)
    assert (found.problem.wire_code, found.problem.code, found.problem.path) == (1009, code, path)
    assert found.element == dumps(smslists.element(**members))
    return f"{code} {path}"


def test_an_element_with_the_least_there_can_be() -> None:
    assert sms() == Sms("254712345678", "Hi", None, PassType.PLAIN, None)


# -- credentials -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("member", "text"), [("x", "x"), ("", ""), (7, "7"), (True, ""), (1.5, ""), ([], "")])
def test_what_may_be_a_string_or_an_integer(member: object, text: str) -> None:
    assert text_of(member) == text


def test_an_element_may_write_its_credentials_as_numbers() -> None:
    assert sms(partnerID=7).mobile == "254712345678"


@pytest.mark.parametrize("member", CREDENTIALS)
@pytest.mark.parametrize("given", ["x", None, "shop", 8, "Key", {}])
def test_other_credentials_than_the_first_are_warned_of(member: str, given: object) -> None:
    found, problems = row(**{member: given})
    assert found == Sms("254712345678", "Hi")
    assert problems == [("credential_mismatch", f"at.{member}")]


@pytest.mark.parametrize("shortcode", ["", " "])
def test_without_a_sender_nothing_goes(shortcode: str) -> None:
    element = smslists.element(shortcode=shortcode, mobile="12345")
    found, problems = row_of(element, "at", "254", {"partnerID": "7", "apikey": "key", "shortcode": shortcode})
    assert isinstance(found, Refused)
    assert found.problem.wire_code == 1001
    assert [problem.code for problem in problems] == ["no_shortcode", "invalid_mobile"]


# -- mobile ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mobile", ["0712345678", 712345678, 254712345678])
def test_a_mobile_may_be_a_string_or_a_number(mobile: object) -> None:
    assert sms(mobile=mobile).mobile == "254712345678"


@pytest.mark.parametrize(
    ("mobile", "shown"),
    [
        ("12345", "12345"),
        ("0712345678,0722000000", "0712345678,0722000000"),
        ("", ""),
        (None, ""),
        (12345, "12345"),
        (True, ""),
        ([1], ""),
        ({"a": 1}, ""),
        (1.5, ""),
    ],
)
def test_l2_what_is_no_number_is_answered_with_1003(mobile: object, shown: str) -> None:
    found, problems = row(mobile=mobile, clientsmsid=5)
    assert isinstance(found, Refused)
    assert (found.mobile, found.message, found.client_sms_id, found.problem.wire_code) == (shown, "Hi", 5, 1003)
    assert problems == [("invalid_mobile", "at.mobile")]


def test_the_country_is_an_option() -> None:
    element = smslists.element(mobile="0712345678")
    found, problems = row_of(element, "at", "256", {name: element[name] for name in CREDENTIALS})
    assert (found.mobile, problems) == ("256712345678", [])


def test_a_number_from_abroad_is_warned_of() -> None:
    found, problems = row(mobile="+447700900123")
    assert found == Sms("447700900123", "Hi")
    assert problems == [("foreign_mobile", "at.mobile")]


# -- message and pass_type ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["", None, 7, True, [], {"text": "Hi"}])
def test_a_message_is_a_string_with_something_in_it(message: object) -> None:
    assert refusal(message=message) == "invalid_message at.message"


@pytest.mark.parametrize("message", [" ", "\n", "\x00", "\ud83d", "0"])
def test_anything_in_it_will_do(message: str) -> None:
    assert sms(message=message).message == message


@pytest.mark.parametrize("pass_type", [None, "plain"])
def test_a_message_is_plain(pass_type: str | None) -> None:
    assert sms(message="SGk=", pass_type=pass_type) == Sms("254712345678", "SGk=", pass_type=PassType.PLAIN)


@given(message=st.text(min_size=1))
def test_or_in_base64(message: str) -> None:
    digits = base64.b64encode(message.encode()).decode()
    assert sms(message=digits, pass_type="bm5") == Sms("254712345678", message, pass_type=PassType.BM5)


@pytest.mark.parametrize("message", ["Hi", "SGk", "SGk=\n", " SGk=", "SG*k=", "/w==", "=", "SGk\u0661", "SGk=SGk="])
def test_which_must_be_right(message: str) -> None:
    assert refusal(message=message, pass_type="bm5") == "invalid_message at.message"


@pytest.mark.parametrize("pass_type", ["BM5", "base64", "", " plain", 5, True, [], {}])
def test_another_pass_type_is_refused(pass_type: object) -> None:
    assert refusal(pass_type=pass_type) == "invalid_pass_type at.pass_type"


# -- clientsmsid -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("client_sms_id", [1234, "1234", 0, "", -1.5, 10**25])
def test_an_identifier_is_kept_as_it_is(client_sms_id: Any) -> None:
    kept = sms(clientsmsid=client_sms_id).client_sms_id
    assert (kept, type(kept)) == (client_sms_id, type(client_sms_id))


@pytest.mark.parametrize("client_sms_id", [True, False, [], {"id": 1}])
def test_another_identifier_is_refused(client_sms_id: object) -> None:
    assert id_of(client_sms_id) is None
    assert refusal(clientsmsid=client_sms_id) == "invalid_client_sms_id at.clientsmsid"


# -- timeToSend --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["2019-09-01 18:00", "2019-09-01T18:00", " 2019-09-01 18:00:00 "])
def test_a_date_and_time_is_local(given: str) -> None:
    assert sms(timeToSend=given).time_to_send == datetime.fromisoformat("2019-09-01T18:00")


def test_it_may_have_seconds() -> None:
    assert sms(timeToSend="2019-09-01 18:00:59").time_to_send == datetime.fromisoformat("2019-09-01T18:00:59")


@pytest.mark.parametrize("seconds", [100_000_000, 1_567_350_000, 253_402_300_799])
def test_a_timestamp_is_a_moment(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    assert sms(timeToSend=seconds).time_to_send == sms(timeToSend=str(seconds)).time_to_send == moment


@pytest.mark.parametrize(
    "given",
    [
        *("", "now", "2019-09-01", "18:00", "2019-9-1 18:00", "01-09-2019 18:00", "2019-09-01 18:00:00.0"),
        *("2019-09-01 18:00+03:00", "2019-W35-7T18:00", "2019-02-29 18:00", "2019-09-01 24:00", "0000-01-01 00:00"),
        *("\u0662019-09-01 18:00", "20190901", 20190901, 99_999_999, -1_567_350_000, 253_402_300_800, "1" * 13),
        *("9" * 5000, 1567350000.0, True, [], {}),
    ],
)
def test_another_time_is_refused(given: object) -> None:
    assert refusal(timeToSend=given) == "invalid_time at.timeToSend"


# -- all together ------------------------------------------------------------------------------------------------------


def test_members_without_a_meaning_are_warned_of_in_order() -> None:
    found, problems = row(zebra=1, linkid=[2], timetosend="2019-09-01 18:00")
    assert found == Sms("254712345678", "Hi")
    assert problems == [("unknown_member", f"at.{name}") for name in ("linkid", "timetosend", "zebra")]


def test_null_is_nothing() -> None:
    element = {**smslists.element(), "pass_type": None, "clientsmsid": None, "timeToSend": None}
    found, problems = row_of(element, "at", "254", {name: element[name] for name in CREDENTIALS})
    assert (found, problems) == (Sms("254712345678", "Hi"), [])


def test_of_several_things_wrong_with_a_row_the_first_of_the_documents_decides() -> None:
    wrong = {"mobile": "1", "pass_type": "x", "message": "", "clientsmsid": [], "timeToSend": "soon"}
    while wrong:
        made = {**smslists.element(), **dict(reversed(wrong.items()))}
        given = {"partnerID": "7", "apikey": "key", "shortcode": "SHOP"}
        found, problems = row_of(made, "at", "254", given)
        assert isinstance(found, Refused)
        assert found.problem == problems[0]
        assert [problem.path for problem in problems] == [f"at.{name}" for name in wrong]
        without, more = row_of(made, "at", "254", {**given, "shortcode": " "})
        assert isinstance(without, Refused)
        assert (without.problem.wire_code, len(more)) == (1001, len(problems) + 2)
        del wrong[next(iter(wrong))]


def test_the_number_decides_before_the_rest_and_warnings_come_last() -> None:
    found, problems = row(apikey="x", mobile="1", message="", pass_type=5, clientsmsid=[], timeToSend="x", more=1)
    assert isinstance(found, Refused)
    assert found.problem.wire_code == 1003
    assert [code for code, _ in problems] == [
        "invalid_mobile",
        "invalid_pass_type",
        "invalid_message",
        "invalid_client_sms_id",
        "invalid_time",
        "credential_mismatch",
        "unknown_member",
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "nothing"),
        ([1], "an array"),
        ({}, "an object"),
        (True, "true"),
        ("\x1b\ud83d", '"\\u001b\\ud83d"'),
        ("x" * 1000, '"' + "x" * 39 + "..."),
        ("x" * 38, '"' + "x" * 38 + '"'),
    ],
)
def test_what_was_given_is_shown_and_not_at_length(given: object, shown: str) -> None:
    made = {**smslists.element(), "mobile": given}
    _, (problem,) = row_of(made, "at", "254", {name: made[name] for name in CREDENTIALS})
    assert problem.message == f"it must be one number, national or international (as +254712345678), not {shown}"


@given(members=st.dictionaries(st.sampled_from((*smslists.MEMBERS, "other")), smslists.anything))
def test_any_element_is_a_row(members: dict[str, Any]) -> None:
    element = {**smslists.element(), **members}
    first = {name: text_of(element.get(name)) for name in CREDENTIALS}
    found, problems = row_of(element, "smslist[3]", "254", first)
    refused = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert all(problem.path.startswith("smslist[3].") for problem in problems)
    assert problems[: len(refused)] == refused
    assert (found.problem if isinstance(found, Refused) else None) == (refused[0] if refused else None)
    backwards, again = row_of(dict(reversed(element.items())), "smslist[3]", "254", first)
    assert problems == again
    assert isinstance(found, Refused) or found == backwards
