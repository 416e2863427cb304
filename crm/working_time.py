"""When the company works: hours of the day, days of the week, free days and days worked instead of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: No calendar has more free days in a row than this; it ends the search in one that has no working day at all.
LONGEST_REST = 366


@dataclass(frozen=True)
class WorkingTime:
    """A working day runs from `opens` to `closes`; `weekdays` are 1 Monday … 7 Sunday."""

    zone: ZoneInfo
    opens: time
    closes: time
    weekdays: frozenset[int]
    free_days: frozenset[date] = field(default_factory=frozenset)
    extra_days: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """A free day beats the week, a day worked instead (调休) beats both."""
        return day in self.extra_days or (day.isoweekday() in self.weekdays and day not in self.free_days)

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant when so many working minutes have passed since `start`."""
        left = timedelta(minutes=minutes)
        for opening, closing in self._stretches(start):
            if left <= closing - opening:
                return opening + left
            left -= closing - opening
        raise AssertionError("the stretches never end")

    def after_days(self, start: datetime, days: int) -> datetime:
        """Closing time of the `days`-th working day after the day of `start`."""
        day = start.astimezone(self.zone).date()
        for _ in range(days):
            day = self._next_working_day(day)
        return self._instant(day, self.closes)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` to `end`, a begun one as a whole; 0 when `end` is not later."""
        total = timedelta()
        if end <= start:
            return 0
        for opening, closing in self._stretches(start):
            if opening >= end:
                break
            total += min(closing, end) - opening
        return math.ceil(total / timedelta(minutes=1))

    def _stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The pieces of working time from `start` on."""
        start = start.astimezone(UTC)
        day = start.astimezone(self.zone).date() - timedelta(days=1)
        while True:
            day = self._next_working_day(day)
            opening, closing = max(start, self._instant(day, self.opens)), self._instant(day, self.closes)
            if opening < closing:
                yield opening, closing

    def _next_working_day(self, day: date) -> date:
        for step in range(1, LONGEST_REST + 1):
            if self.is_working_day(day + timedelta(days=step)):
                return day + timedelta(days=step)
        raise ValueError("this calendar has no working day within a year")

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)
