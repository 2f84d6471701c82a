"""The values of XMS: what a batch is told by its body, and that the limits are those of the service."""

from __future__ import annotations

import pickle

import pytest

from septet.dialects.xms.batch import LIMITS, Batch, BatchRequest, BatchType, DeliveryReport, Limits, Media


@pytest.mark.parametrize(
    ("body", "batch_type"),
    [
        ("", BatchType.TEXT),
        ("Hi", BatchType.TEXT),
        (b"", BatchType.BINARY),
        (Media("https://example.com/a.png"), BatchType.MEDIA),
    ],
)
def test_the_type_of_a_batch_is_told_by_its_body(body: str | bytes | Media, batch_type: BatchType) -> None:
    assert BatchRequest(("447700900001",), body).type is batch_type


def test_what_is_not_said_is_what_the_api_takes_for_it() -> None:
    request = BatchRequest(("447700900001",), "Hi")
    assert request.delivery_report is DeliveryReport.NONE
    assert [request.flash_message, request.feedback_enabled, request.truncate_concat] == [False] * 3
    assert (request.parameters, request.extras, request.problems) == (None, (), ())


def test_the_limits_are_those_of_the_service() -> None:
    expected = Limits(
        n_recipients=1000,
        n_body_units=2000,
        n_key_chars=16,
        n_value_units=160,
        n_url_units=2048,
        n_reference_units=2048,
        n_details=1000,
        n_page=100,
    )
    assert expected == LIMITS


def test_values_can_be_compared_and_pickled() -> None:
    batch = Batch("1", BatchRequest(("447700900001",), "${a}", parameters={"a": {"default": "x"}}))
    assert pickle.loads(pickle.dumps(batch)) == batch
    assert batch != Batch("2", batch.request)
