"""Time stamps: their octets in both directions, what is no moment, and the years that two digits mean."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.timestamp import FIRST_YEAR, N_OCTETS, Timestamp
from spoiling import bit_flips, truncations

VECTORS = Path(__file__).parent / "vectors"
STAMPS: list[dict[str, Any]] = json.loads((VECTORS / "timestamps.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = json.loads((VECTORS / "broken_timestamps.json").read_text(encoding="utf-8"))
FIELDS = ("year", "month", "day", "hour", "minute", "second", "zone")
GOOD = Timestamp(26, 1, 21, 15, 40, 0, 8)

zones = st.integers(-79, 79).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
moments = st.builds(
    lambda seconds, zone: datetime(2000, 1, 1, tzinfo=zone) + timedelta(seconds=seconds),
    st.integers(0, 36525 * 86_400 - 1),
    zones,
)


def name_of(row: dict[str, Any]) -> str:
    """What the row is called in a report."""
    return str(row["octets"])


def octets_of(row: dict[str, Any]) -> bytes:
    """The octets of a vector."""
    return bytes.fromhex(row["octets"])


# -- octets ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", STAMPS, ids=name_of)
def test_a_time_stamp_is_read_and_written(row: dict[str, Any]) -> None:
    stamp = Timestamp.parse(octets_of(row))
    assert stamp == Timestamp.parse(octets_of(row), errors="ignore") == Timestamp(*row["fields"])
    assert stamp.serialize() == bytes.fromhex(row.get("canonical", row["octets"]))


@pytest.mark.parametrize("row", STAMPS, ids=name_of)
def test_a_time_stamp_is_a_moment(row: dict[str, Any]) -> None:
    moment = datetime.fromisoformat(row["iso"])
    stamp = Timestamp(*row["fields"])
    assert stamp.to_datetime() == moment
    assert stamp.to_datetime().utcoffset() == moment.utcoffset()
    assert Timestamp.of(moment) == stamp


@pytest.mark.parametrize("row", STAMPS, ids=name_of)
def test_a_time_stamp_cut_short_is_refused(row: dict[str, Any]) -> None:
    for octets in truncations(octets_of(row)):
        with pytest.raises(TruncatedError) as caught:
            Timestamp.parse(octets)
        assert caught.value.args == ("7 octets are a time stamp", FIELDS[len(octets)], len(octets))
        with pytest.raises(TruncatedError):
            Timestamp.parse(octets, errors="ignore")


def test_a_time_stamp_with_a_tail_is_refused() -> None:
    assert len(GOOD.serialize()) == N_OCTETS
    with pytest.raises(OverlengthError) as caught:
        Timestamp.parse(GOOD.serialize() + b"\0")
    assert caught.value.args == ("7 octets are a time stamp, there are more", "zone", 7)


@pytest.mark.parametrize("row", BROKEN, ids=name_of)
def test_what_is_no_moment_is_refused_with_its_place(row: dict[str, Any]) -> None:
    with pytest.raises(MalformedError) as caught:
        Timestamp.parse(octets_of(row))
    assert (caught.value.field, caught.value.offset) == (row["field"], row["offset"])


@pytest.mark.parametrize("row", BROKEN, ids=name_of)
def test_a_receiver_reads_0_for_what_is_no_digit_and_takes_any_date(row: dict[str, Any]) -> None:
    assert Timestamp.parse(octets_of(row), errors="ignore") == Timestamp(*row["ignored"])


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize("octet", range(256))
def test_an_octet_is_two_digits_the_first_one_in_its_lower_half(octet: int, index: int) -> None:
    octets = bytearray(GOOD.serialize())
    octets[index] = octet
    digits = f"{octet:02x}"[::-1]
    values = [26, 1, 21, 15, 40, 0, 8]
    values[index] = int("".join(digit if digit.isdecimal() else "0" for digit in digits))
    assert Timestamp.parse(octets, errors="ignore") == Timestamp(*values)
    if not digits.isdecimal():
        with pytest.raises(MalformedError) as caught:
            Timestamp.parse(octets)
        assert caught.value.args == (f"{octet:#04x} is not two digits", FIELDS[index], index)


@pytest.mark.parametrize("octet", range(256))
def test_a_zone_is_a_sign_and_quarters_of_an_hour(octet: int) -> None:
    octets = GOOD.serialize()[:-1] + bytes([octet])
    lower, upper = octet % 16, octet // 16
    quarters = lower % 8 * 10 + (upper if upper < 10 else 0)
    expected = Timestamp(26, 1, 21, 15, 40, 0, -quarters if lower >= 8 else quarters)
    assert Timestamp.parse(octets, errors="ignore") == expected
    if upper < 10:
        assert Timestamp.parse(octets) == expected
        assert (expected.serialize() == octets) is (octet != 0x08)
    else:
        with pytest.raises(MalformedError, match=r"zone: .* is not two digits at offset 6"):
            Timestamp.parse(octets)


def test_there_are_two_ways_to_treat_what_is_wrong() -> None:
    with pytest.raises(FieldRangeError) as caught:
        Timestamp.parse(bytes(7), errors="replace")  # type: ignore[arg-type]
    assert caught.value.args == ("errors", "replace", '"strict" or "ignore"')


@pytest.mark.parametrize("given", [bytes, bytearray, memoryview])
def test_a_time_stamp_is_read_from_whatever_holds_octets(given: Any) -> None:
    assert Timestamp.parse(given(GOOD.serialize())) == GOOD


@pytest.mark.parametrize(
    ("stamp", "field", "value", "limit"),
    [
        (Timestamp(-1, 1, 1, 0, 0, 0, 0), "year", -1, "0 to 99"),
        (Timestamp(100, 1, 1, 0, 0, 0, 0), "year", 100, "0 to 99"),
        (Timestamp(26, 0, 1, 0, 0, 0, 0), "month", 0, "1 to 12"),
        (Timestamp(26, 13, 1, 0, 0, 0, 0), "month", 13, "1 to 12"),
        (Timestamp(26, 1, 0, 0, 0, 0, 0), "day", 0, "1 to 31"),
        (Timestamp(26, 1, 32, 0, 0, 0, 0), "day", 32, "1 to 31"),
        (Timestamp(26, 2, 29, 0, 0, 0, 0), "day", 29, "1 to 28"),
        (Timestamp(24, 2, 30, 0, 0, 0, 0), "day", 30, "1 to 29"),
        (Timestamp(26, 6, 31, 0, 0, 0, 0), "day", 31, "1 to 30"),
        (Timestamp(26, 1, 1, 24, 0, 0, 0), "hour", 24, "0 to 23"),
        (Timestamp(26, 1, 1, 0, 60, 0, 0), "minute", 60, "0 to 59"),
        (Timestamp(26, 1, 1, 0, 0, 60, 0), "second", 60, "0 to 59"),
        (Timestamp(26, 1, 1, 0, 0, 0, 80), "quarters", 80, "-79 to 79"),
        (Timestamp(26, 1, 1, 0, 0, 0, -80), "quarters", -80, "-79 to 79"),
    ],
)
def test_what_is_no_moment_is_not_written_and_is_no_datetime(
    stamp: Timestamp, field: str, value: int, limit: str
) -> None:
    for use in (stamp.serialize, stamp.to_datetime):
        with pytest.raises(FieldRangeError) as caught:
            use()
        assert caught.value.args == (field, value, limit)


def test_days_are_those_of_the_calendar() -> None:
    day = datetime(2000, 1, 1, tzinfo=timezone.utc)
    days = set()
    while day.year < 2004:
        days.add((day.year - 2000, day.month, day.day))
        day += timedelta(days=1)
    for year in range(4):
        for month in range(1, 13):
            for number in range(1, 32):
                octets = bytes(int(f"{part:02}"[::-1], 16) for part in (year, month, number)) + bytes(4)
                try:
                    Timestamp.parse(octets)
                except MalformedError:
                    assert (year, month, number) not in days
                else:
                    assert (year, month, number) in days


# -- years -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(100))
def test_a_year_is_one_of_the_hundred_from_2000_on(year: int) -> None:
    assert FIRST_YEAR == 2000
    assert Timestamp(year, 1, 1, 0, 0, 0, 0).to_datetime().year == 2000 + year


@pytest.mark.parametrize(
    ("year", "first_year", "meant"),
    [
        (92, 1992, 1992),
        (91, 1992, 2091),
        (0, 1992, 2000),
        (99, 1970, 1999),
        (70, 1970, 1970),
        (69, 1970, 2069),
        (0, 1900, 1900),
        (1, 1, 1),
        (0, 1, 100),
        (99, 9900, 9999),
    ],
)
def test_the_hundred_years_may_begin_elsewhere(year: int, first_year: int, meant: int) -> None:
    stamp = Timestamp(year, 1, 1, 0, 0, 0, 0)
    moment = stamp.to_datetime(first_year=first_year)
    assert moment.year == meant
    assert Timestamp.of(moment, first_year=first_year) == stamp


@pytest.mark.parametrize("first_year", [0, -1, 9901])
def test_the_hundred_years_are_years_of_python(first_year: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        GOOD.to_datetime(first_year=first_year)
    assert caught.value.args == ("first_year", first_year, "1 to 9900")


def test_a_year_that_can_be_divided_by_four_may_be_none_with_29_february() -> None:
    stamp = Timestamp(0, 2, 29, 0, 0, 0, 0)
    assert stamp.to_datetime().day == 29
    with pytest.raises(FieldRangeError) as caught:
        stamp.to_datetime(first_year=1900)
    assert caught.value.args == ("day", 29, "a day of month 2 of 1900")


@pytest.mark.parametrize(("year", "first_year"), [(1999, 2000), (2100, 2000), (1969, 1970), (2070, 1970)])
def test_a_moment_outside_the_hundred_years_is_refused(year: int, first_year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=timezone.utc)
    with pytest.raises(FieldRangeError) as caught:
        Timestamp.of(moment, first_year=first_year)
    assert caught.value.args == ("year", year, f"{first_year} to {first_year + 99}")


@pytest.mark.parametrize("written", ["2026-01-21T15:40:00+00:00", 1_769_000_000, date(2026, 1, 21), None])
def test_what_is_no_moment_is_refused(written: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Timestamp.of(written)
    assert caught.value.args == ("moment", written, "a datetime")


# -- moments -----------------------------------------------------------------------------------------------------------


@given(moment=moments)
def test_a_moment_is_the_same_after_the_way_over_the_wire(moment: datetime) -> None:
    again = Timestamp.parse(Timestamp.of(moment).serialize()).to_datetime()
    assert (again, again.utcoffset()) == (moment, moment.utcoffset())


def test_fractions_of_a_second_are_left_out() -> None:
    moment = datetime(2026, 1, 21, 15, 40, 0, 999_999, timezone(timedelta(hours=2)))
    assert Timestamp.of(moment) == GOOD


@pytest.mark.parametrize(
    "zone",
    [
        None,
        timezone(timedelta(minutes=1)),
        timezone(timedelta(minutes=-14)),
        timezone(timedelta(minutes=15, seconds=1)),
        timezone(timedelta(minutes=15, microseconds=1)),
        timezone(timedelta(hours=20)),
        timezone(timedelta(hours=-20)),
    ],
)
def test_a_moment_has_a_zone_of_whole_quarters(zone: timezone | None) -> None:
    moment = datetime(2026, 1, 1, tzinfo=zone)
    with pytest.raises(FieldRangeError) as caught:
        Timestamp.of(moment)
    assert caught.value.args == ("time zone", moment.utcoffset(), "a multiple of 15 minutes, up to 19:45 hours")


# -- anything ----------------------------------------------------------------------------------------------------------


def check_reading(octets: bytes) -> None:
    """Whatever seven octets, a time stamp is read that can be written and read again, or it is refused."""
    lenient = Timestamp.parse(octets, errors="ignore")
    try:
        stamp = Timestamp.parse(octets)
    except DecodeError:
        return
    assert stamp == lenient
    assert stamp.serialize() == octets[:-1] + (b"\0" if octets[-1] == 0x08 else octets[-1:])
    assert Timestamp.of(stamp.to_datetime()) == stamp


@pytest.mark.parametrize("row", [*STAMPS, *BROKEN], ids=name_of)
def test_one_bit_turned_over_makes_another_time_stamp_or_a_documented_error(row: dict[str, Any]) -> None:
    for octets in bit_flips(octets_of(row)):
        check_reading(octets)


@given(octets=st.binary(min_size=7, max_size=7))
def test_any_octets_are_a_time_stamp_or_a_documented_error(octets: bytes) -> None:
    check_reading(octets)
