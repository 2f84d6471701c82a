"""Dates and times as the API writes them: ISO 8601, in UTC where no zone is stated, to the millisecond."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
_ZONE = r"(?:[Zz]|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?"
_MOMENT = re.compile(f"{_DATE}[Tt]{_TIME}{_ZONE}", re.ASCII)
_DAY = re.compile(_DATE, re.ASCII)

_UTC = timezone.utc


def read_moment(written: str) -> datetime | None:
    """Return the moment in UTC, or None where it is none. Seconds and what is behind them may be left out.

    What is finer than a millisecond is cut off.

    >>> read_moment("2024-06-06T09:25Z"), read_moment("2024-06-06T09:25:00.1239+02:00")
    (datetime.datetime(2024, 6, 6, 9, 25, tzinfo=datetime.timezone.utc), \
datetime.datetime(2024, 6, 6, 7, 25, 0, 123000, tzinfo=datetime.timezone.utc))
    """
    match = _MOMENT.fullmatch(written)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = match.groups()
    milliseconds = int(f"{fraction or '':0<3}"[:3])
    east = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), milliseconds * 1000, _UTC
        )
        return local + east if sign == "-" else local - east
    except (ValueError, OverflowError):  # no such day or time, or a zone that leads out of the calendar
        return None


def read_day_or_moment(written: str) -> datetime | None:
    """Return the same also for a day alone, which stands for its beginning in UTC.

    >>> read_day_or_moment("2024-06-06")
    datetime.datetime(2024, 6, 6, 0, 0, tzinfo=datetime.timezone.utc)
    """
    return read_moment(f"{written}T00:00" if _DAY.fullmatch(written) else written)


def write_moment(moment: datetime) -> str:
    """Return the moment as the API writes it. A naive one is in UTC.

    >>> write_moment(datetime(2024, 6, 6, 9, 25))
    '2024-06-06T09:25:00.000Z'
    """
    return f"{in_utc(moment).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC; a naive one is taken to be."""
    return moment.replace(tzinfo=_UTC) if moment.tzinfo is None else moment.astimezone(_UTC)


def at_millisecond(moment: datetime) -> datetime:
    """Return the moment in UTC, with what is finer than a millisecond cut off, as it would be read."""
    return in_utc(moment).replace(microsecond=moment.microsecond // 1000 * 1000)
