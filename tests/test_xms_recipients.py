"""Recipients of XMS: numbers, ids of groups, and senders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.xms.recipients import (
    has_zero_in_brackets,
    is_group,
    is_number,
    is_sender,
    normalize_number,
    normalize_numbers,
    normalize_recipients,
)

numbers = st.integers(1_000_000, 999_999_999_999_999).map(str)
ways_to_write = st.builds(
    lambda prefix, number, blanks: prefix + "".join(map(str.__add__, blanks, number)) + number[len(blanks) :],
    st.sampled_from(["", "+", "00", "(+", " 00 "]),
    numbers,
    st.lists(st.sampled_from(["", "", " ", "-", "(", ")", "\t"]), max_size=7),
)


@pytest.mark.parametrize(
    "written",
    [
        "+447700900001",
        "447700900001",
        "00447700900001",
        "44 7700 900-001",
        "(44)7700900001",
        "+(44) 7700 900001",
        "\t447700900001\r\n",
        "00 44 7700 900001",
    ],
)
def test_x3_ways_to_write_a_number_all_mean_the_same(written: str) -> None:
    assert normalize_number(written) == "447700900001"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "+",
        "00",
        "+1",
        "()",
        "07700900001",
        "0447700900001",
        "+00447700900001",
        "++447700900001",
        "447700900001+",
        "44.7700.900001",
        "44\xa07700900001",
        "447700900001,447700900002",
        "GROUP",
        "٤٤٧٧٠٠٩٠٠٠٠١",
        "44770090000²",
    ],
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert normalize_number(written) is None
    assert not is_number(written)


@pytest.mark.parametrize("prefix", ["", "+", "00"])
def test_a_number_has_7_to_15_digits(prefix: str) -> None:
    assert normalize_number(prefix + "1234567") == "1234567"
    assert normalize_number(prefix + "123456789012345") == "123456789012345"
    assert normalize_number(prefix + "123456") is None
    assert normalize_number(prefix + "1234567890123456") is None


@given(st.lists(st.one_of(numbers, numbers.map("+".__add__), ways_to_write, st.text("0+a1", max_size=8))))
def test_numbers_are_the_same_at_once_as_one_by_one(written: list[str]) -> None:
    assert list(normalize_numbers(written)) == [normalize_number(each) for each in written]


@given(st.lists(numbers, min_size=1))
def test_numbers_that_are_digits_are_returned_as_they_are(written: list[str]) -> None:
    assert normalize_numbers(written) is written


@given(st.lists(st.one_of(ways_to_write, st.text("abZ09_-", min_size=1, max_size=12), st.text(max_size=5))))
def test_recipients_are_numbers_or_groups_or_nothing(written: list[str]) -> None:
    for each, recipient in zip(written, normalize_recipients(written), strict=True):
        expected = normalize_number(each)
        assert recipient == (each if expected is None and is_group(each) else expected)


@pytest.mark.parametrize("written", ["G", "01FC66621XXXXX119Z8PMV1QPQ", "vip-2_x", "-a", "0a"])
def test_the_id_of_a_group_has_a_letter(written: str) -> None:
    assert is_group(written)


@pytest.mark.parametrize("written", ["", "12-34", "_", "1", "a b", "a.b", "Zoë", "a\n", "+a"])
def test_what_is_no_id_of_a_group(written: str) -> None:
    assert not is_group(written)


def test_a_zero_behind_a_bracket_is_found() -> None:
    assert has_zero_in_brackets("+44(0)7700900001")
    assert has_zero_in_brackets("+44 ( 0) 7700900001")
    assert not has_zero_in_brackets("+44 (7700) 900001")
    assert not has_zero_in_brackets("+44 (70) 0")


# -- senders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["1", "12345", "1" * 18, "+" + "1" * 18, "+46 70 123 45 67", "A", "SENDERNAME1"])
def test_a_sender_is_a_number_or_a_name(sender: str) -> None:
    assert is_sender(sender)


@pytest.mark.parametrize("sender", ["€uro shop", "Ñandù bar", "@$_", "PIZZA SHOP", "Mr. X & Co."])
def test_a_name_has_characters_of_gsm_7(sender: str) -> None:
    assert is_sender(sender)


@pytest.mark.parametrize("sender", ["", "1" * 19, "SENDERNAME12", "€€€€€€", "Кафе", "ñ😀", "\ud83d", "12345678901x"])
def test_what_is_no_sender(sender: str) -> None:
    assert not is_sender(sender)


def test_a_name_has_11_septets() -> None:
    assert is_sender("a" * 9 + "€")
    assert not is_sender("a" * 10 + "€")
