"""When a tier changes: up at once through the entry band, down slowly and one step at a time (row 7).

A tier that flickers is worse than none: the manager's rhythm, the complaint clock and the goodwill limit hang on it. So a
place just outside the line does not lose a tier, and a place far outside loses it only when it was seen there at `grace_months`
successive month ends. On a wholesaler's log this leaves a ninth of the reversals, and the tiers foretell the next month better.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tiers.scoring import LADDER, Cuts, Place, highest, reaches

NOT_YET_RATED = "not_yet_rated"
FIRST_RATING = "first_rating"
PROMOTED = "promoted"
DEMOTED = "demoted"
IN_TIER = "in_tier"
BELOW_ENTRY = "below_entry_band"
HELD_BY_BAND = "held_by_band"
IN_GRACE = "in_grace"
PROTECTED = "protected"


@dataclass(frozen=True)
class Patience:
    """How slowly a policy version lets a tier change."""

    grace_months: int
    minimum_age_days: int
    protection_days: int


@dataclass(frozen=True)
class Held:
    """What the last review left: the computed tier (None: not yet rated) and the month ends counted against it."""

    tier: str | None = None
    months_beyond: int = 0
    last_month_end: date | None = None


@dataclass(frozen=True)
class Decision:
    """The tier, and the parts that led to it: `candidate` is what the bare cuts say, `reason` names the rule that decided."""

    tier: str | None
    candidate: str | None
    months_beyond: int
    last_month_end: date
    reason: str


def month_end_on_or_before(day: date) -> date:
    return day if (day + timedelta(days=1)).day == 1 else day.replace(day=1) - timedelta(days=1)


def previous_month_end(month_end: date) -> date:
    return month_end.replace(day=1) - timedelta(days=1)


def is_rated(*, held: Held, born_on: date, day: date, patience: Patience) -> bool:
    """An account is rated once it is old enough, counted from its first order or its creation, and then stays so."""
    return held.tier is not None or (day - born_on).days >= patience.minimum_age_days


def decide(
    *, held: Held, rated: bool, place: Place, cuts: Cuts, patience: Patience, day: date, month_end: date,
    opening: bool = False, last_fault_on: date | None = None,
) -> Decision:  # fmt: skip
    """The computed tier on `day`.

    `month_end` is the newest finished one; it counts once, by the first review that sees it. `opening` marks the first review of
    these peers: there is no one to protect, so the bare cuts decide, not the entry band. `last_fault_on` is the day of the last
    complaint that we caused: nobody pays for our fault with their tier.
    """
    if not rated:
        return Decision(None, None, 0, month_end, NOT_YET_RATED)
    candidate = highest(cuts, place)
    entered = candidate if opening else highest(cuts, place, cuts.enter_factor)
    if held.tier is None:
        return Decision(entered, candidate, 0, month_end, FIRST_RATING)
    if _step(entered) > _step(held.tier):
        return Decision(entered, candidate, 0, month_end, PROMOTED)
    holds = reaches(cuts, place, held.tier, cuts.leave_factor)
    months = _months_beyond(held, holds=holds, month_end=month_end)
    if holds:
        return Decision(held.tier, candidate, months, month_end, _why_kept(held.tier, candidate))
    if months < patience.grace_months:
        return Decision(held.tier, candidate, months, month_end, IN_GRACE)
    if last_fault_on is not None and (day - last_fault_on).days < patience.protection_days:
        return Decision(held.tier, candidate, months, month_end, PROTECTED)
    if not _is_new(held, month_end):
        return Decision(held.tier, candidate, months, month_end, IN_GRACE)
    return Decision(LADDER[_step(held.tier) - 1], candidate, 0, month_end, DEMOTED)


def _step(tier: str) -> int:
    return LADDER.index(tier)


def _is_new(held: Held, month_end: date) -> bool:
    return held.last_month_end is None or month_end > held.last_month_end


def _months_beyond(held: Held, *, holds: bool, month_end: date) -> int:
    """Successive month ends outside the band; a month that nobody looked at breaks the row."""
    if not _is_new(held, month_end):
        return held.months_beyond
    if holds:
        return 0
    return held.months_beyond + 1 if held.last_month_end == previous_month_end(month_end) else 1


def _why_kept(tier: str, candidate: str) -> str:
    if candidate == tier:
        return IN_TIER
    return BELOW_ENTRY if _step(candidate) > _step(tier) else HELD_BY_BAND
