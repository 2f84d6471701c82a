"""Texts and septets for hypothesis, with what is hard about them drawn often enough to matter.

A Python text can hold lone surrogates, and two of them side by side that make a pair on the wire; all texts here do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

import oracle

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
