"""The visit rhythm: how often a tier is seen, and when a customer's next visit is due (row 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

# Weekly, two-weekly, four-weekly, eight-weekly: whole weeks keep a customer's weekday.
# Only defaults: the tier policy carries its own, per version.
DEFAULT_INTERVALS: Mapping[str, int] = MappingProxyType({"vip": 7, "gold": 14, "key": 28, "ordinary": 56})
FIRST_VISIT_DAYS = 7  # a new customer is met within a week, whatever the tier (row 18)
EARLY_PERCENT = 20  # a visit counts as "in rhythm" from 80 % of the interval on


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Where a customer stands in the rhythm, with the parts.

    `state` is `overdue`, `due` (today, or so soon that it may be brought forward), `fine` or
    `none` (no rhythm). `days_left` is negative when late and null without a rhythm.
    """

    state: str
    next_visit_on: date | None
    interval_days: int | None
    days_left: int | None
    overdue_days: int


def interval_for(tier: str | None, intervals: Mapping[str, int] = DEFAULT_INTERVALS) -> int | None:
    """Days between two visits for a tier; null while the tier is not known: no stand-in."""
    return intervals.get(tier) if tier else None


def early_days(interval_days: int | None) -> int:
    """How many days before the due day a visit still keeps the rhythm."""
    return max(1, interval_days * EARLY_PERCENT // 100) if interval_days else 0


def next_visit_on(
    *,
    last_visit_on: date | None,
    created_on: date,
    interval_days: int | None,
    agreed_on: date | None = None,
    first_visit_days: int = FIRST_VISIT_DAYS,
) -> date | None:
    """The day the next visit is due.

    A day agreed with the customer goes before the rhythm, as long as no visit came after it was
    due. Never visited: within `first_visit_days` of the day the account was made, sooner when its
    interval is shorter. Null when there is neither a rhythm nor a first visit to make.
    """
    if agreed_on and (last_visit_on is None or agreed_on > last_visit_on):
        return agreed_on
    if last_visit_on is None:
        return created_on + timedelta(days=min(interval_days or first_visit_days, first_visit_days))
    return last_visit_on + timedelta(days=interval_days) if interval_days else None


def overdue_days(*, day: date, next_visit_on: date | None) -> int:
    """Whole days since the due day; 0 on the due day, before it, and without a rhythm."""
    return max(0, (day - next_visit_on).days) if next_visit_on else 0


def rhythm_on(*, day: date, next_visit_on: date | None, interval_days: int | None) -> Rhythm:
    """The state of a customer on a day, as the lists colour it."""
    if next_visit_on is None:
        return Rhythm("none", None, interval_days, None, 0)
    left = (next_visit_on - day).days
    late = overdue_days(day=day, next_visit_on=next_visit_on)
    return Rhythm(_state(left, interval_days), next_visit_on, interval_days, left, late)


def _state(days_left: int, interval_days: int | None) -> str:
    if days_left < 0:
        return "overdue"
    return "due" if days_left <= early_days(interval_days) else "fine"
