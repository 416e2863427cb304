"""The days of a cycle: which are worked, from when to when, and how dates and day numbers belong together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from visits.planning.cycle.problem import Day

WEEKS = 4
HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Week:
    """A manager's usual week; times are minutes after midnight, `lunch` as `Day` has it."""

    weekdays: frozenset[int]  # 1 Monday … 7 Sunday
    starts: int
    ends: int
    lunch: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The numbered days and why some of them are not worked. A free day keeps its number, so that a week stays a week."""

    week: Week
    days: tuple[Day, ...]
    closed: Mapping[int, str]

    @property
    def working(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.is_working)

    @property
    def minutes(self) -> int:
        """What can be worked in all, lunch aside."""
        return sum(day.shift_end - day.shift_start - (day.lunch[2] if day.lunch else 0) for day in self.working)

    def index_of(self, on: date) -> int | None:
        """The number of a day of the cycle; null for one that is none of its days."""
        return next((day.index for day in self.days if day.on == on), None)

    def not_before(self, on: date) -> int:
        """The first day on or after a date; days before the cycle are counted backwards, beyond it is the number of days."""
        if on < self.days[0].on:
            return -self._usual_days(on)
        return next((day.index for day in self.days if day.on >= on), len(self.days))

    def last_before(self, on: date) -> int:
        """The day of a visit before the cycle: -1 is the working day before it, or a free one since."""
        return min(-1, -self._usual_days(on))

    def _usual_days(self, since: date) -> int:
        weeks, rest = divmod((self.days[0].on - since).days, 7)
        more = sum((since + timedelta(days=i)).isoweekday() in self.week.weekdays for i in range(rest))
        return weeks * len(self.week.weekdays) + more


def cycle_grid(
    starts_on: date,
    *,
    week: Week,
    free_days: Collection[date] = (),
    extra_days: Collection[date] = (),
    away: Mapping[date, str] | None = None,
    weeks: int = WEEKS,
) -> Grid | None:
    """The days from `starts_on` on; `away` tells why a manager is not there. Null when not one of them is worked."""
    away = away or {}
    days: list[Day] = []
    closed: dict[int, str] = {}
    for on in (starts_on + timedelta(days=i) for i in range(7 * weeks)):
        if on.isoweekday() not in week.weekdays and on not in extra_days:
            continue
        index = len(days)
        why = away.get(on) or (HOLIDAY if on in free_days and on not in extra_days else None)
        if why:
            closed[index] = why
        days.append(Day(index, on, week.starts, week.ends, week.lunch, is_working=why is None))
    return Grid(week, tuple(days), closed) if any(day.is_working for day in days) else None


def allowed_days(grid: Grid, weekdays: Sequence[int]) -> frozenset[int]:
    """The worked days that fall on one of these weekdays; none named means any."""
    return frozenset(day.index for day in grid.working if not weekdays or day.on.isoweekday() in weekdays)
