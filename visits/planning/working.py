"""When a manager works: hours, lunch, the days of the week, days away. The cycle, the day and the phone plan on the same one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from visits.planning.agenda import WORKDAY, Lunch, Shift
from visits.planning.cycle.grid import HOLIDAY, Week
from visits.planning.geo import Place

#: A day off that a manager's own shift leaves out, and one of the company's week where nobody told of a shift.
FREE_DAY, WEEKEND = "free_day", "weekend"


@dataclass(frozen=True, slots=True)
class Working:
    """A manager's usual week and the days it does not hold. `is_told`: the manager has a shift; else it is the company's week.

    `start` and `end`: where the day begins and ends, as far as somebody said.
    """

    week: Week
    away: Mapping[date, str]
    free_days: frozenset[date] = frozenset()
    extra_days: frozenset[date] = frozenset()
    is_told: bool = False
    start: Place | None = None
    end: Place | None = None

    @property
    def shift(self) -> Shift:
        """A usual day, as the day's rule takes it."""
        lunch = Lunch(*self.week.lunch) if self.week.lunch else None
        return Shift(self.week.starts, self.week.ends, WORKDAY.service_minutes, lunch)

    def why_off(self, day: date) -> str:
        """Why nobody is visited that day: leave, training, a holiday, a free day of the week; empty when it is worked."""
        if day in self.away:
            return self.away[day]
        if day in self.extra_days:
            return ""
        if day in self.free_days:
            return HOLIDAY
        if day.isoweekday() not in self.week.weekdays:
            return FREE_DAY if self.is_told else WEEKEND
        return ""

    def keeps_free(self, day: date) -> str:
        """Why a plan of that very day proposes nobody. A weekend that no shift tells of is as good a day as any for who asks."""
        why = self.why_off(day)
        return "" if why == WEEKEND else why
