"""Clocks that run only while the company works."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from crm.working_time import WorkingTime

ZONE = ZoneInfo("Asia/Shanghai")
WORK = WorkingTime(zone=ZONE, opens=time(8, 30), closes=time(17, 30), weekdays=frozenset({1, 2, 3, 4, 5}))
#: National Day: Thursday 1 to Wednesday 7 October are free, Saturday 10 is worked instead.
HOLIDAY = WorkingTime(
    zone=ZONE, opens=time(8, 30), closes=time(17, 30), weekdays=frozenset({1, 2, 3, 4, 5}),
    free_days=frozenset(date(2026, 10, day) for day in range(1, 8)), extra_days=frozenset({date(2026, 10, 10)}),
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("work", "start", "minutes", "end"),
    [
        (WORK, "2026-03-10 09:00", 30, "2026-03-10 09:30"),
        (WORK, "2026-03-10 17:20", 30, "2026-03-11 08:50"),  # ten minutes today, twenty tomorrow
        (WORK, "2026-03-10 17:00", 30, "2026-03-10 17:30"),  # to the last minute is still today
        (WORK, "2026-03-10 06:00", 60, "2026-03-10 09:30"),  # before opening
        (WORK, "2026-03-13 20:00", 60, "2026-03-16 09:30"),  # Friday night
        (WORK, "2026-03-13 17:00", 9 * 60 + 30, "2026-03-16 17:30"),  # a whole day over the weekend
        (HOLIDAY, "2026-09-30 17:00", 60, "2026-10-08 09:00"),
        (HOLIDAY, "2026-10-09 17:00", 60, "2026-10-10 09:00"),  # the Saturday worked instead
    ],
)
def test_minutes_run_in_working_hours_only(work, start, minutes, end):
    due = work.after_minutes(at(start), minutes)

    assert due == at(end)
    assert work.minutes_between(at(start), due) == minutes


@pytest.mark.parametrize(
    ("work", "start", "days", "end"),
    [
        (WORK, "2026-03-10 09:00", 1, "2026-03-11 17:30"),
        (WORK, "2026-03-13 09:00", 1, "2026-03-16 17:30"),  # Friday
        (WORK, "2026-03-14 09:00", 1, "2026-03-16 17:30"),  # Saturday
        (WORK, "2026-03-10 23:00", 3, "2026-03-13 17:30"),
        (HOLIDAY, "2026-09-30 09:00", 3, "2026-10-10 17:30"),
    ],
)
def test_working_days_end_at_closing_time(work, start, days, end):
    assert work.after_days(at(start), days) == at(end)


def test_nothing_lies_between_an_instant_and_an_earlier_one():
    assert WORK.minutes_between(at("2026-03-10 10:00"), at("2026-03-10 09:00")) == 0
    assert WORK.minutes_between(at("2026-03-14 10:00"), at("2026-03-15 10:00")) == 0


def test_a_begun_minute_counts_as_a_whole():
    start = at("2026-03-10 10:00")

    assert WORK.minutes_between(start.replace(second=59), start.replace(minute=1)) == 1


def test_a_calendar_without_working_days_is_an_error_and_no_endless_search():
    never = WorkingTime(zone=ZONE, opens=time(8), closes=time(9), weekdays=frozenset())

    with pytest.raises(ValueError, match="no working day"):
        never.after_minutes(at("2026-03-10 10:00"), 1)
