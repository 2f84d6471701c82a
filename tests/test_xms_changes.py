"""Updates of an XMS batch and delivery feedback: what is read, what is refused, and how all requests are written."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import BatchRequest, BatchType, DeliveryReport, Limits, Media
from septet.dialects.xms.changes import KEEP, BatchUpdate, Feedback, Keep, parse_feedback, parse_update, serialize
from septet.dialects.xms.fields import OPTIONS
from septet.dialects.xms.request import parse
from septet.errors import RequestError, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = "447700900001"


def refusal(reader: Any, members: object) -> list[tuple[str, str]]:
    """The code and path of each problem for which the API refuses a request."""
    with pytest.raises(RequestError) as caught:
        reader(json.dumps(members))
    return [(problem.code, problem.path) for problem in caught.value.problems if problem.severity is Severity.ERROR]


@st.composite
def _updates(draw: st.DrawFn) -> BatchUpdate:
    batch = draw(xms_requests.requests)
    some = st.lists(st.one_of(xms_requests.numbers, st.sampled_from(xms_requests.GROUPS)), max_size=3).map(tuple)
    kept = draw(st.sets(st.sampled_from([field for field, _, _ in OPTIONS.values()])))
    if batch.type is BatchType.BINARY:
        kept.add("parameters")
    else:
        kept.add("udh")
    changes: dict[str, Any] = {name: KEEP if name in kept else getattr(batch, name) for name, _, _ in OPTIONS.values()}
    return BatchUpdate(
        to_add=draw(some),
        to_remove=draw(some),
        type=batch.type,
        body=draw(st.sampled_from([KEEP, batch.body])),
        **changes,
        extras=batch.extras,
    )


updates = _updates()


# -- updates -----------------------------------------------------------------------------------------------------------


def test_what_is_not_mentioned_is_kept() -> None:
    assert parse_update("{}") == BatchUpdate()
    assert all(getattr(BatchUpdate(), name) is KEEP for name, _, _ in OPTIONS.values())
    assert repr(KEEP) == "KEEP"


def test_a_whole_update() -> None:
    update = parse_update(
        json.dumps(
            {
                "to_add": ["+447700900002", "GRP"],
                "to_remove": ["447700900001"],
                "type": "mt_text",
                "body": "Hi ${name}",
                "from": "SHOP",
                "delivery_report": "full",
                "send_at": "2024-06-06T09:25Z",
                "callback_url": "https://example.com/",
                "parameters": {"name": {"+447700900002": "you"}},
                "max_number_of_message_parts": 2,
                "campaign_id": "c",
            }
        )
    )
    assert update == BatchUpdate(
        to_add=("447700900002", "GRP"),
        to_remove=("447700900001",),
        type=BatchType.TEXT,
        body="Hi ${name}",
        sender="SHOP",
        delivery_report=DeliveryReport.FULL,
        send_at=datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc),
        callback_url="https://example.com/",
        parameters={"name": {"447700900002": "you"}},
        max_number_of_message_parts=2,
        extras=(("campaign_id", "c"),),
    )


def test_recipients_as_a_whole_are_no_part_of_an_update() -> None:
    update = parse_update(json.dumps({"to": [NUMBER], "body": "Hi"}))
    (problem,) = update.problems
    assert (problem.code, problem.path, problem.severity) == ("to_ignored", "to", Severity.IGNORED)
    assert update == BatchUpdate(body="Hi", problems=(problem,))
    assert parse_update('{"to": null}') == BatchUpdate()


def test_null_takes_away_what_can_be_taken_away() -> None:
    update = parse_update(json.dumps(dict.fromkeys(OPTIONS)))
    assert {field: getattr(update, field) for field, _, _ in OPTIONS.values()} == {
        field: default for field, _, default in OPTIONS.values()
    }
    nothing = {"to_add": None, "to_remove": None, "body": None, "type": None}
    assert parse_update(json.dumps(nothing)) == BatchUpdate()


def test_the_type_tells_what_the_body_is() -> None:
    binary = parse_update('{"type": "mt_binary", "body": "AAE=", "udh": "00"}')
    assert (binary.body, binary.udh) == (b"\0\1", b"\0")
    url = "https://example.com/a.png"
    assert parse_update(json.dumps({"type": "mt_media", "body": {"url": url}})).body == Media(url)


def test_without_a_type_a_string_is_a_string_and_an_object_is_media() -> None:
    assert parse_update('{"body": "AAE=", "udh": "00", "parameters": {}}') == BatchUpdate(
        body="AAE=", udh=b"\0", parameters={}
    )
    assert parse_update('{"body": {"url": "https://example.com/"}}').body == Media("https://example.com/")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"to_add": []}, ("empty", "to_add")),
        ({"to_remove": []}, ("empty", "to_remove")),
        ({"to_add": ["+1"]}, ("invalid_recipient", "to_add[0]")),
        ({"to_remove": "447700900001"}, ("wrong_type", "to_remove")),
        ({"to_remove": [NUMBER] * 1001}, ("too_many", "to_remove")),
        ({"type": "mt_voice", "body": "x"}, ("unknown_value", "type")),
        ({"type": "mt_binary", "body": "A"}, ("invalid_base64", "body")),
        ({"body": 5}, ("wrong_type", "body")),
        ({"body": "a" * 2001}, ("too_long", "body")),
        ({"from": ""}, ("empty", "from")),
        ({"delivery_report": "all"}, ("unknown_value", "delivery_report")),
        ({"from_ton": 7}, ("out_of_range", "from_ton")),
        ({"client_reference": "x" * 2049}, ("too_long", "client_reference")),
    ],
)
def test_updates_that_are_refused_whatever_the_batch(members: dict[str, Any], expected: tuple[str, str]) -> None:
    assert refusal(parse_update, members) == [expected]


def test_what_only_the_batch_can_tell_is_not_asked_for() -> None:
    members = {"from_ton": 1, "expire_at": "2020-01-01T00:00Z", "body": "${a}", "send_at": "2021-01-01T00:00Z"}
    assert parse_update(json.dumps(members)).problems == ()


def test_what_has_no_meaning_is_ignored() -> None:
    update = parse_update('{"type": "mt_text", "udh": "00", "client_reference": "%s"}' % ("x" * 129))
    assert update.udh is KEEP
    assert [problem.code for problem in update.problems] == ["udh_ignored", "long_reference"]


def test_the_limits_are_an_argument() -> None:
    assert len(parse_update(json.dumps({"to_add": [NUMBER] * 1001}), limits=Limits(n_recipients=1001)).to_add) == 1001


@given(updates)
def test_an_update_that_is_serialized_is_read_as_it_was(update: BatchUpdate) -> None:
    read = parse_update(serialize(update))
    assert read.__match_args__[-1] == "problems"
    fields = {name: getattr(read, name) for name in read.__match_args__} | {"problems": ()}
    assert BatchUpdate(**fields) == update


@given(xms_requests.any_members)
def test_nothing_but_a_request_error_is_raised(members: dict[str, Any]) -> None:
    readers: tuple[Callable[[str | bytes], BatchUpdate | Feedback], ...] = (parse_update, parse_feedback)
    for reader in readers:
        read = xms_requests.attempt(reader, json.dumps(members))
        if isinstance(read, RequestError):
            assert read.problems[0].severity is Severity.ERROR
        else:
            assert isinstance(xms_requests.attempt(reader, serialize(read)), type(read))


# -- feedback ----------------------------------------------------------------------------------------------------------


def test_feedback_has_numbers_or_none() -> None:
    assert parse_feedback('{"recipients": ["+15551231234", "15551256344"]}') == Feedback(("15551231234", "15551256344"))
    assert parse_feedback('{"recipients": [], "x": 1}') == Feedback(())


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ("missing", "recipients")),
        ({"recipients": None}, ("missing", "recipients")),
        ({"recipients": "15551231234"}, ("wrong_type", "recipients")),
        ({"recipients": [15551231234]}, ("wrong_type", "recipients[0]")),
        ({"recipients": ["15551231234", "GRP"]}, ("invalid_recipient", "recipients[1]")),
        ([], ("wrong_type", "")),
    ],
)
def test_feedback_that_is_refused(members: object, expected: tuple[str, str]) -> None:
    assert refusal(parse_feedback, members) == [expected]


# -- writing -----------------------------------------------------------------------------------------------------------


def test_requests_are_written_without_what_holds_anyway() -> None:
    request = BatchRequest((NUMBER,), b"\0", udh=b"\0", flash_message=True, extras=(("a", None),))
    assert json.loads(serialize(request)) == {
        "to": [NUMBER],
        "body": "AA==",
        "type": "mt_binary",
        "udh": "00",
        "flash_message": True,
        "a": None,
    }
    assert serialize(Feedback(())) == b'{"recipients":[]}'


def test_an_update_is_written_with_what_it_takes_away() -> None:
    update = BatchUpdate(type=BatchType.BINARY, body=b"\0", udh=b"\1", from_ton=None, flash_message=False)
    assert json.loads(serialize(update)) == {
        "type": "mt_binary",
        "body": "AA==",
        "udh": "01",
        "from_ton": None,
        "flash_message": False,
    }


def test_an_unknown_member_never_stands_for_a_known_one() -> None:
    assert serialize(BatchUpdate(extras=(("body", "x"), ("to_add", []), ("to", 1), ("a", 1)))) == b'{"a":1}'


def test_half_a_surrogate_pair_is_written_in_ascii() -> None:
    written = serialize(BatchRequest((NUMBER,), "\ud83d é"))
    assert rb'"\ud83d \u00e9"' in written
    assert parse(written).body == "\ud83d é"


def test_keep_is_the_only_one_of_its_kind() -> None:
    assert list(Keep) == [KEEP]
