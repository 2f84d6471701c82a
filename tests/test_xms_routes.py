"""Operations of XMS as HTTP requests: each is read as it was written, and what the API has no place for is refused."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import BatchRequest, Limits
from septet.dialects.xms.changes import BatchUpdate, Feedback
from septet.dialects.xms.codes import status_of
from septet.dialects.xms.operations import (
    CancelBatch,
    DryRunBatch,
    GetBatch,
    ListBatches,
    Operation,
    ReplaceBatch,
    SendBatch,
    SendFeedback,
    UpdateBatch,
)
from septet.dialects.xms.routes import HttpRequest, read_request, write_request
from septet.errors import RequestError

BODY = b'{"to":["447700900001"],"body":"Hi","type":"mt_text"}'
BATCH = BatchRequest(("447700900001",), "Hi")

OPERATIONS: list[tuple[Operation, HttpRequest]] = [
    (SendBatch(BATCH), HttpRequest("POST", "/batches", BODY)),
    (DryRunBatch(BATCH), HttpRequest("POST", "/batches/dry_run", BODY)),
    (
        DryRunBatch(BATCH, per_recipient=True, number_of_recipients=5),
        HttpRequest("POST", "/batches/dry_run?per_recipient=true&number_of_recipients=5", BODY),
    ),
    (ListBatches(), HttpRequest("GET", "/batches")),
    (ListBatches(page=3), HttpRequest("GET", "/batches?page=3")),
    (GetBatch("ID"), HttpRequest("GET", "/batches/ID")),
    (
        UpdateBatch("ID", BatchUpdate(to_add=("447700900002",))),
        HttpRequest("POST", "/batches/ID", b'{"to_add":["447700900002"]}'),
    ),
    (ReplaceBatch("ID", BATCH), HttpRequest("PUT", "/batches/ID", BODY)),
    (CancelBatch("ID"), HttpRequest("DELETE", "/batches/ID")),
    (
        SendFeedback("ID", Feedback(("447700900001",))),
        HttpRequest("POST", "/batches/ID/delivery_feedback", b'{"recipients":["447700900001"]}'),
    ),
]


def refusal(method: str, target: str, body: bytes = b"{}", **options: Any) -> tuple[str, int]:
    """The code and the HTTP status with which a request is refused."""
    with pytest.raises(RequestError) as caught:
        read_request(method, target, body, **options)
    return caught.value.problems[0].code, status_of(caught.value.problems[0])


@pytest.mark.parametrize(("operation", "request_"), OPERATIONS, ids=lambda part: type(part).__name__)
def test_each_operation_has_its_method_and_its_place(operation: Operation, request_: HttpRequest) -> None:
    assert write_request(operation) == request_
    assert read_request(request_.method, request_.target, request_.body) == operation


@pytest.mark.parametrize(
    "prefix", ["", "/xms/v1/my_plan", "https://eu.sms.api.sinch.com/xms/v1/jd63jf88477ll123", "/v1/p"]
)
@pytest.mark.parametrize(("operation", "request_"), OPERATIONS, ids=lambda part: type(part).__name__)
def test_what_stands_before_the_batches_is_passed_over(
    prefix: str, operation: Operation, request_: HttpRequest
) -> None:
    assert read_request(request_.method.lower(), prefix + request_.target, request_.body) == operation


def test_a_slash_at_the_end_does_not_matter() -> None:
    assert read_request("GET", "/batches/") == ListBatches()
    assert read_request("GET", "/batches/ID/") == GetBatch("ID")


@pytest.mark.parametrize("batch_id", ["ID", "a/b", "a b?c#d", "ä😀", "%41", "batches", "delivery_feedback"])
def test_an_identifier_is_quoted(batch_id: str) -> None:
    for operation in (GetBatch(batch_id), CancelBatch(batch_id), SendFeedback(batch_id, Feedback(()))):
        written = write_request(operation)
        assert written.target.isascii()
        assert read_request(written.method, written.target, written.body) == operation


@pytest.mark.parametrize(
    "target",
    ["", "/", "/groups", "/batches/ID/delivery_report", "/batches//x", "/batches/a/b/c", "/inbounds", "/xbatches"],
)
def test_what_is_nowhere_is_not_found(target: str) -> None:
    assert refusal("GET", target) == ("not_found", 404)


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("PUT", "/batches"),
        ("DELETE", "/batches"),
        ("GET", "/batches/dry_run"),
        ("DELETE", "/batches/dry_run"),
        ("PATCH", "/batches/ID"),
        ("GET", "/batches/ID/delivery_feedback"),
        ("", "/batches"),
    ],
)
def test_a_method_that_there_is_not_is_not_allowed(method: str, target: str) -> None:
    assert refusal(method, target) == ("method_not_allowed", 405)


def test_bodies_and_queries_are_checked() -> None:
    for method, target in (("POST", "/batches"), ("POST", "/batches/dry_run"), ("PUT", "/batches/ID")):
        assert refusal(method, target) == ("missing", 400)
    assert refusal("POST", "/batches/ID", b'{"to_add":[]}') == ("empty", 400)
    assert refusal("POST", "/batches/ID/delivery_feedback") == ("missing", 400)
    assert refusal("GET", "/batches?page=x") == ("invalid_integer", 400)
    assert refusal("POST", "/batches/dry_run?per_recipient=x", BODY) == ("invalid_boolean", 400)


def test_limits_and_time_are_arguments() -> None:
    none = Limits(n_recipients=0)
    for method, target in (("POST", "/batches"), ("POST", "/batches/dry_run"), ("PUT", "/batches/ID")):
        assert refusal(method, target, BODY, limits=none) == ("too_many", 400)
        expiring = b'{"to":["447700900001"],"body":"Hi","expire_at":"2024-06-06T09:25Z"}'
        assert refusal(method, target, expiring, now=datetime(2025, 1, 1, tzinfo=timezone.utc)) == (
            "expires_too_early",
            400,
        )
    assert refusal("POST", "/batches/ID", b'{"to_add":["447700900001"]}', limits=none) == ("too_many", 400)
    assert refusal("GET", "/batches?page_size=2", limits=Limits(n_page=1)) == ("out_of_range", 400)


@given(
    xms_requests.requests, st.text(max_size=9).filter(lambda text: text.isprintable() and text not in ("", "dry_run"))
)
def test_what_is_written_is_read_as_it_was(batch: BatchRequest, batch_id: str) -> None:
    for operation in (SendBatch(batch), DryRunBatch(batch, True), ReplaceBatch(batch_id, batch)):
        written = write_request(operation)
        read = read_request(written.method, written.target, written.body)
        assert type(read) is type(operation)
        assert xms_requests.without_problems(read.batch) == batch
        assert write_request(read) == written


@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "x"]),
    st.text(st.sampled_from("/batchesdry_run?=%&1")),
    st.binary(),
)
def test_nothing_but_a_request_error_is_raised(method: str, target: str, body: bytes) -> None:
    read = xms_requests.attempt(read_request, method, target, body)
    assert not isinstance(read, RequestError) or status_of(read.problems[0]) in (400, 404, 405)
