"""Validity periods, TP-VP (3GPP TS 23.040 clause 9.2.3.12): how long the service centre tries to deliver a message.

TP-VPF in the first octet of the TPDU says in which of three forms: relative, one octet with steps from five minutes to
a week; absolute, a time stamp; enhanced, seven octets that can be exact to the second.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import IntEnum

from septet._value import value
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.timestamp import Timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Union

    from septet._typing import BytesLike, Strictness

    ValidityPeriod = Union["RelativeValidity", Timestamp, "EnhancedValidity"]


class ValidityFormat(IntEnum):
    """The form of the period: TP-VPF (clause 9.2.3.3)."""

    NONE = 0
    ENHANCED = 1
    RELATIVE = 2
    ABSOLUTE = 3

    @property
    def n_octets(self) -> int:
        """Octets of TP-VP."""
        return (0, 7, 1, 7)[self]


@value
class RelativeValidity:
    """So long from when the service centre gets the message (clause 9.2.3.12.1).

    >>> from datetime import timedelta
    >>> RelativeValidity.of(timedelta(hours=12, minutes=1)).octet, RelativeValidity(0xA8).minutes
    (144, 2880)
    """

    octet: int
    """0 to 255."""

    @classmethod
    def of(cls, duration: timedelta) -> RelativeValidity:
        """Return the shortest period that is as long as that or longer.

        Raises:
            FieldRangeError: it is not longer than nothing, or longer than 63 weeks.
        """
        from datetime import timedelta

        minutes = -(-duration // timedelta(minutes=1))
        if not 0 < minutes <= _MINUTES[-1]:
            raise FieldRangeError("duration", duration, "more than nothing, 63 weeks at most")
        return cls(bisect_left(_MINUTES, minutes))

    @property
    def minutes(self) -> int:
        """The length of the period: 5 minutes to 63 weeks.

        Raises:
            FieldRangeError: this is no octet.
        """
        return _MINUTES[_checked("validity period", self.octet, 0, 0xFF)]

    @property
    def duration(self) -> timedelta:
        """The length of the period.

        Raises:
            FieldRangeError: this is no octet.
        """
        from datetime import timedelta

        return timedelta(minutes=self.minutes)

    def serialize(self) -> bytes:
        """Return the octet.

        Raises:
            FieldRangeError: this is no octet.
        """
        return bytes([_checked("validity period", self.octet, 0, 0xFF)])


class EnhancedForm(IntEnum):
    """What an enhanced period is written as: bits 2 to 0 of its first octet."""

    NONE = 0
    """There is no period, only whether the service centre tries more than once."""
    RELATIVE = 1
    """The octet of a relative period."""
    SECONDS = 2
    """Up to 255 seconds."""
    CLOCK = 3
    """Hours, minutes and seconds, two digits each."""


@value
class EnhancedValidity:
    """So long from when the service centre gets the message, exact to the second (clause 9.2.3.12.3).

    >>> from datetime import timedelta
    >>> EnhancedValidity.of(timedelta(minutes=90), single_shot=True).serialize().hex()
    '43100300000000'
    """

    form: EnhancedForm
    number: int
    """0 for ``NONE``; the octet for ``RELATIVE``; seconds for ``SECONDS`` (1 to 255) and ``CLOCK`` (to 99:59:59)."""
    single_shot: bool = False
    """Whether the service centre is to try only once."""

    @classmethod
    def of(cls, duration: timedelta, *, single_shot: bool = False) -> EnhancedValidity:
        """Return the shortest period that is as long as that or longer.

        Raises:
            FieldRangeError: it is not longer than nothing, or longer than 63 weeks.
        """
        from datetime import timedelta

        seconds = -(-duration // timedelta(seconds=1))
        if not 0 < seconds <= _MOST_CLOCK_SECONDS:
            return cls(EnhancedForm.RELATIVE, RelativeValidity.of(duration).octet, single_shot)
        return cls(EnhancedForm.SECONDS if seconds <= 0xFF else EnhancedForm.CLOCK, seconds, single_shot)

    @classmethod
    def parse(cls, octets: BytesLike) -> EnhancedValidity:
        """Return the period that the octets are.

        Raises:
            TruncatedError: there are fewer than seven octets.
            OverlengthError: there are more.
            MalformedError: the first octet has a reserved bit set, a number is none of its form, or an octet that
                says nothing is not 0.
        """
        data = _exactly(bytes(memoryview(octets)), ValidityFormat.ENHANCED.n_octets)
        if data[0] & ~(_SINGLE_SHOT | 0x03):
            raise MalformedError(f"{data[0]:#04x} has a reserved bit set", "functionality", 0)
        form = EnhancedForm(data[0] & 0x03)
        used = _N_OCTETS[form]
        if any(data[1 + used :]):
            raise MalformedError(f"what follows the first {1 + used} octets must be 0", "unused", 1 + used)
        number = _clock_seconds(data) if form is EnhancedForm.CLOCK else data[1]
        if form is EnhancedForm.SECONDS and not number:
            raise MalformedError("0 seconds are reserved", "seconds", 1)
        return cls(form, number, data[0] & _SINGLE_SHOT != 0)

    @property
    def duration(self) -> timedelta | None:
        """The length of the period, or None where there is none.

        Raises:
            FieldRangeError: the number is none of its form.
        """
        from datetime import timedelta

        number = self._checked_number()
        if self.form == EnhancedForm.NONE:
            return None
        return RelativeValidity(number).duration if self.form == EnhancedForm.RELATIVE else timedelta(seconds=number)

    def serialize(self) -> bytes:
        """Return the seven octets.

        Raises:
            FieldRangeError: the number is none of its form.
        """
        number = self._checked_number()
        said = [number]
        if self.form == EnhancedForm.CLOCK:
            units = number // 3600, number // 60 % 60, number % 60
            said = [unit % 10 << 4 | unit // 10 for unit in units]
        return bytes([self.single_shot * _SINGLE_SHOT | self.form, *said]).ljust(7, b"\0")

    def _checked_number(self) -> int:
        return _checked("number", self.number, *_NUMBERS[_checked("form", self.form, 0, 3)])


def parse(octets: BytesLike, form: ValidityFormat, *, errors: Strictness = "strict") -> ValidityPeriod | None:
    """Return the period that the octets are in the form that TP-VPF says; None where there is none.

    Args:
        octets: as many as the form has.
        form: from the first octet of the TPDU.
        errors: as in :meth:`septet.timestamp.Timestamp.parse`; it makes no difference in the other forms.

    Raises:
        TruncatedError: there are fewer octets.
        OverlengthError: there are more.
        MalformedError: they are no period.
        FieldRangeError: there is no such form.

    >>> parse(bytes([0xAA]), ValidityFormat.RELATIVE)
    RelativeValidity(octet=170)
    """
    _checked("form", form, 0, 3)
    if form == ValidityFormat.ABSOLUTE:
        return Timestamp.parse(octets, errors=errors)
    if form == ValidityFormat.ENHANCED:
        return EnhancedValidity.parse(octets)
    data = _exactly(bytes(memoryview(octets)), 1 if form == ValidityFormat.RELATIVE else 0)
    return RelativeValidity(data[0]) if data else None


def format_of(period: ValidityPeriod | None) -> ValidityFormat:
    """Return what TP-VPF says of the period.

    Raises:
        FieldRangeError: it is none, as a ``timedelta`` is not.

    >>> format_of(RelativeValidity(0xAA)), format_of(None)
    (<ValidityFormat.RELATIVE: 2>, <ValidityFormat.NONE: 0>)
    """
    if period is None:
        return ValidityFormat.NONE
    if type(period) not in _FORMATS:
        raise FieldRangeError("vp", period, "a RelativeValidity, a Timestamp or an EnhancedValidity")
    return _FORMATS[type(period)]


_FORMATS = {
    RelativeValidity: ValidityFormat.RELATIVE,
    Timestamp: ValidityFormat.ABSOLUTE,
    EnhancedValidity: ValidityFormat.ENHANCED,
}
_SINGLE_SHOT = 0x40
_MOST_CLOCK_SECONDS = 99 * 3600 + 59 * 60 + 59
_NUMBERS = (0, 0), (0, 0xFF), (1, 0xFF), (0, _MOST_CLOCK_SECONDS)  # by form
_N_OCTETS = 0, 1, 1, 3

_DAY = 24 * 60
_MINUTES = [
    *(5 * (octet + 1) for octet in range(144)),
    *(12 * 60 + 30 * (octet - 143) for octet in range(144, 168)),
    *(_DAY * (octet - 166) for octet in range(168, 197)),
    *(7 * _DAY * (octet - 192) for octet in range(197, 256)),
]


def _checked(field: str, number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise FieldRangeError(field, number, f"{least} to {most}")
    return number


def _exactly(data: bytes, n_octets: int) -> bytes:
    if len(data) < n_octets:
        raise TruncatedError(f"{n_octets} octets are a validity period", "value", len(data))
    if len(data) > n_octets:
        raise OverlengthError(f"{n_octets} octets are a validity period, there are more", "value", n_octets)
    return data


def _clock_seconds(data: bytes) -> int:
    seconds = 0
    for index, (field, most) in enumerate((("hours", 99), ("minutes", 59), ("seconds", 59)), start=1):
        tens, units = data[index] & 0x0F, data[index] >> 4
        if tens > 9 or units > 9 or 10 * tens + units > most:
            raise MalformedError(f"{data[index]:#04x} is not two digits, {most} at most", field, index)
        seconds = 60 * seconds + 10 * tens + units
    return seconds
