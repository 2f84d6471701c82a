"""Requests of one API written as requests of another: what is lost on the way is told."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import smslists
import strategies
from septet.dialects import convert as module
from septet.dialects import smslist
from septet.dialects.convert import APIS, Conversion, bridge_of, convert
from septet.dialects.outgoing import Outgoing, Written
from septet.dry_run import Message, dry_run
from septet.errors import FieldRangeError, Problem, RequestError, Severity
from septet.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from septet.dialects.smslist import Request

LEFT_OUT = Problem("left_out", None, "line 3", "there is no number", Severity.IGNORED)
NOT_CARRIED = Problem("not_carried", None, "line 2", "there is no place for the sender", Severity.WARNING)
TEXTS = ("a" * 161, "it’s", "Hi", "b" * 200)


@pytest.fixture(autouse=True)
def other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another API, which has a line for each text, replaces what is not in GSM-7, and cuts what is too long."""
    bridge = ModuleType("other_api")
    policy = Policy(on_unencodable="replace", on_oversize="truncate")

    def read(body: bytes, _groups: object = None) -> tuple[list[Outgoing], list[Problem]]:
        texts = body.decode().splitlines()
        messages = [Message("254712345678", text, source=f"line {i}") for i, text in enumerate(texts, 2)]
        return [Outgoing(item) for item in dry_run(messages, policy=policy).per_recipient], [LEFT_OUT]

    def write(outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
        messages = [each.item.message for each in outgoing]
        items = dry_run(messages, policy=policy).per_recipient
        body = "\n".join(str(message.body) for message in messages).encode()
        return [Written(body, items, tuple(outgoing))], [NOT_CARRIED]

    vars(bridge).update(read=read, write=write)
    monkeypatch.setitem(sys.modules, "other_api", bridge)
    monkeypatch.setitem(module._BRIDGES, "other", "other_api")


def told(conversion: Conversion) -> list[tuple[str, str, str]]:
    """What is told but for what the other API would say of anything."""
    return [
        (problem.code, problem.path, problem.message)
        for problem in conversion.problems
        if problem not in (LEFT_OUT, NOT_CARRIED) and problem.code != "to_fill_in"
    ]


@pytest.mark.parametrize(
    ("source", "body", "names"),
    [
        ("eapi-sms", b"message=Hi&dest_group_id=7,8&strip_dup_recipients=1", ("7", "8")),
        ("xms", b'{"to": ["Staff", "Board"], "body": "Hi"}', ("Staff", "Board")),
    ],
)
def test_groups_become_their_numbers(source: str, body: bytes, names: tuple[str, str]) -> None:
    groups = dict(zip(names, (["447700900001", "+447700900002"], ["447700900002", "447700900003"]), strict=True))
    made = convert(body, source, "smslist", groups=groups)
    (request,) = made.requests
    assert [element["mobile"] for element in json.loads(request)["smslist"]] == [
        "447700900001",
        "447700900002",
        "447700900003",
    ]
    with pytest.raises(RequestError):
        convert(body, source, "smslist", groups={names[0]: groups[names[0]]})
    with pytest.raises(FieldRangeError):
        convert(body, source, "smslist", groups={**groups, names[1]: ["abc"]})


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("eapi-batch", b"msisdn,message\n447700900001,Hi"),
        ("smslist", smslist.serialize(smslist.Request("7", "key", "SHOP", (smslist.Sms("254712345678", "Hi"),)))),
    ],
)
def test_groups_have_no_effect_where_there_are_none(source: str, body: bytes) -> None:
    assert convert(body, source, "xms", groups={"447700900001": ["447700900002"]}) == convert(body, source, "xms")


def test_the_apis() -> None:
    assert APIS == ("eapi-sms", "eapi-batch", "xms", "smslist")


def test_what_the_new_service_does_otherwise_is_told() -> None:
    made = convert("\n".join(TEXTS).encode(), "other", "smslist")
    (request,) = made.requests
    assert [element["message"] for element in json.loads(request)["smslist"]] == list(TEXTS)
    assert made.problems[0] == LEFT_OUT
    assert told(made) == [
        (
            "sent_differently",
            "line 2",
            "it would be sent as 2 parts in GSM-7, no longer as 1 part in GSM-7 (2 messages)",
        ),
        ("sent_differently", "line 3", "it would be sent as 1 part in UCS-2, no longer as 1 part in GSM-7"),
    ]


