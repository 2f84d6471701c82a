"""What each data_coding means, all 256 of them."""

from __future__ import annotations

from typing import Any

import pytest

from septet.alphabets import Encoding
from septet.errors import FieldRangeError
from septet.smpp.codings import CHARSETS, CODINGS, ENCODINGS, UDHI, Coding, codings_of
from septet.smpp.receiving import parse

SAID = {
    "US-ASCII": {0x01},
    "ISO-8859-1": {0x03},
    "ISO-8859-5": {0x06},
    "ISO-8859-8": {0x07},
    "UCS-2": {0x08},
    "8-bit": {0x02, 0x04, 0xF4, 0xF5, 0xF6, 0xF7, 0xFC, 0xFD, 0xFE, 0xFF},
    "GSM-7": {*range(0xC0, 0xE0), 0xF0, 0xF1, 0xF2, 0xF3, 0xF8, 0xF9, 0xFA, 0xFB},
}


def test_each_coding_means_what_the_specification_says() -> None:
    said = {data_coding: Coding(name) for name, codings in SAID.items() for data_coding in codings}
    assert said == CODINGS


def test_nothing_is_said_of_0_and_of_what_is_reserved() -> None:
    unsaid = set(range(256)) - CODINGS.keys()
    assert unsaid == {0x00, 0x05, *range(0x09, 0xC0), *range(0xE0, 0xF0)}


def test_a_link_says_what_0_means_and_may_say_more() -> None:
    assert codings_of(Coding.LATIN1, None) == {0: Coding.LATIN1, **CODINGS}
    link = codings_of(Coding.GSM7, {3: Coding.GSM7_PACKED, 5: Coding.OCTETS})
    assert link == {**CODINGS, 0: Coding.GSM7, 3: Coding.GSM7_PACKED, 5: Coding.OCTETS}
    assert codings_of(Coding.GSM7, {0: Coding.ASCII})[0] is Coding.ASCII


@pytest.mark.parametrize(
    ("default", "codings", "field"),
    [("latin-1", None, "default"), (0, None, "default"), (None, {}, "default"), (Coding.GSM7, {3: "gsm"}, "codings")],
)
def test_what_is_no_coding_is_not_taken_for_data(default: Any, codings: Any, field: str) -> None:
    for call in (codings_of, lambda *_: parse(b"a", 0, default=default, codings=codings)):
        with pytest.raises(FieldRangeError, match="a Coding, such as") as caught:
            call(default, codings)
        assert caught.value.field == field


def test_a_coding_has_characters_of_one_octet_or_is_on_the_air_or_is_data() -> None:
    assert not CHARSETS & ENCODINGS.keys()
    assert set(Coding) - CHARSETS - ENCODINGS.keys() == {Coding.OCTETS}
    assert set(ENCODINGS.values()) == {Encoding.GSM7, Encoding.UCS2}
    for coding in CHARSETS:
        assert len(bytes(range(0x80)).decode(coding.value)) == 0x80


def test_the_bit_that_tells_of_a_header() -> None:
    assert UDHI == 0x40
