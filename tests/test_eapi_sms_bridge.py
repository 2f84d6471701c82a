"""From ``send_sms`` to other APIs and back."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from septet import Encoding
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.sms import Request, parse
from septet.dialects.eapi.sms.bridge import read, write
from septet.dialects.outgoing import Outgoing
from septet.dry_run import Message, dry_run
from septet.errors import RequestError

FIRST, SECOND = "447700900001", "447700900002"
MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)


def outgoing(recipient: str = FIRST, text: str | bytes = "Hi", source: str = "to[0]", **fields: Any) -> Outgoing:
    """A message of some other API."""
    times = {name: fields.pop(name) for name in ("send_at", "expire_at") if name in fields}
    extras = fields.pop("extras", ())
    (item,) = dry_run([Message(recipient, text, source=source, **fields)]).per_recipient
    return Outgoing(item, extras=extras, **times)


def written(*messages: Outgoing) -> tuple[list[Request], list[str]]:
    """The requests that are made of the messages, and what is told but for the credentials."""
    made, problems = write(messages)
    user, password, *others = [f"{problem.code} {problem.path}: {problem.message}" for problem in problems]
    assert [user, password] == [f"to_fill_in {name}: EAPI needs it" for name in ("username", "password")]
    for each in made:
        assert [item.recipient for item in each.items] == [before.item.recipient for before in each.outgoing]
    return [parse(each.body) for each in made], others


# -- read --------------------------------------------------------------------------------------------------------------


def test_a_message_for_each_number() -> None:
    form = b"message=Hi&msisdn=447700900001,447700900002&sender=SHOP&msg_class=0&protocol_id=65&source_id=a"
    found, problems = read(form + b"&send_time_unixtime=1788274800&routing_group=3&want_report=0\n")
    assert problems == []
    assert [each.item.recipient for each in found] == [FIRST, SECOND]
    for each in found:
        message = each.item.message
        assert (message.body, message.sender, message.msg_class, message.pid) == ("Hi", "SHOP", 0, 65)
        assert (message.client_ref, each.send_at, each.expire_at) == ("a", MOMENT, None)
        assert each.extras == (("want_report", False), ("routing_group", 3))


def test_a_local_send_time() -> None:
    (message,), _ = read(b"message=Hi&msisdn=447700900001&send_time=2026-09-01+18:00:00")
    assert message.send_at == datetime.fromisoformat("2026-09-01T18:00")


@pytest.mark.parametrize("form", [b"", b"message=Hi&msisdn=1", b"message=Hi&dest_group_id=7"])
def test_what_is_refused_is_refused(form: bytes) -> None:
    with pytest.raises(RequestError):
        read(form)


# -- write -------------------------------------------------------------------------------------------------------------


def test_what_is_carried() -> None:
    extras = (("routing_group", 3), ("want_report", False))
    message = outgoing(sender="SHOP", client_ref="a", send_at=MOMENT, msg_class=3, pid=65, extras=extras)
    (request,), told = written(message)
    assert request == Request(
        "Hi",
        (FIRST,),
        sender="SHOP",
        msg_class=3,
        want_report=False,
        routing_group=3,
        source_id="a",
        send_time_unixtime=1788274800,
        protocol_id=65,
        problems=request.problems,
    )
    assert told == []


def test_what_is_not() -> None:
    _, told = written(outgoing(expire_at=MOMENT), outgoing(extras=(("callback_url", "x"),)), outgoing(sender="я"))
    assert told == [
        "not_carried to[0]: EAPI does not take the sender '\\u044f'",
        "not_carried to[0]: there is no place for the time to expire",
        "not_carried to[0]: there is no place for the callback_url",
    ]


def test_a_request_has_one_text() -> None:
    requests, _ = written(outgoing(FIRST, "a"), outgoing(SECOND, "a"), outgoing(FIRST, "b"), outgoing(FIRST, "a"))
    assert [(request.message, request.msisdn) for request in requests] == [
        ("a", (FIRST, SECOND)),
        ("b", (FIRST,)),
        ("a", (FIRST,)),
    ]


@pytest.mark.parametrize("fields", [{"sender": "B"}, {"msg_class": 0}, {"pid": 65}, {"send_at": MOMENT}])
def test_and_one_of_everything_else(fields: dict[str, Any]) -> None:
    requests, _ = written(outgoing(sender="A"), outgoing(SECOND, **{"sender": "A", **fields}))
    assert [request.msisdn for request in requests] == [(FIRST,), (SECOND,)]


@pytest.mark.parametrize(
    ("text", "allowed", "most"),
    [("a" * 160, False, 2), ("a" * 161, True, 2), ("a" * 307, True, 3), ("a" * 153 * 127, True, 127)],
)
def test_a_long_text_is_allowed_its_parts(text: str, allowed: bool, most: int) -> None:
    (request,), told = written(outgoing(text=text))
    assert (request.message, request.allow_concat_text_sms, request.concat_text_sms_max_parts) == (text, allowed, most)
    assert told == []


def test_all_of_them_though_the_other_service_cut_it() -> None:
    from septet.policy import Policy

    text = "a" * 161
    (item,) = dry_run([Message(FIRST, text)], policy=Policy(on_oversize="truncate")).per_recipient
    (request,), _ = written(Outgoing(item))
    assert (request.message, request.concat_text_sms_max_parts) == (text, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "EAPI takes no message without a text"),
        (b"", "EAPI takes no message without a text"),
        ("я" * 71, "EAPI does not split Unicode messages"),
        ("a" * (153 * 127 + 1), "EAPI takes 127 parts at most"),
    ],
)
def test_what_cannot_be_sent_is_left_out(text: str | bytes, reason: str) -> None:
    assert written(outgoing(text=text)) == ([], [f"left_out to[0]: {reason}"])


@pytest.mark.parametrize(
    ("text", "dca"), [("я" * 70, Dca.UCS2), ("5 €", Dca.UCS2), (b"\x01\x00\xff", Dca.OCTETS), ("Ω{", Dca.GSM7)]
)
def test_what_it_is_written_in(text: str | bytes, dca: Dca) -> None:
    (request,), _ = written(outgoing(text=text))
    assert (request.message, request.dca) == (text, dca)


def test_a_text_that_was_unicode_stays_unicode() -> None:
    (request,), _ = written(outgoing(text="Hi", encoding=Encoding.UCS2))
    assert (request.message, request.dca) == ("Hi", Dca.UCS2)
