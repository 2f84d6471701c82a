"""Send times: whether a submission goes now or later, or lies too far ahead."""

from __future__ import annotations

from septet.dialects.eapi.problems import Code, error, warning
from septet.dialects.eapi.status import Status
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from septet.errors import Problem

_LAST_YEAR = 9999


def check_schedule(
    send_time: datetime | None,
    send_time_unixtime: int | None,
    *,
    now: datetime | None,
    time_zone: str | tzinfo | None,
    most_years_ahead: int | None,
) -> tuple[Status, Problem | None]:
    """Return what the service answers to the send time of a request, and what is to be said about it.

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
        path, seconds = "send_time_unixtime", float(send_time_unixtime)
    elif send_time is None:
        return Status.IN_PROGRESS, None
    elif zone is None:
        return Status.IN_PROGRESS, warning(Code.SCHEDULE_UNCHECKED, "send_time", "give time_zone to have it compared")
    else:
        path, seconds = "send_time", send_time.replace(tzinfo=zone).timestamp()
    if now is None:
        return Status.IN_PROGRESS, warning(Code.SCHEDULE_UNCHECKED, path, "give now to have it compared")
    if most_years_ahead is not None and seconds > _years_after(now, most_years_ahead):
        reason = f"more than {most_years_ahead} years ahead"
        return Status.DATA_VALIDATION_FAILED, error(Code.SCHEDULE_TOO_FAR, path, reason)
    return Status.SCHEDULED if seconds > now.timestamp() else Status.IN_PROGRESS, None


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
