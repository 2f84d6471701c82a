"""What was received: parts joined before they are read, whatever their senders cut."""

from __future__ import annotations

import copy
import pickle
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet import gsm7, split, ucs2
from septet.alphabets import Encoding, Language
from septet.errors import DecodeError, MalformedError, ReassemblyError, TruncatedError
from septet.received import ReceivedMessage, ReceivedPart, ReceivedState, join_text
from septet.udh import LockingShift, SingleShift, UserDataHeader

if TYPE_CHECKING:
    from collections.abc import Iterator

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS
LANGUAGES = list(Language)


def header(locking: Language = Language.DEFAULT, single: Language = Language.DEFAULT) -> UserDataHeader:
    """A header that names the tables."""
    lockings = (LockingShift(locking).element(),) if locking else ()
    return UserDataHeader((*lockings, SingleShift(single).element()) if single else lockings)


def cuts(octets: bytes) -> Iterator[list[bytes]]:
    """All ways to cut the octets, each piece with at least one."""
    for choice in product((False, True), repeat=max(0, len(octets) - 1)):
        bounds = [0, *(place for place, cut in enumerate(choice, 1) if cut), len(octets)]
        yield [octets[start:stop] for start, stop in pairwise(bounds)]


def cut_at(octets: bytes, places: list[int]) -> list[bytes]:
    """The octets cut at these places; there may be pieces of nothing."""
    bounds = [0, *sorted(place % (len(octets) + 1) for place in places), len(octets)]
    return [octets[start:stop] for start, stop in pairwise(bounds)]


places = st.lists(st.integers(0, 400), max_size=6)

# -- one part ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "encoding", "udh", "text"),
    [
        (b"5 \x1be", GSM7, None, "5 \u20ac"),
        (b"5 \x1be", GSM7, UserDataHeader(()), "5 \u20ac"),
        (b"\x0c\x1bg", GSM7, header(Language.TURKISH, Language.TURKISH), "\u011f\u011f"),
        (b"\x0c\x1bg", GSM7, header(single=Language.TURKISH), "\xf8\u011f"),
        (b"a\x1b", GSM7, None, "a "),
        (b"\x04\x2f", UCS2, None, "\u042f"),
        (b"\x04\x2f", UCS2, header(Language.TURKISH), "\u042f"),
        (b"", GSM7, None, ""),
        (b"", UCS2, None, ""),
    ],
)
def test_a_part_is_read_with_its_tables(
    payload: bytes, encoding: Encoding, udh: UserDataHeader | None, text: str
) -> None:
    part = ReceivedPart(payload, encoding, udh)
    assert part.text == text
    assert pickle.loads(pickle.dumps(part)) == copy.copy(part) == part


@pytest.mark.parametrize("payload", [b"", b"\0"])
def test_a_part_of_data_has_no_text(payload: bytes) -> None:
    with pytest.raises(ReassemblyError, match=r"^part 1 is data, not text$"):
        _ = ReceivedPart(payload, OCTETS).text


def test_what_is_no_encoding_is_data() -> None:
    with pytest.raises(ReassemblyError, match="part 1 is data"):
        join_text([ReceivedPart(b"a", "UTF-8")])  # type: ignore[arg-type]


# -- joined ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "locking", "single"),
    [
        ("a\u20ac[b]", Language.DEFAULT, Language.DEFAULT),
        ("\u20ac\u20ac\u20ac", Language.DEFAULT, Language.DEFAULT),
        ("\u011f\u20ac\u015e", Language.DEFAULT, Language.TURKISH),
        ("\u011f\u20ac{}", Language.TURKISH, Language.TURKISH),
        ("\u096c\u0928\u096c\u092e", Language.HINDI, Language.HINDI),
    ],
)
def test_septets_may_be_cut_anywhere(text: str, locking: Language, single: Language) -> None:
    octets = gsm7.encode(text, locking=locking, single=single)
    for pieces in cuts(octets):
        assert join_text(ReceivedPart(piece, GSM7, header(locking, single)) for piece in pieces) == text


def test_ucs2_may_be_cut_anywhere() -> None:
    text = "\u042f\U0001f600a\U0001f601"
    for pieces in cuts(ucs2.encode(text)):
        assert join_text(ReceivedPart(piece, UCS2) for piece in pieces) == text


@given(text=strategies.gsm_texts, places=places)
def test_any_septets_cut_carelessly_read_as_whole(text: str, places: list[int]) -> None:
    pieces = cut_at(gsm7.encode(text), places)
    assert join_text(ReceivedPart(piece, GSM7) for piece in pieces) == text


