"""Telephone numbers: what is understood, and what is refused because it could mean somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.address import normalize_msisdn, normalize_msisdns
from septet.errors import FieldRangeError

numbers = st.builds(
    lambda first, others: first + others, st.sampled_from("123456789"), st.text("0123456789", min_size=6, max_size=14)
)
separators = st.text(" \t\xa0\u2009\u202f-\u2010\u2011\u2013).", max_size=3)


@pytest.mark.parametrize(
    "written",
    [
        "447700900123",
        "+447700900123",
        "00447700900123",
        "+44 7700 900123",
        "+44 7700 900 123",
        "0044 7700 900123",
        "00 44 7700 900123",
        "+ 44 7700 900123",
        " +447700900123 ",
        "\t447700900123\n",
        "+44-7700-900123",
        "+44.7700.900123",
        "(+44) 7700 900123",
        "+44 (7700) 900123",
        "+44\xa07700\u202f900\u2009123",
        "+44\u20107700\u2011900\u2013123",
    ],
)
def test_ways_to_write_a_number_all_mean_the_same(written: str) -> None:
    assert normalize_msisdn(written) == "447700900123"


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "+",
        "00",
        "()",
        "07700900123",
        "0",
        "(0)7700900123",
        "+44 (0) 7700 900123",
        "+44(0)7700900123",
        "0044(0)7700900123",
        "+07700900123",
        "+00447700900123",
        "000447700900123",
        "++447700900123",
        "447700900123+",
        "44+7700900123",
        "4477O0900123",
        "tel:+447700900123",
        "+447700900123 ext. 5",
        "+44 7700 900123 / 124",
        "447700900123,447700900124",
        "447700900123;447700900124",
        "\u0664\u0664\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663",
        "\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13",
        "44770090012\xb2",
        "MyBrand",
        "\ud83d447700900123",
    ],
)
def test_what_is_no_international_number_is_refused(written: str) -> None:
    with pytest.raises(FieldRangeError, match="number must be an international number") as caught:
        normalize_msisdn(written)
    assert (caught.value.field, caught.value.value) == ("number", written)


@pytest.mark.parametrize("prefix", ["", "+", "00", "+ ", "00 "])
def test_a_number_has_7_to_15_digits(prefix: str) -> None:
    assert normalize_msisdn(prefix + "1234567") == "1234567"
    assert normalize_msisdn(prefix + "123456789012345") == "123456789012345"
    for digits in ("123456", "1234567890123456"):
        with pytest.raises(FieldRangeError):
            normalize_msisdn(prefix + digits)


@given(number=numbers, prefix=st.sampled_from(["", "+", "00"]), data=st.data())
def test_separators_between_the_digits_are_ignored(number: str, prefix: str, data: st.DataObject) -> None:
    written = "".join(data.draw(separators) + character for character in prefix + number) + data.draw(separators)
    assert normalize_msisdn(written) == number
    assert normalize_msisdn(normalize_msisdn(written)) == number


# -- many at once ------------------------------------------------------------------------------------------------------


@given(plain=st.lists(st.builds(lambda prefix, number: prefix + number, st.sampled_from(["", "+"]), numbers)))
def test_numbers_written_plainly_are_the_same_at_once_as_one_by_one(plain: list[str]) -> None:
    assert normalize_msisdns(plain) == [normalize_msisdn(written) for written in plain]


@pytest.mark.parametrize("other", ["0044 7700 900123", "00447700900123", "+44 7700 900123", "(+44)7700900123"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_number_written_otherwise_is_understood_among_plain_ones(other: str, place: int) -> None:
    written = ["+33639980123", "33639980124"]
    written.insert(place, other)
    assert normalize_msisdns(written) == [normalize_msisdn(number) for number in written]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "+",
        "07700900123",
        "0",
        "+44(0)7700900123",
        "123456",
        "1234567890123456",
        "44770090012\xb2",
        "\u0664" * 9,
        "\ud800" * 9,
        "x" * 9,
        "++447700900123",
        "4477009001\n33639980123",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_wrong_number_among_right_ones_is_refused(wrong: str, place: int) -> None:
    written = ["+33639980123", "33639980124"]
    written.insert(place, wrong)
    with pytest.raises(FieldRangeError) as caught:
        normalize_msisdns(written)
    assert caught.value.value == wrong


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n+", "+\n"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_line_ends_in_a_number_make_no_numbers_of_it(end: str, place: int) -> None:
    written = ["+33639980123", "33639980124"]
    for number in (f"{end}4477009001", f"4477{end}009001", f"4477009001{end}"):
        several = [*written[:place], number, *written[place:]]
        try:
            expected = list(map(normalize_msisdn, several))
        except FieldRangeError:
            with pytest.raises(FieldRangeError):
                normalize_msisdns(several)
        else:
            assert normalize_msisdns(several) == expected


def test_no_numbers_are_no_numbers() -> None:
    assert normalize_msisdns([]) == []
