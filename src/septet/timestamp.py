"""Time stamps of seven octets: TP-SCTS, TP-DT and the absolute TP-VP (3GPP TS 23.040 clause 9.2.3.11).

Two digits each for year, month, day, hour, minute and second of the local time, then the difference of that to GMT in
quarters of an hour. A year has no century: it is one of the hundred years from 2000 on, unless asked otherwise.
"""

from __future__ import annotations

from septet import _kernel
from septet._value import value
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from septet._typing import BytesLike, Strictness

N_OCTETS = 7
"""Octets of a time stamp."""

FIRST_YEAR = 2000
"""The year that 00 is, unless asked otherwise."""


@_kernel.fast_moment(FIRST_YEAR)
@value
class Timestamp:
    """A moment as it stands on the wire.

    >>> Timestamp.parse(bytes.fromhex("62101251040080")).to_datetime().isoformat()
    '2026-01-21T15:40:00+02:00'
    """

    year: int
    """0 to 99."""
    month: int
    day: int
    hour: int
    minute: int
    second: int
    quarters: int
    """Quarters of an hour that the local time is ahead of GMT, -79 to 79; daylight saving time is part of it."""

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> Timestamp:
        """Return the time stamp that the octets are.

        A time zone of minus nothing (0x08) is serialized as one of nothing.

        Args:
            octets: seven of them.
            errors: ``"strict"``, or ``"ignore"`` to read a semi-octet that is no digit as 0, as the standard tells a
                receiver to, and to take any date, even one that is in no calendar.

        Raises:
            TruncatedError: there are fewer than seven octets.
            OverlengthError: there are more.
            MalformedError: there is something else than digits, or no such day or time.
        """
        if errors not in ("strict", "ignore"):
            raise FieldRangeError("errors", errors, '"strict" or "ignore"')
        data = bytes(memoryview(octets))
        if len(data) < N_OCTETS:
            raise TruncatedError(f"{N_OCTETS} octets are a time stamp", _FIELDS[len(data)], len(data))
        if len(data) > N_OCTETS:
            raise OverlengthError(f"{N_OCTETS} octets are a time stamp, there are more", "zone", N_OCTETS)
        numbers = [*(_NUMBERS[octet] for octet in data[:-1]), _QUARTERS[data[-1]]]
        made = cls(*numbers)
        if errors == "strict":
            _check_digits(data)
            if problem := made._problem():
                index, limit = problem
                raise MalformedError(f"it must be {limit}, not {numbers[index]}", _FIELDS[index], index)
        return made

    @classmethod
    def of(cls, moment: datetime, *, first_year: int = FIRST_YEAR) -> Timestamp:
        """Return the time stamp of the moment, in its own time zone; fractions of a second are left out.

        Raises:
            FieldRangeError: it is no ``datetime``; it has no time zone, or one that is no multiple of a quarter of an
                hour or further than 79 of them from GMT; or its year is none of the hundred from ``first_year`` on.
        """
        from datetime import datetime

        if not isinstance(moment, datetime):
            raise FieldRangeError("moment", moment, "a datetime")
        offset = moment.utcoffset()
        seconds = 0 if offset is None else offset.days * 86_400 + offset.seconds
        if offset is None or offset.microseconds or seconds % 900 or abs(seconds) > 79 * 900:
            raise FieldRangeError("time zone", offset, "a multiple of 15 minutes, up to 19:45 hours")
        if not 0 <= moment.year - first_year < 100:
            raise FieldRangeError("year", moment.year, f"{first_year} to {first_year + 99}")
        time = moment.hour, moment.minute, moment.second
        return cls(moment.year % 100, moment.month, moment.day, *time, quarters=seconds // 900)

    def to_datetime(self, *, first_year: int = FIRST_YEAR) -> datetime:
        """Return the moment, in the time zone of the time stamp.

        Args:
            first_year: the year is one of the hundred from this one on.

        Raises:
            FieldRangeError: there is no such date or time.

        >>> old = Timestamp(99, 12, 31, 23, 59, 59, quarters=-20)
        >>> old.to_datetime(first_year=1990).isoformat()
        '1999-12-31T23:59:59-05:00'
        """
        from datetime import datetime, timedelta, timezone

        self._check()
        if not 1 <= first_year <= 9900:
            raise FieldRangeError("first_year", first_year, "1 to 9900")
        year = first_year + (self.year - first_year) % 100
        zone = timezone(timedelta(minutes=15 * self.quarters))
        try:
            return datetime(year, self.month, self.day, self.hour, self.minute, self.second, tzinfo=zone)
        except ValueError:
            raise FieldRangeError("day", self.day, f"a day of month {self.month} of {year}") from None

    def serialize(self) -> bytes:
        """Return the seven octets.

        Raises:
            FieldRangeError: there is no such date or time.
        """
        self._check()
        numbers = self.year, self.month, self.day, self.hour, self.minute, self.second, abs(self.quarters)
        octets = bytearray(number % 10 << 4 | number // 10 for number in numbers)
        if self.quarters < 0:
            octets[-1] |= _NEGATIVE
        return bytes(octets)

    def _check(self) -> None:
        if problem := self._problem():
            index, limit = problem
            name = self.__match_args__[index]
            raise FieldRangeError(name, getattr(self, name), limit)

    def _problem(self) -> tuple[int, str] | None:
        # The century is not known here, so that 29 February is right in any year that can be divided by four.
        last_days = (31, 28 if self.year % 4 else 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        last_day = last_days[self.month - 1] if 1 <= self.month <= 12 else 31
        bounds = (0, 99), (1, 12), (1, last_day), (0, 23), (0, 59), (0, 59), (-79, 79)
        numbers = self.year, self.month, self.day, self.hour, self.minute, self.second, self.quarters
        for index, ((least, most), number) in enumerate(zip(bounds, numbers)):
            if not least <= number <= most:
                return index, f"{least} to {most}"
        return None


def _check_digits(data: bytes) -> None:
    for index, octet in enumerate(data):
        # Three bits are the tens of a zone, and one its sign.
        tens, units = octet & (0x07 if index == N_OCTETS - 1 else 0x0F), octet >> 4
        if tens > 9 or units > 9:
            raise MalformedError(f"{octet:#04x} is not two digits", _FIELDS[index], index)


def _digit(nibble: int) -> int:
    return nibble if nibble <= 9 else 0


_FIELDS = ("year", "month", "day", "hour", "minute", "second", "zone")
_NEGATIVE = 0x08
_NUMBERS = [10 * _digit(octet & 0x0F) + _digit(octet >> 4) for octet in range(256)]
_QUARTERS = [(-1 if octet & _NEGATIVE else 1) * (10 * (octet & 0x07) + _digit(octet >> 4)) for octet in range(256)]
