"""Which steps still hold a visit (row 79): the telling cases, and drawn ones."""

import random
from collections.abc import Sequence
from typing import Any

from visits.steps import KINDS, undone

MUST = ({"kind": "talk", "must": True}, {"kind": "price_check", "must": True}, {"kind": "brand", "must": False})

#: Name, what was given, outcome, and what a person expects.
TOLD: tuple[tuple[str, Sequence[str], str, Sequence[str]], ...] = (
    ("nothing was done", (), "ordered", ("talk", "price_check")),
    ("one of two", ("talk",), "not_ordered", ("price_check",)),
    ("what need not be done does not stand in for what must", ("brand",), "complaint", ("talk", "price_check")),
    ("both", ("price_check", "talk"), "ordered", ()),
    ("nobody was met", (), "not_met", ()),
)
OUTCOMES = ("ordered", "not_ordered", "not_met", "complaint")


def steps() -> list[dict[str, Any]]:
    draw = random.Random(79)
    return [*(_told(*case) for case in TOLD), *(_drawn(draw, number) for number in range(40))]


def _told(name: str, given: Sequence[str], outcome: str, expected: Sequence[str]) -> dict[str, Any]:
    case = _case(name, list(MUST), list(given), outcome)
    if case["undone"] != list(expected):
        raise SystemExit(f"{name}: expected {expected}, the rule says {case['undone']}")
    return case


def _drawn(draw: random.Random, number: int) -> dict[str, Any]:
    kinds = draw.sample(KINDS, draw.randint(0, len(KINDS)))
    asked = [{"kind": kind, "must": draw.random() < 0.5} for kind in kinds]
    return _case(f"drawn {number}", asked, draw.sample(KINDS, draw.randint(0, 5)), draw.choice(OUTCOMES))


def _case(name: str, asked: list[dict[str, Any]], given: list[str], outcome: str) -> dict[str, Any]:
    return {"name": name, "steps": asked, "given": given, "outcome": outcome, "undone": undone(asked, given, outcome=outcome)}
