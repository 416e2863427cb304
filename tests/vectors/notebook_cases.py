"""Run-out days (row 2) and how complete a file is (row 16): the telling cases, and drawn ones."""

import random
from datetime import date, timedelta
from typing import Any

from accounts.completeness import WEIGHTS, completeness
from accounts.consumption import Count, Delivery, Rate, deliver_by, run_out

START = date(2026, 3, 1)

#: Name, count, deliveries (days after START, quantity), rate (low, middle, high), and what a person expects: on, earliest, latest.
TOLD: tuple[tuple[Any, ...], ...] = (
    ("a bag and a half a day", (0, 15), (), (1.125, 1.5, 1.875), "2026-03-11", "2026-03-09", "2026-03-14"),
    ("the old stock is used first", (0, 30), ((10, 40),), (1.7, 2, 2.3), "2026-04-05", "2026-03-31", "2026-04-11"),
    ("ran dry before the delivery", (0, 4), ((10, 40),), (2, 2, 2), "2026-03-31", "2026-03-31", "2026-03-31"),
    ("nobody counted", None, ((0, 20), (10, 10)), (2, 2, 2), "2026-03-16", "2026-03-16", "2026-03-16"),
    ("nothing seen", None, (), (2, 2, 2), None, None, None),
    ("empty already", (3, 0), (), (1, 1, 1), "2026-03-04", "2026-03-04", "2026-03-04"),
)


def supplies() -> list[dict[str, Any]]:
    drawn = random.Random(7)
    return [*(_told(*case) for case in TOLD), *(_drawn(drawn) for _ in range(60))]


def _told(name: str, count: Any, deliveries: Any, rate: Any, on: Any, earliest: Any, latest: Any) -> dict[str, Any]:
    made = _case(count, deliveries, rate, lead=2, weekdays=[])
    found = made["run_out"] and [made["run_out"][key] for key in ("on", "earliest", "latest")]
    expected = [on, earliest, latest] if on else None
    if found != expected:
        raise SystemExit(f"{name}: expected {expected}, the rule says {found}")
    return made


def _drawn(draw: random.Random) -> dict[str, Any]:
    middle = round(draw.uniform(0.1, 6), 3)
    spread = draw.choice((0.05, 0.15, 0.3, 0.6))
    rate = (round(middle * (1 - spread), 4), middle, round(middle * (1 + spread), 4))
    days = sorted(draw.sample(range(60), draw.randint(0, 4)))
    count = (draw.randint(0, 40), round(draw.uniform(0, 50), 1)) if draw.random() < 0.7 else None
    weekdays = sorted(draw.sample(range(1, 8), draw.choice((0, 0, 1, 2))))
    return _case(count, [(day, draw.randint(1, 40)) for day in days], rate, lead=draw.randint(0, 5), weekdays=weekdays)


def _case(count: Any, deliveries: Any, rate: Any, *, lead: int, weekdays: list[int]) -> dict[str, Any]:
    low, middle, high = rate
    found = run_out(
        count=Count(_day(count[0]), count[1]) if count else None,
        deliveries=[Delivery(_day(day), quantity) for day, quantity in deliveries],
        rate=Rate(middle, low, high, "counts"),
    )
    return {
        "count": {"on": _day(count[0]).isoformat(), "quantity": count[1]} if count else None,
        "deliveries": [{"on": _day(day).isoformat(), "quantity": quantity} for day, quantity in deliveries],
        "rate": {"per_day": middle, "low": low, "high": high},
        "lead_days": lead,
        "weekdays": weekdays,
        "run_out": found and {
            "on": found.on.isoformat(), "earliest": found.earliest.isoformat(), "latest": found.latest.isoformat(),
            "level": round(found.level, 6), "level_on": found.level_on.isoformat(),
        },
        "deliver_by": deliver_by(earliest=found.earliest, lead_days=lead, weekdays=weekdays).isoformat() if found else None,
    }  # fmt: skip


def _day(after: int) -> date:
    return START + timedelta(days=after)


def files() -> list[dict[str, Any]]:
    draw = random.Random(16)
    kinds = (("external", "retailer"), ("external", "end_consumer"), ("internal", "department"))
    cases = [(dict.fromkeys(WEIGHTS, True), *kinds[0]), ({}, *kinds[0])]
    cases += [({name: draw.random() < 0.6 for name in WEIGHTS}, *draw.choice(kinds)) for _ in range(40)]
    cases += [({**dict.fromkeys(WEIGHTS, True), "own_fields": kept}, *kind) for kept in (True, False) for kind in kinds]
    return [
        {"has": has, "kind": kind, "role": role, "file": completeness(has, kind=kind, role=role).parts} for has, kind, role in cases
    ]
