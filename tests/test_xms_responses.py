"""Answers of XMS, as the service gives them and as its documents, its clients and older versions have them."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import Batch, BatchRequest, BatchType, DeliveryReport, Media
from septet.dialects.xms.responses import BatchPage, Details, DryRunResponse, ErrorResponse, read_response
from septet.errors import MalformedError


def read(members: object, status: int = 200) -> Any:
    """What is read of an answer."""
    return read_response(json.dumps(members), status)


def problems(batch: Batch) -> list[tuple[str, str]]:
    """The code and path of each thing that could not be read."""
    return [(problem.code, problem.path) for problem in batch.request.problems]


# -- dry runs ----------------------------------------------------------------------------------------------------------

JOHN = {"recipient": "12017777777", "number_of_parts": 1, "body": "Hello John!", "encoding": "text"}


def test_x1_the_answer_that_three_clients_agree_on() -> None:
    there = {**JOHN, "recipient": "12018888888", "body": "Hello there!"}
    answer = {"number_of_recipients": 3, "number_of_messages": 3, "per_recipient": [there, JOHN]}
    for status in (200, 201):
        assert read(answer, status) == DryRunResponse(
            3, 3, (Details("12018888888", 1, "Hello there!", "text"), Details("12017777777", 1, "Hello John!", "text"))
        )


def test_totals_alone() -> None:
    assert read({"number_of_recipients": 5, "number_of_messages": 10}) == DryRunResponse(5, 10, None)
    assert read({"number_of_recipients": 5, "number_of_messages": 10, "per_recipient": None}).per_recipient is None
    assert read({"number_of_recipients": 5, "number_of_messages": 10, "per_recipient": []}).per_recipient == ()


def test_the_number_of_parts_under_its_other_name() -> None:
    entry = {"recipient": "12017777777", "message_part": "2", "body": "x", "encoding": "UNICODE", "new": 1}
    answer = read({"number_of_recipients": "1", "number_of_messages": "2", "per_recipient": [entry]})
    assert answer == DryRunResponse(1, 2, (Details("12017777777", 2, "x", "UNICODE"),))


def test_a_recipient_may_be_a_number_and_much_may_be_missing() -> None:
    entry = {"recipient": 12017777777, "number_of_parts": 2, "body": "x"}
    answer = read({"number_of_recipients": 1, "number_of_messages": 2, "per_recipient": [entry]})
    assert answer.per_recipient == (Details("12017777777", 2, "x", ""),)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"number_of_messages": 1}, "response.number_of_recipients"),
        ({"number_of_recipients": 1, "number_of_messages": "x"}, "response.number_of_messages"),
        ({"number_of_recipients": 1, "number_of_messages": 1, "per_recipient": {}}, "response.per_recipient"),
        ({"number_of_recipients": 1, "number_of_messages": 1, "per_recipient": [1]}, "response.per_recipient[0]"),
        (
            {"number_of_recipients": 1, "number_of_messages": 1, "per_recipient": [JOHN, {**JOHN, "body": None}]},
            "response.per_recipient[1].body",
        ),
        (
            {"number_of_recipients": 1, "number_of_messages": 1, "per_recipient": [{**JOHN, "number_of_parts": []}]},
            "response.per_recipient[0].number_of_parts",
        ),
    ],
)
def test_a_dry_run_without_its_numbers_is_none(members: dict[str, Any], field: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read(members)
    assert caught.value.field == field


# -- batches -----------------------------------------------------------------------------------------------------------


def test_the_documented_answer_to_a_batch_that_was_sent() -> None:
    batch = read(
        {
            "id": "01FC66621XXXXX119Z8PMV1QPQ",
            "to": [15551231234, 15551256344],
            "from": 15551231234,
            "canceled": False,
            "parameters": {"name": {"15551231234": "Joe", "default": "there"}},
            "body": "Hi ${name}! How are you?",
            "type": "mt_text",
            "created_at": "2019-08-24T14:15:22Z",
            "modified_at": "2019-08-24T14:15:22Z",
            "delivery_report": "none",
            "send_at": "2019-08-24T14:15:22Z",
            "expire_at": "2019-08-24T14:15:22Z",
            "callback_url": "https://example.com/",
            "client_reference": "string",
            "feedback_enabled": False,
            "flash_message": False,
            "truncate_concat": True,
            "max_number_of_message_parts": 1,
            "from_ton": 6,
            "from_npi": 18,
        },
        201,
    )
    moment = datetime(2019, 8, 24, 14, 15, 22, tzinfo=timezone.utc)
    assert batch == Batch(
        "01FC66621XXXXX119Z8PMV1QPQ",
        BatchRequest(
            to=("15551231234", "15551256344"),
            body="Hi ${name}! How are you?",
            sender="15551231234",
            send_at=moment,
            expire_at=moment,
            callback_url="https://example.com/",
            parameters={"name": {"15551231234": "Joe", "default": "there"}},
            client_reference="string",
            max_number_of_message_parts=1,
            truncate_concat=True,
            from_ton=6,
            from_npi=18,
        ),
        False,
        moment,
        moment,
    )


def test_the_documented_answer_to_a_batch_that_is_fetched() -> None:
    batch = read(
        {
            "id": "9dfn32n423kl1klj234",
            "from": "12345",
            "to": ["+15551231212"],
            "body": "Hello! How are you?",
            "created_at": "2022-02-25T23:01:01Z",
            "modified_at": "2022-02-25T23:01:01Z",
            "canceled": False,
        }
    )
    moment = datetime(2022, 2, 25, 23, 1, 1, tzinfo=timezone.utc)
    request = BatchRequest(("15551231212",), "Hello! How are you?", sender="12345")
    assert batch == Batch("9dfn32n423kl1klj234", request, False, moment, moment)


def test_the_documented_answer_to_a_batch_that_is_updated() -> None:
    parameters = {"{parameter_key}": "string", "{parameter_key}.{msisdn}": "string"}
    batch = read({"to": ["+15551231234"], "type": "mt_text", "body": "Hi", "udh": "string", "parameters": parameters})
    assert batch.request.body == "Hi"
    assert batch.request.parameters == {}
    assert problems(batch) == [
        ("wrong_type", "parameters.{parameter_key}"),
        ("wrong_type", "parameters.{parameter_key}.{msisdn}"),
        ("udh_ignored", "udh"),
    ]


def test_the_documented_answer_to_a_batch_that_is_canceled_has_no_identifier() -> None:
    batch = read(
        {"to": ["+15551231234"], "from": "+15551231234", "type": "mt_text", "body": "x", "client_reference": "y"}
    )
    assert (batch.id, batch.canceled, batch.request.sender) == ("", False, "+15551231234")


def test_binary_and_media_batches() -> None:
    binary = read({"id": "1", "to": ["1234567"], "type": "mt_binary", "body": "AAE=", "udh": "00", "canceled": True})
    assert binary == Batch("1", BatchRequest(("1234567",), b"\0\1", udh=b"\0"), True)
    url = "https://example.com/a.png"
    media = read({"id": 2, "to": ["1234567"], "type": "mt_media", "body": {"url": url}, "strict_validation": True})
    extras = (("strict_validation", True),)
    assert media == Batch("2", BatchRequest(("1234567",), Media(url), extras=extras))


def test_what_is_missing_is_nothing() -> None:
    assert read({"id": "1"}) == Batch("1", BatchRequest((), ""))
    assert read({"id": None, "to": None, "body": None, "canceled": None, "created_at": None}) == Batch(
        "", BatchRequest((), "")
    )


def test_what_cannot_be_read_is_nothing_and_is_told() -> None:
    batch = read(
        {
            "id": "1",
            "to": ["+15551231234", "?", 1.5, True],
            "type": "mt_new",
            "body": {"new": 1},
            "canceled": "no",
            "created_at": "yesterday",
            "from_ton": "x",
            "flash_message": 1,
            "delivery_report": "newest",
        }
    )
    assert (batch.canceled, batch.created_at, batch.request.type) == (False, None, BatchType.TEXT)
    assert batch.request == BatchRequest((), "", problems=batch.request.problems)
    assert sorted(problems(batch)) == [
        ("invalid_date", "created_at"),
        ("invalid_integer", "from_ton"),
        ("unknown_value", "delivery_report"),
        ("unknown_value", "type"),
        ("wrong_type", "body"),
        ("wrong_type", "canceled"),
        ("wrong_type", "flash_message"),
        ("wrong_type", "to[2]"),
        ("wrong_type", "to[3]"),
    ]
    assert batch.request.delivery_report is DeliveryReport.NONE


def test_a_page_of_batches() -> None:
    members = {"page": 1, "count": 2000, "page_size": 50, "batches": [{"id": "1"}, {"id": "2", "body": "x"}]}
    assert read(members) == BatchPage(
        1, 50, 2000, (Batch("1", BatchRequest((), "")), Batch("2", BatchRequest((), "x")))
    )
    assert read({"page": 0, "count": 0, "page_size": 0, "batches": []}) == BatchPage(0, 0, 0, ())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"batches": {}}, "response.batches"),
        ({"batches": [{"id": "1"}, 5]}, "response.batches[1]"),
        ({"page": None}, "response.page"),
        ({"count": "x"}, "response.count"),
    ],
)
def test_a_page_without_its_numbers_is_none(change: dict[str, Any], field: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read({"page": 0, "count": 0, "page_size": 0, "batches": [], **change})
    assert caught.value.field == field


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["syntax_invalid_json", "unknown_campaign", "blocked_account", "conflict_new"])
@pytest.mark.parametrize("status", [400, 403])
def test_a_refusal_has_a_code_and_a_text(code: str, status: int) -> None:
    assert read({"code": code, "text": "Because."}, status) == ErrorResponse(status, code, "Because.")


def test_a_refusal_is_told_by_its_code_where_the_status_is_not_known() -> None:
    assert read({"code": "unknown_group", "text": "x"}) == ErrorResponse(200, "unknown_group", "x")


@pytest.mark.parametrize("body", [b"", b"Service Unavailable", b"<html>", b"[1]", b"\xff"])
def test_other_statuses_say_what_they_like(body: bytes) -> None:
    assert read_response(body, 503) == ErrorResponse(503, None, body.decode("utf-8", "replace"))


def test_a_refusal_may_lack_code_or_text() -> None:
    assert read_response('{"code":405}', 405) == ErrorResponse(405, "405", '{"code":405}')
    assert read_response('{"text":"Not Found"}', 404) == ErrorResponse(404, None, "Not Found")
    assert read_response('{"text":null}', 404) == ErrorResponse(404, None, '{"text":null}')


# -- anything ----------------------------------------------------------------------------------------------------------


def test_nothing_is_the_answer_to_feedback() -> None:
    assert read_response(b"", 202) is None
    assert read_response("") is None


@pytest.mark.parametrize("body", ["[]", "5", "null", "{}", '{"x": 1}', "{", "NaN", b"\xff"])
def test_what_is_no_answer(body: str | bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        read_response(body)
    assert caught.value.field == "response"


KINDS = [{"id": "1"}, {"number_of_messages": 1, "number_of_recipients": 1}, {"batches": []}, {"code": "x"}, {}]


@given(st.one_of(st.binary(), xms_requests.any_members, xms_requests.json_values), st.sampled_from(KINDS), st.data())
def test_nothing_but_a_malformed_error_is_raised(answer: Any, kind: dict[str, Any], data: st.DataObject) -> None:
    if isinstance(answer, dict):
        answer = {
            **answer,
            **kind,
            **data.draw(
                st.dictionaries(st.sampled_from(["page", "batches", "per_recipient"]), xms_requests.json_values)
            ),
        }
    body = answer if isinstance(answer, bytes) else json.dumps(answer)
    assert isinstance(read_response(body, 400), ErrorResponse)
    with suppress(MalformedError):
        read_response(body)
