"""From ``send_batch`` to other APIs and back."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote_from_bytes

import pytest

from septet.dialects.eapi.batch import CURRENT, Line, Request, parse
from septet.dialects.eapi.batch import bridge as module
from septet.dialects.eapi.batch.bridge import parse_form_or_csv, read, write
from septet.dialects.eapi.batch.profiles import Profile
from septet.dialects.eapi.parameters import Dca
from septet.dialects.outgoing import Outgoing
from septet.dry_run import Message, dry_run
from septet.errors import RequestError, Severity

FIRST, SECOND = "447700900001", "447700900002"
MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)
CSV = b"msisdn,message,sender,routing_group\n447700900001,Hi,A,\n447700900002,Ho,,1\nabc,x,,\n"


def outgoing(recipient: str = FIRST, text: str | bytes = "Hi", source: str = "to[0]", **fields: Any) -> Outgoing:
    """A message of some other API."""
    times = {name: fields.pop(name) for name in ("send_at", "expire_at") if name in fields}
    extras = fields.pop("extras", ())
    (item,) = dry_run([Message(recipient, text, source=source, **fields)]).per_recipient
    return Outgoing(item, extras=extras, **times)


def written(*messages: Outgoing) -> tuple[list[Request], list[str]]:
    """The batches that are made of the messages, and what is told but for the credentials."""
    made, problems = write(messages)
    user, password, *others = [f"{problem.code} {problem.path}: {problem.message}" for problem in problems]
    assert [user, password] == [f"to_fill_in {name}: EAPI needs it" for name in ("username", "password")]
    for each in made:
        assert [item.recipient for item in each.items] == [before.item.recipient for before in each.outgoing]
    return [parse(each.body) for each in made], others


# -- forms and CSV -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("before", [b"", b"sender=B&"])
def test_a_form_is_known_by_its_parameter(before: bytes, end: bytes) -> None:
    form = before + b"batch_data=" + quote_from_bytes(CSV).encode() + end
    assert [line.msisdn for line in parse_form_or_csv(form).lines] == [FIRST, SECOND, "abc"]
    assert parse_form_or_csv(form, b"want_report=0").want_report is False


def test_all_else_is_the_csv_alone() -> None:
    request = parse_form_or_csv(CSV, b"sender=Caf%E9&want_report=0")
    assert [line.msisdn for line in request.lines] == [FIRST, SECOND, "abc"]
    assert (request.sender, request.want_report) == ("Café", False)
    assert len(parse_form_or_csv(b"msisdn,message\n447700900001,batch_data=x\n").lines) == 1


# -- read --------------------------------------------------------------------------------------------------------------


def test_a_message_for_each_line_that_is_sent() -> None:
    request = b"sender=B&routing_group=3&send_time_unixtime=1788274800&batch_data=" + quote_from_bytes(CSV).encode()
    (first, second), (problem,) = read(memoryview(request))
    assert [(each.item.recipient, each.item.message.sender) for each in (first, second)] == [
        (FIRST, "A"),
        (SECOND, "B"),
    ]
    assert [each.extras for each in (first, second)] == [(("routing_group", 3),), (("routing_group", 1),)]
    assert first.send_at == second.send_at == MOMENT
    assert (problem.code, problem.path, problem.severity) == ("left_out", "line 4.msisdn", Severity.IGNORED)
    assert problem.message.startswith("EAPI leaves it out: 'abc' is not")


def test_what_is_refused_is_refused() -> None:
    with pytest.raises(RequestError):
        read(b"phone,text\n1,2\n")


# -- write -------------------------------------------------------------------------------------------------------------


def test_what_is_carried() -> None:
    extras = (("routing_group", 3), ("want_report", False), ("stop_dup_id", 7))
    (request,), told = written(
        outgoing(sender="SHOP", client_ref="a", send_at=MOMENT, msg_class=0, extras=extras),
        outgoing(SECOND, "it’s", send_at=MOMENT, msg_class=2, extras=extras),
    )
    assert request.lines == (
        Line(FIRST, "Hi", "SHOP", 0, None, 3, "a"),
        Line(SECOND, "it’s", None, 2, Dca.UCS2, 3),
    )
    assert (request.want_report, request.stop_dup_id, request.send_time_unixtime) == (False, 7, 1788274800)
    assert told == []


def test_what_is_not() -> None:
    _, told = written(outgoing(msg_class=1), outgoing(pid=65, source="to[1]"), outgoing(sender="я", source="to[2]"))
    assert told == [
        "not_carried to[2]: EAPI does not take the sender '\\u044f'",
        "not_carried to[1]: there is no place for the protocol identifier",
        "not_carried to[0]: there is no place for the message class",
    ]


def test_a_class_that_a_line_cannot_have_is_none() -> None:
    (request,), _ = written(outgoing(msg_class=3))
    assert request.lines == (Line(FIRST, "Hi"),)


def test_a_number_may_have_several_lines() -> None:
    (request,), _ = written(outgoing(FIRST, "a"), outgoing(FIRST, "b"), outgoing(FIRST, "a"))
    assert [line.message for line in request.lines] == ["a", "b", "a"]


@pytest.mark.parametrize("fields", [{"send_at": MOMENT}, {"extras": (("stop_dup_id", 7),)}])
def test_what_is_said_of_all_is_said_of_a_batch(fields: dict[str, Any]) -> None:
    requests, _ = written(outgoing(FIRST), outgoing(SECOND, **fields), outgoing(SECOND))
    assert [[line.msisdn for line in request.lines] for request in requests] == [[FIRST, SECOND], [SECOND]]


@pytest.mark.parametrize(("most", "sizes"), [(2, [2, 2, 1]), (5, [5]), (None, [5])])
def test_a_batch_has_as_many_lines_as_the_service_takes(
    monkeypatch: pytest.MonkeyPatch, most: int | None, sizes: list[int]
) -> None:
    assert CURRENT.most_messages == 30_000
    monkeypatch.setattr(module, "CURRENT", Profile(most_messages=most))
    requests, _ = written(*[outgoing()] * 5)
    assert [len(request.lines) for request in requests] == sizes


@pytest.mark.parametrize("text", ["", b""])
def test_what_cannot_be_sent_is_left_out(text: str | bytes) -> None:
    assert written(outgoing(text=text)) == ([], ["left_out to[0]: EAPI takes no message without a text"])


def test_octets() -> None:
    (request,), _ = written(outgoing(text=b"\x01\x00\xff"))
    assert request.lines == (Line(FIRST, b"\x01\x00\xff", dca=Dca.OCTETS),)
