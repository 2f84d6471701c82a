"""Send times: whether a submission goes now or later, or lies too far ahead."""

from __future__ import annotations

from septet.dialects.eapi.problems import Trouble, error, warning
from septet.dialects.eapi.status import Status
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from septet.errors import Problem

MOST_YEARS_AHEAD = 2
"""How far in the future a send time may be."""

_LAST_YEAR = 9999


def check_schedule(
    send_time: datetime | None,
    send_time_unixtime: int | None,
    *,
    now: datetime | None,
    time_zone: str | tzinfo | None,
    most_years_ahead: int | None,
) -> Iterator[Problem]:
    """Yield what is to be said about the send time of a request, with what the service answers to it.

    A time in the past is none: the messages go at once. Without ``now``, or for ``send_time`` without ``time_zone``,
    nothing can be compared, and the answer is that of a request without a send time.

    Args:
        send_time: in the time zone of the account.
        send_time_unixtime: seconds since 1970 in UTC.
        now: the present, with a time zone.
        time_zone: that of the account: a name such as ``Europe/London``, or a ``tzinfo``.
        most_years_ahead: how far in the future the time may be; None for any time.

    Raises:
        FieldRangeError: ``now`` has no time zone, or there is no time zone of that name.
    """
    zone = _zone(time_zone)
    if now is not None and now.utcoffset() is None:
        raise FieldRangeError("now", now, "a datetime with a time zone")
    if send_time_unixtime is not None:
        yield _compare("send_time_unixtime", send_time_unixtime, now, most_years_ahead)
    elif send_time is not None and zone is None:
        yield warning(Trouble.SCHEDULE_UNCHECKED, "send_time", "it goes at once, or later: give time_zone")
    elif send_time is not None:
        yield _compare("send_time", send_time.replace(tzinfo=zone).timestamp(), now, most_years_ahead)


def _compare(path: str, seconds: float, now: datetime | None, most_years_ahead: int | None) -> Problem:
    if now is None:
        return warning(Trouble.SCHEDULE_UNCHECKED, path, "it goes at once, or later: give now")
    if most_years_ahead is not None and seconds > _years_after(now, most_years_ahead):
        return error(Trouble.SCHEDULE_TOO_FAR, path, f"this is more than {most_years_ahead} years ahead")
    if seconds > now.timestamp():
        return warning(Trouble.SCHEDULED, path, "it goes later", Status.SCHEDULED)
    return warning(Trouble.SCHEDULE_PAST, path, "this is in the past: it goes at once")


def _years_after(now: datetime, n_years: int) -> float:
    year = now.year + n_years
    if year > _LAST_YEAR:
        return float("inf")
    try:
        return now.replace(year=year).timestamp()
    except ValueError:  # the 29th of February
        return now.replace(year=year, month=3, day=1).timestamp()


def _zone(time_zone: str | tzinfo | None) -> tzinfo | None:
    if not isinstance(time_zone, str):
        return time_zone
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise FieldRangeError("time_zone", time_zone, "a name of the time zone database (package tzdata)") from None
