"""Requests of SEND BULK, read: what refuses them as a whole, and what only is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smslists
from septet.dialects.smslist.reading import MAX_MESSAGES, parse
from septet.dialects.smslist.request import Refused, Request, Sms, serialize
from septet.errors import FieldRangeError, RequestError, Severity
from smslists import element

SEED = """{
"count": 2,
"smslist": [
{
"partnerID": "7",
"apikey": "key",
"pass_type": "plain",
"clientsmsid": 1234,
"mobile": "0712345678",
"message": "SGk=",
"shortcode": "SHOP"
},
{
"partnerID": "7",
"apikey": "key",
"pass_type": "plain",
"mobile": "0722000000",
"clientsmsid": "1234x",
"message": "SGk=",
"shortcode": "SHOP",
"pass_type": "bm5"
}
]
}
"""


def body(*elements: object, **members: Any) -> str:
    """The request with these elements, and with the count that is theirs."""
    return json.dumps({"count": len(elements), "smslist": elements, **members})


def warnings(*elements: object, **members: Any) -> list[tuple[str, str]]:
    """What is only said of a request with these elements, all of which go: code and path."""
    request = parse(body(*elements, **members))
    assert all(isinstance(row, Sms) for row in request.rows)
    assert all(problem.severity is Severity.WARNING for problem in request.problems)
    return [(problem.code, problem.path) for problem in request.problems]


def refusal(given: str | bytes, **options: Any) -> list[tuple[str, str, Any]]:
    """What refuses the request: code, path and answer of each problem that is no warning."""
    with pytest.raises(RequestError) as caught:
        parse(given, **options)
    return [
        (problem.code, problem.path, problem.wire_code)
        for problem in caught.value.problems
        if problem.severity is Severity.ERROR
    ]


# -- what is in order --------------------------------------------------------------------------------------------------


def test_the_example_of_the_documents_but_for_its_comments() -> None:
    request = parse(SEED)
    assert (request.partner_id, request.api_key, request.shortcode, request.problems) == ("7", "key", "SHOP", ())
    assert [(row.mobile, row.message, row.client_sms_id) for row in request.rows] == [
        ("254712345678", "SGk=", 1234),
        ("254722000000", "Hi", "1234x"),
    ]


def test_l7_of_two_pass_types_the_last_counts() -> None:
    written = '{"count":1,"smslist":[{"partnerID":1,"apikey":"k","shortcode":"S","mobile":"0712345678","message":"SGk="'
    (row,) = parse(written + ',"pass_type":"plain","pass_type":"bm5"}]}').rows
    assert row.message == "Hi"
    (row,) = parse(written + ',"pass_type":"bm5","pass_type":"plain"}]}').rows
    assert row.message == "SGk="


def test_octets_are_read_like_text() -> None:
    assert parse(bytearray(SEED.encode())) == parse(SEED) == parse("\ufeff" + SEED)


def test_credentials_may_be_numbers() -> None:
    request = parse(body(element(partnerID=7, apikey=8, shortcode=9)))
    assert (request.partner_id, request.api_key, request.shortcode) == ("7", "8", "9")


def test_l1_the_credentials_of_the_first_element_count_for_all() -> None:
    request = parse(body(element(), element(mobile="0722000000", apikey="x", shortcode="T")))
    assert (request.partner_id, request.api_key, request.shortcode) == ("7", "key", "SHOP")
    assert request.rows == (Sms("254712345678", "Hi"), Sms("254722000000", "Hi"))
    assert [(problem.code, problem.path) for problem in request.problems] == [
        ("credential_mismatch", "smslist[1].apikey"),
        ("credential_mismatch", "smslist[1].shortcode"),
    ]


def test_l2_a_row_that_is_refused_takes_nothing_else_down() -> None:
    request = parse(body(element(), element(mobile="12345"), element(mobile="712345678")))
    assert [row.problem.wire_code if isinstance(row, Refused) else 200 for row in request.rows] == [200, 1003, 200]


def test_a_number_may_come_twice() -> None:
    assert warnings(element(), element()) == []


def test_identifiers_that_come_twice_are_warned_of() -> None:
    given = [element(clientsmsid=i) for i in (1, "a", "1", None, None, 1, "a")]
    assert warnings(*given) == [("duplicate_client_sms_id", f"smslist[{i}].clientsmsid") for i in (2, 5, 6)]


def test_the_country_is_an_option() -> None:
    request = parse(body(element()), country="256")
    assert request.rows == (Sms("256712345678", "Hi"),)


# -- count -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, "2"])
def test_the_count_is_that_of_the_elements(count: object) -> None:
    assert warnings(element(), element(), count=count) == []


@pytest.mark.parametrize("count", [5, 0, "", "two", None, True, 2.0, []])
def test_l8_another_count_is_warned_of(count: object) -> None:
    assert warnings(element(), element(), count=count) == [("count_mismatch", "count")]


def test_l8_so_is_none() -> None:
    assert parse(json.dumps({"smslist": [element()]})).problems[0].code == "count_mismatch"


def test_members_without_a_meaning_are_warned_of() -> None:
    assert warnings(element(), zebra=1, sender="x") == [("unknown_member", "sender"), ("unknown_member", "zebra")]


# -- what refuses the request ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ("", "not_json", ""),
        (SEED.replace('"count": 2,', '"count": 2,// The count of the SMS list'), "not_json", ""),
        (b"\xff", "not_json", ""),
        ("[" * 100_000, "not_json", ""),
        ("[]", "wrong_type", ""),
        ("null", "wrong_type", ""),
        ('"smslist"', "wrong_type", ""),
        ('{"smslist": {}}', "wrong_type", "smslist"),
        ('{"smslist": "x"}', "wrong_type", "smslist"),
        ('{"smslist": 0}', "wrong_type", "smslist"),
        ('{"smslist": [[]]}', "wrong_type", "smslist[0]"),
    ],
)
def test_l8_what_is_no_request_is_answered_with_1009(given: str | bytes, code: str, path: str) -> None:
    assert refusal(given) == [(code, path, 1009)]


@pytest.mark.parametrize("given", ["{}", '{"smslist": []}', '{"smslist": null}', '{"count": 1}'])
def test_l8_no_messages_are_answered_with_4093(given: str) -> None:
    assert refusal(given) == [("no_messages", "smslist", 4093)]


def test_all_elements_that_are_none_are_named() -> None:
    assert refusal(body(element(), None, element(), 7)) == [
        ("wrong_type", "smslist[1]", 1009),
        ("wrong_type", "smslist[3]", 1009),
    ]


@pytest.mark.parametrize("blank", [None, "", " \t", True, [], {}, 1.5])
def test_l3_the_first_element_must_have_credentials(blank: object) -> None:
    rest = element(mobile="0722000000")
    no_partner, no_key = ("no_partner_id", "smslist[0].partnerID", 4091), ("no_api_key", "smslist[0].apikey", 4092)
    assert refusal(body(element(partnerID=blank), rest)) == [no_partner]
    assert refusal(body(element(apikey=blank), rest)) == [no_key]
    assert refusal(body(element(partnerID=blank, apikey=blank), rest)) == [no_partner, no_key]


def test_the_credentials_of_another_element_do_not_help_and_are_not_needed() -> None:
    first = element()
    assert warnings(first, element(partnerID="", apikey="")) == [
        ("credential_mismatch", "smslist[1].partnerID"),
        ("credential_mismatch", "smslist[1].apikey"),
    ]


@pytest.mark.parametrize("blank", [None, "", " "])
def test_without_a_shortcode_in_the_first_element_every_row_is_refused(blank: object) -> None:
    request = parse(body(element(shortcode=blank), element(), element(mobile="12345")))
    assert all(isinstance(row, Refused) and row.problem.wire_code == 1001 for row in request.rows)


def test_l4_a_thousand_messages_are_taken() -> None:
    assert MAX_MESSAGES == 1000
    assert len(parse(body(*[element()] * 1000)).rows) == 1000
    assert refusal(body(*[element()] * 1001)) == [("too_many_messages", "smslist", 1012)]


def test_l4_or_as_many_as_the_service_takes() -> None:
    assert len(parse(body(*[element()] * 20), max_messages=20).rows) == 20
    assert refusal(body(*[element()] * 21), max_messages=20) == [("too_many_messages", "smslist", 1012)]


def test_what_is_too_much_is_not_looked_at() -> None:
    bad, worse = element(mobile="1"), 7
    assert refusal(body(bad, bad, bad), max_messages=2) == [
        ("too_many_messages", "smslist", 1012),
        ("invalid_mobile", "smslist[0].mobile", 1003),
        ("invalid_mobile", "smslist[1].mobile", 1003),
    ]
    assert len(refusal(body(worse, worse, worse), max_messages=2)) == 3


def test_what_decides_stands_first_and_all_the_rest_is_there_too() -> None:
    with pytest.raises(RequestError) as caught:
        parse(body(element(mobile="1", apikey=""), element(message=""), count=3))
    assert [problem.code for problem in caught.value.problems] == [
        "no_api_key",
        "count_mismatch",
        "invalid_mobile",
        "invalid_message",
        "credential_mismatch",
    ]


# -- options -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["", "0", "+254", "2540", "ke", "\u0662"])
def test_a_country_is_a_calling_code(country: str) -> None:
    with pytest.raises(FieldRangeError, match="country must be a calling code"):
        parse(SEED, country=country)


@pytest.mark.parametrize("max_messages", [0, -1])
def test_at_least_one_message_is_taken(max_messages: int) -> None:
    with pytest.raises(FieldRangeError, match="max_messages must be at least 1"):
        parse(SEED, max_messages=max_messages)


# -- anything ----------------------------------------------------------------------------------------------------------


def test_an_element_that_can_be_read_but_not_written_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(_: object) -> str:
        raise RecursionError

    monkeypatch.setattr("septet.dialects.smslist.elements.dumps", too_deep)
    assert refusal(body(element(mobile=""))) == [("not_json", "", 1009)]


@given(document=smslists.documents)
def test_no_other_error_escapes_and_what_was_read_is_written(document: object) -> None:
    try:
        request = parse(json.dumps(document))
    except RequestError as error:
        first = error.problems[0]
        assert first.severity is Severity.ERROR
        assert first.wire_code in {1009, 1012, 4091, 4092, 4093}
        return
    assert parse(serialize(request)).rows == request.rows


@given(given=st.one_of(st.text(), st.binary()))
def test_nor_for_what_is_no_json(given: str | bytes) -> None:
    with pytest.raises(RequestError):
        parse(given)


@given(request=smslists.requests, data=st.data())
def test_the_order_of_members_does_not_count(request: Request, data: st.DataObject) -> None:
    document = json.loads(serialize(request))
    shuffled = {
        name: [dict(data.draw(st.permutations(list(each.items())))) for each in member] if name == "smslist" else member
        for name, member in reversed(document.items())
    }
    assert parse(json.dumps(shuffled)) == request
