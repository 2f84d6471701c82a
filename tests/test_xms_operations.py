"""Queries of XMS: those of a dry run and of a list, read and written."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import BatchRequest, Limits
from septet.dialects.xms.operations import DryRunBatch, ListBatches, parse_dry_run, parse_list, query_of
from septet.errors import RequestError

BODY = '{"to": ["+447700900001"], "body": "Hi"}'
BATCH = BatchRequest(("447700900001",), "Hi")
FORMAT, CONSTRAINT = "syntax_invalid_parameter_format", "syntax_constraint_violation"

lists = st.builds(
    ListBatches,
    page=st.integers(0, 2**31 - 1),
    page_size=st.integers(1, 100),
    senders=st.lists(st.sampled_from(["44345", "+447700900001", "SHOP", "a&b=c"])).map(tuple),
    start_date=st.none() | xms_requests.moments,
    end_date=st.none() | xms_requests.later,
    client_reference=st.none() | st.text(xms_requests.characters, max_size=20),
)


def refusal(reader: Any, *args: str) -> list[tuple[str, str, object]]:
    """The code, path and answer of each problem."""
    with pytest.raises(RequestError) as caught:
        reader(*args)
    return [(problem.code, problem.path, problem.wire_code) for problem in caught.value.problems]


# -- dry runs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "per_recipient", "number_of_recipients"),
    [
        ("", False, 100),
        ("per_recipient=true", True, 100),
        ("per_recipient=True&number_of_recipients=2", True, 2),
        ("number_of_recipients=500&per_recipient=FALSE", False, 500),
        ("per_recipient=true&number_of_recipients=0", True, 0),
        ("per_recipient=true&number_of_recipients=1000", True, 1000),
        ("per_recipient=true&number_of_recipients=%2B05", True, 5),
        ("per_recipient=false&per_recipient=true", True, 100),
        ("x=1&per_recipients=true&=", False, 100),
    ],
)
def test_the_query_of_a_dry_run(query: str, per_recipient: bool, number_of_recipients: int) -> None:
    assert parse_dry_run(BODY, query) == DryRunBatch(BATCH, per_recipient, number_of_recipients)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("per_recipient=tru", ("invalid_boolean", "per_recipient", FORMAT)),
        ("per_recipient=", ("invalid_boolean", "per_recipient", FORMAT)),
        ("number_of_recipients=", ("invalid_integer", "number_of_recipients", FORMAT)),
        ("number_of_recipients=ten", ("invalid_integer", "number_of_recipients", FORMAT)),
        ("number_of_recipients=1001", ("out_of_range", "number_of_recipients", CONSTRAINT)),
        ("number_of_recipients=-1", ("out_of_range", "number_of_recipients", CONSTRAINT)),
        ("number_of_recipients=" + "9" * 5000, ("out_of_range", "number_of_recipients", CONSTRAINT)),
        ("per_recipient=false&number_of_recipients=1001", ("out_of_range", "number_of_recipients", CONSTRAINT)),
    ],
)
def test_x6_queries_that_are_refused(query: str, expected: tuple[str, str, str]) -> None:
    assert refusal(parse_dry_run, BODY, query) == [expected]


def test_x6_the_documented_text() -> None:
    with pytest.raises(RequestError) as caught:
        parse_dry_run(BODY, "per_recipient=tru")
    assert caught.value.problems[0].message == "'tru' is not a valid boolean"


def test_query_and_body_are_checked_together() -> None:
    query = "per_recipient=x&number_of_recipients=1001"
    assert refusal(parse_dry_run, '{"to": ["+1"], "body": 5}', query) == [
        ("wrong_type", "body", "syntax_invalid_json"),
        ("invalid_boolean", "per_recipient", FORMAT),
        ("invalid_recipient", "to[0]", FORMAT),
        ("out_of_range", "number_of_recipients", CONSTRAINT),
    ]
    assert [code for code, _, _ in refusal(parse_dry_run, "{", query)] == [
        "not_json",
        "invalid_boolean",
        "out_of_range",
    ]


def test_limits_and_time_are_arguments() -> None:
    limits = Limits(n_recipients=2000, n_details=2000)
    body = json.dumps({"to": ["447700900001"] * 2000, "body": "Hi"})
    assert parse_dry_run(body, "number_of_recipients=2000", limits=limits).number_of_recipients == 2000
    expiring = '{"to": ["+447700900001"], "body": "Hi", "expire_at": "2024-06-06T09:25Z"}'
    assert parse_dry_run(expiring).batch.expire_at
    with pytest.raises(RequestError, match="must be after now"):
        parse_dry_run(expiring, now=datetime(2025, 1, 1, tzinfo=timezone.utc))


@given(st.booleans(), st.integers(0, 1000))
def test_the_query_of_a_dry_run_is_read_as_it_was_written(per_recipient: bool, number_of_recipients: int) -> None:
    asked = DryRunBatch(BATCH, per_recipient, number_of_recipients)
    assert parse_dry_run(BODY, query_of(asked)) == asked


def test_a_query_has_nothing_that_holds_anyway() -> None:
    assert query_of(DryRunBatch(BATCH)) == ""
    assert query_of(DryRunBatch(BATCH, True, 2)) == "per_recipient=true&number_of_recipients=2"
    assert query_of(ListBatches()) == ""


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_whole_query_of_a_list() -> None:
    query = "page=4&page_size=50&from=44345, 45607,,&start_date=2022-01-01&end_date=2022-01-02T00:00:00.500Z"
    assert parse_list(query.replace(" ", "%20") + "&client_reference=my+Reference&tags=x") == ListBatches(
        page=4,
        page_size=50,
        senders=("44345", "45607"),
        start_date=datetime(2022, 1, 1, tzinfo=timezone.utc),
        end_date=datetime(2022, 1, 2, 0, 0, 0, 500000, tzinfo=timezone.utc),
        client_reference="my Reference",
    )


def test_a_list_is_of_30_batches() -> None:
    assert parse_list("") == ListBatches(page=0, page_size=30)
    assert parse_list("from=&client_reference=") == ListBatches(client_reference="")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=first", ("invalid_integer", "page", FORMAT)),
        ("page=-1", ("out_of_range", "page", CONSTRAINT)),
        ("page=2147483648", ("out_of_range", "page", CONSTRAINT)),
        ("page_size=0", ("out_of_range", "page_size", CONSTRAINT)),
        ("page_size=101", ("out_of_range", "page_size", CONSTRAINT)),
        ("from=44345,SENDERNAME12", ("invalid_sender", "from", FORMAT)),
        ("start_date=yesterday", ("invalid_date", "start_date", FORMAT)),
        ("end_date=2022-01-01T00:00:00+00:00", ("invalid_date", "end_date", FORMAT)),
        ("client_reference=" + "x" * 2049, ("too_long", "client_reference", CONSTRAINT)),
    ],
)
def test_lists_that_are_refused(query: str, expected: tuple[str, str, str]) -> None:
    assert refusal(parse_list, query) == [expected]


def test_the_size_of_a_page_is_a_limit() -> None:
    assert parse_list("page_size=1&page=2147483647").page_size == 1
    assert parse_list("page_size=500", limits=Limits(n_page=500)).page_size == 500


@given(lists)
def test_the_query_of_a_list_is_read_as_it_was_written(asked: ListBatches) -> None:
    assert parse_list(query_of(asked)) == asked


@given(st.text(st.sampled_from("pagefromstrtdnclient_reference=&%0+;ä\ud83d")))
def test_nothing_but_a_request_error_is_raised(query: str) -> None:
    for reader in (parse_list, lambda query: parse_dry_run(BODY, query)):
        read = xms_requests.attempt(reader, query)
        assert not isinstance(read, RequestError) or read.problems[0].wire_code in (FORMAT, CONSTRAINT)


def test_half_a_surrogate_pair_cannot_be_asked_for() -> None:
    assert query_of(ListBatches(client_reference="\ud83d")) == "client_reference=%3F"