def test_and_so_the_other_way_round() -> None:
    elements = [smslists.element(message=text) for text in ("a" * 161, "it’s", "Hi")]
    made = convert(json.dumps({"count": 3, "smslist": elements}).encode(), "smslist", "other")
    assert made.requests == (b"a" * 161 + "\nit’s\nHi".encode(),)
    assert made.problems[0] == NOT_CARRIED
    assert told(made) == [
        ("sent_differently", "smslist[0]", "it would be sent as 1 part in GSM-7, no longer as 2 parts in GSM-7"),
        ("sent_differently", "smslist[1]", "it would be sent as 1 part in GSM-7, no longer as 1 part in UCS-2"),
    ]


def test_what_is_sent_as_it_was_is_not_told() -> None:
    assert told(convert("it’s\nHi".encode(), "other", "other")) == []


def test_another_text_of_the_same_length_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = sys.modules["other_api"]
    items = dry_run([Message("254712345678", "Ho")]).per_recipient
    monkeypatch.setattr(bridge, "write", lambda outgoing: ([Written(b"", items, tuple(outgoing))], []))
    assert told(convert(b"Hi", "other", "other")) == [
        ("sent_differently", "line 2", "it would be sent with another text")
    ]


def test_what_would_be_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = sys.modules["other_api"]
    items = dry_run([Message("12345", "Hi", problem=LEFT_OUT)]).per_recipient
    monkeypatch.setattr(bridge, "write", lambda outgoing: ([Written(b"", items, tuple(outgoing))], []))
    assert told(convert(b"Hi", "other", "other")) == [
        ("sent_differently", "line 2", "it would be refused: there is no number")
    ]


def test_a_request_that_the_first_api_refuses_is_refused() -> None:
    with pytest.raises(RequestError):
        convert(b"[]", "smslist", "other")


@pytest.mark.parametrize(("source", "target", "argument"), [("x", "smslist", "source"), ("smslist", "x", "target")])
def test_other_apis_are_unknown(source: str, target: str, argument: str) -> None:
    body = json.dumps({"smslist": [smslists.element()]}).encode()
    with pytest.raises(FieldRangeError, match=f"{argument} must be one of eapi-sms, eapi-batch, xms, smslist, not 'x'"):
        convert(body, source, target)


# -- the four APIs -----------------------------------------------------------------------------------------------------

MOMENT = datetime(2026, 9, 1, 15, tzinfo=timezone.utc)
outgoing = st.builds(
    lambda message, *said: Outgoing(dry_run([message]).per_recipient[0], *said),
    st.builds(
        Message,
        st.sampled_from(["254712345678", "447700900001", "712345678", "4412345"]),
        st.one_of(strategies.texts, st.binary(max_size=140)),
        msg_class=st.sampled_from([None, 0, 1, 2, 3]),
        pid=st.sampled_from([0, 65]),
        sender=st.one_of(st.none(), st.just("SHOP"), st.text(max_size=20)),
        client_ref=st.one_of(st.none(), st.integers(), st.text(max_size=30)),
        source=st.sampled_from(["to[0]", "line 2"]),
    ),
    st.sampled_from([None, MOMENT, MOMENT.replace(tzinfo=None), MOMENT.replace(year=1950)]),
    st.sampled_from([None, MOMENT.replace(year=2027)]),
    st.sampled_from([(), (("want_report", False), ("routing_group", 2)), (("callback_url", "x"),)]),
)


def filled_in(body: bytes) -> bytes:
    """The request with what is to be filled in."""
    for name in (b"partnerID", b"apikey", b"shortcode"):
        body = body.replace(b'"%s":""' % name, b'"%s":"x"' % name)
    return body


@pytest.mark.parametrize("api", APIS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(outgoing, max_size=4))
def test_every_message_is_written_once_or_left_out(api: str, messages: list[Outgoing]) -> None:
    bridge = bridge_of("api", api)
    written, problems = bridge.write(messages)
    places = [each for request in written for each in request.outgoing]
    assert len(places) == len({*map(id, places)})
    assert {*map(id, places)} <= {*map(id, messages)}
    assert len(places) == len(messages) or any(problem.code == "left_out" for problem in problems)
    for request in written:
        assert [item.recipient for item in request.items] == [each.item.recipient for each in request.outgoing]
        sent = [(item.recipient, item.number_of_parts) for item in request.items if item.problem is None]
        again, _ = bridge.read(filled_in(request.body))
        assert [(each.item.recipient, each.item.number_of_parts) for each in again] == sent


@pytest.mark.parametrize("target", APIS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=smslists.requests)
def test_a_request_can_become_one_of_any_other_api(target: str, request: Request) -> None:
    made = convert(smslist.serialize(request), "smslist", target)
    codes = {problem.code for problem in made.problems}
    assert codes <= {"to_fill_in", "not_carried", "left_out", "sent_differently"}
    if target in ("xms", "smslist"):  # they treat texts alike
        assert codes <= {"to_fill_in", "not_carried"}
