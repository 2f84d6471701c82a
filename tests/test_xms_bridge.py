"""From XMS to other APIs and back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from septet import ucs2
from septet.dialects.outgoing import Outgoing
from septet.dialects.xms.batch import LIMITS, BatchRequest
from septet.dialects.xms.bridge import read, write
from septet.dialects.xms.request import parse
from septet.dry_run import Message, dry_run
from septet.errors import RequestError, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, SECOND = "447700900001", "447700900002"
MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)
LATER = datetime(2026, 9, 1, 16, tzinfo=timezone.utc)
HEADER = b"\x06\x05\x04\x0b\x84\x23\xf0"


def outgoing(recipient: str = FIRST, text: str | bytes = "Hi", source: str = "line 2", **fields: Any) -> Outgoing:
    """A message of some other API."""
    times = {name: fields.pop(name) for name in ("send_at", "expire_at") if name in fields}
    extras = fields.pop("extras", ())
    (item,) = dry_run([Message(recipient, text, source=source, **fields)]).per_recipient
    return Outgoing(item, extras=extras, **times)


def written(*messages: Outgoing) -> tuple[list[BatchRequest], list[str]]:
    """The batches that are made of the messages, and what is told."""
    made, problems = write(messages)
    for each in made:
        assert [(item.recipient, item.body) for item in each.items] == [
            (before.item.recipient, before.item.message.body) for before in each.outgoing
        ]
    batches = [parse(each.body) for each in made]
    assert all(batch.problems == () for batch in batches)
    return batches, [f"{problem.code} {problem.path}: {problem.message}" for problem in problems]


def rendered(batches: Sequence[BatchRequest]) -> Counter[tuple[str, str | bytes]]:
    """How often each text goes to each number."""
    from septet.dialects.xms.dry_run import dry_run as run

    return Counter((item.recipient, item.body) for batch in batches for item in run(batch).per_recipient)


# -- read --------------------------------------------------------------------------------------------------------------


def test_the_messages_of_a_batch() -> None:
    body = {
        "to": [f"+{FIRST}", SECOND, FIRST],
        "body": "Hi ${name}",
        "parameters": {"name": {FIRST: "Zoë"}},
        "from": "SHOP",
        "client_reference": "c1",
        "send_at": "2026-09-01T15:00Z",
        "expire_at": "2026-09-01T16:00Z",
        "flash_message": True,
    }
    (message,), (problem,) = read(json.dumps(body).encode())
    asked = message.item.message
    assert (asked.recipient, asked.body, asked.sender, asked.client_ref) == (FIRST, "Hi Zoë", "SHOP", "c1")
    assert (asked.msg_class, message.send_at, message.expire_at, message.extras) == (0, MOMENT, LATER, ())
    assert (problem.code, problem.path, problem.severity) == ("left_out", "to[1]", Severity.IGNORED)
    assert problem.message == f"XMS does not send it: The parameter 'name' has no value for {SECOND}, and no default."


def test_what_else_is_said_of_them() -> None:
    body = {
        "to": [FIRST],
        "body": "Hi",
        "delivery_report": "full",
        "callback_url": "https://example.com/",
        "from_ton": 1,
        "from_npi": 0,
        "feedback_enabled": True,
        "campaign_id": "x",
    }
    (message,), _ = read(json.dumps(body).encode())
    assert message.extras == (
        ("delivery_report", "full"),
        ("callback_url", "https://example.com/"),
        ("from_ton", 1),
        ("from_npi", 0),
        ("feedback_enabled", True),
        ("campaign_id", "x"),
    )


def test_what_is_refused_is_refused() -> None:
    with pytest.raises(RequestError):
        read(b"{}")
    with pytest.raises(RequestError, match="Group 'friends' is unknown"):
        read(b'{"to": ["friends"], "body": "Hi"}')


# -- write -------------------------------------------------------------------------------------------------------------


def test_what_is_carried() -> None:
    message = outgoing(sender="SHOP", client_ref=7, send_at=MOMENT, expire_at=LATER, msg_class=0)
    (batch,), told = written(message)
    assert batch == BatchRequest(
        (FIRST,), "Hi", "SHOP", send_at=MOMENT, expire_at=LATER, flash_message=True, client_reference="7"
    )
    assert told == []


def test_what_is_not() -> None:
    _, told = written(
        outgoing(msg_class=0, pid=65),
        outgoing(msg_class=2, pid=66, source="line 3"),
        outgoing(extras=(("repliable", True),)),
    )
    assert told == [
        "not_carried line 2: there is no place for the protocol identifier",
        "not_carried line 3: there is no place for the message class",
        "not_carried line 3: there is no place for the protocol identifier",
        "not_carried line 2: there is no place for the repliable",
    ]


def test_one_text_for_all_is_a_plain_body() -> None:
    text = "Hi ${name}, " + "a" * 1900
    (batch,), _ = write([outgoing(FIRST, text), outgoing(SECOND, text)])
    assert json.loads(batch.body) == {"to": [FIRST, SECOND], "body": text, "type": "mt_text"}


def test_different_texts_are_values() -> None:
    (batch,), _ = written(outgoing(FIRST, "Hi ${x}"), outgoing(SECOND, ""))
    assert batch.body == "${text}"
    assert batch.parameters == {"text": {FIRST: "Hi ${x}", SECOND: ""}}


def test_long_ones_several() -> None:
    (batch,), _ = written(outgoing(FIRST, "a" * 320 + "b"), outgoing(SECOND, "😀" * 160))
    assert batch.body == "${0}${1}${2}"
    assert batch.parameters == {
        "0": {FIRST: "a" * 160, SECOND: "😀" * 80},
        "1": {FIRST: "a" * 160, SECOND: "😀" * 80},
        "2": {FIRST: "b", SECOND: ""},
    }


@pytest.mark.parametrize("text", ["a" * 2001, "a" * (153 * 255), "😀" * (33 * 255), "я" * (67 * 255)])
def test_so_does_one_that_is_longer_than_a_body_may_be(text: str) -> None:
    (batch,), told = written(outgoing(FIRST, text))
    assert isinstance(batch.body, str)
    assert batch.body.startswith("${0}${1}")
    assert told == []


@pytest.mark.parametrize("text", ["a" * 2000, "я" * 2000, "😀" * 1000])
def test_and_one_that_is_not_does_not(text: str) -> None:
    (batch,), _ = written(outgoing(FIRST, text))
    assert batch.body == text


def test_a_number_is_once_in_a_batch() -> None:
    batches, _ = written(outgoing(FIRST, "a"), outgoing(FIRST, "b"), outgoing(SECOND, "c"), outgoing(FIRST, "a"))
    assert [batch.to for batch in batches] == [(FIRST, SECOND), (FIRST,), (FIRST,)]
    assert rendered(batches) == {(FIRST, "a"): 2, (FIRST, "b"): 1, (SECOND, "c"): 1}


def test_a_batch_has_a_thousand_recipients_at_most() -> None:
    batches, _ = written(*(outgoing(f"4477009{i:05}", f"Hi {i}") for i in range(2001)))
    assert [len(batch.to) for batch in batches] == [LIMITS.n_recipients, LIMITS.n_recipients, 1]


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "B"},
        {"sender": None},
        {"msg_class": 0},
        {"send_at": MOMENT},
        {"expire_at": LATER},
        {"text": HEADER + b"\x01"},
    ],
)
def test_what_is_said_of_all_is_said_of_a_batch(fields: dict[str, Any]) -> None:
    batches, _ = written(outgoing(sender="A"), outgoing(recipient=SECOND, **{"sender": "A", **fields}))
    assert [batch.to for batch in batches] == [(FIRST,), (SECOND,)]


def test_octets_are_header_and_body() -> None:
    batches, told = written(outgoing(FIRST, HEADER + b"ab"), outgoing(SECOND, HEADER + b"ab"), outgoing(FIRST, HEADER))
    assert [(batch.to, batch.udh, batch.body) for batch in batches] == [
        ((FIRST, SECOND), HEADER, b"ab"),
        ((FIRST,), HEADER, b""),
    ]
    assert told == []


@pytest.mark.parametrize("octets", [b"", b"\x01", b"\x03\x00\x01"])
def test_octets_without_a_header_are_left_out(octets: bytes) -> None:
    assert written(outgoing(text=octets)) == (
        [],
        ["left_out line 2: XMS has no binary messages without a user data header"],
    )


@pytest.mark.parametrize("sender", ["TWELVE CHARS", "я", "1234567890123456789"])
def test_a_sender_that_xms_does_not_take(sender: str) -> None:
    (batch,), told = written(outgoing(sender=sender))
    assert batch.sender is None
    assert told == [f"not_carried line 2: XMS does not take the sender {sender!a}"]


def test_a_time_without_a_zone_is_none_for_xms() -> None:
    (batch,), told = written(outgoing(send_at=datetime.fromisoformat("2026-09-01T18:00")))
    assert batch.send_at is None
    assert told == [
        "not_carried line 2: the time to send has no time zone, and XMS needs one: the message would be sent at once"
    ]


@pytest.mark.parametrize("second", [None, "b"])
def test_references_that_differ_are_not_carried(second: str | None) -> None:
    (batch,), told = written(outgoing(FIRST, client_ref="a"), outgoing(SECOND, source="line 3", client_ref=second))
    assert batch.client_reference is None
    (reason,) = told
    assert reason.startswith("not_carried line 2: XMS has one client reference for a batch, of 2048")


@pytest.mark.parametrize(("length", "is_carried"), [(2048, True), (2049, False)])
def test_nor_are_long_ones(length: int, is_carried: bool) -> None:
    ((batch,), problems) = write([outgoing(client_ref="a" * length)])
    assert (parse(batch.body).client_reference is not None, problems == []) == (is_carried, is_carried)


def test_one_for_all_is() -> None:
    (batch,), told = written(outgoing(FIRST, client_ref="a"), outgoing(SECOND, client_ref="a"))
    assert (batch.client_reference, told) == ("a", [])


messages = st.lists(
    st.builds(
        outgoing,
        st.sampled_from([FIRST, SECOND]),
        st.one_of(strategies.texts, st.just("Hi ${x}"), st.binary(max_size=3).map(lambda octets: HEADER + octets)),
        sender=st.sampled_from([None, "A", "TWELVE CHARS"]),
        send_at=st.sampled_from([None, MOMENT]),
    ),
    max_size=6,
)


@given(given=messages)
def test_every_message_is_in_a_batch_as_it_was_and_once(given: list[Outgoing]) -> None:
    made, _ = write(given)
    assert Counter(id(each) for batch in made for each in batch.outgoing) == Counter(map(id, given))
    for batch in made:
        request = parse(batch.body)
        assert isinstance(request.body, bytes) or ucs2.count_units(str(request.body)) <= LIMITS.n_body_units
        for item, each in zip(batch.items, batch.outgoing):
            assert (item.recipient, item.body) == (each.item.recipient, each.item.body)
            assert (item.number_of_parts, item.encoding) == (each.item.number_of_parts, each.item.encoding)
