"""Hexadecimal digits: what they stand for, and where they are wrong."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.errors import MalformedError, TruncatedError
from septet.hexadecimal import octets_of

DIGITS = frozenset(string.hexdigits)


def value_of(digit: str) -> int:
    """What one digit is worth, looked up in a row."""
    return "0123456789abcdef".index(digit.lower())


@pytest.mark.parametrize("octet", range(256))
def test_two_digits_are_an_octet_in_either_case(octet: int) -> None:
    digits = f"{octet:02x}"
    for written in {digits, digits.upper(), digits.title(), digits.swapcase()}:
        assert octets_of(written) == bytes([octet])


@given(st.text(string.hexdigits).filter(lambda digits: len(digits) % 2 == 0))
def test_digits_are_read_in_pairs(digits: str) -> None:
    pairs = zip(digits[::2], digits[1::2], strict=True)
    assert octets_of(digits) == bytes(16 * value_of(high) + value_of(low) for high, low in pairs)


@given(st.binary())
def test_octets_come_back_from_their_digits(octets: bytes) -> None:
    assert octets_of(octets.hex()) == octets_of(octets.hex().upper()) == octets


@given(st.text(string.hexdigits), st.characters().filter(lambda c: c not in DIGITS), st.text())
def test_the_first_character_that_is_no_digit_is_named(before: str, wrong: str, after: str) -> None:
    with pytest.raises(MalformedError) as caught:
        octets_of(before + wrong + after)
    error = caught.value
    assert (error.reason, error.field, error.offset) == (
        f"{wrong!a} is not a hexadecimal digit",
        "digits",
        len(before),
    )


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\xa0"])
@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_blanks_are_no_digits(blank: str, place: int) -> None:
    with pytest.raises(MalformedError) as caught:
        octets_of("0a0b"[:place] + blank + "0a0b"[place:])
    assert caught.value.offset == place


@pytest.mark.parametrize("wrong", ["\uff11", "\u0661", "\xb2", "\ud800", "g", "G", "x", "-", "_", "\0"])
def test_digits_of_other_scripts_and_signs_are_no_digits(wrong: str) -> None:
    with pytest.raises(MalformedError, match=r"is not a hexadecimal digit at offset 1$"):
        octets_of("0" + wrong)


@pytest.mark.parametrize(("digits", "offset"), [("0x0a", 1), ("0X0A", 1), ("0a,0b", 2), ("0a:0b", 2), ("0ah", 2)])
def test_other_ways_of_writing_octets_are_not_known(digits: str, offset: int) -> None:
    with pytest.raises(MalformedError) as caught:
        octets_of(digits)
    assert caught.value.offset == offset


@pytest.mark.parametrize("wrong", [b"0a", 10, None])
def test_digits_are_text(wrong: object) -> None:
    with pytest.raises(TypeError):
        octets_of(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("digits", ["0", "abc", "12345"])
def test_half_an_octet_is_too_little(digits: str) -> None:
    with pytest.raises(TruncatedError) as caught:
        octets_of(digits)
    assert (caught.value.reason, caught.value.offset) == ("half an octet", len(digits) - 1)


def test_the_field_is_named_as_the_caller_calls_it() -> None:
    with pytest.raises(MalformedError, match=r"^user_data: 'x' is not a hexadecimal digit at offset 0$"):
        octets_of("x", "user_data")
    with pytest.raises(TruncatedError, match=r"^user_data: half an octet at offset 2$"):
        octets_of("000", "user_data")


def test_nothing_is_nothing() -> None:
    assert octets_of("") == b""
