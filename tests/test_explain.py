"""Explanations: which characters leave GSM-7, where they stand, what they are called, and what they cost."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
import strategies
from septet import Encoding, explain, plan, split
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.explain import OutsideCharacter, character_name, code_point
from septet.udh import InformationElement

PORT = InformationElement(0x05, bytes.fromhex("23f423f4"))


def outside_of(text: str) -> list[int]:
    """Where the text leaves GSM-7."""
    return [i for i, character in enumerate(text) if oracle.septets_of_char(character, 0, 0) is None]


# -- explanations ------------------------------------------------------------------------------------------------------


@given(strategies.texts, st.sampled_from([8, 16]))
@example("", 8)
@example("’" * 71, 16)
def test_the_places_outside_gsm_7_are_all_named_in_order(text: str, bits: Any) -> None:
    explanation = explain(text, reference_bits=bits)
    assert [place.position for place in explanation.outside] == outside_of(text)
    assert all(place.character == text[place.position] for place in explanation.outside)
    assert (explanation.plan.encoding is Encoding.UCS2) == bool(explanation.outside)


@given(strategies.texts, st.sampled_from([8, 16]), st.sampled_from([(), (PORT,)]))
def test_the_parts_are_those_of_the_plan_and_of_the_oracle(text: str, bits: Any, udh: Any) -> None:
    explanation = explain(text, reference_bits=bits, udh=udh)
    assert explanation.text == text
    assert explanation.plan == plan(text, reference_bits=bits, udh=udh)
    assert "".join(explanation.parts) == text
    assert list(explanation.parts) == [part.text for part in split(text, reference=0, reference_bits=bits, udh=udh)]
    if not udh:
        assert list(explanation.parts) == oracle.parts(text, bits)[1]


@given(strategies.texts, st.sampled_from([8, 16]), st.sampled_from([None, Encoding.UCS2]))
def test_parts_without_them_are_those_with_gsm_7_characters_in_their_places(
    text: str, bits: Any, encoding: Any
) -> None:
    places = outside_of(text)
    without = "".join("?" if i in places else character for i, character in enumerate(text))
    explanation = explain(text, reference_bits=bits, encoding=encoding)
    assert explanation.n_parts_without == len(oracle.parts(without, bits)[1])
    assert explanation.n_parts_without <= explanation.plan.n_parts


def test_a_longer_reference_counts_for_the_parts_without_too() -> None:
    assert explain("’" + "a" * 305).n_parts_without == 2
    assert explain("’" + "a" * 305, reference_bits=16).n_parts_without == 3


def test_further_elements_count_for_the_parts_without_too() -> None:
    assert explain("’" + "a" * 153, udh=[PORT]).n_parts_without == 2
    assert explain("’" + "a" * 151, udh=[PORT]).n_parts_without == 1


def test_a_text_in_gsm_7_has_nothing_outside() -> None:
    explanation = explain("Price: 5 €" * 20)
    assert (explanation.outside, explanation.n_parts_without) == ((), explanation.plan.n_parts)
    assert explanation.plan.n_parts == 2


def test_an_encoding_that_is_asked_for_is_taken() -> None:
    assert explain("hello", encoding=Encoding.UCS2).plan.encoding is Encoding.UCS2
    assert explain("hello", encoding=Encoding.UCS2).outside == ()
    with pytest.raises(UnencodableCharacterError):
        explain("Я", encoding=Encoding.GSM7)


@pytest.mark.parametrize("max_parts", [1, 2, 255])
def test_the_limit_of_parts_is_that_of_the_plan(max_parts: int) -> None:
    most = 160 if max_parts == 1 else 153 * max_parts
    assert explain("a" * most, max_parts=max_parts).plan.n_parts == max_parts
    with pytest.raises(TooManyPartsError):
        explain("a" * (most + 1), max_parts=max_parts)


@pytest.mark.parametrize("options", [{"max_parts": 0}, {"reference_bits": 9}], ids=str)
def test_an_option_out_of_its_range_is_an_error(options: dict[str, Any]) -> None:
    with pytest.raises(FieldRangeError):
        explain("hello", **options)


# -- characters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "code", "name", "n_units"),
    [
        ("’", "U+2019", "RIGHT SINGLE QUOTATION MARK", 1),
        ("ç", "U+00E7", "LATIN SMALL LETTER C WITH CEDILLA", 1),
        ("\U0001f600", "U+1F600", "GRINNING FACE", 2),
        ("\u200b", "U+200B", "ZERO WIDTH SPACE", 1),
        ("\u4e2d", "U+4E2D", "CJK UNIFIED IDEOGRAPH-4E2D", 1),
        ("\uac00", "U+AC00", "HANGUL SYLLABLE GA", 1),
        ("\0", "U+0000", "<control-0000>", 1),
        ("\t", "U+0009", "<control-0009>", 1),
        ("\x85", "U+0085", "<control-0085>", 1),
        ("\x9f", "U+009F", "<control-009F>", 1),
        ("\ud83d", "U+D83D", "<surrogate-D83D>", 1),
        ("\udfff", "U+DFFF", "<surrogate-DFFF>", 1),
        ("\ue000", "U+E000", "<private-use-E000>", 1),
        ("\U0010fffd", "U+10FFFD", "<private-use-10FFFD>", 2),
    ],
)
def test_a_character_has_a_code_point_and_a_name_or_a_label(character: str, code: str, name: str, n_units: int) -> None:
    (place,) = explain(f"a{character}").outside
    assert place == OutsideCharacter(1, character)
    assert (place.code_point, place.name, place.n_units) == (code, name, n_units)
    assert (code_point(character), character_name(character)) == (code, name)


@pytest.mark.parametrize("code", [0x0378, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFF, 0x50000, 0x10FFFF])
def test_a_code_point_that_is_no_character_has_a_label(code: int) -> None:
    name = character_name(chr(code))
    assert name.startswith("<")
    assert name.endswith(f"-{code:04X}>")


def test_names_are_those_of_unicode_wherever_it_has_some() -> None:
    for code in [*range(0x3000), *range(0x1F000, 0x1FB00)]:
        name = unicodedata.name(chr(code), None)
        assert character_name(chr(code)) == name or name is None


@pytest.mark.parametrize("code", [0, 0x7F, 0xFFF, 0x1000, 0xFFFF, 0x10000, 0xFFFFF, 0x100000, 0x10FFFF])
def test_a_code_point_has_four_digits_or_as_many_as_it_takes(code: int) -> None:
    written = code_point(chr(code))
    assert written.startswith("U+")
    assert int(written.removeprefix("U+"), 16) == code
    assert written == written.upper()
    assert len(written) == max(6, 2 + len(f"{code:x}"))


def test_letters_of_tables_that_are_allowed_are_not_outside() -> None:
    text = "Say\u0131n m\xfc\u015fteri \U0001f389" + "a" * 60
    told = explain(text, languages={1})
    assert [(place.position, place.character) for place in told.outside] == [(14, "\U0001f389")]
    assert (told.plan.encoding, told.plan.n_parts, told.n_parts_without) == (Encoding.UCS2, 2, 1)
    assert explain(text[:13], languages={1}).outside == ()
    assert [place.position for place in explain(text).outside] == [3, 8, 14]
