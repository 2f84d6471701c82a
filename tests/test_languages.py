"""National languages: which pairs of tables may be used, and what a text takes with each."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet.alphabets import Language
from septet.errors import FieldRangeError
from septet.languages import IN_EVERY_TABLE, candidates, lacking, n_shifts, partners_of, wanted
from septet.languages import pairs_of as pairs_of_wanted

WITH_LOCKING = [language for language in range(14) if oracle.has_locking_table(language)]


def pairs_of(languages: Any) -> frozenset[tuple[Language, Language]]:
    """The pairs that the argument of a plan stands for."""
    return pairs_of_wanted(wanted(languages))


def test_all_is_each_locking_table_with_each_single_one() -> None:
    assert pairs_of("all") == set(product(WITH_LOCKING, range(14)))
    assert pairs_of(Language) == pairs_of("all")


@pytest.mark.parametrize("nothing", [(), [], set(), frozenset(), iter(()), {}, [Language.DEFAULT], [(0, 0)]])
def test_nothing_is_the_default_alphabet(nothing: Any) -> None:
    assert pairs_of(nothing) == {(0, 0)}


@pytest.mark.parametrize("language", range(1, 14))
def test_a_language_is_both_its_tables_with_and_without_the_default_ones(language: int) -> None:
    expected = {(0, 0), (0, language)} | ({(language, 0), (language, language)} if language != 2 else set())
    assert pairs_of({language}) == pairs_of([Language(language)]) == expected


def test_tables_of_languages_go_together_and_those_of_pairs_do_not() -> None:
    assert pairs_of([1, 2]) == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)}
    assert pairs_of([(1, 2), (3, 4)]) == {(0, 0), (1, 2), (3, 4)}
    assert pairs_of([(1, 2), 6]) == {(0, 0), (1, 2), (6, 0), (0, 6), (6, 6)}


@given(languages=strategies.allowed_languages)
def test_pairs_are_of_languages_and_the_default_is_among_them(languages: list[Any]) -> None:
    pairs = pairs_of(languages)
    assert (0, 0) in pairs
    assert {type(each) for pair in pairs for each in pair} == {Language}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "some",
        "turkish",
        "ALL",
        1,
        Language.TURKISH,
        [14],
        [-1],
        ["turkish"],
        [(1,)],
        [(1, 2, 3)],
        [(1, 14)],
        [None],
    ],
)
def test_what_is_no_choice_of_languages_is_refused(wrong: Any) -> None:
    with pytest.raises(FieldRangeError, match="languages must be") as caught:
        pairs_of(wrong)
    assert caught.value.field == "languages"


@pytest.mark.parametrize("single", range(14))
def test_spanish_has_no_locking_table_to_ask_for(single: int) -> None:
    with pytest.raises(FieldRangeError, match="pairs whose first language has a locking shift table"):
        pairs_of([(Language.SPANISH, single)])


def test_partners_are_the_pairs_as_bits() -> None:
    assert partners_of(pairs_of([(1, 2), (1, 3), 6])) == (0b1000001, 0b1100, 0, 0, 0, 0, 0b1000001, *[0] * 7)


@pytest.mark.parametrize("locking", Language)
@pytest.mark.parametrize("single", Language)
def test_each_table_that_is_not_the_default_is_one_to_name(locking: Language, single: Language) -> None:
    assert n_shifts(locking, single) == [locking != 0, single != 0].count(True)


@given(text=st.one_of(strategies.national_texts, strategies.texts), languages=strategies.allowed_languages)
def test_candidates_hold_the_text_and_none_that_is_shorter_is_left_out(text: str, languages: list[Any]) -> None:
    pairs = pairs_of(languages)
    found = list(candidates(text, partners_of(pairs)))
    for locking, single, n_septets in found:
        assert (locking, single) in pairs
        assert n_septets == len(oracle.septets_of(text, locking, single) or ())
    for locking, single in pairs:
        septets = oracle.septets_of(text, locking, single)
        if septets is not None:
            assert any(
                mine == locking and n_septets == len(septets) and n_shifts(mine, other) <= n_shifts(locking, single)
                for mine, other, n_septets in found
            )


@given(text=st.one_of(strategies.national_texts, strategies.texts), languages=strategies.allowed_languages)
def test_what_is_lacking_is_what_the_pair_that_holds_most_lacks(text: str, languages: list[Any]) -> None:
    pairs = pairs_of(languages)
    found = lacking(text, partners_of(pairs))
    lacks = {pair: [c for c in text if oracle.septets_of_char(c, *pair) is None] for pair in pairs}
    least = min(map(len, lacks.values()))
    assert any(list(found) == list(dict.fromkeys(each)) for each in lacks.values() if len(each) == least)


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("", [1], ""),
        ("m\xfc\u015fteri \u2019x\u2019", [1], "\u2019"),
        ("m\xfc\u015fteri \u2019x\u2019", [2], "\u015f\u2019"),
        ("\u015f\u0905\u0995\u0996", [1, 4, 6], "\u0905"),
        ("\U0001f389\u015f\u0905\u0906\u0995", "all", "\U0001f389\u0995"),
    ],
)
def test_the_letters_of_a_language_that_is_allowed_are_not_lacking(text: str, languages: Any, expected: str) -> None:
    assert lacking(text, partners_of(pairs_of(languages))) == expected


def test_one_character_and_the_replacement_stand_in_every_locking_table() -> None:
    for locking in WITH_LOCKING:
        for single in range(14):
            assert len(oracle.septets_of(IN_EVERY_TABLE + "?", locking, single) or ()) == 2
