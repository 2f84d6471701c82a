"""From SEND BULK to other APIs and back."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given

import smslists
from septet.dialects.outgoing import Outgoing
from septet.dialects.smslist.bridge import read, write
from septet.dialects.smslist.reading import MAX_MESSAGES, parse
from septet.dialects.smslist.request import PassType, Request, Sms, serialize
from septet.dry_run import Message, dry_run
from septet.errors import RequestError, Severity

MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)


def body(*elements: dict[str, Any]) -> bytes:
    """A request with these elements."""
    made = [smslists.element(**element) for element in elements]
    return json.dumps({"count": len(made), "smslist": made}).encode()


def outgoing(recipient: str = "254712345678", text: str | bytes = "Hi", **fields: Any) -> Outgoing:
    """A message of some other API."""
    send_at = fields.pop("send_at", None)
    (item,) = dry_run([Message(recipient, text, source="line 2", **fields)]).per_recipient
    return Outgoing(item, send_at=send_at)


def written(*messages: Outgoing) -> tuple[list[Request], list[str]]:
    """The requests that are made of the messages, and what is told but for the credentials."""
    made, problems = write(messages)
    partner, key, *others = [f"{problem.code} {problem.path}: {problem.message}" for problem in problems]
    assert [partner, key] == [f"to_fill_in {name}: SEND BULK needs it" for name in ("partnerID", "apikey")]
    for each in made:
        assert [item.message.body for item in each.items] == [m.item.message.body for m in each.outgoing]
    filled = [each.body.replace(b'"partnerID":"","apikey":""', b'"partnerID":"7","apikey":"key"') for each in made]
    return list(map(parse, filled)), others


# -- read --------------------------------------------------------------------------------------------------------------


def test_what_would_be_sent_is_read_and_why_the_rest_is_not() -> None:
    found, problems = read(
        body({"clientsmsid": 5, "timeToSend": "2026-09-01 18:00"}, {"mobile": "1"}, {"message": ""}, {"mobile": "2"})
    )
    (message,) = found
    assert (message.item.recipient, message.item.message.client_ref, message.source) == (
        "254712345678",
        5,
        "smslist[0]",
    )
    assert message.send_at == datetime.fromisoformat("2026-09-01T18:00")
    assert [(problem.code, problem.path, problem.severity) for problem in problems] == [
        ("left_out", "smslist[1].mobile", Severity.IGNORED),
        ("left_out", "smslist[2].message", Severity.IGNORED),
        ("left_out", "smslist[3].mobile", Severity.IGNORED),
    ]


def test_a_message_with_too_many_parts_is_left_out() -> None:
    found, (problem,) = read(body({"message": "a" * (153 * 255 + 1)}))
    assert (found, problem.path) == ([], "smslist[0]")


def test_what_would_be_refused_is_refused() -> None:
    with pytest.raises(RequestError):
        read(b"[]")


# -- write -------------------------------------------------------------------------------------------------------------


def test_what_is_carried() -> None:
    (request,), told = written(outgoing(sender="SHOP", client_ref="a1", send_at=MOMENT))
    assert request == Request("7", "key", "SHOP", (Sms("254712345678", "Hi", "a1", time_to_send=MOMENT),))
    assert told == []


def test_what_is_not() -> None:
    _, told = written(outgoing(sender="SHOP", msg_class=0), outgoing(sender="SHOP", msg_class=0, pid=65))
    assert told == [
        "not_carried line 2: there is no place for the message class (2 messages)",
        "not_carried line 2: there is no place for the protocol identifier",
    ]


def test_a_request_has_one_sender() -> None:
    first, second = "254712345678", "254722000000"
    requests, told = written(outgoing(first, sender="A"), outgoing(second, sender="B"), outgoing(second, sender="A"))
    assert [(request.shortcode, [row.mobile for row in request.rows]) for request in requests] == [
        ("A", [first, second]),
        ("B", [second]),
    ]
    assert told == []


def test_a_sender_that_is_missing_is_to_be_filled_in() -> None:
    (request,), told = written(outgoing())
    assert request.shortcode == ""
    assert told == ["to_fill_in shortcode: SEND BULK needs it"]


def test_a_request_has_a_thousand_messages_at_most() -> None:
    requests, _ = written(*[outgoing(sender="SHOP")] * (2 * MAX_MESSAGES + 1))
    assert [len(request.rows) for request in requests] == [MAX_MESSAGES, MAX_MESSAGES, 1]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (outgoing(text=b"\x05\x00\x03\x01\x01\x01"), "SEND BULK has no binary messages"),
        (outgoing(text=""), "SEND BULK takes no message without a text"),
        (outgoing("712345678"), "SEND BULK would take the number for another, or for none"),
        (outgoing("3545678"), "SEND BULK would take the number for another, or for none"),
    ],
)
def test_what_cannot_be_sent_is_left_out(message: Outgoing, reason: str) -> None:
    (request,), told = written(message, outgoing(sender="SHOP"))
    assert len(request.rows) == 1
    assert told == [f"left_out line 2: {reason}"]


@pytest.mark.parametrize(("year", "is_carried"), [(1972, False), (1974, True)])
def test_a_time_that_cannot_be_read_again_is_not_carried(year: int, is_carried: bool) -> None:
    (request,), told = written(outgoing(sender="SHOP", send_at=MOMENT.replace(year=year)))
    (row,) = request.rows
    assert isinstance(row, Sms)
    assert row.time_to_send == (MOMENT.replace(year=year) if is_carried else None)
    late = "not_carried line 2: SEND BULK does not take the time to send: the message would be sent at once"
    assert told == ([] if is_carried else [late])


def test_nothing_makes_no_request() -> None:
    assert written(outgoing(text="")) == ([], ["left_out line 2: SEND BULK takes no message without a text"])


@given(request=smslists.requests)
def test_there_and_back_everything_is_the_same_but_for_the_credentials(request: Request) -> None:
    found, left_out = read(serialize(request))
    assert left_out == []
    (made,), _ = write(found)
    rows = tuple(
        Sms(row.mobile, row.message, row.client_sms_id, PassType.PLAIN, row.time_to_send)
        for row in request.rows
        if isinstance(row, Sms)
    )
    assert made.body == serialize(Request("", "", request.shortcode, rows))
