"""Mobile numbers of SEND BULK."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.address import normalize_msisdn
from septet.dialects.smslist.mobile import COUNTRY, is_of, normalize_mobile
from septet.errors import FieldRangeError


def test_kenya_is_the_country_where_none_is_named() -> None:
    assert COUNTRY == "254"


@pytest.mark.parametrize(
    "written",
    [
        "0712345678",
        "+254712345678",
        "254712345678",
        "712345678",
        "00254712345678",
        "0712 345 678",
        "+254-712-345678",
        "(0712) 345678",
        " 0712345678\n",
        "[254] 712 345678",
        "+254\u00a0712\u2011345\u2010678",
    ],
)
def test_l2_the_ways_to_write_a_number(written: str) -> None:
    assert normalize_mobile(written) == "254712345678"


@pytest.mark.parametrize(("written", "digits"), [("0112345678", "254112345678"), ("112345678", "254112345678")])
def test_numbers_that_begin_with_1_are_national_too(written: str, digits: str) -> None:
    assert normalize_mobile(written) == digits


@pytest.mark.parametrize("written", ["254212345678", "254012345678", "254999999999"])
def test_twelve_digits_of_the_country_are_taken_as_they_are(written: str) -> None:
    assert normalize_mobile(written) == written


@pytest.mark.parametrize(
    "written",
    ["447700900123", "+447700900123", "00447700900123", "7123456789", "1234567890", "123456789012345", "2547123456"],
)
def test_other_numbers_of_10_to_15_digits_are_international(written: str) -> None:
    assert normalize_mobile(written) == written.removeprefix("+").removeprefix("00")


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "+",
        "00",
        "12345",
        "0712345678,0722000000",
        "0712345678;0722000000",
        "0212345678",  # ten digits of another kind
        "212345678",  # nine of another kind
        "71234567",
        "012345678",
        "1234567890123456",
        "012345678901",
        "++254712345678",
        "+00254712345678",
        "07l2345678",
        "\u0660\u0667\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",  # digits, but Arabic ones
        "\u00b2712345678",
        "254.712.345678",
        "None",
    ],
)
def test_everything_else_is_refused(written: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        normalize_mobile(written)
    assert caught.value == FieldRangeError(
        "mobile", written, "one number, national or international (as +254712345678)"
    )


def test_a_number_of_another_country() -> None:
    assert normalize_mobile("0712345678", country="256") == "256712345678"
    assert normalize_mobile("254712345678", country="256") == "254712345678"


@pytest.mark.parametrize(
    ("country", "mobile", "expected"),
    [
        ("254", "254712345678", True),
        ("254", "2547123456789", False),
        ("254", "25471234567", False),
        ("254", "447700900123", False),
        ("1", "1712345678", True),
    ],
)
def test_of_which_country_it_is(country: str, mobile: str, expected: bool) -> None:
    assert is_of(country, mobile) is expected


@given(written=st.text(alphabet="0123456789+ -()", max_size=20))
def test_what_comes_out_is_a_number_that_goes_in_again(written: str) -> None:
    try:
        digits = normalize_mobile(written)
    except FieldRangeError:
        return
    assert normalize_mobile(digits) == normalize_msisdn(digits) == digits
    assert len(digits) in range(10, 16)
