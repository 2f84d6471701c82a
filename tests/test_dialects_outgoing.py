"""Messages on their way from one API to another."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from septet.dialects.outgoing import LEFT_OUT, NOT_CARRIED, Outgoing, not_carried, summed
from septet.dry_run import Message, dry_run
from septet.errors import Problem, Severity

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)


def outgoing(source: str = "line 2", extras: tuple[tuple[str, object], ...] = (), **fields: Any) -> Outgoing:
    """A message with these fields."""
    times = {name: fields.pop(name) for name in ("send_at", "expire_at") if name in fields}
    (item,) = dry_run([Message("447700900123", "Hi", source=source, **fields)]).per_recipient
    return Outgoing(item, extras=extras, **times)


def test_where_it_stands() -> None:
    assert outgoing(source="line 7").source == "line 7"


def test_of_a_plain_message_nothing_is_told() -> None:
    assert outgoing().told == ()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"sender": "SHOP"}, ("sender", "SHOP")),
        ({"msg_class": 0}, ("message class", "class 0")),
        ({"msg_class": 2}, ("message class", "class 2")),
        ({"pid": 65}, ("protocol identifier", 65)),
        ({"client_ref": 0}, ("client reference", 0)),
        ({"client_ref": "a1"}, ("client reference", "a1")),
        ({"send_at": NOW}, ("time to send", NOW)),
        ({"expire_at": NOW}, ("time to expire", NOW)),
        ({"extras": (("routing_group", 3),)}, ("routing_group", 3)),
    ],
)
def test_what_is_said_of_a_message(fields: dict[str, Any], told: tuple[str, object]) -> None:
    assert outgoing(**fields).told == (told,)


@pytest.mark.parametrize("fields", [{"sender": ""}, {"client_ref": ""}, {"pid": 0}, {"extras": (("source_id", None),)}])
def test_what_says_nothing(fields: dict[str, Any]) -> None:
    assert outgoing(**fields).told == ()


def test_problems_are_summed_up_by_what_they_say() -> None:
    found = [("line 2", "too long"), ("line 3", "no number"), ("line 4", "too long"), ("line 9", "too long")]
    assert summed(LEFT_OUT, Severity.IGNORED, found) == [
        Problem("left_out", None, "line 2", "too long (3 messages)", Severity.IGNORED),
        Problem("left_out", None, "line 3", "no number", Severity.IGNORED),
    ]
    assert summed(LEFT_OUT, Severity.IGNORED, []) == []


def test_what_is_not_carried_is_told_once() -> None:
    messages = [outgoing("line 2", sender="A", pid=65), outgoing("line 3", pid=66), outgoing("line 4", sender="B")]
    assert not_carried(messages, {"sender"}) == [
        Problem(
            NOT_CARRIED, None, "line 2", "there is no place for the protocol identifier (2 messages)", Severity.WARNING
        )
    ]
    assert not_carried(messages, {"sender", "protocol identifier"}) == []
