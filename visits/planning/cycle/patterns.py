"""On which sets of days an account may be visited, and what each costs beside the road (row 79)."""

from collections.abc import Sequence
from dataclasses import dataclass

from visits.planning.cycle.problem import (
    LATE_MINUTES,
    MOVED_MINUTES,
    OFF_ORDER_DAY_MINUTES,
    UNEVEN_MINUTES,
    Call,
    Day,
    off_beat,
)

#: More than these the search does not look at; the dearest stay away.
MOST = 60
#: Nearer together, or farther apart, than these parts of the interval two visits are never put.
NEAREST, FARTHEST = 0.5, 1.5


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """Days, with the parts of their cost in minutes."""

    cost: float
    days: tuple[int, ...]
    spacing: float = 0.0
    lateness: float = 0.0
    moved: float = 0.0
    order_day: float = 0.0


def patterns(call: Call, days: Sequence[Day]) -> list[Pattern]:
    """The cheapest first; none when no day is left. Fewer visits than wanted where the days do not hold them."""
    working = {day.index: day for day in days if day.is_working}
    locked = tuple(sorted(call.locked & working.keys()))
    allowed = sorted((call.allowed_days | call.locked) & working.keys())
    if not allowed:
        return []
    if len(locked) >= call.visits:
        return [priced(call, locked, working)]
    for visits in range(min(call.visits, len(allowed)), max(len(locked), 1) - 1, -1):
        found = _spread(call, visits, allowed, working)
        if found:
            return sorted(found)[:MOST]
    return [priced(call, locked or (allowed[0],), working)]


def priced(call: Call, chosen: tuple[int, ...], working: dict[int, Day]) -> Pattern:
    """What these days cost, with the parts."""
    spacing = sum(_uneven(call, before, after) for before, after in zip((None, *chosen), (*chosen, None), strict=True))
    lateness = _late(call, chosen[0])
    aside = [_aside(call, day, working) for day in chosen]
    moved, order_day = sum(moved for moved, _ in aside), sum(off for _, off in aside)
    return Pattern(spacing + lateness + moved + order_day, chosen, spacing, lateness, moved, order_day)


def _spread(call: Call, visits: int, allowed: Sequence[int], working: dict[int, Day]) -> list[Pattern]:
    """The cheapest sets of days, grown visit by visit: of those that end on one day only the best are kept."""
    least, most = max(1, round(NEAREST * call.interval)), max(2, int(FARTHEST * call.interval))
    grown: dict[int, list[tuple[float, tuple[int, ...]]]] = {
        day: [(_uneven(call, None, day) + _late(call, day) + sum(_aside(call, day, working)), (day,))]
        for day in allowed
        if not any(lock < day for lock in call.locked & working.keys())
    }
    for _ in range(visits - 1):
        longer: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for last, sets in grown.items():
            for day in allowed:
                if least <= day - last <= most and not any(last < lock < day for lock in call.locked):
                    more = _uneven(call, last, day) + sum(_aside(call, day, working))
                    longer.setdefault(day, []).extend((cost + more, (*chosen, day)) for cost, chosen in sets)
        grown = {day: sorted(sets)[:MOST] for day, sets in longer.items()}
    last_lock = max(call.locked & working.keys(), default=-1)
    return [priced(call, chosen, working) for last, sets in grown.items() if last >= last_lock for _, chosen in sets]


def _uneven(call: Call, before: int | None, after: int | None) -> float:
    """What the gap between two visits costs; who has been waiting too long pays for the days that are still to come."""
    if after is None:
        return 0.0
    if before is not None:
        return UNEVEN_MINUTES * off_beat(call.interval, abs(after - before - call.interval))
    if call.last_day is None:
        return 0.0
    return UNEVEN_MINUTES * _more_off(call, after, call.last_day + call.interval, is_early_off=True)


def _late(call: Call, first: int) -> float:
    if call.due_day is None:
        return 0.0
    return LATE_MINUTES * call.weight * _more_off(call, first, call.due_day, is_early_off=False)


def _more_off(call: Call, day: int, due: int, *, is_early_off: bool) -> float:
    """How far off the beat a first visit is, beyond what it is before the cycle begins. Who is overdue by then leaves no window
    any more: a backlog is worked off by the day, not all of it on the first ones."""
    if day < due:
        return off_beat(call.interval, due - day) if is_early_off else 0.0
    if due < 0:
        return off_beat(call.interval, day - due, step=0.0) - off_beat(call.interval, -due, step=0.0)
    return off_beat(call.interval, day - due)


def _aside(call: Call, day: int, working: dict[int, Day]) -> tuple[float, float]:
    """What one day costs: off the running plan, off the day on which the account orders."""
    moved = MOVED_MINUTES if call.previous is not None and day not in call.previous else 0.0
    off = OFF_ORDER_DAY_MINUTES if call.order_weekday is not None and working[day].on.weekday() != call.order_weekday else 0.0
    return moved, off
