"""Policies: what becomes of texts that do not go as they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
import strategies
from septet.alphabets import Encoding, Language
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.plan import plan
from septet.policy import Policy, Treatment
from septet.rules import rules

GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2

policies = st.builds(
    Policy,
    on_unencodable=st.sampled_from(["ucs2", "replace", "error"]),
    on_oversize=st.sampled_from(["split", "truncate", "error"]),
    max_parts=st.sampled_from([None, 1, 2, 255, 256]),
)
rule_options = st.fixed_dictionaries(
    {},
    optional={
        "encoding": st.sampled_from([None, UCS2]),
        "languages": st.sampled_from(["all", (), [Language.TURKISH]]),
        "reference_bits": st.sampled_from([8, 16]),
        "max_parts": st.sampled_from([None, 1, 3]),
    },
)


def treat(text: str, **policy: Any) -> Any:
    """The text under a policy with these fields."""
    return Treatment(Policy(**policy)).treat(text)


# -- nothing to do -----------------------------------------------------------------------------------------------------


@given(text=strategies.texts)
def test_a_policy_that_says_nothing_splits_and_changes_nothing(text: str) -> None:
    treated = Treatment(Policy()).treat(text)
    assert (treated.body, treated.replaced, treated.cut_at) == (text, (), None)
    if treated.refusal is None:
        assert treated.plan == plan(text)


@given(text=st.one_of(strategies.texts, strategies.national_texts), policy=policies, options=rule_options)
@example(text="a" * 161, policy=Policy(on_oversize="truncate"), options={})
@example(text="\u2019" * 161, policy=Policy(on_unencodable="replace", on_oversize="truncate"), options={})
def test_counting_is_treating(text: str, policy: Policy, options: dict[str, Any]) -> None:
    treatment = Treatment(policy, rules(**options))
    treated = treatment.treat(text)
    if treated.refusal is not None:
        with pytest.raises(type(treated.refusal)) as caught:
            treatment.count(text)
        assert caught.value == treated.refusal
        return
    made = treated.plan
    assert treatment.count(text) == (made.encoding is GSM7, made.n_units, made.n_parts)


@given(texts=st.lists(strategies.texts, max_size=4), policy=policies, options=rule_options)
@example(texts=["a" * 160, "a" * 161, "я"], policy=Policy("replace", "truncate"), options={})
def test_many_texts_are_treated_as_each_alone(texts: list[str], policy: Policy, options: dict[str, Any]) -> None:
    treatment = Treatment(policy, rules(**options))
    assert treatment.look_all(texts) == [treatment.look(text) for text in texts]


@given(text=st.one_of(strategies.texts, strategies.national_texts), policy=policies, options=rule_options)
def test_what_goes_out_is_within_the_policy(text: str, policy: Policy, options: dict[str, Any]) -> None:
    treated = Treatment(policy, rules(**options)).treat(text)
    if treated.refusal is not None:
        assert treated.body == text or treated.replaced
        return
    limits = [255, policy.max_parts, options.get("max_parts"), None if policy.on_oversize == "split" else 1]
    assert treated.plan.n_parts <= min(limit for limit in limits if limit is not None)
    if policy.on_unencodable != "ucs2" and "encoding" not in options:
        assert treated.plan.encoding is GSM7
    assert sum(treated.plan.part_units) == treated.plan.n_units
    assert len(treated.body) == treated.plan.n_chars


# -- characters outside the alphabet -----------------------------------------------------------------------------------


@given(text=strategies.unicode_texts)
def test_each_character_outside_is_replaced_by_one_question_mark(text: str) -> None:
    treated = treat(text, on_unencodable="replace", on_oversize="truncate")
    body = "".join(c if oracle.septets_of_char(c, 0, 0) else "?" for c in text)
    assert body.startswith(treated.body)
    assert treated.replaced == tuple(i for i, c in enumerate(text) if oracle.septets_of_char(c, 0, 0) is None)


def test_a_text_that_needs_no_replacement_is_left_alone() -> None:
    treated = treat("5 \u20ac", on_unencodable="replace")
    assert (treated.body, treated.replaced, treated.plan.encoding) == ("5 \u20ac", (), GSM7)


def test_replacing_makes_it_shorter() -> None:
    text = "\u2019" + "a" * 159
    assert treat(text).plan.n_parts == 3
    treated = treat(text, on_unencodable="replace")
    assert (treated.plan.n_parts, treated.plan.encoding, treated.replaced) == (1, GSM7, (0,))


def test_what_cannot_be_encoded_is_refused_with_its_place() -> None:
    treated = treat("it\u2019s", on_unencodable="error")
    assert treated.refusal == UnencodableCharacterError("it\u2019s", 2, "the GSM 7-bit default alphabet")
    assert (treated.body, treated.plan.encoding, treated.plan.n_parts) == ("it\u2019s", UCS2, 1)


@pytest.mark.parametrize("on_unencodable", ["ucs2", "replace", "error"])
def test_what_is_to_be_ucs_2_is_that_under_every_policy(on_unencodable: Any) -> None:
    treatment = Treatment(Policy(on_unencodable=on_unencodable), rules(encoding=UCS2))
    treated = treatment.treat("it\u2019s")
    assert (treated.body, treated.plan.encoding, treated.refusal) == ("it\u2019s", UCS2, None)
    assert treatment.count("its") == (False, 3, 1)


def test_national_tables_hold_what_would_be_replaced() -> None:
    turkish = rules(languages=[Language.TURKISH])
    treated = Treatment(Policy(on_unencodable="replace"), turkish).treat("\u015f")
    assert (treated.body, treated.replaced, treated.plan.locking) == ("\u015f", (), Language.TURKISH)
    treated = Treatment(Policy(on_unencodable="replace"), turkish).treat("\u015f\u0431")
    assert (treated.body, treated.replaced, treated.plan.locking) == ("\u015f?", (1,), Language.TURKISH)


@pytest.mark.parametrize("on_unencodable", ["ucs2", "error"])
def test_a_text_that_must_be_gsm_7_and_is_not_is_refused(on_unencodable: Any) -> None:
    treatment = Treatment(Policy(on_unencodable=on_unencodable), rules(encoding=GSM7))
    treated = treatment.treat("it\u2019s")
    assert treated.refusal == UnencodableCharacterError("it\u2019s", 2, "the GSM 7-bit default alphabet")
    assert treated.plan.encoding is UCS2
    with pytest.raises(UnencodableCharacterError):
        treatment.count("it\u2019s")
    assert treatment.count("its") == (True, 3, 1)


@pytest.mark.parametrize("field", ["on_unencodable", "on_oversize", "on_excess", "on_bad_message", "duplicates"])
def test_a_word_that_means_nothing_is_refused(field: str) -> None:
    wrong: dict[str, Any] = {field: "Replace"}
    with pytest.raises(FieldRangeError, match="not 'Replace'") as caught:
        Treatment(Policy(**wrong))
    assert caught.value.field == field


@pytest.mark.parametrize("max_parts", [0, -1, 1.5, "2"])
def test_a_policy_allows_at_least_one_part(max_parts: Any) -> None:
    with pytest.raises(FieldRangeError, match="max_parts must be 1 or more"):
        Treatment(Policy(max_parts=max_parts))


# -- texts that are too long -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept", "n_units"),
    [
        ("a" * 160, 160, 160),
        ("a" * 161, 160, 160),
        ("a" * 159 + "\u20ac", 159, 159),
        ("a" * 158 + "\u20ac", 159, 160),
        ("a" * 158 + "\u20aca", 159, 160),
        ("\u0431" * 71, 70, 70),
        ("\u0431" * 69 + "\U0001f600", 69, 69),
        ("\u0431" * 69 + "\ud83d\ude00", 69, 69),
        ("a" * 70 + "\u0431", 70, 70),
        ("a" * 5000, 160, 160),
    ],
)
def test_a_text_is_cut_to_the_longest_beginning_that_fits_one_part(text: str, kept: int, n_units: int) -> None:
    whole = treat(text)
    treated = treat(text, on_oversize="truncate")
    assert (treated.body, treated.plan.n_units, treated.plan.n_parts) == (text[:kept], n_units, 1)
    assert treated.plan.encoding is whole.plan.encoding
    assert treated.plan.capacity == (160 if whole.plan.encoding is GSM7 else 70)
    assert treated.cut_at == (kept if kept < len(text) else None)
    assert treated.refusal is None


def test_the_tables_of_the_whole_text_are_kept_when_it_is_cut() -> None:
    turkish = rules(languages=[Language.TURKISH])
    treated = Treatment(Policy(on_oversize="truncate"), turkish).treat("a" * 160 + "\u015f")
    assert (treated.plan.locking, treated.plan.n_chars, treated.plan.capacity) == (Language.TURKISH, 155, 155)


def test_a_text_longer_than_one_part_is_refused_where_it_must_not_be_split() -> None:
    assert treat("a" * 160, on_oversize="error").refusal is None
    assert treat("a" * 161, on_oversize="error").refusal == TooManyPartsError(2, 1)
    assert treat("a" * 161, on_oversize="error", max_parts=5).refusal == TooManyPartsError(2, 1)


@pytest.mark.parametrize("n_parts", [1, 2, 254, 255])
def test_the_parts_are_limited_from_both_sides(n_parts: int) -> None:
    fits = "a" * (153 * n_parts if n_parts > 1 else 160)
    assert treat(fits, max_parts=n_parts).refusal is None
    treated = treat(fits + "a", max_parts=n_parts)
    assert treated.refusal == TooManyPartsError(n_parts + 1, n_parts)
    assert treated.plan.n_parts == n_parts + 1


def test_no_policy_allows_more_than_255_parts() -> None:
    assert treat("a" * (153 * 255 + 1), max_parts=300).refusal == TooManyPartsError(256, 255)
    assert treat("a" * (153 * 255 + 1), on_oversize="truncate").plan.n_parts == 1


def test_the_rules_limit_the_parts_too() -> None:
    treatment = Treatment(Policy(max_parts=5), rules(max_parts=2))
    assert treatment.treat("a" * 307).refusal == TooManyPartsError(3, 2)
    with pytest.raises(TooManyPartsError, match="3 parts, 2 at most"):
        treatment.count("a" * 307)
