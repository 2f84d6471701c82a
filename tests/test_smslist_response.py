"""Answers of SEND BULK, read and written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smslists
from septet.dialects.smslist.reading import parse
from septet.dialects.smslist.request import Request, Sms
from septet.dialects.smslist.response import Answer, Outcome, Response, read_response, write_response
from septet.errors import MalformedError

SEED = """{
"responses":
[
{
"response-code":200,
"response-description":"Success",
"mobile":"254712345678",
"messageid":"8290842",
"clientsmsid":1234,
"networkid":1
},
{
"response-code":1003,
"response-description":"Invalid mobile number",
"mobile":"12345",
"clientsmsid":"1235"
}
]
}"""
TAKEN = Answer(200, "Success", "254712345678", 1234, "8290842", "1")
NOT_TAKEN = Answer(1003, "Invalid mobile number", "12345", "1235")


def answered(*rows: object) -> tuple[Answer, ...]:
    """What is read from an answer with these rows."""
    return read_response(json.dumps({"responses": rows})).rows


# -- what the documents have -------------------------------------------------------------------------------------------


def test_the_example_of_the_documents() -> None:
    assert read_response(SEED) == read_response(SEED.encode()) == Response((TAKEN, NOT_TAKEN))
    assert [answer.outcome for answer in read_response(SEED).rows] == [Outcome.SUCCESS, Outcome.FAILED]


def test_a_request_that_was_refused_as_a_whole() -> None:
    body = b'{"response-code":1006,"response-description":"Invalid credentials"}'
    response = read_response(body)
    assert response == Response(failure=Answer(1006, "Invalid credentials"))
    assert write_response(response) == body
    assert read_response(body, Request("7", "key", "SHOP", (Sms("254712345678", "Hi"),))) == response


def test_it_is_written_like_the_example() -> None:
    assert write_response(read_response(SEED)) == json.dumps(json.loads(SEED), separators=(",", ":")).encode()


# -- what clients have met ---------------------------------------------------------------------------------------------


def test_l9_a_code_that_is_misspelt_and_a_string() -> None:
    (answer,) = answered({"respose-code": "200", "messageid": "655", "networkid": "1"})
    assert answer == Answer(200, message_id="655", network_id="1")
    assert answer.outcome is Outcome.SUCCESS


@pytest.mark.parametrize("name", ["response-code", "respose-code"])
@pytest.mark.parametrize(("written", "code"), [(200, 200), ("200", 200), (" 1003 ", 1003), ("0200", 200), (999, 999)])
def test_codes(name: str, written: object, code: int) -> None:
    assert answered({name: written}) == (Answer(code),)


@pytest.mark.parametrize("written", [None, "", "OK", True, 200.0, [200], "-1", "\u0662", "9" * 10, -200])
def test_what_is_no_code(written: object) -> None:
    (answer,) = answered({"response-code": written})
    assert answer == Answer(None)
    assert answer.outcome is Outcome.NO_RESULT


def test_the_right_spelling_is_read_first() -> None:
    assert answered({"respose-code": 1, "response-code": 2, "respose-description": "x"}) == (Answer(2, "x"),)


def test_numbers_and_identifiers_may_be_numbers() -> None:
    row = {"response-code": 200, "mobile": 254712345678, "messageid": 655, "clientsmsid": "a1", "networkid": 2}
    assert answered(row) == (Answer(200, "", "254712345678", "a1", "655", "2"),)


def test_what_cannot_be_is_taken_for_nothing() -> None:
    row = {"response-code": 200, "mobile": [], "messageid": {}, "clientsmsid": True, "networkid": 1.5}
    assert answered(row, None, [], "x") == (Answer(200), Answer(None), Answer(None), Answer(None))


def test_a_single_success_is_a_row() -> None:
    assert read_response('{"response-code": 200, "mobile": "1"}') == Response((Answer(200, mobile="1"),))


def test_a_single_row_may_lack_its_brackets() -> None:
    assert read_response('{"responses": {"response-code": 1003}}') == Response((Answer(1003),))


def test_the_list_may_come_alone() -> None:
    assert read_response('[{"response-code": 200}]') == Response((Answer(200),))


@pytest.mark.parametrize("body", ["{}", '{"responses": 7}', '{"responses": {}}', "7", '{"response-code": "?"}', "null"])
def test_what_is_no_answer_is_refused(body: str) -> None:
    with pytest.raises(MalformedError, match=r"^response: this is no answer of SEND BULK"):
        read_response(body)


@pytest.mark.parametrize("body", ["", "<html>", b"\xff"])
def test_so_is_what_is_no_json(body: str | bytes) -> None:
    with pytest.raises(MalformedError, match=r"^response: this is not"):
        read_response(body)


# -- whose they are ----------------------------------------------------------------------------------------------------

REQUEST = parse(
    json.dumps(
        {
            "smslist": [
                smslists.element(clientsmsid=1, mobile="0712345678"),
                smslists.element(clientsmsid=2, mobile="12345"),
                smslists.element(mobile="0722000000"),
            ]
        }
    )
)


def test_there_is_a_row_for_each_of_the_request() -> None:
    rows = [{"respose-code": 200, "mobile": "0722000000"}, {"response-code": "200", "clientsmsid": "1"}]
    response = read_response(json.dumps({"responses": rows}), REQUEST)
    assert response.unmatched == ()
    first, second, third = response.rows
    assert (first.outcome, third.outcome) == (Outcome.SUCCESS, Outcome.SUCCESS)
    assert (second, second.outcome) == (Answer(None, mobile="12345", client_sms_id=2), Outcome.NO_RESULT)


def test_what_answers_no_row_is_kept_apart() -> None:
    rows = [{"response-code": 200, "clientsmsid": i} for i in (1, 2, 1)]
    response = read_response(json.dumps({"responses": [*rows, {"response-code": 1007}]}), REQUEST)
    assert [answer.code for answer in response.rows] == [200, 200, None]
    assert response.unmatched == (Answer(200, client_sms_id=1), Answer(1007))


def test_the_country_is_an_option() -> None:
    request = Request("7", "key", "SHOP", (Sms("256712345678", "Hi"), Sms("256722000000", "Hi")))
    body = json.dumps({"responses": [{"response-code": 1002, "mobile": "0722000000"}]})
    assert [answer.code for answer in read_response(body, request, country="256").rows] == [None, 1002]


# -- anything ----------------------------------------------------------------------------------------------------------

answers = st.builds(
    Answer,
    st.one_of(st.none(), st.integers(0, 999_999_999)),
    st.text(),
    st.text(),
    smslists.client_sms_ids,
    st.text(),
    st.one_of(st.text(), st.integers(0, 10**12).map(str), st.sampled_from(["0", "007", "00", "-1", "9" * 5000])),
)


@given(rows=st.lists(answers).map(tuple))
def test_what_is_written_is_read_again(rows: tuple[Answer, ...]) -> None:
    assert read_response(write_response(Response(rows))) == Response(rows)


@pytest.mark.parametrize(("network_id", "written"), [("1", 1), ("0", 0), ("007", "007"), ("9" * 10, "9" * 10)])
def test_a_network_is_written_as_a_number_where_that_says_the_same(network_id: str, written: object) -> None:
    (row,) = json.loads(write_response(Response((Answer(200, network_id=network_id),))))["responses"]
    assert row == {"response-code": 200, "networkid": written}


def _answer_like(inner: Any) -> Any:
    names = ["response-code", "respose-code", "response-description", "mobile", "clientsmsid", "messageid", "networkid"]
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, inner))


documents = st.one_of(
    st.fixed_dictionaries({"responses": st.lists(_answer_like(smslists.anything))}),
    st.fixed_dictionaries({"responses": smslists.anything}),
    _answer_like(smslists.anything),
    smslists.anything,
)


@given(document=documents)
def test_nothing_but_the_documented_error_escapes(document: object) -> None:
    try:
        response = read_response(json.dumps(document), REQUEST)
    except MalformedError:
        return
    assert len(response.rows) == (0 if response.failure else 3)
    assert read_response(write_response(response)).rows == response.rows


@given(body=st.one_of(st.text(), st.binary()))
def test_nor_for_what_is_no_json(body: str | bytes) -> None:
    try:
        read_response(body)
    except MalformedError:
        return
    raise AssertionError(body)