@given(septets=strategies.septets, places=places, locking=strategies.languages, single=strategies.languages)
def test_any_septets_with_national_tables_cut_carelessly_read_as_whole(
    septets: bytes, places: list[int], locking: int, single: int
) -> None:
    tables = header(LANGUAGES[locking], LANGUAGES[single])
    parts = [ReceivedPart(piece, GSM7, tables) for piece in cut_at(septets, places)]
    whole = gsm7.decode(septets, errors="replace", locking=locking, single=single)
    assert join_text(parts, errors="replace") == whole


@given(text=strategies.unicode_texts, places=places)
def test_any_ucs2_cut_carelessly_reads_as_whole(text: str, places: list[int]) -> None:
    octets = ucs2.encode(text)
    parts = [ReceivedPart(piece, UCS2) for piece in cut_at(octets, places)]
    assert join_text(parts, errors="surrogatepass") == ucs2.decode(octets, errors="surrogatepass")


@given(text=strategies.texts | strategies.national_texts, allowed=strategies.allowed_languages)
def test_what_was_split_reads_as_it_was(text: str, allowed: Any) -> None:
    sent = split(text, languages=allowed)
    whole = ucs2.decode(ucs2.encode(text), errors="surrogatepass")  # halves of a pair side by side are one
    assert join_text(sent, errors="surrogatepass") == whole


# -- tables that differ ------------------------------------------------------------------------------------------------


def read_slowly(parts: list[tuple[bytes, Language]]) -> str:
    """Character by character: each has the meaning that the tables of the part give it in which it begins."""
    septets = [(septet, language) for payload, language in parts for septet in payload]
    text = ""
    while septets:
        first, language = septets.pop(0)
        codes = [first]
        if first == 0x1B and septets:
            codes.append(septets.pop(0)[0])
        read = oracle.decode_septets(codes, language, language)
        assert read is not None
        text += read
    return text


@pytest.mark.parametrize("n_septets", range(5))
def test_a_pair_is_read_with_the_tables_of_the_part_that_it_begins_in(n_septets: int) -> None:
    first, second = (
        Language.DEFAULT,
        Language.TURKISH,
    )  # 1B 67 is g in the one and the Turkish g with breve in the other
    for septets in product(b"\x1bg\x0c", repeat=n_septets):
        for start in range(n_septets + 1):
            for stop in range(start, n_septets + 1):
                cut = bytes(septets[:start]), bytes(septets[start:stop]), bytes(septets[stop:])
                tables = (first, second, first)
                parts = [
                    ReceivedPart(payload, GSM7, header(language, language)) for payload, language in zip(cut, tables)
                ]
                assert join_text(parts) == read_slowly(list(zip(cut, tables)))


@pytest.mark.parametrize(
    ("payloads", "text"),
    [
        ([(b"a\x1b", GSM7), (b"\x04\x2f", UCS2)], "a \u042f"),
        ([(b"\x04\x2f", UCS2), (b"e\x1b", GSM7), (b"e", GSM7)], "\u042fe\u20ac"),
        ([(b"\x04\x1b", UCS2), (b"e", GSM7)], "\u041be"),
        ([(b"\x1b", GSM7), (b"", UCS2), (b"e", GSM7)], "\u20ac"),
        ([(b"\x1b\x1b", GSM7), (b"e", GSM7)], " e"),
    ],
)
def test_parts_may_be_written_differently(payloads: list[tuple[bytes, Encoding]], text: str) -> None:
    assert join_text(ReceivedPart(*payload) for payload in payloads) == text


# -- what has no meaning -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payloads", "error", "place"),
    [
        ([(b"ab", GSM7), (b"c\xff", GSM7)], MalformedError, ("parts[1]", 1)),
        ([(b"\xff", GSM7), (b"c", GSM7)], MalformedError, ("parts[0]", 0)),
        ([(b"\0a", UCS2), (b"b\x1b", GSM7), (b"ec\x80", GSM7)], MalformedError, ("parts[2]", 2)),
        ([(b"b", GSM7), (b"", GSM7), (b"\xde\x00", UCS2)], MalformedError, ("parts[2]", 0)),
        ([(b"\0a\xd8\x3d\0", UCS2), (b"b", UCS2)], MalformedError, ("parts[0]", 2)),
        ([(b"\0a", UCS2), (b"\0", UCS2)], TruncatedError, ("parts[1]", 0)),
    ],
)
def test_what_has_no_meaning_is_an_error_with_its_part(
    payloads: list[tuple[bytes, Encoding]], error: type[DecodeError], place: tuple[str, int]
) -> None:
    with pytest.raises(DecodeError) as caught:
        join_text(ReceivedPart(*payload) for payload in payloads)
    assert type(caught.value) is error
    assert (caught.value.field, caught.value.offset) == place


