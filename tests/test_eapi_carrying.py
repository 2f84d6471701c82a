"""What EAPI can say of a message that comes from another API."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from septet.dialects.eapi import batch, sms
from septet.dialects.eapi.carrying import CARRIED, EXTRAS, dca_of, extras_of, lost, moment_of, parameters_of
from septet.dialects.eapi.parameters import Dca
from septet.dialects.outgoing import Outgoing
from septet.dry_run import Message, dry_run

MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)
LOCAL = datetime.fromisoformat("2026-09-01T18:00")
CREDENTIALS = ["to_fill_in username: EAPI needs it", "to_fill_in password: EAPI needs it"]


def outgoing(text: str | bytes = "Hi", **fields: Any) -> Outgoing:
    """A message of some other API."""
    send_at, extras = fields.pop("send_at", None), fields.pop("extras", ())
    (item,) = dry_run([Message("447700900001", text, source="to[0]", **fields)]).per_recipient
    return Outgoing(item, send_at=send_at, extras=extras)


def told(*messages: Outgoing) -> list[str]:
    """What is lost, but for the credentials."""
    found = [f"{problem.code} {problem.path}: {problem.message}" for problem in lost(messages)]
    assert found[:2] == CREDENTIALS
    return found[2:]


# -- what is read ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_type", [sms.Request, batch.Request])
def test_both_calls_have_these_parameters_and_they_are_what_holds_anyway(request_type: Any) -> None:
    blank = request_type(())
    assert {name: getattr(blank, name) for name in EXTRAS} == EXTRAS
    assert extras_of(blank) == ()


def test_what_is_said_and_does_not_hold_anyway() -> None:
    request = sms.Request("Hi", want_report=False, repliable=False, routing_group=3, test_always_fail=True)
    assert extras_of(request) == (
        ("want_report", False),
        ("routing_group", 3),
        ("repliable", False),
        ("test_always_fail", True),
    )


def test_the_first_source_that_says_something_counts() -> None:
    line, request = SimpleNamespace(routing_group=1), batch.Request((), routing_group=2, stop_dup_id=7)
    assert extras_of(line, request) == (("routing_group", 1), ("stop_dup_id", 7))
    line = SimpleNamespace(routing_group=None)
    assert extras_of(line, request) == (("routing_group", 2), ("stop_dup_id", 7))


@pytest.mark.parametrize(
    ("send_time", "unixtime", "expected"),
    [(None, None, None), (LOCAL, None, LOCAL), (None, 1788274800, datetime(2026, 9, 1, 15, tzinfo=timezone.utc))],
)
def test_a_send_time_is_local_or_a_moment(send_time: Any, unixtime: Any, expected: Any) -> None:
    assert moment_of(send_time, unixtime) == expected


# -- what is written ---------------------------------------------------------------------------------------------------


def test_a_plain_message_needs_nothing() -> None:
    assert parameters_of(outgoing()) == {}
    assert told(outgoing()) == []


@pytest.mark.parametrize(
    ("fields", "parameters"),
    [
        ({"sender": "SHOP"}, {"sender": "SHOP"}),
        ({"sender": "447700900123456"}, {"sender": "447700900123456"}),
        ({"sender": ""}, {}),
        ({"client_ref": "a1"}, {"source_id": "a1"}),
        ({"client_ref": 0}, {"source_id": "0"}),
        ({"client_ref": "é" * 20}, {"source_id": "é" * 20}),
        ({"send_at": LOCAL}, {"send_time": LOCAL}),
        ({"send_at": LOCAL.replace(microsecond=5)}, {"send_time": LOCAL}),
        ({"send_at": MOMENT}, {"send_time_unixtime": 1788274800}),
        ({"send_at": MOMENT.astimezone(timezone(timedelta(hours=3)))}, {"send_time_unixtime": 1788274800}),
        ({"extras": (("want_report", False), ("repliable", True))}, {"want_report": False, "repliable": True}),
    ],
)
def test_what_is_carried(fields: dict[str, Any], parameters: dict[str, Any]) -> None:
    assert parameters_of(outgoing(**fields)) == parameters
    assert told(outgoing(**fields)) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sender": "TWELVE CHARS"}, "EAPI does not take the sender 'TWELVE CHARS'"),
        ({"sender": "4477009001234567"}, "EAPI does not take the sender '4477009001234567'"),
        ({"sender": " SHOP"}, "EAPI does not take the sender ' SHOP'"),
        ({"sender": "я"}, "EAPI does not take the sender '\\u044f'"),
        ({"client_ref": "a" * 21}, "EAPI takes client references of 20 characters of ISO-8859-1 at most"),
        ({"client_ref": "я"}, "EAPI takes client references of 20 characters of ISO-8859-1 at most"),
        (
            {"send_at": datetime(1969, 12, 31, tzinfo=timezone.utc)},
            "EAPI does not take the time to send: the message would be sent at once",
        ),
    ],
)
def test_what_is_not_taken(fields: dict[str, Any], reason: str) -> None:
    assert parameters_of(outgoing(**fields)) == {}
    assert told(outgoing(**fields), outgoing()) == [f"not_carried to[0]: {reason}"]


def test_parameters_of_another_api_are_none_of_these() -> None:
    message = outgoing(extras=(("callback_url", "https://example.com/"), ("routing_group", 2)))
    assert parameters_of(message) == {"routing_group": 2}
    assert "callback_url" not in CARRIED


@pytest.mark.parametrize(
    ("text", "dca"),
    [
        ("Hi", Dca.GSM7),
        ("{Ω}", Dca.GSM7),
        ("a" * 500, Dca.GSM7),
        ("it’s", Dca.UCS2),
        ("5 €", Dca.UCS2),
        ("€" * 70, Dca.UCS2),
        ("€" * 71, Dca.GSM7),
        (b"\x00", Dca.OCTETS),
    ],
)
def test_what_a_message_is_written_in(text: str | bytes, dca: Dca) -> None:
    assert dca_of(outgoing(text)) is dca
