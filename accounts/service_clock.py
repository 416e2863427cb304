"""By when a request under a standard is due, and what a pause does to that (row 5)."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.working_time import WorkingTime

MINUTES_IN = {"minutes": 1, "hours": 60}


@dataclass(frozen=True)
class Term:
    """So many minutes, hours or working days. Minutes and hours run in working time unless they run round the clock."""

    within: int
    unit: str
    round_the_clock: bool = False


def due_at(term: Term, *, asked_at: datetime, work: WorkingTime) -> datetime:
    """A working day ends at closing time: what was asked on Friday within one working day is due on Monday evening."""
    if term.unit == "working_days":
        return work.after_days(asked_at, term.within)
    return run_on(term, start=asked_at, minutes=term.within * MINUTES_IN[term.unit], work=work)


def minutes_left(term: Term, *, at: datetime, due: datetime, work: WorkingTime) -> int:
    """What the clock still holds; the pause gives it back, a begun minute as a whole."""
    if term.round_the_clock:
        return max(0, math.ceil((due - at) / timedelta(minutes=1)))
    return work.minutes_between(at, due)


def run_on(term: Term, *, start: datetime, minutes: int, work: WorkingTime) -> datetime:
    """When a clock that holds `minutes` and runs from `start` on has run down."""
    return start + timedelta(minutes=minutes) if term.round_the_clock else work.after_minutes(start, minutes)


def is_late(*, due: datetime | None, done: datetime | None, is_running: bool, at: datetime) -> bool:
    """Done after the due instant, or still not done; a paused clock is not late, nor is what has none."""
    if due is None:
        return False
    return done > due if done is not None else is_running and at > due
