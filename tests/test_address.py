"""Addresses: numbers that are understood, those that could mean somebody else, and the octets of all kinds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
from septet.address import Address, NumberingPlan, TypeOfNumber, normalize_msisdn, normalize_msisdns
from septet.errors import (
    DecodeError,
    FieldRangeError,
    MalformedError,
    OverlengthError,
    TruncatedError,
    UnencodableCharacterError,
)
from spoiling import bit_flips, truncations
from strategies import ONE_SEPTET, TWO_SEPTETS

VECTORS = Path(__file__).parent / "vectors"
ADDRESSES: list[dict[str, Any]] = json.loads((VECTORS / "addresses.json").read_text(encoding="utf-8"))
SERVICE_CENTRES: list[dict[str, Any]] = json.loads((VECTORS / "service_centres.json").read_text(encoding="utf-8"))
NUMBER = TypeOfNumber.UNKNOWN
NAME = TypeOfNumber.ALPHANUMERIC

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
        "447700900123.0",
        "+447700900123.0",
        " 447700900123.00 ",
        "00447700900123.0",
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
    assume(not re.search(r"^\W*\d+[.]0+\W*$", written))
    assert normalize_msisdn(written) == number
    assert normalize_msisdn(normalize_msisdn(written)) == number


@pytest.mark.parametrize(
    "written", ["+44.770090012.00", "447700900123.01", "447700900123.", "447700900123-0", "4477009 0.0"]
)
def test_a_dot_separates_where_it_cannot_make_a_fraction(written: str) -> None:
    assert normalize_msisdn(written) == "".join(filter(str.isdigit, written))


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


# -- what people write -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "ton", "npi"),
    [
        ("+447700900123", "447700900123", TypeOfNumber.INTERNATIONAL, NumberingPlan.ISDN),
        ("+44 (7700) 900-123", "447700900123", TypeOfNumber.INTERNATIONAL, NumberingPlan.ISDN),
        ("+1", "1", TypeOfNumber.INTERNATIONAL, NumberingPlan.ISDN),
        ("447700900123", "447700900123", TypeOfNumber.UNKNOWN, NumberingPlan.ISDN),
        ("0044 7700 900123", "00447700900123", TypeOfNumber.UNKNOWN, NumberingPlan.ISDN),
        ("07700 900123", "07700900123", TypeOfNumber.UNKNOWN, NumberingPlan.ISDN),
        ("12345", "12345", TypeOfNumber.UNKNOWN, NumberingPlan.ISDN),
        ("*100#", "*100#", TypeOfNumber.UNKNOWN, NumberingPlan.ISDN),
        ("MyBrand", "MyBrand", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
        ("My Brand", "My Brand", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
        ("7-Eleven", "7-Eleven", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
        ("abc", "abc", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
        ("1+1", "1+1", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
        (" ", " ", TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN),
    ],
)
def test_what_is_written_is_a_number_or_a_name(written: str, value: str, ton: TypeOfNumber, npi: int) -> None:
    assert Address.of(written) == Address(value, ton, npi)


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("", "a number or a name, as text"),
        (447700900123, "a number or a name, as text"),
        (None, "a number or a name, as text"),
        (b"+447700900123", "a number or a name, as text"),
        ("+", "digits behind a +"),
        ("++44", "digits behind a +"),
        ("+44x", "digits behind a +"),
        ("+44*", "digits behind a +"),
        ("+44 (0) 7700 900123", "digits behind a +"),
        ("+\u0664\u0664", "digits behind a +"),
    ],
)
def test_what_is_neither_a_number_nor_a_name_is_refused(written: Any, limit: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Address.of(written)
    assert caught.value.args == ("address", written, limit)


# -- octets ------------------------------------------------------------------------------------------------------------


def name_of(row: dict[str, Any]) -> str:
    """What the row is called in a report."""
    return str(row["octets"])


def address_of(row: dict[str, Any]) -> Address:
    """The address that a vector has written down."""
    return Address(row["value"], TypeOfNumber(row["ton"]), row["npi"])


def octets_of(row: dict[str, Any]) -> bytes:
    """The octets of a vector."""
    return bytes.fromhex(row["octets"])


@pytest.mark.parametrize("row", ADDRESSES, ids=name_of)
def test_an_address_is_read_and_written(row: dict[str, Any]) -> None:
    address = Address.parse(octets_of(row))
    assert address == address_of(row)
    assert type(address.ton) is TypeOfNumber
    assert str(address) == row["text"]
    assert address.serialize() == bytes.fromhex(row.get("canonical", row["octets"]))


@pytest.mark.parametrize("row", SERVICE_CENTRES, ids=name_of)
def test_a_service_centre_is_read_and_written(row: dict[str, Any]) -> None:
    address = Address.parse_service_centre(octets_of(row))
    assert address == address_of(row)
    assert address_of(row).serialize_service_centre() == bytes.fromhex(row.get("canonical", row["octets"]))


def test_a_service_centre_may_be_left_to_the_modem() -> None:
    assert Address.parse_service_centre(b"\0") is None


@pytest.mark.parametrize("row", ADDRESSES, ids=name_of)
def test_an_address_cut_short_is_refused(row: dict[str, Any]) -> None:
    for octets in truncations(octets_of(row)):
        with pytest.raises(TruncatedError) as caught:
            Address.parse(octets)
        field = ["length", "type", "value"][min(2, len(octets))]
        assert (caught.value.field, caught.value.offset) == (field, len(octets))


@pytest.mark.parametrize("row", SERVICE_CENTRES, ids=name_of)
def test_a_service_centre_cut_short_is_refused(row: dict[str, Any]) -> None:
    for octets in truncations(octets_of(row)):
        with pytest.raises(TruncatedError) as caught:
            Address.parse_service_centre(octets)
        field = ["length", "type", "value"][min(2, len(octets))]
        assert (caught.value.field, caught.value.offset) == (field, len(octets))


@pytest.mark.parametrize("row", ADDRESSES, ids=name_of)
def test_an_address_with_a_tail_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(OverlengthError) as caught:
        Address.parse(octets_of(row) + b"\0")
    assert (caught.value.field, caught.value.offset) == ("value", len(octets_of(row)))


@pytest.mark.parametrize("row", [*SERVICE_CENTRES, {"octets": "00"}], ids=name_of)
def test_a_service_centre_with_a_tail_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(OverlengthError) as caught:
        Address.parse_service_centre(octets_of(row) + b"\0")
    assert (caught.value.field, caught.value.offset) == ("value", len(octets_of(row)))


def test_an_address_has_20_digits_at_most() -> None:
    with pytest.raises(OverlengthError) as caught:
        Address.parse(bytes([21, 0x91]) + bytes(11))
    assert caught.value.args == ("21 announced, 20 at most can be", "length", 0)
    with pytest.raises(OverlengthError) as caught:
        Address.parse_service_centre(bytes([12, 0x91]) + bytes(11))
    assert caught.value.args == ("12 announced, 11 at most can be", "length", 0)
    assert len(Address("1" * 20, NUMBER, 1).serialize()) == 12
    for write in (Address("1" * 21, NUMBER, 1).serialize, Address("1" * 21, NUMBER, 1).serialize_service_centre):
        with pytest.raises(FieldRangeError) as raised:
            write()
        assert raised.value.args == ("address", "1" * 21, "20 digits of 0123456789*#abc at most")


@pytest.mark.parametrize("octet", range(256))
def test_a_type_octet_has_a_type_and_a_plan_below_its_highest_bit(octet: int) -> None:
    octets = bytes([1, octet, 0xF5])
    if octet < 0x80:
        with pytest.raises(MalformedError) as caught:
            Address.parse(octets)
        assert caught.value.args == (f"{octet:#04x} has not the highest bit set", "type", 1)
    else:
        address = Address.parse(octets)
        assert (address.ton, address.npi) == (octet // 16 % 8, octet % 16)
        assert isinstance(address.npi, NumberingPlan) is (octet % 16 in tuple(NumberingPlan))


@pytest.mark.parametrize("octet", range(256))
def test_a_service_centre_has_the_type_of_a_number(octet: int) -> None:
    octets = bytes([2, octet, 0xF5])
    if octet < 0x80 or octet // 16 == 0xD:
        with pytest.raises(MalformedError) as caught:
            Address.parse_service_centre(octets)
        assert caught.value.args == (f"{octet:#04x} is not the type of a number", "type", 1)
    else:
        assert Address.parse_service_centre(octets) == Address("5", TypeOfNumber(octet // 16 % 8), octet % 16)


@pytest.mark.parametrize("value", ["d", "A", "+44", "1 2", "e1", "1e1", "\u0661", "\xb2"])
def test_a_number_has_digits_only(value: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Address(value, NUMBER, 1).serialize()
    assert caught.value.args == ("address", value, "20 digits of 0123456789*#abc at most")


@pytest.mark.parametrize("value", ["Twelve chars", "a" * 12, "€€€€€€", "Eleven ch€s"])
def test_a_name_has_11_septets_at_most(value: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Address(value, NAME, 0).serialize()
    assert caught.value.args == ("address", value, "11 septets at most")


def test_a_name_is_in_the_default_alphabet() -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        Address("My Бренд", NAME, 0).serialize()
    assert caught.value.position == 3


def test_a_service_centre_has_no_name() -> None:
    with pytest.raises(FieldRangeError) as caught:
        Address("MyBrand", NAME, 0).serialize_service_centre()
    assert caught.value.args == ("address", "MyBrand", "a number for a service centre")


@pytest.mark.parametrize(
    ("ton", "npi", "field", "value", "limit"),
    [
        (-1, 0, "ton", -1, "0 to 7"),
        (8, 0, "ton", 8, "0 to 7"),
        (0, -1, "npi", -1, "0 to 15"),
        (0, 16, "npi", 16, "0 to 15"),
    ],
)
def test_a_type_and_a_plan_fit_their_bits(ton: Any, npi: int, field: str, value: int, limit: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Address("1", ton, npi).serialize()
    assert caught.value.args == (field, value, limit)


@pytest.mark.parametrize("given", [bytes, bytearray, memoryview])
def test_an_address_is_read_from_whatever_holds_octets(given: Any) -> None:
    assert Address.parse(given(b"\x01\x81\xf5")) == Address("5", NUMBER, 1)
    assert Address.parse_service_centre(given(b"\x02\x81\xf5")) == Address("5", NUMBER, 1)


# -- anything ----------------------------------------------------------------------------------------------------------

number_types = st.sampled_from([ton for ton in TypeOfNumber if ton != NAME])
wire_numbers = st.builds(Address, st.text("0123456789*#abc", max_size=20), number_types, st.integers(0, 15))
names = st.builds(
    Address,
    st.text(st.sampled_from(ONE_SEPTET + TWO_SEPTETS), max_size=11).filter(
        lambda text: len(oracle.septets_of(text) or []) <= 11
    ),
    st.just(NAME),
    st.integers(0, 15),
)


@given(address=st.one_of(wire_numbers, names))
def test_what_is_written_is_read(address: Address) -> None:
    octets = address.serialize()
    assert Address.parse(octets) == address
    assert len(octets) == 2 + (octets[0] + 1) // 2 <= 12


@given(address=names)
def test_a_name_has_the_octets_of_the_standard(address: Address) -> None:
    septets = oracle.septets_of(address.value) or []
    assert address.serialize()[2:] == oracle.pack(septets)
    assert address.serialize()[0] == -(-7 * len(septets) // 4)


@given(address=wire_numbers)
def test_a_service_centre_that_is_written_is_read(address: Address) -> None:
    octets = address.serialize_service_centre()
    assert Address.parse_service_centre(octets) == address
    assert octets[0] == len(octets) - 1


def check_reading(octets: bytes) -> None:
    """Whatever the octets, an address is read that can be written and read again, or a documented error is raised."""
    try:
        address = Address.parse(octets)
    except DecodeError:
        address = Address("", NUMBER, 0)
    assert Address.parse(address.serialize()) == address
    try:
        centre = Address.parse_service_centre(octets)
    except DecodeError:
        centre = None
    assert centre is None or Address.parse_service_centre(centre.serialize_service_centre()) == centre


@pytest.mark.parametrize("row", [*ADDRESSES, *SERVICE_CENTRES], ids=name_of)
def test_one_bit_turned_over_makes_another_address_or_a_documented_error(row: dict[str, Any]) -> None:
    for octets in bit_flips(octets_of(row)):
        check_reading(octets)


@given(
    octets=st.one_of(
        st.binary(max_size=14),
        st.builds(
            lambda length, kind, digits: bytes([length, kind]) + digits[: (length + 1) // 2],
            st.integers(0, 20),
            st.integers(0x80, 0xFF),
            st.binary(min_size=10, max_size=10),
        ),
    )
)
def test_any_octets_are_an_address_or_a_documented_error(octets: bytes) -> None:
    check_reading(octets)