def test_a_place_behind_a_pair_that_was_cut_is_counted_in_its_part() -> None:
    parts = [ReceivedPart(b"\x1b", GSM7), ReceivedPart(b"gab\xff", GSM7, header(Language.TURKISH))]
    with pytest.raises(MalformedError) as caught:
        join_text(parts)
    assert (caught.value.field, caught.value.offset) == ("parts[1]", 3)


def state(message: ReceivedMessage) -> str | DecodeError:
    """The text, or why there is none."""
    try:
        return message.decode(gap="")
    except DecodeError as error:
        return error


@given(
    parts=st.lists(
        st.none()
        | st.builds(
            ReceivedPart,
            st.binary(max_size=8) | strategies.septets,
            st.sampled_from([GSM7, GSM7, UCS2, UCS2, OCTETS]),
            st.none() | st.sampled_from([header(Language.TURKISH), header(Language.HINDI, Language.URDU)]),
        ),
        max_size=5,
    ).map(tuple)
)
def test_any_parts_are_read_or_refused(parts: tuple[ReceivedPart | None, ...]) -> None:
    message = ReceivedMessage(None, parts)
    if any(part is not None and part.encoding is OCTETS for part in parts):
        with pytest.raises(ReassemblyError, match="is data, not text"):
            message.decode(gap="")
        return
    lenient = message.decode(errors="replace", gap="")
    strict = state(message)
    if not isinstance(strict, DecodeError):
        assert strict == lenient
        return
    part = parts[int(strict.field.removeprefix("parts[").removesuffix("]"))]
    assert part is not None
    assert 0 <= strict.offset < len(part.payload)


# -- messages ----------------------------------------------------------------------------------------------------------


def test_a_message_has_a_text_or_octets() -> None:
    text = ReceivedMessage("447700900123", (ReceivedPart(b"5 \x1b", GSM7), ReceivedPart(b"e", GSM7)))
    assert (text.text, text.decode(), text.missing, text.encoding) == ("5 \u20ac", "5 \u20ac", (), GSM7)
    with pytest.raises(ReassemblyError, match=r"^part 1 is text, not data$"):
        _ = text.octets
    data = ReceivedMessage("447700900123", (ReceivedPart(b"\x1b", OCTETS), ReceivedPart(b"\xff", OCTETS)))
    assert (data.octets, data.missing, data.encoding) == (b"\x1b\xff", (), OCTETS)
    with pytest.raises(ReassemblyError, match=r"^part 1 is data, not text$"):
        _ = data.text


def test_text_and_data_in_one_message_are_neither() -> None:
    mixed = ReceivedMessage(None, (ReceivedPart(b"a", OCTETS), ReceivedPart(b"b", GSM7)))
    assert mixed.encoding is None
    with pytest.raises(ReassemblyError, match="part 1 is data, not text"):
        _ = mixed.text
    with pytest.raises(ReassemblyError, match="part 2 is text, not data"):
        _ = mixed.octets


def test_a_message_with_parts_missing_says_so() -> None:
    part = ReceivedPart(b"x", GSM7)
    message = ReceivedMessage(None, (None, part, None, None, part), 7, 8, ReceivedState.TIMED_OUT)
    assert (message.missing, message.encoding) == ((1, 3, 4), GSM7)
    for read in (lambda: message.text, lambda: message.octets, message.decode):
        with pytest.raises(ReassemblyError, match=r"^of 5 parts these are missing: 1, 3, 4$"):
            read()
    assert message.decode(gap="~") == "~x~x"
    assert message.decode(gap="") == "xx"
    assert ReceivedMessage(None, (None,)).encoding is None
    assert pickle.loads(pickle.dumps(message)) == copy.copy(message) == message


def test_nothing_is_joined_across_a_gap() -> None:
    escape, code = ReceivedPart(b"a\x1b", GSM7), ReceivedPart(b"e", GSM7)
    assert ReceivedMessage(None, (escape, None, code)).decode(gap="-") == "a -e"
    high, low = ReceivedPart(b"\xd8\x3d", UCS2), ReceivedPart(b"\xde\x00", UCS2)
    message = ReceivedMessage(None, (high, None, low))
    assert message.decode(gap="-", errors="replace") == "\ufffd-\ufffd"
    with pytest.raises(TruncatedError):
        message.decode(gap="-")
