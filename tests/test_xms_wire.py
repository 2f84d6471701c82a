"""Answers of XMS as a service writes them: each is read as it was."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given

import xms_requests
from septet.dialects.xms.batch import Batch, BatchRequest
from septet.dialects.xms.codes import Trouble
from septet.dialects.xms.dry_run import dry_run
from septet.dialects.xms.operations import DryRunBatch
from septet.dialects.xms.request import parse
from septet.dialects.xms.responses import BatchPage, Details, DryRunResponse, ErrorResponse, read_response
from septet.dialects.xms.wire import ACCEPTED, HttpResponse, response_of, to_wire
from septet.errors import Problem, RequestError

A, B = "447700900001", "447700900002"
NOON = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)


def written(answer: Any, **options: Any) -> Any:
    """The members of an answer."""
    return json.loads(to_wire(answer, **options).body)


# -- dry runs ----------------------------------------------------------------------------------------------------------


def test_x1_the_answer_to_a_dry_run() -> None:
    request = parse(
        '{"to": ["+12017777777", "+12018888888", "+12019999999"], "body": "Hello ${name}!",'
        ' "parameters": {"name": {"+12017777777": "John", "default": "there"}}}'
    )
    assert to_wire(dry_run(DryRunBatch(request, per_recipient=True))) == HttpResponse(
        200,
        b'{"number_of_recipients":3,"number_of_messages":3,"per_recipient":['
        b'{"recipient":"12017777777","number_of_parts":1,"body":"Hello John!","encoding":"text"},'
        b'{"recipient":"12018888888","number_of_parts":1,"body":"Hello there!","encoding":"text"},'
        b'{"recipient":"12019999999","number_of_parts":1,"body":"Hello there!","encoding":"text"}]}',
    )


@pytest.mark.parametrize(("body", "encoding"), [("Ç", "text"), ("ç", "unicode")])
def test_an_encoding_is_text_or_unicode(body: str, encoding: str) -> None:
    assert written(dry_run(BatchRequest((A,), body)))["per_recipient"][0]["encoding"] == encoding


def test_nobody_is_listed_who_was_not_asked_for() -> None:
    batch = BatchRequest((A, B), "Hi")
    assert written(dry_run(DryRunBatch(batch))) == {"number_of_recipients": 2, "number_of_messages": 2}
    asked = DryRunBatch(batch, per_recipient=True, number_of_recipients=1)
    assert len(written(dry_run(asked))["per_recipient"]) == 1


def test_x5_nobody_is_listed_of_a_binary_batch() -> None:
    batch = BatchRequest((A, B), b"\0", udh=b"\0")
    for asked in (batch, DryRunBatch(batch, per_recipient=True)):
        assert written(dry_run(asked)) == {"number_of_recipients": 2, "number_of_messages": 2}


def test_x5_nor_if_a_list_was_asked_for() -> None:
    batch = BatchRequest((A, B), b"\0", udh=b"\0")
    assert written(dry_run(batch), per_recipient=True) == {"number_of_recipients": 2, "number_of_messages": 2}


def test_a_list_that_was_asked_for_is_there_though_nobody_is_in_it() -> None:
    batch = BatchRequest((A, B), "Hi")
    none = DryRunBatch(batch, per_recipient=True, number_of_recipients=0)
    counts = {"number_of_recipients": 2, "number_of_messages": 2}
    assert written(dry_run(none), per_recipient=True) == {**counts, "per_recipient": []}
    assert written(dry_run(none)) == written(dry_run(batch), per_recipient=False) == counts
    empty = dry_run(BatchRequest(("vip",), "Hi"), groups={"vip": ()})
    assert written(empty, per_recipient=True)["per_recipient"] == []
    assert "per_recipient" not in written(empty)


def test_who_gets_no_message_is_counted_and_not_listed() -> None:
    batch = BatchRequest((A, B), "${x}", parameters={"x": {A: "a" * 161}}, max_number_of_message_parts=2)
    answer = written(dry_run(batch))
    assert (answer["number_of_recipients"], answer["number_of_messages"]) == (2, 2)
    assert [entry["recipient"] for entry in answer["per_recipient"]] == [A]
    nobody = BatchRequest((A, B), "a" * 161, max_number_of_message_parts=1)
    assert written(dry_run(nobody)) == {"number_of_recipients": 2, "number_of_messages": 0, "per_recipient": []}


@given(xms_requests.text_requests)
def test_the_parts_that_are_listed_are_those_that_are_counted(batch: BatchRequest) -> None:
    run = dry_run(batch, groups=dict.fromkeys(xms_requests.GROUPS, xms_requests.NUMBERS[:2]))
    answer = response_of(run)
    assert answer.per_recipient is not None
    assert sum(details.number_of_parts for details in answer.per_recipient) == answer.number_of_messages
    assert answer.number_of_recipients == len(run.per_recipient)
    assert read_response(to_wire(run).body) == answer


def test_a_response_that_was_read_is_written_again() -> None:
    response = DryRunResponse(5, 10, (Details(A, 2, "x\ud83d", "GSM"),))
    assert read_response(to_wire(response, status=201).body) == response


# -- batches -----------------------------------------------------------------------------------------------------------


def test_a_batch_is_written_in_full() -> None:
    batch = Batch("ID", BatchRequest((A,), "Hi", sender="SHOP"), False, NOON, NOON)
    assert written(batch) == {
        "id": "ID",
        "to": [A],
        "from": "SHOP",
        "canceled": False,
        "body": "Hi",
        "type": "mt_text",
        "created_at": "2024-06-06T12:00:00.000Z",
        "modified_at": "2024-06-06T12:00:00.000Z",
        "delivery_report": "none",
        "flash_message": False,
        "feedback_enabled": False,
        "truncate_concat": False,
    }
    assert (to_wire(batch).status, to_wire(batch, status=201).status) == (200, 201)


@given(xms_requests.requests)
def test_a_batch_is_read_as_it_was_written(request: BatchRequest) -> None:
    batch = Batch("ID", request, True, NOON, None)
    assert read_response(to_wire(batch).body) == batch
    page = BatchPage(1, 2, 52, (batch, Batch("", BatchRequest((), ""))))
    assert read_response(to_wire(page).body) == page


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "status"), [(Trouble.NOT_JSON, 400), (Trouble.MISSING, 400), (Trouble.MISSING_CALLBACK_URL, 403)]
)
def test_a_refusal_is_the_first_problem(trouble: Trouble, status: int) -> None:
    first, second = trouble.at("to", "Because."), Trouble.EMPTY.at("from", "And.")
    answer = to_wire(RequestError(first, second), status=201)
    assert (answer.status, json.loads(answer.body)) == (status, {"code": first.wire_code, "text": "Because."})
    assert read_response(answer.body, answer.status) == ErrorResponse(status, str(first.wire_code), "Because.")


@pytest.mark.parametrize(("trouble", "status"), [(Trouble.NOT_FOUND, 404), (Trouble.METHOD_NOT_ALLOWED, 405)])
def test_other_statuses_have_no_body(trouble: Trouble, status: int) -> None:
    assert to_wire(RequestError(trouble.at("", "x"))) == HttpResponse(status, b"")


def test_a_problem_of_somebody_else_is_a_bad_request() -> None:
    assert to_wire(RequestError(Problem("x", None, "", "y"))) == HttpResponse(400, b"")


def test_feedback_is_accepted_without_a_word() -> None:
    assert HttpResponse(202, b"") == ACCEPTED
    assert read_response(ACCEPTED.body, ACCEPTED.status) is None
