"""On which stage of its way a customer is (row 39), and up which ladder of belief a prospect climbs (row 40).

Entry rules, each with the facts that it stands on. The day counts are ours, not the sources': see JourneyRules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

BELIEFS = ("unaware", "fears_trick", "distant", "interested", "torn", "half_believing", "trying", "repurchase")
REPURCHASE_DAYS = 2  # order days that make a repeat customer


@dataclass(frozen=True, slots=True)
class JourneyRules:
    """`done_after`: a first purchase is over and done so many days later. `lost_gaps`: so many usual gaps without an order, and at
    least `lost_least` days, lose a customer. `won_back_for`: so long somebody counts as won back."""

    done_after: int = 14
    lost_least: int = 90
    lost_gaps: float = 4.0
    lost_most: int = 365
    won_back_for: int = 90


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the customer on the day of judging. `gap_days` is the usual time between two order days; `away_days`
    how long the customer had stayed away before the last spell of orders began, on `spell_on`; `repeat_on` the second order day."""

    order_days: int = 0
    first_order_on: date | None = None
    last_order_on: date | None = None
    gap_days: float | None = None
    spell_on: date | None = None
    away_days: int | None = None
    repeat_on: date | None = None
    last_visit_on: date | None = None
    referrals: int = 0
    is_loyal: bool = False
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """`since`: the day on which the entry rule first held. `rule` names it, `parts` are its facts."""

    stage: str
    since: date | None
    rule: str
    facts: Facts
    lost_after: int

    @property
    def parts(self) -> dict[str, Any]:
        facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self.facts).items()}
        return {"rule": self.rule, "lost_after": self.lost_after, **facts}


def lost_after(gap_days: float | None, rules: JourneyRules) -> int:
    """Days of silence after which a customer with this rhythm is lost."""
    return int(min(max(rules.lost_least, (gap_days or 0) * rules.lost_gaps), rules.lost_most))


def stage_on(facts: Facts, *, day: date, rules: JourneyRules | None = None) -> Standing:
    """The furthest stage whose entry rule holds on `day`."""
    rules = rules or JourneyRules()
    silence = lost_after(facts.gap_days, rules)

    def standing(stage: str, since: date | None, rule: str) -> Standing:
        return Standing(stage=stage, since=since, rule=rule, facts=facts, lost_after=silence)

    if facts.last_order_on is None:
        if facts.is_given_up:
            return standing("lost", None, "given_up")
        if facts.last_visit_on:
            return standing("screening", facts.last_visit_on, "met_without_order")
        return standing("reached", None, "known_only")
    if facts.is_given_up:
        return standing("lost", facts.last_order_on, "given_up")
    if (day - facts.last_order_on).days > silence:
        return standing("lost", facts.last_order_on + timedelta(days=silence + 1), "silent")
    if _is_won_back(facts, day, silence, rules):
        return standing("won_back", facts.spell_on, "came_back")
    if facts.order_days >= REPURCHASE_DAYS:
        if facts.referrals or facts.is_loyal:
            return standing("loyal", facts.repeat_on, "refers" if facts.referrals else "loyal_band")
        return standing("repurchase", facts.repeat_on, "ordered_again")
    if (day - facts.last_order_on).days >= rules.done_after:
        return standing("done", facts.last_order_on + timedelta(days=rules.done_after), "ordered_once_and_done")
    return standing("purchase", facts.last_order_on, "ordered_once")


def _is_won_back(facts: Facts, day: date, silence: int, rules: JourneyRules) -> bool:
    if facts.spell_on is None or facts.away_days is None:
        return False
    return facts.away_days > silence and (day - facts.spell_on).days <= rules.won_back_for


def order_facts(days: Sequence[date], rules: JourneyRules | None = None) -> dict[str, Any]:
    """What the order days say, oldest first, as fields of `Facts`."""
    rules = rules or JourneyRules()
    if not days:
        return {}
    gaps = [(after - before).days for before, after in pairwise(days)]
    usual = float(median(gaps)) if gaps else None
    silence = lost_after(usual, rules)
    breaks = [position for position, gap in enumerate(gaps, start=1) if gap > silence]
    away = {"spell_on": days[breaks[-1]], "away_days": gaps[breaks[-1] - 1]} if breaks else {}
    repeat = {"repeat_on": days[1]} if len(days) > 1 else {}
    known = {"order_days": len(days), "first_order_on": days[0], "last_order_on": days[-1], "gap_days": usual}
    return known | away | repeat


def belief_refusal(belief: str, *, order_days: int, has_trial: bool) -> str | None:
    """Why somebody cannot stand on this step: a code, or None when the entry rule holds.

    The upper two are deeds: who tries has taken a trial or ordered once, who buys again has ordered on two days. The lower six
    are judged from words, so that evidence in words is enough; who has bought twice is past them.
    """
    if belief == "repurchase" and order_days < REPURCHASE_DAYS:
        return "belief_needs_second_order"
    if belief == "trying" and not has_trial and order_days == 0:
        return "belief_needs_trial"
    if belief not in ("repurchase", "trying") and order_days >= REPURCHASE_DAYS:
        return "belief_is_past"
    return None
