"""What a hand-over asks for, what is missing of it, and how often a new manager's customers are seen (rows 16, 18).

Rules only. The numbers are the team's policy; where the sources give none they are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

UNRATED = "unrated"
GIVER, TAKER, LEAD = "giver", "taker", "lead"

#: In the order in which they are told: what hurts the customer first comes first.
GAPS = (
    "complaint_open", "promise_overdue", "joint_visits", "known_to_giver_only", "no_contact", "no_personality", "no_place",
    "file_incomplete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the taker would miss; `parts` are the numbers behind it."""

    code: str
    parts: Mapping[str, Any]

    def told(self) -> dict[str, Any]:
        return {"code": self.code, **self.parts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the notebook knows of one account that is to be handed over."""

    tier: str | None
    percent: int
    missing: Sequence[str]
    contacts: int
    with_personality: int
    has_place: bool
    overdue_promises: int
    open_complaints: int
    others_who_know: int
    joint_done: int


def joint_visits_required(tier: str | None, by_tier: Mapping[str, int]) -> int:
    return max(0, int(by_tier.get(tier or UNRATED, 0)))


def gaps_of(known: Known, *, joint_required: int, complete_percent: int) -> list[Gap]:
    """What is missing, the most pressing first. Two numbers beside each other, so that it can be judged."""
    found = {
        "complaint_open": known.open_complaints > 0 and {"count": known.open_complaints},
        "promise_overdue": known.overdue_promises > 0 and {"count": known.overdue_promises},
        "joint_visits": known.joint_done < joint_required and {"done": known.joint_done, "required": joint_required},
        # a joint visit makes the taker one who knows
        "known_to_giver_only": known.others_who_know == 0 and known.joint_done == 0 and {},
        "no_contact": known.contacts == 0 and {},
        "no_personality": known.contacts > 0 and known.with_personality == 0 and {"contacts": known.contacts},
        "no_place": not known.has_place and {},
        "file_incomplete": known.percent < complete_percent
        and {"percent": known.percent, "required": complete_percent, "missing": list(known.missing)},
    }
    return [Gap(code, parts) for code in GAPS if isinstance(parts := found[code], dict)]


def count_gaps(items: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, int]:
    """How many accounts have each gap, in the order of `GAPS`; a gap that none has is left out."""
    counts = {code: sum(any(gap["code"] == code for gap in gaps) for gaps in items) for code in GAPS}
    return {code: count for code, count in counts.items() if count}


def raised_interval(interval_days: int | None, percent: int) -> int | None:
    """Days between two visits while the customer gets used to a new manager: part of the usual, never less than one."""
    return None if interval_days is None else max(1, -(-interval_days * percent // 100))


def settling_visit_on(*, last_visit_on: date | None, since: date, interval_days: int, percent: int) -> date:
    """When the next visit is due within the raised period.

    From the new manager's first visit on the raised rhythm counts. Before it the customer is due a raised interval after the
    change, or when the usual rhythm says, whichever is sooner: a change makes nobody late on its own day.
    """
    raised = raised_interval(interval_days, percent) or 1
    if last_visit_on is not None and last_visit_on >= since:
        return last_visit_on + timedelta(days=raised)
    first = since + timedelta(days=raised)
    return first if last_visit_on is None else min(first, last_visit_on + timedelta(days=interval_days))


def sales_brief(
    *, before: Sequence[tuple[str, float]], after: Sequence[tuple[str, float]], most: int = 5
) -> tuple[list[str], list[str]]:
    """Products that rose and that fell between two half years by amount, each at most `most`, by how much they moved."""
    was, now = dict(before), dict(after)
    moved = sorted((now.get(name, 0) - was.get(name, 0), name) for name in {*was, *now})
    fell = [name for change, name in moved if change < 0][:most]
    rose = [name for change, name in reversed(moved) if change > 0][:most]
    return rose, fell
