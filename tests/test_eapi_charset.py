"""The characters of EAPI messages: each octet, each character of Unicode, and what is reported about those replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from eapi_strategies import unexpected
from septet.dialects.eapi.charset import GREEK, LATIN_1, Replacement, charset, decode_text, encode_text
from septet.errors import FieldRangeError
from strategies import texts

GREEK_OCTETS = dict(zip("ΔΦΓΛΩΠΨΣΘΞ", bytes.fromhex("D0DEACC2DBBADDCAD4B1"), strict=True))
LOST_LETTERS = "ÐÞ¬ÂÛºÝÊÔ±"
GSM = {*oracle.CODES["default locking"], *oracle.CODES["default single"]}
SENDABLE = {**{chr(octet): octet for octet in range(256) if chr(octet) in GSM}, **GREEK_OCTETS}
UNICODE = "".join(map(chr, range(0x110000)))

octets = st.binary(max_size=40)


def test_ten_octets_are_greek_capitals() -> None:
    assert {octet: character for character, octet in GREEK_OCTETS.items()} == GREEK


def test_the_letters_that_the_greek_ones_push_out() -> None:
    assert [GREEK[ord(letter)] for letter in LOST_LETTERS] == list("ΔΦΓΛΩΠΨΣΘΞ")
    assert encode_text(LOST_LETTERS) == b"?" * 10


def test_after_the_greek_capitals_only_the_euro_sign_has_no_octet() -> None:
    assert GSM - SENDABLE.keys() == {"€"}


@pytest.mark.parametrize("octet", range(256))
def test_every_octet_is_what_the_alphabet_says_or_a_question_mark(octet: int) -> None:
    meant = [character for character, its in SENDABLE.items() if its == octet]
    replaced: list[Replacement] = []
    assert decode_text(bytes([octet]), on_replacement=replaced.append) == (meant[0] if meant else "?")
    assert replaced == ([] if meant else [Replacement("", 0, chr(octet))])


def test_every_character_of_unicode_has_its_octet_or_becomes_a_question_mark() -> None:
    written = encode_text(UNICODE)
    assert len(written) == len(UNICODE)
    assert {chr(i): octet for i, octet in enumerate(written) if octet != ord("?")} == {
        character: octet for character, octet in SENDABLE.items() if character != "?"
    }


def test_every_character_of_unicode_in_plain_latin_1() -> None:
    assert encode_text(UNICODE, greek=False) == bytes(range(256)) + b"?" * (len(UNICODE) - 256)


@given(octets)
def test_plain_latin_1_is_read_octet_by_octet(given_octets: bytes) -> None:
    assert decode_text(given_octets, greek=False, on_replacement=unexpected) == given_octets.decode("latin-1")
    assert LATIN_1.decode(given_octets) == given_octets.decode("latin-1")


@given(texts)
def test_what_is_replaced_is_reported_and_nothing_else(text: str) -> None:
    replaced: list[Replacement] = []
    written = encode_text(text, on_replacement=replaced.append)
    assert replaced == [Replacement("", i, c) for i, c in enumerate(text) if c not in SENDABLE]
    assert written == bytes(SENDABLE.get(character, ord("?")) for character in text)


@given(st.text(st.sampled_from(sorted(SENDABLE))))
def test_what_can_be_sent_comes_back(text: str) -> None:
    assert decode_text(encode_text(text, on_replacement=unexpected), on_replacement=unexpected) == text


@given(octets)
def test_what_is_read_is_gsm_and_is_written_as_it_was(given_octets: bytes) -> None:
    replaced: list[Replacement] = []
    text = decode_text(given_octets, on_replacement=replaced.append)
    assert GSM.issuperset(text)
    expected = bytearray(given_octets)
    for replacement in replaced:
        assert expected[replacement.position] == ord(replacement.character)
        expected[replacement.position] = ord("?")
    assert encode_text(text) == expected


def test_gaps_are_the_characters_of_the_alphabet_without_an_octet() -> None:
    assert charset().gaps == "€"
    assert charset(euro_octet=0xA4).gaps == "¤"
    assert charset(euro_octet=0x80).gaps == ""


@given(st.text(st.sampled_from("aéΩ€¤я")), st.sampled_from([None, 0x80, 0xA4]))
def test_a_text_has_a_gap_if_one_of_them_is_in_it(text: str, euro_octet: int | None) -> None:
    characters = charset(euro_octet=euro_octet)
    assert characters.has_gap(text) is not set(characters.gaps).isdisjoint(text)


@given(octets)
def test_all_or_none(given_octets: bytes) -> None:
    replaced: list[Replacement] = []
    text = decode_text(given_octets, on_replacement=replaced.append)
    assert charset().decode_all(given_octets) == (None if replaced else text)


@pytest.mark.parametrize("character", ["\t", "`", "\x1b", "\x00", "\x7f", "\x80", "\x9f", "\xa0", "ç", "€", "’", "😀"])
def test_characters_that_cannot_be_sent(character: str) -> None:
    assert encode_text(f"a{character}b") == b"a?b"


@pytest.mark.parametrize("character", "^{}[]~|\\\f\n\rÇéÄ@_£$")
def test_characters_that_are_sent_as_they_are(character: str) -> None:
    assert encode_text(character) == character.encode("latin-1")


def test_e5_greek_capitals_in_both_directions() -> None:
    assert decode_text(b"\xc2me") == "Λme"
    assert encode_text("Ωmega") == bytes.fromhex("DB6D656761")


def test_e5_a_letter_whose_octet_is_greek_is_never_sent_as_it_is() -> None:
    replaced: list[Replacement] = []
    assert encode_text("Âme", on_replacement=replaced.append) == bytes.fromhex("3F6D65")
    assert replaced == [Replacement("", 0, "Â")]


def test_e7_all_characters_of_the_providers_sample() -> None:
    text = "Test message: all non-alphanumeric GSM characters: "
    text += '$@!"#%&,;:<>¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàèéùìòå¿äöñüà\nGreek: ΩΘΔΦΓΛΩΠΨΣΘΞ'
    assert len(text) == 112
    assert decode_text(encode_text(text, on_replacement=unexpected), on_replacement=unexpected) == text


@pytest.mark.parametrize("octet", [0x80, 0xA4, 0xFF])
@pytest.mark.parametrize("greek", [True, False])
def test_the_euro_sign_has_the_octet_that_the_account_has(octet: int, greek: bool) -> None:
    assert encode_text("5 €", euro_octet=octet, greek=greek) == b"5 " + bytes([octet])
    assert decode_text(bytes([octet]), euro_octet=octet, greek=greek) == "€"
    assert encode_text(chr(octet), euro_octet=octet, greek=greek) == b"?"


@pytest.mark.parametrize("octet", [-1, 0x7F, 0x100])
def test_the_octet_of_the_euro_sign_is_none_of_ascii(octet: int) -> None:
    with pytest.raises(FieldRangeError, match=r"^euro_octet must be an octet from 128 to 255, not"):
        encode_text("", euro_octet=octet)
    with pytest.raises(FieldRangeError):
        decode_text(b"", euro_octet=octet)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_all_kinds_of_octets_are_read(kind: type) -> None:
    assert decode_text(kind(b"\xdb")) == "Ω"


def test_the_parameter_is_named_as_the_caller_calls_it() -> None:
    replaced: list[Replacement] = []
    charset().encode("a\t", replaced.append, "message")
    charset().decode(b"a\x80", replaced.append, "line 2.message")
    assert replaced == [Replacement("message", 1, "\t"), Replacement("line 2.message", 1, "\x80")]
