"""Numbers as EAPI takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi.recipients import check_country, duplicates, normalize
from septet.errors import FieldRangeError

numbers = st.builds(
    lambda first, others: first + others, st.sampled_from("123456789"), st.text("0123456789", min_size=6, max_size=14)
)


@given(numbers, st.sampled_from(["", "+", "00"]), st.text(" \t\r\n", max_size=2), st.text(" \t\r\n", max_size=2))
def test_ways_to_write_a_number_all_mean_the_same(number: str, start: str, before: str, behind: str) -> None:
    assert normalize(f"{before}{start}{number}{behind}") == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "+",
        "00",
        "0",
        "123456",
        "+123456",
        "1234567890123456",
        "07700900123",
        "+07700900123",
        "0007700900123",
        "++447700900123",
        "+00447700900123",
        "44 7700 900123",
        "44-7700-900123",
        "44123123456,44123123457",
        "abc",
        "4412312345²",
        "4412312345\u0661",
        "44123123.56",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert normalize(written) is None


@pytest.mark.parametrize(("n_digits", "is_number"), [(6, False), (7, True), (15, True), (16, False)])
def test_how_long_a_number_is(n_digits: int, is_number: bool) -> None:
    assert (normalize("1" * n_digits) is not None) is is_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700900123", "447700900123"),
        (" 07700900123", "447700900123"),
        ("447700900123", "447700900123"),
        ("+33639980123", "33639980123"),
        ("0033639980123", "33639980123"),
        ("+07700900123", None),
        ("0007700900123", None),
        ("0", None),
        ("01234", None),
        ("012345", "4412345"),
        ("7700900123", "7700900123"),
    ],
)
def test_national_numbers_of_the_default_country(written: str, number: str | None) -> None:
    assert normalize(written, "44") == number


@given(st.text())
def test_a_number_is_digits_or_none(written: str) -> None:
    number = normalize(written, "44")
    assert number is None or (number.isascii() and number.isdigit() and number[0] != "0" and 7 <= len(number) <= 15)


@pytest.mark.parametrize("code", ["1", "44", "254"])
def test_country_codes(code: str) -> None:
    assert check_country(code) == code


def test_no_country() -> None:
    assert check_country(None) == ""


@pytest.mark.parametrize("code", ["", "0", "044", "+44", "1234", "GB", "²"])
def test_what_is_no_country_code(code: str) -> None:
    with pytest.raises(FieldRangeError, match=r"^default_country must be a country code of 1 to 3 digits"):
        check_country(code)


@given(st.lists(st.sampled_from("abc")))
def test_duplicates_are_those_that_were_there_before(listed: list[str]) -> None:
    found = list(duplicates(listed))
    assert found == [i for i, each in enumerate(listed) if each in listed[:i]]
