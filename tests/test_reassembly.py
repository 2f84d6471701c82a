"""The reassembler: any order, duplicates, conflicts, time-outs, and what it holds at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet import gsm7, split, ucs2
from septet.alphabets import Encoding
from septet.errors import DecodeError, FieldRangeError, ReassemblyError
from septet.reassembly import Reassembler
from septet.received import ReceivedMessage, ReceivedPart, ReceivedState
from septet.udh import InformationElement, UserDataHeader

if TYPE_CHECKING:
    from random import Random

    from septet._typing import ReferenceBits

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS
SENDER = "447700900123"


def part(
    payload: bytes,
    sequence: int,
    total: int,
    reference: int = 7,
    bits: ReferenceBits = 8,
    encoding: Encoding = GSM7,
) -> ReceivedPart:
    """A part of several, its header from octets."""
    octets = oracle.concatenation_header(reference, total, sequence, bits)
    return ReceivedPart(payload, encoding, UserDataHeader.parse(octets))


def careless(octets: bytes, size: int, encoding: Encoding, **options: Any) -> list[ReceivedPart]:
    """The parts of a sender who cuts wherever a part is full."""
    pieces = [octets[start : start + size] for start in range(0, len(octets), size)]
    return [part(piece, number, len(pieces), encoding=encoding, **options) for number, piece in enumerate(pieces, 1)]


def whole(text: str) -> str:
    """The text as it comes out of UTF-16: halves of a pair side by side are one."""
    return ucs2.decode(ucs2.encode(text), errors="surrogatepass")


def added(reassembler: Reassembler, *parts: Any, now: float | None = None) -> list[ReceivedMessage]:
    """The messages that came of the parts."""
    found = [reassembler.add(each, sender=SENDER, now=now) for each in parts]
    return [message for message in found if message is not None]


# -- messages of one part ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "udh",
    [
        None,
        UserDataHeader(()),
        UserDataHeader((InformationElement(0x24, b"\1"),)),
        UserDataHeader((InformationElement(0x00, b"\7\0\1"),)),
        UserDataHeader((InformationElement(0x00, b"\7\2\0"),)),
        UserDataHeader((InformationElement(0x00, b"\7\2\3"),)),
        UserDataHeader((InformationElement(0x08, b"\7\2\1"),)),
    ],
)
def test_a_part_that_stands_alone_is_a_message(udh: UserDataHeader | None) -> None:
    reassembler = Reassembler(timeout=10)
    alone = ReceivedPart(b"hello", GSM7, udh)
    for _ in range(2):
        message = reassembler.add(alone, sender=SENDER, now=0)
        assert message == ReceivedMessage(SENDER, (alone,), None, None, ReceivedState.COMPLETE)
        assert message.parts[0] is alone
    assert reassembler.n_waiting == 0


def test_part_1_of_1_is_a_message_each_time_it_comes() -> None:
    reassembler = Reassembler(timeout=10)
    alone = part(b"hello", 1, 1, reference=300, bits=16)
    for _ in range(2):
        assert added(reassembler, alone, now=0) == [ReceivedMessage(SENDER, (alone,), 300, 16)]


# -- any order, any duplicates -----------------------------------------------------------------------------------------


def test_the_last_part_to_come_completes_the_message() -> None:
    reassembler = Reassembler()
    first, second, third = split("a" * 300 + "\u20ac" * 50, reference=7)
    assert added(reassembler, third, first) == []
    assert reassembler.n_waiting == 1
    (waiting,) = reassembler.waiting()
    assert waiting == ReceivedMessage(SENDER, (first, None, third), 7, 8, ReceivedState.WAITING)
    assert waiting.missing == (2,)
    (message,) = added(reassembler, second)
    assert message == ReceivedMessage(SENDER, (first, second, third), 7, 8, ReceivedState.COMPLETE)
    assert message.text == "a" * 300 + "\u20ac" * 50
    assert (reassembler.n_waiting, reassembler.waiting()) == (0, [])


@given(
    text=strategies.texts | strategies.national_texts,
    allowed=strategies.allowed_languages,
    reference_bits=st.sampled_from([8, 16]),
    random=st.randoms(use_true_random=False),
    times=st.integers(1, 3),
)
def test_parts_in_any_order_with_duplicates_make_the_text_once(
    text: str, allowed: Any, reference_bits: ReferenceBits, random: Random, times: int
) -> None:
    sent = list(split(text, languages=allowed, reference_bits=reference_bits))
    again = sent * times if len(sent) > 1 else sent
    random.shuffle(again)
    (message,) = added(Reassembler(timeout=1), *again, now=0)
    assert message.decode(errors="surrogatepass") == whole(text)
    assert message.parts == tuple(sent)


@given(
    octets=st.one_of(
        strategies.gsm_texts.map(lambda text: (gsm7.encode(text), GSM7)),
        strategies.unicode_texts.map(lambda text: (ucs2.encode(text), UCS2)),
        st.tuples(st.binary(), st.just(OCTETS)),
    ),
    size=st.integers(1, 20),
    bits=st.sampled_from([8, 16]),
    random=st.randoms(use_true_random=False),
)
def test_what_careless_senders_cut_is_whole_again(
    octets: tuple[bytes, Encoding], size: int, bits: ReferenceBits, random: Random
) -> None:
    payload, encoding = octets
    payload = payload[: 255 * size] or b"\0\0"
    sent = careless(payload, size, encoding, bits=bits)
    again = sent + sent[: len(sent) // 2]
    random.shuffle(again)
    (message,) = added(Reassembler(timeout=1), *(again if len(sent) > 1 else sent), now=0)
    assert message.encoding is encoding
    if encoding is OCTETS:
        assert message.octets == payload
    elif encoding is GSM7:
        assert message.text == gsm7.decode(payload)
    else:
        assert message.decode(errors="surrogatepass") == ucs2.decode(payload, errors="surrogatepass")


@given(random=st.randoms(use_true_random=False), texts=st.lists(st.text("abc", max_size=6), min_size=2, max_size=12))
def test_interleaved_messages_do_not_mix(random: Random, texts: list[str]) -> None:
    # Each differs from the others in one of the things that keep messages apart.
    kinds = [
        (sender, reference, bits, total)
        for sender in (SENDER, None, (SENDER, 2948))
        for reference in (0, 7)
        for bits in (8, 16)
        for total in (2, 3)
    ]
    expected = dict(zip(kinds, texts))
    stream = []
    for (sender, reference, bits, total), text in expected.items():
        cut = [*text[: total - 1].ljust(total - 1), text[total - 1 :]]
        expected[sender, reference, bits, total] = "".join(cut)
        for number, piece in enumerate(cut, 1):
            stream.append((sender, part(piece.encode(), number, total, reference, bits)))  # type: ignore[arg-type]
    random.shuffle(stream)
    reassembler = Reassembler()
    found = {}
    for sender, each in stream:
        message = reassembler.add(each, sender=sender)
        if message is not None:
            found[message.sender, message.reference, message.reference_bits, len(message.parts)] = message.text
    assert found == expected


def test_a_message_has_255_parts_at_most() -> None:
    sent = split("a" * 153 * 255)
    (message,) = added(Reassembler(), *sent)
    assert (len(message.parts), len(message.text)) == (255, 153 * 255)


def test_parts_need_not_be_written_alike() -> None:
    parts = [part(b"a\x1b", 1, 3), part(b"\x04\x2f", 2, 3, encoding=UCS2), part(b"\1", 3, 3, encoding=OCTETS)]
    (message,) = added(Reassembler(), *parts)
    assert message.encoding is None
    with pytest.raises(ReassemblyError, match="part 3 is data, not text"):
        _ = message.text


# -- conflicts ---------------------------------------------------------------------------------------------------------

OTHERS = {
    "payload": part(b"x", 1, 3),
    "encoding": part(b"a", 1, 3, encoding=OCTETS),
    "header": ReceivedPart(b"a", GSM7, UserDataHeader.parse(bytes.fromhex("08 0003070301 240101"))),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_part_with_the_same_number_is_an_error(other: ReceivedPart) -> None:
    reassembler = Reassembler()
    first, second, third = part(b"a", 1, 3), part(b"b", 2, 3), part(b"c", 3, 3)
    assert added(reassembler, first, second, first) == []
    with pytest.raises(ReassemblyError) as caught:
        reassembler.add(other, sender=SENDER)
    assert str(caught.value) == (
        "part 1 of 3 from '447700900123' with the 8-bit reference 7 came before with another content"
    )
    assert [message.text for message in added(reassembler, third)] == ["abc"]


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_part_with_the_same_number_may_begin_another_message(other: ReceivedPart) -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(on_conflict="restart", on_incomplete=given_up.append)
    first, second = part(b"a", 1, 3), part(b"b", 2, 3)
    assert added(reassembler, first, second, other) == []
    assert given_up == [ReceivedMessage(SENDER, (first, second, None), 7, 8, ReceivedState.DISPLACED)]
    (message,) = added(reassembler, part(b"c", 3, 3), part(b"b", 2, 3))
    assert message.parts == (other, second, part(b"c", 3, 3))


# -- time --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "texts"), [(60, ["ab"]), (60.001, [])])
def test_a_reference_is_free_again_after_the_time_out(later: float, texts: list[str]) -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(timeout=60, on_incomplete=given_up.append)
    first, second = part(b"a", 1, 2), part(b"b", 2, 2)
    assert added(reassembler, first, now=1000) == []
    assert [message.text for message in added(reassembler, second, now=1000 + later)] == texts
    if not texts:
        assert given_up == [ReceivedMessage(SENDER, (first, None), 7, 8, ReceivedState.TIMED_OUT)]
        assert [message.missing for message in reassembler.waiting()] == [(1,)]


def test_the_time_out_counts_from_the_latest_part_that_was_new() -> None:
    reassembler = Reassembler(timeout=60)
    parts = [part(letter, number, 4) for number, letter in enumerate((b"a", b"b", b"c", b"d"), 1)]
    assert added(reassembler, parts[0], now=0) == []
    assert added(reassembler, parts[1], now=60) == []
    assert added(reassembler, parts[2], now=120) == []
    assert added(reassembler, parts[1], now=180) == []  # a duplicate
    assert reassembler.expire(180) == []
    assert [message.missing for message in reassembler.expire(181)] == [(4,)]


def test_what_has_timed_out_is_given_back() -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(timeout=60, on_incomplete=given_up.append)
    parts = [part(b"a", 1, 2, reference) for reference in range(4)]
    for now, each in zip((0, 10, 5, 20), parts):  # time may go back
        assert added(reassembler, each, now=now) == []
    assert [message.reference for message in reassembler.waiting()] == [0, 1, 2, 3]
    expired = reassembler.expire(70)
    assert expired == [ReceivedMessage(SENDER, (parts[i], None), i, 8, ReceivedState.TIMED_OUT) for i in (0, 2)]
    assert [message.reference for message in reassembler.waiting()] == [1, 3]
    assert [message.reference for message in reassembler.expire(float("inf"))] == [1, 3]
    assert (reassembler.n_waiting, given_up) == (0, [])


def test_without_a_time_out_nothing_expires() -> None:
    reassembler = Reassembler()
    assert added(reassembler, part(b"a", 1, 2), now=0) == []
    assert reassembler.expire(1e9) == []
    assert [message.text for message in added(reassembler, part(b"b", 2, 2), now=1e9)] == ["ab"]


def test_a_time_out_needs_a_time() -> None:
    reassembler = Reassembler(timeout=60)
    with pytest.raises(FieldRangeError) as caught:
        reassembler.add(part(b"a", 1, 2))
    assert caught.value.args == ("now", None, "a number, since there is a timeout")


def test_parts_of_a_complete_message_are_duplicates_until_the_time_out() -> None:
    reassembler = Reassembler(timeout=60)
    first, second = part(b"a", 1, 2), part(b"b", 2, 2)
    assert len(added(reassembler, first, second, now=0)) == 1
    assert added(reassembler, second, first, second, now=60) == []
    assert (reassembler.n_waiting, reassembler.expire(60)) == (0, [])
    assert [message.text for message in added(reassembler, second, first, now=61)] == ["ab"]
    assert added(reassembler, first, now=121) == []
    assert reassembler.expire(122) == []  # the complete one is forgotten
    assert [message.text for message in added(reassembler, first, second, now=122)] == ["ab"]


def test_without_a_time_out_a_complete_message_can_come_again() -> None:
    reassembler = Reassembler()
    first, second = part(b"a", 1, 2), part(b"b", 2, 2)
    assert [message.text for message in added(reassembler, first, second, first, first, second)] == ["ab", "ab"]


def test_another_message_may_follow_a_complete_one_with_the_same_reference() -> None:
    reassembler = Reassembler(timeout=60)
    stream = [part(b"a", 1, 2), part(b"b", 2, 2), part(b"x", 1, 2), part(b"b", 2, 2), part(b"x", 1, 2)]
    assert [message.text for message in added(reassembler, *stream, now=0)] == ["ab", "xb"]
    assert added(reassembler, part(b"a", 1, 2), now=0) == []
    with pytest.raises(ReassemblyError, match="came before with another content"):
        reassembler.add(part(b"x", 1, 2), sender=SENDER, now=0)


# -- memory ------------------------------------------------------------------------------------------------------------


def test_the_message_that_has_waited_longest_is_pushed_out() -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(most_messages=2, on_incomplete=given_up.append)
    assert added(reassembler, part(b"a", 1, 3, 1), part(b"a", 1, 3, 2), part(b"b", 2, 3, 1)) == []
    assert given_up == []
    assert added(reassembler, part(b"a", 1, 3, 3)) == []
    assert given_up == [ReceivedMessage(SENDER, (part(b"a", 1, 3, 2), None, None), 2, 8, ReceivedState.PUSHED_OUT)]
    assert [message.reference for message in reassembler.waiting()] == [1, 3]
    assert [message.text for message in added(reassembler, part(b"c", 3, 3, 1))] == ["abc"]


def test_complete_messages_are_forgotten_first() -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(timeout=60, most_messages=2, on_incomplete=given_up.append)

    def add(payload: bytes, number: int, reference: int) -> list[ReceivedMessage]:
        return added(reassembler, part(payload, number, 2, reference), now=0)

    assert add(b"a", 1, 0) == []
    assert len(add(b"a", 1, 1) + add(b"b", 2, 1)) == 1
    assert add(b"b", 2, 1) == []
    assert reassembler.n_waiting == 1  # a duplicate of the complete one, which is still remembered
    assert add(b"a", 1, 2) == []
    assert (reassembler.n_waiting, given_up) == (2, [])
    assert len(add(b"b", 2, 2)) == 1
    assert add(b"a", 1, 3) == []
    assert (reassembler.n_waiting, given_up) == (2, [])
    assert add(b"b", 2, 1) == []
    assert [message.reference for message in given_up] == [0]  # forgotten, so that this began a message


@pytest.mark.parametrize(
    ("most_octets", "references"), [(560, [0, 1, 2, 3]), (559, [1, 2, 3]), (420, [1, 2, 3]), (140, [3])]
)
def test_a_part_counts_as_140_octets_at_least(most_octets: int, references: list[int]) -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(most_octets=most_octets, on_incomplete=given_up.append)
    assert added(reassembler, *(part(bytes(reference), 1, 2, reference) for reference in range(4))) == []
    assert [message.reference for message in reassembler.waiting()] == references
    assert {message.state for message in given_up} <= {ReceivedState.PUSHED_OUT}


def test_a_message_that_is_too_large_is_refused_rather_than_all_others_pushed_out() -> None:
    reassembler = Reassembler(most_octets=1000)
    assert added(reassembler, part(b"a", 1, 2, 1), part(bytes(860), 1, 3, 2)) == []
    with pytest.raises(ReassemblyError) as caught:
        reassembler.add(part(bytes(141), 2, 3, 2), sender=SENDER)
    assert str(caught.value) == "a message of 1001 octets or more, 1000 may be held"
    with pytest.raises(ReassemblyError, match="a message of 1001 octets or more"):
        reassembler.add(part(bytes(1001), 1, 2, 3), sender=SENDER)
    assert [(message.reference, message.missing) for message in reassembler.waiting()] == [(1, (2,)), (2, (2, 3))]
    assert added(reassembler, part(bytes(140), 2, 3, 2)) == []
    assert [message.reference for message in reassembler.waiting()] == [2]


def test_complete_messages_count_too() -> None:
    reassembler = Reassembler(timeout=60, most_octets=420)
    complete = [part(b"a", 1, 2, 1), part(b"b", 2, 2, 1)]
    assert len(added(reassembler, *complete, now=0)) == 1
    assert added(reassembler, part(b"a", 1, 2, 2), now=0) == []
    assert added(reassembler, complete[0], now=0) == []
    assert [message.reference for message in reassembler.waiting()] == [2]
    assert added(reassembler, part(b"a", 1, 2, 3), complete[0], now=0) == []
    assert [message.reference for message in reassembler.waiting()] == [2, 3, 1]


def test_a_complete_message_makes_way_for_the_next_with_its_reference() -> None:
    reassembler = Reassembler(timeout=60, most_octets=560)
    for letter in (b"a", b"b", b"c", b"d"):
        assert len(added(reassembler, part(letter, 1, 2), part(letter, 2, 2), now=0)) == 1
    assert added(reassembler, part(b"e", 1, 2, 8), part(b"f", 1, 2, 9), now=0) == []
    assert [message.reference for message in reassembler.waiting()] == [8, 9]
    assert added(reassembler, part(b"d", 1, 2), part(b"d", 2, 2), now=0) == []
    assert reassembler.n_waiting == 2


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"timeout": 0}, ("timeout", 0, "more than 0, or None")),
        ({"timeout": -1.5}, ("timeout", -1.5, "more than 0, or None")),
        ({"most_messages": 0}, ("most_messages", 0, "1 or more")),
        ({"most_messages": 1e9}, ("most_messages", 1e9, "1 or more")),
        ({"most_octets": 139}, ("most_octets", 139, "140 or more")),
        ({"most_octets": 1e6}, ("most_octets", 1e6, "140 or more")),
        ({"on_conflict": "replace"}, ("on_conflict", "replace", '"raise" or "restart"')),
    ],
)
def test_limits_have_limits(options: dict[str, Any], arguments: tuple[object, ...]) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Reassembler(**options)
    assert caught.value.args == arguments


def test_a_time_that_is_no_number_is_refused_before_it_is_kept() -> None:
    reassembler = Reassembler(timeout=10)
    first, second = split("a" * 161, reference=7)
    with pytest.raises(TypeError):
        reassembler.add(first, now="1")  # type: ignore[arg-type]
    with pytest.raises(FieldRangeError) as caught:
        reassembler.add(first, now=float("nan"))
    assert caught.value.field == "now"
    assert reassembler.n_waiting == 0
    assert reassembler.add(first, now=1) is None
    assert reassembler.add(second, now=2.5) is not None


def test_the_least_limits_work() -> None:
    reassembler = Reassembler(timeout=0.5, most_messages=1, most_octets=140)
    assert added(reassembler, part(b"a", 1, 2, 1), part(b"a", 1, 2, 2), now=0) == []
    with pytest.raises(ReassemblyError):
        reassembler.add(part(b"b", 2, 2, 2), sender=SENDER, now=0)


# -- whatever comes ----------------------------------------------------------------------------------------------------

numbers = st.integers(0, 3)
elements = st.one_of(
    st.builds(lambda *data: InformationElement(0x00, bytes(data)), numbers, numbers, numbers),
    st.builds(lambda *data: InformationElement(0x08, bytes(data)), st.just(0), numbers, numbers, numbers),
    st.builds(InformationElement, st.integers(0, 255), st.binary(max_size=5)),
)
hostile_parts = st.builds(
    ReceivedPart,
    st.binary(max_size=300) | st.sampled_from([b"a", b"\x1b", b"\xd8\x3d"]),
    st.sampled_from([GSM7, UCS2, OCTETS]),
    st.one_of(
        st.none(),
        st.lists(elements, max_size=3).map(lambda found: UserDataHeader(tuple(found))),
        st.binary(max_size=20).map(lambda octets: UserDataHeader.parse(octets, errors="ignore")),
    ),
)


@given(
    stream=st.lists(st.tuples(hostile_parts, st.sampled_from("ab"), st.floats(allow_nan=False)), max_size=40),
    options=st.fixed_dictionaries(
        {},
        optional={
            "timeout": st.floats(0.1, 1e10),
            "most_messages": st.integers(1, 3),
            "most_octets": st.integers(140, 1000),
            "on_conflict": st.sampled_from(["raise", "restart"]),
        },
    ),
)
def test_any_parts_are_collected_or_refused(stream: list[Any], options: dict[str, Any]) -> None:
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(**options, on_incomplete=given_up.append)
    complete = []
    for each, sender, now in stream:
        try:
            message = reassembler.add(each, sender=sender, now=now)
        except ReassemblyError:
            continue
        if message is not None:
            assert message.missing == ()
            complete.append(message)
        waiting = reassembler.waiting()
        assert len(waiting) == reassembler.n_waiting <= options.get("most_messages", 40)
        held = [len(found.payload) for message in waiting for found in message.parts if found is not None]
        assert sum(max(140, n_octets) for n_octets in held) <= options.get("most_octets", 1e9)
    for message in [*complete, *given_up, *reassembler.waiting()]:
        assert bool(message.missing) == (message.state is not ReceivedState.COMPLETE)
        try:
            message.decode(gap="")
        except (ReassemblyError, DecodeError):
            continue


def test_an_element_that_cannot_be_on_the_wire_joins_nothing() -> None:
    header = UserDataHeader((InformationElement(1 << 80, b""),))
    message = Reassembler().add(ReceivedPart(b"a", GSM7, header))
    assert message is not None
    assert message.text == "a"
