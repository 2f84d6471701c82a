"""Dates and times of XMS: what is read, what is not, and how they are written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.xms.moments import at_millisecond, in_utc, read_day_or_moment, read_moment, write_moment

UTC = timezone.utc
zones = st.builds(timezone, st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timedelta(minutes=minutes)))
moments = st.datetimes(
    datetime(2, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    datetime(9998, 12, 31, tzinfo=UTC).replace(tzinfo=None),
    timezones=zones,
)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-06-06T09:25Z", datetime(2024, 6, 6, 9, 25, tzinfo=UTC)),
        ("2024-06-06T09:25", datetime(2024, 6, 6, 9, 25, tzinfo=UTC)),
        ("2024-06-06t09:25z", datetime(2024, 6, 6, 9, 25, tzinfo=UTC)),
        ("2024-06-06T09:25:31Z", datetime(2024, 6, 6, 9, 25, 31, tzinfo=UTC)),
        ("2024-06-06T09:25:31.5Z", datetime(2024, 6, 6, 9, 25, 31, 500000, tzinfo=UTC)),
        ("2024-06-06T09:25:31.123999999Z", datetime(2024, 6, 6, 9, 25, 31, 123000, tzinfo=UTC)),
        ("2024-06-06T09:25:31+00:00", datetime(2024, 6, 6, 9, 25, 31, tzinfo=UTC)),
        ("2024-06-06T09:25+02:30", datetime(2024, 6, 6, 6, 55, tzinfo=UTC)),
        ("2024-06-06T09:25-0230", datetime(2024, 6, 6, 11, 55, tzinfo=UTC)),
        ("2024-06-06T09:25-02", datetime(2024, 6, 6, 11, 25, tzinfo=UTC)),
        ("2024-02-29T23:59:59.999-23:59", datetime(2024, 3, 1, 23, 58, 59, 999000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc_to_the_millisecond(written: str, moment: datetime) -> None:
    read = read_moment(written)
    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC
    assert read_day_or_moment(written) == moment


@pytest.mark.parametrize(
    "written",
    [
        "",
        "now",
        "2024-06-06",
        "20240606T092500Z",
        "2024-06-06 09:25Z",
        "2024-6-6T09:25Z",
        "2024-06-06T9:25Z",
        "2024-06-06T09Z",
        "2024-06-06T09:25:31.Z",
        "2024-06-06T09:25:31,5Z",
        "2024-06-06T09:25:31.1234567890Z",
        "2024-06-06T09:25.5Z",
        "2024-06-06T09:25Z ",
        "2024-06-06T09:25ZZ",
        "2024-06-06T09:25+2",
        "2024-06-06T09:25+24:00",
        "2024-06-06T09:25+02:60",
        "2024-13-06T09:25Z",
        "2023-02-29T09:25Z",
        "2024-06-06T24:00Z",
        "2024-06-06T23:60Z",
        "2024-06-06T23:59:60Z",
        "0000-06-06T09:25Z",
        "0001-01-01T00:00+00:01",
        "9999-12-31T23:59-00:01",
        "٢٠٢٤-06-06T09:25Z",
        "1717666000",
    ],
)
def test_what_is_no_moment_is_none(written: str) -> None:
    assert read_moment(written) is None


def test_a_day_is_its_beginning_where_days_are_wanted() -> None:
    assert read_day_or_moment("2024-06-06") == datetime(2024, 6, 6, tzinfo=UTC)
    assert read_day_or_moment("2024-06-31") is None
    assert read_day_or_moment("2024-6-6") is None


@given(moments)
def test_a_moment_is_read_as_it_is_written_to_the_millisecond(moment: datetime) -> None:
    written = write_moment(moment)
    read = read_moment(written)
    assert len(written) == len("2024-06-06T09:25:00.000Z")
    assert read == at_millisecond(moment)
    assert read is not None
    assert timedelta(0) <= moment - read < timedelta(milliseconds=1)


def test_a_naive_moment_is_in_utc() -> None:
    aware = datetime(2024, 6, 6, 9, 25, 0, 1999, tzinfo=UTC)
    naive = aware.replace(tzinfo=None)
    assert write_moment(naive) == write_moment(aware) == "2024-06-06T09:25:00.001Z"
    assert in_utc(naive) == aware
    assert at_millisecond(naive) == datetime(2024, 6, 6, 9, 25, 0, 1000, tzinfo=UTC)


def test_years_before_1000_have_four_digits() -> None:
    assert write_moment(datetime(987, 6, 5, tzinfo=UTC)) == "0987-06-05T00:00:00.000Z"
