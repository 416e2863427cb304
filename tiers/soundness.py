"""Whether the terms of a tier policy make sense together; the answer names every field to mend (row 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.completeness import WEIGHTS
from tiers.scoring import CUT_TIERS, LADDER, Method

SCORES = ("value", "composite")
#: The parts of a composite score.
SCORE_PARTS = ("value", "loyalty", "potential")
#: The marks of loyalty (row 10).
MARKS = ("repurchase", "retention", "immunity", "advocacy", "helping")
#: What a playbook may ask to be known of a customer, as `accounts.completeness` names it.
KNOWABLE = frozenset(WEIGHTS)
APPROVERS = ("lead", "admin")
LONGEST_PLAYBOOK = 1000
RHYTHM_KEYS = (*CUT_TIERS, "ordinary", "unrated")

Faults = dict[str, list[str]]


def faults(terms: Mapping[str, Any]) -> Faults:
    """What is wrong with the terms of a policy, by field; empty when it may be published."""
    if terms["method"] not in list(Method):
        return {"method": ["Either percentile or absolute."]}
    percentile = terms["method"] == Method.PERCENTILE
    found: Faults = {}
    for field, complaint in (
        ("shares", _shares(terms["shares"]) if percentile else _unused(terms["shares"], "method percentile")),
        ("thresholds", _unused(terms["thresholds"], "method absolute") if percentile else _thresholds(terms)),
        ("floors", _floors(terms["floors"])),
        *_factors(terms, percentile=percentile),
        ("grace_months", _whole(terms["grace_months"], 1, 12)),
        ("minimum_age_days", _whole(terms["minimum_age_days"], 0, 3650)),
        ("protection_days", _whole(terms["protection_days"], 0, 366)),
        ("intervals_days", _table(terms["intervals_days"], RHYTHM_KEYS, 1, 366)),
        ("target_levels", _table(terms["target_levels"], LADDER, 1, 4)),
        ("score", "" if terms["score"] in SCORES else "Either value or composite."),
        ("score_weights", _score_weights(terms["score_weights"])),
        ("visit_minutes", _table(terms["visit_minutes"], RHYTHM_KEYS, 1, 480)),
        ("complaint_hours", _rising(terms["complaint_hours"])),
        ("goodwill_limits", _limits(terms["goodwill_limits"])),
        ("approvers", _approvers(terms["approvers"])),
        ("playbooks", _playbooks(terms["playbooks"])),
        ("margin_rate", _part(terms["margin_rate"])),
        ("discount_rate", _part(terms["discount_rate"])),
        ("horizon_years", _whole(terms["horizon_years"], 1, 20)),
        ("loyalty_weights", _weights(terms["loyalty_weights"])),
    ):
        if complaint:
            found[field] = [complaint]
    return found


def amounts(table: object) -> dict[str, Decimal] | None:
    """A table of decimals as written in JSON (text or numbers); None when something in it is no finite number."""
    if not isinstance(table, Mapping):
        return None
    read = {str(key): amount(value) for key, value in table.items()}
    return None if None in read.values() else {key: value for key, value in read.items() if value is not None}


def amount(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _unused(table: object, where: str) -> str:
    return f"Only with {where}." if table else ""


def _shares(table: object) -> str:
    return _one_per_tier(table) or _ladder_of(table, lambda vip, gold, key: 0 < vip < gold < key < 1,
        "Cuts overlap: 0 < vip < gold < key < 1, each the top share down to that line.")  # fmt: skip


def _thresholds(terms: Mapping[str, Any]) -> str:
    """In money; of a composite score in points, which end at a hundred."""
    table, most, unit = (
        (terms["thresholds"], 100, "points") if terms["score"] == "composite" else (terms["thresholds"], None, "money")
    )
    return _one_per_tier(table) or _ladder_of(table, lambda vip, gold, key: vip > gold > key > 0 and (most is None or vip <= most),
        f"Cuts overlap: {f'{most} >= ' if most else ''}vip > gold > key > 0, in {unit}.")  # fmt: skip


def _one_per_tier(table: object) -> str:
    read = amounts(table)
    return "" if read is not None and set(read) == set(CUT_TIERS) else "One number each for vip, gold and key."


def _ladder_of(table: object, ordered: Callable[[Decimal, Decimal, Decimal], bool], complaint: str) -> str:
    read = amounts(table) or {}
    return "" if ordered(*(read[tier] for tier in CUT_TIERS)) else complaint


def _floors(table: object) -> str:
    read = amounts(table)
    if read is None or not set(read) <= set(CUT_TIERS):
        return "Amounts of money for vip, gold or key."
    falling = [read[tier] for tier in CUT_TIERS if tier in read]
    return (
        ""
        if falling == sorted(falling, reverse=True) and min(falling, default=0) >= 0
        else "A higher tier has no lower floor; none is negative."
    )


def _factors(terms: Mapping[str, Any], *, percentile: bool) -> list[tuple[str, str]]:
    """A share is entered deeper inside and left further outside; money the other way round."""
    enter, leave = amount(terms["enter_factor"]), amount(terms["leave_factor"])
    if percentile:
        return [
            ("enter_factor", "" if enter is not None and 0 < enter <= 1 else "Above 0, at most 1: part of the top share."),
            ("leave_factor", "" if leave is not None and 1 <= leave <= 3 else "From 1 to 3: multiple of the top share."),
        ]
    return [
        ("enter_factor", "" if enter is not None and 1 <= enter <= 3 else "From 1 to 3: multiple of the amount."),
        ("leave_factor", "" if leave is not None and 0 < leave <= 1 else "Above 0, at most 1: part of the amount."),
    ]


def _whole(value: object, least: int, most: int) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return "" if fits else f"A whole number from {least} to {most}."


def _part(value: object) -> str:
    part = amount(value)
    return "" if part is not None and 0 < part <= 1 else "Above 0, at most 1: a part of the whole."


def _weights(table: object) -> str:
    """All five marks, in whole points that add up to a hundred. Satisfaction is none of them (row 10)."""
    complaint = _table(table, MARKS, 0, 100)
    if complaint or not isinstance(table, Mapping):
        return complaint
    return "" if sum(table.values()) == 100 else "The weights add up to 100."


def _table(table: object, keys: tuple[str, ...], least: int, most: int) -> str:
    fits = (
        isinstance(table, Mapping) and set(table) == set(keys) and not any(_whole(value, least, most) for value in table.values())
    )
    return "" if fits else f"For each of {', '.join(keys)} a whole number from {least} to {most}."


def _score_weights(table: object) -> str:
    """Points that add up to a hundred; nobody is tiered by loyalty or by hope alone."""
    complaint = _table(table, SCORE_PARTS, 0, 100)
    if complaint or not isinstance(table, Mapping):
        return complaint
    if sum(table.values()) != 100:
        return "The weights add up to 100."
    return "" if table["value"] >= 1 else "Value weighs something."


def _rising(table: object) -> str:
    """The higher the tier, the shorter the clock."""
    complaint = _table(table, LADDER, 1, 720)
    if complaint or not isinstance(table, Mapping):
        return complaint
    hours = [table[tier] for tier in LADDER]
    return "" if hours == sorted(hours, reverse=True) else "A higher tier waits no longer than a lower one."


def _limits(table: object) -> str:
    read = amounts(table)
    if read is None or set(read) != set(LADDER) or min(read.values()) < 0 or max(read.values()) > 10_000_000:
        return f"For each of {', '.join(LADDER)} an amount, 0 or more."
    rising = [read[tier] for tier in LADDER]
    return "" if rising == sorted(rising) else "A higher tier has no lower limit."


def _approvers(table: object) -> str:
    fits = isinstance(table, Mapping) and set(table) == set(LADDER) and all(role in APPROVERS for role in table.values())
    return "" if fits else f"For each of {', '.join(LADDER)} one of {', '.join(APPROVERS)}."


def _playbooks(table: object) -> str:
    fits = isinstance(table, Mapping) and set(table) == set(LADDER) and all(_is_playbook(book) for book in table.values())
    return "" if fits else f"For each of {', '.join(LADDER)} a text and what must be known: {', '.join(sorted(KNOWABLE))}."


def _is_playbook(book: object) -> bool:
    if not isinstance(book, Mapping) or set(book) != {"text", "required"}:
        return False
    text, required = book["text"], book["required"]
    return isinstance(text, str) and len(text) <= LONGEST_PLAYBOOK and isinstance(required, list) and KNOWABLE.issuperset(required)
