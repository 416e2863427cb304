"""How complete a customer's file is, and what is missing (row 16).

A newcomer must be able to take the notebook over: each part says what that takes, with its weight. The weights are ours. The
twin on the phone is `frontend/src/domain/completeness.ts`; both read `tests/vectors/completeness.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What a file holds and how much it weighs, the most telling first. In hundredths, 100 together for an external customer.
WEIGHTS = {
    "contact": 15,
    "phone": 10,
    "address": 10,
    "place": 10,
    "personality": 10,
    "need": 10,
    "preference": 10,
    "consumption": 10,
    "licence": 5,
    "order_days": 5,
    "hours": 5,
}
#: Fields that the company has added and requires of such an account; asked only where there are any, on top of the hundred.
OWN_FIELDS = "own_fields"
OWN_WEIGHT = 10
#: Internal steps have no licence, no vat and no order days.
INTERNAL = ("contact", "phone", "need", "preference")
#: What a household has: neither licence nor opening hours.
NOT_OF_CONSUMERS = ("licence", "hours")


@dataclass(frozen=True, slots=True)
class Completeness:
    """`percent` of the weights that are there; `missing` in the order of weight."""

    percent: int
    missing: list[str]
    there: list[str]

    @property
    def parts(self) -> dict[str, Any]:
        return {"percent": self.percent, "missing": self.missing, "there": self.there}


def asked_of(*, kind: str, role: str, own_fields: bool = False) -> list[str]:
    asked = [name for name in WEIGHTS if role != "end_consumer" or name not in NOT_OF_CONSUMERS]
    return [*(INTERNAL if kind == "internal" else asked), *([OWN_FIELDS] if own_fields else [])]


def completeness(has: Mapping[str, bool], *, kind: str, role: str) -> Completeness:
    """`has` names `own_fields` only where the company requires some."""
    asked = asked_of(kind=kind, role=role, own_fields=OWN_FIELDS in has)
    there = [name for name in asked if has.get(name)]
    weights = WEIGHTS | {OWN_FIELDS: OWN_WEIGHT}
    total = sum(weights[name] for name in asked)
    share = sum(weights[name] for name in there)
    return Completeness(percent=(200 * share + total) // (2 * total), missing=[n for n in asked if n not in there], there=there)
