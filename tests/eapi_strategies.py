"""EAPI requests for hypothesis: valid ones, and forms with anything in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import oracle
from septet.dialects.eapi import batch, sms
from septet.dialects.eapi.charset import GREEK
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, warning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn, SearchStrategy

    from septet.dialects.eapi.charset import Replacement

GSM = {*oracle.CODES["default locking"], *oracle.CODES["default single"]}
SENDABLE = sorted({chr(octet) for octet in range(256) if chr(octet) in GSM and octet not in GREEK} | {*GREEK.values()})

numbers: SearchStrategy[str] = st.one_of(
    st.sampled_from(["447700900001", "447700900002", "33639980001"]), st.integers(10**6, 10**15 - 1).map(str)
)
"""International numbers, a few of them often."""

sendable_texts: SearchStrategy[str] = st.one_of(
    st.text(st.sampled_from(SENDABLE), min_size=1),
    st.builds(
        lambda n, tail: "a" * n + tail,
        st.sampled_from([151, 152, 153, 158, 159, 160, 161, 305, 306, 307, 460]),
        st.text(st.sampled_from("a^Ω\n"), max_size=3),
    ),
)
"""Texts that come back as they are, many as long as one part or a few."""

unicode_texts: SearchStrategy[str] = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text[0] != "\ufeff"),
    st.builds(lambda n, tail: "я" * n + tail, st.integers(66, 72), st.sampled_from(["", "😀", "a"])),
)

latin_1_texts: SearchStrategy[str] = st.text(st.characters(max_codepoint=0xFF), min_size=1, max_size=10).filter(
    str.strip
)


octets_with_header: SearchStrategy[bytes] = st.binary(min_size=1, max_size=140).filter(lambda o: o[0] < len(o))
"""User data of which the first octet announces no more than follows."""


def unexpected(replacement: Replacement) -> None:
    """Say that nothing should have been replaced."""
    raise AssertionError(replacement)


def replaced(value: Any, **changes: object) -> Any:
    """Return the value with other fields."""
    return type(value)(**{name: getattr(value, name) for name in value.__match_args__} | changes)


def _optional(values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | values


_flags = st.booleans()
_senders = st.text("ABCé'&,\"\\1", min_size=1, max_size=11)
_source_ids = st.text(st.characters(max_codepoint=0xFF), min_size=1, max_size=20).filter(str.strip)
_shared: dict[str, SearchStrategy[Any]] = {
    "sender": _optional(_senders),
    "want_report": _flags,
    "routing_group": _optional(st.integers(1, 3)),
    "source_id": _optional(_source_ids),
    "stop_dup_id": _optional(st.integers(1, 2147483647)),
    "scheduling_description": _optional(latin_1_texts),
    "test_always_succeed": _flags,
    "test_always_fail": _flags,
}
_UNKNOWN = (warning(Trouble.SEND_TIME_UNKNOWN, "send_time_seconds", "its meaning is not documented: use another form"),)


def _messages(dca: Dca) -> SearchStrategy[str | bytes]:
    if dca is Dca.OCTETS:
        return octets_with_header
    return unicode_texts if dca is Dca.UCS2 else sendable_texts


@st.composite
def _sms_requests(draw: DrawFn) -> sms.Request:
    dca = draw(st.sampled_from(Dca))
    fields: dict[str, Any] = {name: draw(values) for name, values in _shared.items()} | draw(_times)
    fields["repliable"] = draw(_repliable(fields["sender"]))
    fields["strip_dup_recipients"] = draw(_flags)
    if draw(st.booleans()):
        unique = not fields["strip_dup_recipients"]
        fields["msisdn"] = tuple(draw(st.lists(numbers, min_size=1, max_size=4, unique=unique)))
    else:
        fields["dest_group_id"] = tuple(draw(st.lists(st.integers(0, 10), min_size=1, max_size=3)))
    protocol = draw(st.sampled_from(["none", "replace", "pid"]))
    if protocol == "replace":
        fields["replace_msg_id"] = draw(st.integers(1, 7))
    if protocol == "pid":
        fields["protocol_id"] = draw(st.integers(0, 255))
    return sms.Request(
        draw(_messages(dca)),
        dca=dca,
        msg_class=draw(_optional(st.integers(0, 3))),
        allow_concat_text_sms=draw(_flags),
        concat_text_sms_max_parts=draw(st.sampled_from([1, 2, 3, 127]) | st.integers(1, 127)),
        **fields,
    )


def _repliable(sender: str | None) -> SearchStrategy[bool | None]:
    # A sender and replies do not go together.
    return _optional(_flags) if sender is None else st.sampled_from([None, False])


@st.composite
def _lines(draw: DrawFn, dca: Dca, batch_sender: str | None, batch_repliable: bool | None) -> batch.Line:
    own = draw(_optional(st.sampled_from(Dca)))
    sender = draw(_optional(_senders))
    repliable = st.just(False) if sender and batch_repliable else _repliable(sender or batch_sender)
    return batch.Line(
        draw(numbers),
        draw(_messages(own or dca)),
        sender=sender,
        msg_class=draw(st.sampled_from([None, 0, 2])),
        dca=own,
        routing_group=draw(_optional(st.integers(1, 3))),
        source_id=draw(_optional(_source_ids)),
        repliable=draw(repliable),
    )


@st.composite
def _batch_requests(draw: DrawFn) -> batch.Request:
    dca = draw(st.sampled_from(Dca))
    fields: dict[str, Any] = {name: draw(values) for name, values in _shared.items()} | draw(_times)
    fields["repliable"] = draw(_repliable(fields["sender"]))
    lines = draw(st.lists(_lines(dca, fields["sender"], fields["repliable"]), min_size=1, max_size=4))
    return batch.Request(tuple(lines), dca=dca, msg_class=draw(st.sampled_from([None, 0, 2])), **fields)


sms_requests: SearchStrategy[sms.Request] = _sms_requests()
"""Requests that the service would take, but for the length of the message and the send time."""

batch_requests: SearchStrategy[batch.Request] = _batch_requests()
"""Batches in which nothing is to be corrected, but for the length of the messages and the send time."""

_numbers_out_of = {
    "msg_class": range(4),
    "routing_group": range(1, 4),
    "stop_dup_id": range(1, 2**31),
    "send_time_unixtime": range(253402300800),
    "concat_text_sms_max_parts": range(1, 128),
    "replace_msg_id": range(1, 8),
    "protocol_id": range(256),
}
_FLAGS = (
    *("want_report", "repliable", "strip_dup_recipients", "test_always_succeed", "test_always_fail"),
    "allow_concat_text_sms",
)
_times: SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.builds(lambda time: {"send_time": time.replace(microsecond=0)}, st.datetimes()),
    st.builds(lambda seconds: {"send_time_unixtime": seconds}, st.integers(0, 253402300799)),
    st.builds(lambda seconds: {"send_time_seconds": seconds, "problems": _UNKNOWN}, latin_1_texts),
)


def _no_number_of(allowed: range) -> SearchStrategy[str]:
    return st.integers().filter(lambda n: n not in allowed).map(str) | st.sampled_from(
        ["x", "1.0", "0x1", " 1", "1 ", "٣"]
    )


wrong_values: dict[str, SearchStrategy[str]] = {
    "dca": st.text("7bit8BIT16", min_size=1).filter(lambda text: text not in ("7bit", "8bit", "16bit")),
    "send_time": st.sampled_from(
        [
            *("2024-02-30 00:00:00", "2024-01-01T00:00:00", "2024-01-01", "2024-01-01 24:00:00", "0000-01-01 00:00:00"),
            *("24-01-01 00:00:00", "2024-01-01 00:00:00 ", "now"),
        ]
    ),
    "sender": st.text("ABC é", min_size=10).map(lambda text: f"A{text}B") | st.text("0123456789", min_size=16),
    "source_id": st.text(st.characters(max_codepoint=0xFF), min_size=21),
    **{name: _no_number_of(allowed) for name, allowed in _numbers_out_of.items()},
    **{name: st.text("01tf", min_size=1).filter(lambda text: text not in ("0", "1")) for name in _FLAGS},
}
"""For each parameter with limits, what it cannot be."""

CUT = ("sender", "source_id")
"""What the lenient call cuts; all the rest of what is wrong it drops."""


def one_wrong(names: Iterable[str]) -> SearchStrategy[tuple[str, str]]:
    """The name of a parameter, and what it cannot be."""
    return st.sampled_from(sorted(names)).flatmap(lambda name: st.tuples(st.just(name), wrong_values[name]))


_words = st.sampled_from(
    [
        *("0", "1", "2", "3", "7bit", "8bit", "16bit", "0041", "0G", "abc", "ABCDEFGHIJKL", "2024-06-06 09:25:00"),
        *("44123123456", "+44123123456", "44123123456,1", "44123123456,44123123457"),
        "msisdn,message\n44123123456,Hi",
    ]
)


def forms(names: list[str]) -> SearchStrategy[dict[str, str]]:
    """Parameters of these names, or of others, with values that may be right."""
    return st.dictionaries(st.sampled_from([*names, "x"]), _words | latin_1_texts)
