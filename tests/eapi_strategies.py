"""EAPI requests for hypothesis: valid ones, and forms with anything in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import oracle
from septet.dialects.eapi import batch, sms
from septet.dialects.eapi.charset import GREEK
from septet.dialects.eapi.parameters import Dca

if TYPE_CHECKING:
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
_times: SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.builds(lambda time: {"send_time": time.replace(microsecond=0)}, st.datetimes()),
    st.builds(lambda seconds: {"send_time_unixtime": seconds}, st.integers(0, 253402300799)),
)


def _messages(dca: Dca) -> SearchStrategy[str | bytes]:
    if dca is Dca.OCTETS:
        return octets_with_header
    return unicode_texts if dca is Dca.UCS2 else sendable_texts


@st.composite
def _sms_requests(draw: DrawFn) -> sms.Request:
    dca = draw(st.sampled_from(Dca))
    fields: dict[str, Any] = {name: draw(values) for name, values in _shared.items()} | draw(_times)
    if fields["sender"] is None:
        fields["repliable"] = draw(_optional(_flags))
    if draw(st.booleans()):
        fields["msisdn"] = tuple(draw(st.lists(numbers, min_size=1, max_size=4, unique=True)))
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
        strip_dup_recipients=draw(_flags),
        allow_concat_text_sms=draw(_flags),
        concat_text_sms_max_parts=draw(st.sampled_from([1, 2, 3, 127])),
        **fields,
    )


@st.composite
def _lines(draw: DrawFn, dca: Dca) -> batch.Line:
    own = draw(_optional(st.sampled_from(Dca)))
    sender = draw(_optional(_senders))
    return batch.Line(
        draw(numbers),
        draw(_messages(own or dca)),
        sender=sender,
        msg_class=draw(st.sampled_from([None, 0, 2])),
        dca=own,
        routing_group=draw(_optional(st.integers(1, 3))),
        source_id=draw(_optional(_source_ids)),
        repliable=draw(st.sampled_from([None, False])) if sender else draw(_optional(_flags)),
    )


@st.composite
def _batch_requests(draw: DrawFn) -> batch.Request:
    dca = draw(st.sampled_from(Dca))
    fields: dict[str, Any] = {name: draw(values) for name, values in _shared.items()} | draw(_times)
    # Lines may have a sender or be repliable, so that the batch is neither.
    fields |= {"sender": None, "repliable": draw(st.sampled_from([None, False]))}
    lines = draw(st.lists(_lines(dca), min_size=1, max_size=4))
    return batch.Request(tuple(lines), dca=dca, msg_class=draw(st.sampled_from([None, 0, 2])), **fields)


sms_requests: SearchStrategy[sms.Request] = _sms_requests()
"""Requests that the service would take, but for the length of the message and the send time."""

batch_requests: SearchStrategy[batch.Request] = _batch_requests()
"""Batches in which nothing is to be corrected, but for the length of the messages and the send time."""

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
