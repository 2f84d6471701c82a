"""The tables against the vectors, which were typed by somebody else."""

from __future__ import annotations

import pickle

import pytest

import oracle
from septet.alphabets import ESCAPE, LOCKING, SINGLE, SINGLE_LENIENT, Encoding, Language

EMPTY = "\x1b"


def test_languages_have_the_identifiers_of_the_standard() -> None:
    assert [(language.name.lower(), int(language)) for language in Language] == [
        (name, identifier) for identifier, name in enumerate(oracle.LANGUAGES)
    ]


@pytest.mark.parametrize("language", Language)
def test_a_table_has_128_cells_and_none_for_the_escape(language: Language) -> None:
    for table in (LOCKING[language], SINGLE[language]):
        assert len(table) == 128
        assert table[ESCAPE] == EMPTY


@pytest.mark.parametrize("language", Language)
def test_a_table_has_the_characters_of_the_standard_and_no_others(language: Language) -> None:
    for table, name in (
        (LOCKING[language], oracle.locking_name(language)),
        (SINGLE[language], oracle.single_name(language)),
    ):
        assert {code: character for code, character in enumerate(table) if character != EMPTY} == oracle.TABLES[name]


def test_tables_are_there_for_every_language_and_no_other() -> None:
    assert list(LOCKING) == list(SINGLE) == list(Language)


def test_spanish_keeps_the_default_alphabet() -> None:
    assert LOCKING[Language.SPANISH] == LOCKING[Language.DEFAULT]
    assert [language for language in Language if LOCKING[language] == LOCKING[Language.DEFAULT]] == [
        language for language in Language if not language or not oracle.has_locking_table(language)
    ]


@pytest.mark.parametrize("language", Language)
def test_a_table_is_of_the_basic_multilingual_plane_without_surrogates(language: Language) -> None:
    for character in LOCKING[language] + SINGLE[language]:
        assert not 0xD800 <= ord(character) <= 0xDFFF
        assert ord(character) <= 0xFFFF


@pytest.mark.parametrize(
    ("table", "code", "character"),
    [
        (LOCKING[Language.DEFAULT], 0x09, "\u00c7"),  # the capital letter
        (LOCKING[Language.KANNADA], 0x24, "\u0ca1"),
        (SINGLE[Language.TAMIL], 0x24, "\u0bee"),
        (SINGLE[Language.TELUGU], 0x22, "\u0c6c"),
        (SINGLE[Language.TELUGU], 0x23, "\u0c6d"),
        (SINGLE[Language.TELUGU], 0x65, EMPTY),
    ],
)
def test_cells_that_the_standard_misprints_are_corrected(table: str, code: int, character: str) -> None:
    assert table[code] == character


def test_encodings_read_as_in_the_standard() -> None:
    assert [str(encoding) for encoding in Encoding] == ["GSM-7", "UCS-2", "8-bit"]
    assert f"{Encoding.GSM7}" == "GSM-7"
    assert Encoding("UCS-2") is Encoding.UCS2


def test_encodings_and_languages_pickle_to_themselves() -> None:
    for member in (*Encoding, *Language):
        assert pickle.loads(pickle.dumps(member)) is member


def test_lenient_tables_differ_in_the_euro_sign_of_telugu() -> None:
    differing = [
        (language, code, SINGLE[language][code], SINGLE_LENIENT[language][code])
        for language in Language
        for code in range(128)
        if SINGLE[language][code] != SINGLE_LENIENT[language][code]
    ]
    assert differing == [(Language.TELUGU, 0x65, EMPTY, "\u20ac")]
    assert all(len(SINGLE_LENIENT[language]) == 128 for language in Language)
