"""Send times: now, later, too late, or not to be told."""

from __future__ import annotations

from datetime import MAXYEAR, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi.schedule import check_schedule
from septet.errors import FieldRangeError, Severity

NOW = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
SECONDS = int(NOW.timestamp())
local = datetime.fromisoformat


def check(
    send_time: datetime | None = None,
    seconds: int | None = None,
    *,
    now: datetime | None = NOW,
    time_zone: str | tzinfo | None = None,
    years: int | None = 2,
) -> str:
    """What is said about the time, and what the service answers."""
    problems = list(check_schedule(send_time, seconds, now=now, time_zone=time_zone, most_years_ahead=years))
    for problem in problems:
        assert problem.severity is (Severity.ERROR if problem.wire_code == 24 else Severity.WARNING)
    return ", ".join(f"{problem.code} {problem.path} {problem.wire_code}" for problem in problems)


def test_without_a_send_time_it_goes_at_once() -> None:
    assert check() == check(now=None) == ""


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(3600, "scheduled"), (1, "scheduled"), (0, "schedule_past"), (-3600, "schedule_past")],
)
def test_e11_the_future_is_scheduled_and_the_past_is_now(ahead: int, said: str) -> None:
    assert check(seconds=SECONDS + ahead) == f"{said} send_time_unixtime {1 if said == 'scheduled' else None}"


@pytest.mark.parametrize("zone", ["Europe/London", ZoneInfo("Europe/London"), timezone(timedelta(hours=1))])
def test_a_local_time_is_compared_in_the_zone_of_the_account(zone: str | tzinfo) -> None:
    assert check(local("2024-06-06 13:00:01"), time_zone=zone) == "scheduled send_time 1"
    assert check(local("2024-06-06 13:00:00"), time_zone=zone) == "schedule_past send_time None"


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (NOW, datetime(2026, 6, 6, 12, tzinfo=timezone.utc)),
        (datetime(2024, 2, 29, tzinfo=timezone.utc), datetime(2026, 3, 1, tzinfo=timezone.utc)),
    ],
)
def test_e11_two_years_ahead_and_not_a_second_more(now: datetime, last: datetime) -> None:
    seconds = int(last.timestamp())
    assert check(seconds=seconds, now=now) == "scheduled send_time_unixtime 1"
    assert check(seconds=seconds + 1, now=now) == "schedule_too_far send_time_unixtime 24"
    later = last.replace(tzinfo=None) + timedelta(seconds=1)
    assert check(later, now=now, time_zone=timezone.utc) == "schedule_too_far send_time 24"
    assert check(seconds=seconds + 1, now=now, years=None) == "scheduled send_time_unixtime 1"


@pytest.mark.parametrize(("year", "too_far"), [(MAXYEAR - 2, True), (MAXYEAR - 1, False)])
def test_at_the_end_of_time_nothing_is_too_far(year: int, too_far: bool) -> None:
    said = "schedule_too_far send_time_unixtime 24" if too_far else "scheduled send_time_unixtime 1"
    assert check(seconds=253402300799, now=datetime(year, 1, 1, tzinfo=timezone.utc)) == said


def test_what_cannot_be_compared_is_said() -> None:
    day = local("2024-06-06 00:00:00")
    assert check(day) == "schedule_unchecked send_time None"
    assert check(day, now=None, time_zone="Europe/London") == "schedule_unchecked send_time None"
    assert check(seconds=1, now=None) == "schedule_unchecked send_time_unixtime None"


def test_the_present_has_a_time_zone() -> None:
    with pytest.raises(FieldRangeError, match=r"^now must be a datetime with a time zone, not"):
        check(now=local("2024-06-06 00:00:00"))


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Nowhere", "../etc", "/etc/passwd", "\0", "a" * 5000])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(FieldRangeError, match=r"^time_zone must be a name of the time zone database"):
        check(time_zone=name)


@given(st.datetimes(), st.sampled_from(["Asia/Tokyo", "America/New_York", "Europe/London"]))
def test_any_time_in_any_zone_can_be_compared(time: datetime, zone: str) -> None:
    said = check(time, time_zone=zone)
    ahead = time - NOW.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    two_years = timedelta(days=730)
    if abs(ahead) > timedelta(hours=2) and abs(ahead - two_years) > timedelta(hours=2):
        expected = "schedule_past send_time None" if ahead < timedelta() else "scheduled send_time 1"
        assert said == (expected if ahead < two_years else "schedule_too_far send_time 24")
