"""Texts and septets for hypothesis, with what is hard about them drawn often enough to matter.

A Python text can hold lone surrogates, and two of them side by side that make a pair on the wire; all texts here do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

import oracle
from septet.udh import InformationElement

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

ONE_SEPTET = sorted(oracle.CODES["default locking"])
TWO_SEPTETS = sorted(oracle.CODES["default single"])

gsm_characters: SearchStrategy[str] = st.one_of(st.sampled_from(ONE_SEPTET), st.sampled_from(TWO_SEPTETS))
"""Of the default alphabet, every other one with an escape."""

any_characters: SearchStrategy[str] = st.one_of(
    gsm_characters,
    st.characters(max_codepoint=0xFF),
    st.characters(min_codepoint=0x100, max_codepoint=0xFFFF),
    st.characters(min_codepoint=0x10000),
    st.characters(categories=["Cs"]),
)
"""All of Unicode, each width of storage and the surrogates as likely as the other."""

surrogate_pieces: SearchStrategy[str] = st.sampled_from(
    [
        "\ud83d",
        "\ude00",
        "\ud83d\ude00",
        "\ude00\ud83d",
        "\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00",
        "\ud800\udc00",
        "\udbff\udfff",
        "\U0001f600",
    ]
)
"""Halves of pairs, alone, in order, out of order, and a whole one."""

gsm_texts: SearchStrategy[str] = st.text(gsm_characters)
"""All in the default alphabet."""

plain_texts: SearchStrategy[str] = st.text(st.sampled_from(ONE_SEPTET), min_size=12)
"""One septet a character, long enough for blocks of 16."""

unicode_texts: SearchStrategy[str] = st.lists(st.one_of(any_characters, surrogate_pieces)).map("".join)
"""Anything at all."""

mixed_texts: SearchStrategy[str] = st.builds(
    lambda *pieces: "".join(pieces), plain_texts, unicode_texts, gsm_texts, st.one_of(st.just(""), any_characters)
)
"""Mostly of the default alphabet, some of it not."""


@st.composite
def _near_limits(draw: DrawFn) -> str:
    filler, limits = draw(
        st.sampled_from(
            [
                ("a", (152, 153, 160)),
                ("\u20ac", (76, 80)),
                ("\u042f", (66, 67, 70)),
                ("\U0001f600", (33, 35)),
                ("\ud83d\ude00", (33, 35)),
            ]
        )
    )
    limit = draw(st.sampled_from(limits))
    pieces = [filler] * (draw(st.integers(1, 3)) * limit + draw(st.integers(-3, 3)))
    for piece in draw(st.lists(st.one_of(st.sampled_from(TWO_SEPTETS), surrogate_pieces), max_size=4)):
        pieces.insert(draw(st.integers(1, 3)) * limit + draw(st.integers(-2, 2)), piece)
    return "".join(pieces)


texts_near_limits: SearchStrategy[str] = _near_limits()
"""About as long as one part or a few, with what must not be cut where the cuts are."""

texts: SearchStrategy[str] = st.one_of(unicode_texts, gsm_texts, plain_texts, mixed_texts, texts_near_limits)
"""All of the above."""

septets: SearchStrategy[bytes] = st.lists(
    st.one_of(st.integers(0, 127), st.sampled_from([0x1B, 0x0D, 0x00, 0x61])), max_size=70
).map(bytes)
"""Septets, one per octet; the escape, the carriage return and the commercial at are frequent."""

octets: SearchStrategy[bytes] = st.one_of(
    st.binary(max_size=70),
    septets,
    st.builds(lambda *pieces: b"".join(pieces), septets, st.binary(max_size=2), septets),
)
"""Octets; most of them are septets."""

languages: SearchStrategy[int] = st.integers(0, 13)
"""National language identifiers, 0 being the default alphabet."""


@st.composite
def _national(draw: DrawFn) -> str:
    spoken = draw(st.lists(languages, min_size=1, max_size=2))
    words = [
        character
        for language in spoken
        for kind in ("locking", "single")
        for character in oracle.CODES.get(f"{oracle.LANGUAGES[language]} {kind}", ())
    ]
    some = st.sampled_from(words or ONE_SEPTET)
    pieces = draw(st.lists(st.one_of(some, some, st.sampled_from(ONE_SEPTET), any_characters), max_size=12))
    times = draw(st.sampled_from([1, 1, 7, 14, 30, 45]))
    tail = draw(st.text(st.one_of(some, st.sampled_from(ONE_SEPTET)), max_size=12))
    return "".join(pieces[:6] * times) + "".join(pieces[6:] if draw(st.booleans()) else ()) + tail


national_texts: SearchStrategy[str] = _national()
"""Texts of one language or two that have tables, from nothing to several parts, sometimes with other characters."""

allowed_languages: SearchStrategy[list[int | tuple[int, int]]] = st.lists(
    st.one_of(languages, st.tuples(languages.filter(lambda language: language != 2), languages)), max_size=4
)
"""What ``languages=`` takes: languages, and pairs of a locking and a single shift table."""

carried_elements: SearchStrategy[tuple[InformationElement, ...]] = st.lists(
    st.builds(
        InformationElement,
        st.integers(0, 255).filter(lambda identifier: identifier not in (0x00, 0x08, 0x24, 0x25)),
        st.binary(max_size=20),
    ),
    max_size=3,
).map(tuple)
"""Elements that a caller may put into every part: none of those that the planner makes itself."""

WRITTEN = {
    "+44 7700 900123": "447700900123",
    "00447700900123": "447700900123",
    "447700900123": "447700900123",
    "442079460000": "442079460000",
    "+1 (312) 555-0128": "13125550128",
    "14165550128": "14165550128",
    "79217588636": "79217588636",
    "33639980123": "33639980123",
    "2975550123": "2975550123",
    "07700 900123": None,
    "": None,
    "12345": None,
    "MyBrand": None,
}
"""How a number is written, and its digits, if it is one."""

messages: SearchStrategy[list[tuple[str, str]]] = st.lists(
    st.tuples(st.sampled_from(sorted(WRITTEN)), texts), max_size=8
)
"""Numbers, or what is none, and texts."""

national_messages: SearchStrategy[list[tuple[str, str]]] = st.lists(
    st.tuples(st.just("447700900123"), national_texts), max_size=4
)
"""Texts of languages that have tables, to somebody."""
