"""Placeholders of XMS: what one is, whose value is put in, and what is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.xms.parameters import Body, has_placeholder, is_key, render, values_by_number
from septet.errors import FieldRangeError, MissingValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

JOHN, MARY, OTHER = "12017777777", "12018888888", "12019999999"
NAMES = {"name": {JOHN: "John", MARY: "", "default": "there"}}

keys = st.text("abcXYZ019._-", min_size=1, max_size=16)
pieces = st.one_of(keys.map(lambda key: f"${{{key}}}"), st.text(max_size=5), st.text("${}ab", max_size=6))
bodies = st.lists(pieces, max_size=8).map("".join)
values = st.dictionaries(st.sampled_from([JOHN, MARY, "default"]), st.one_of(st.text(max_size=5), st.just("${a}")))
parameters = st.dictionaries(keys, values, max_size=4)


def oracle(body: str, parameters: Mapping[str, Mapping[str, str]], number: str) -> str | None:
    """What the rules say, by replacing one placeholder after the other."""
    missing = []

    def replace(match: re.Match[str]) -> str:
        values = parameters.get(match[1], {})
        if number not in values and "default" not in values:
            missing.append(match[1])
        return values.get(number, values.get("default", ""))

    text = re.sub(r"\$\{([A-Za-z0-9._-]{1,16})\}", replace, body)
    return None if missing else text


# -- values ------------------------------------------------------------------------------------------------------------


def test_x1_everyone_gets_their_own_value_or_the_default() -> None:
    body = Body("Hello ${name}!", NAMES)
    assert body.render(JOHN) == "Hello John!"
    assert body.render(OTHER) == "Hello there!"
    assert body.keys == ("name",)


def test_an_empty_value_is_a_value() -> None:
    assert render("Hello ${name}!", NAMES, MARY) == "Hello !"


@pytest.mark.parametrize("written", ["12017777777", "+12017777777", "0012017777777", "1 (201) 777-7777"])
def test_numbers_match_however_they_are_written(written: str) -> None:
    assert render("${name}", NAMES, written) == "John"
    assert render("${name}", {"name": {written: "John"}}, JOHN) == "John"


def test_of_two_spellings_of_a_number_the_last_one_counts() -> None:
    assert render("${a}", {"a": {JOHN: "first", f"+{JOHN}": "last"}}, JOHN) == "last"
    assert render("${a}", {"a": {f"+{JOHN}": "first", JOHN: "last"}}, JOHN) == "last"


def test_a_number_without_a_value_or_a_default_is_missing() -> None:
    with pytest.raises(MissingValueError) as caught:
        render("${name} ${b}", {"name": {"default": ""}, "b": {MARY: "x"}}, JOHN)
    assert caught.value.name == "b"
    with pytest.raises(MissingValueError, match=r"no value for \$\{c\}"):
        render("${c}", {}, JOHN)


@pytest.mark.parametrize("default", ["Default", "DEFAULT", "defaults"])
def test_the_default_is_called_default_and_nothing_else(default: str) -> None:
    with pytest.raises(MissingValueError):
        render("${a}", {"a": {default: "x"}}, JOHN)


def test_case_counts_in_keys() -> None:
    with pytest.raises(MissingValueError):
        render("${Name}", NAMES, JOHN)


def test_a_key_that_is_not_used_is_ignored() -> None:
    assert render("Hi", {"name": {}}, JOHN) == "Hi"
    assert Body("Hi", NAMES).keys == ()


def test_what_is_put_in_is_not_read_again() -> None:
    assert render("${a}${b}", {"a": {"default": "${b}"}, "b": {"default": "$"}}, JOHN) == "${b}$"
    assert render("${a}{b}", {"a": {"default": "$"}, "b": {"default": "x"}}, JOHN) == "${b}"


@pytest.mark.parametrize("msisdn", ["", "+1", "GROUP", "1234567890123456"])
def test_who_is_no_number_gets_no_text(msisdn: str) -> None:
    with pytest.raises(FieldRangeError, match="msisdn must be an international number") as caught:
        render("Hi", None, msisdn)
    assert (caught.value.field, caught.value.value) == ("msisdn", msisdn)


# -- placeholders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["a", "A", "0", ".", "_", "-", "first_name", "a.b-c", "x" * 16])
def test_a_key_has_letters_digits_and_three_signs(key: str) -> None:
    assert is_key(key)
    assert has_placeholder(f"a ${{{key}}} b")
    assert render(f"a ${{{key}}} b", {key: {"default": "x"}}, JOHN) == "a x b"


@pytest.mark.parametrize(
    "text", ["${}", "${a b}", "${ a }", "${ä}", "{a}", "$a", "$ {a}", "${a", "$${", "${a\n}", "$}", "${{b c}}"]
)
def test_what_looks_else_is_text(text: str) -> None:
    assert not has_placeholder(text)
    assert render(text, NAMES, JOHN) == text
    assert not is_key(text)


def test_a_key_has_16_characters_at_most_and_is_text_if_it_is_longer() -> None:
    long = "x" * 17
    assert (is_key("x" * 16), is_key(long), is_key("")) == (True, False, False)
    assert render(f"a ${{{long}}} ${{name}}", NAMES, JOHN) == f"a ${{{long}}} John"
    assert Body(f"${{{long}}}", {long: {"default": "y"}}, n_most=17).render(JOHN) == "y"
    assert is_key(long, 17)
    assert has_placeholder(f"${{{long}}}", 17)
    assert not has_placeholder(f"${{{long}}}")


def test_the_last_dollar_sign_begins_the_placeholder() -> None:
    assert render("$${name} ${${name}}", NAMES, JOHN) == "$John ${John}"


def test_without_parameters_the_body_is_text() -> None:
    assert render("Hello ${name}!", None, JOHN) == "Hello ${name}!"
    assert Body("Hello ${name}!", None).keys == ()


def test_no_parameters_leave_every_placeholder_without_a_value() -> None:
    assert Body("Hello ${name}!", {}).render_all([JOHN, MARY]) == [None, None]


# -- many --------------------------------------------------------------------------------------------------------------


@given(bodies, parameters, st.lists(st.sampled_from([JOHN, MARY, OTHER])))
def test_all_at_once_are_the_same_as_one_by_one_and_as_the_rules(
    body: str, parameters: dict[str, dict[str, str]], numbers: list[str]
) -> None:
    prepared = Body(body, parameters)
    assert list(prepared.render_all(numbers)) == [oracle(body, parameters, number) for number in numbers]
    for number in numbers:
        expected = oracle(body, parameters, number)
        if expected is None:
            with pytest.raises(MissingValueError) as caught:
                prepared.render(number)
            assert not {number, "default"} & parameters.get(caught.value.name, {}).keys()
        else:
            assert prepared.render(number) == render(body, parameters, f"+{number}") == expected


def test_one_without_a_value_takes_nobody_else_down() -> None:
    body = Body("${a}${b}", {"a": {JOHN: "x", MARY: "y"}, "b": {JOHN: "1", OTHER: "2"}})
    assert list(body.render_all([JOHN, MARY, OTHER])) == ["x1", None, None]


def test_values_for_digits_are_kept_as_they_are() -> None:
    plain = {JOHN: "John", MARY: "Mary", "default": "x"}
    assert values_by_number(plain) is plain


def test_values_for_nobody_are_left_out() -> None:
    assert values_by_number({"John": "x", "default": "y"}) == {"default": "y"}
    assert values_by_number({"+1": "x", f"+{JOHN}": "y"}) == {JOHN: "y"}
    assert values_by_number({}) == {}
