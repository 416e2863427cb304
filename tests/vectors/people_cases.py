"""Advice on approaches and days that come round, as the Python rules give them, for the phone's twins (rows 67, 70)."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from accounts.approach import HITS, METHODS, ORDERS, Try, advise
from accounts.care_days import next_on

RESULTS = ("opened", "agreed", "cool", "refused")


def people() -> dict[str, Any]:
    return {"advice": [_advice(seed) for seed in range(60)], "days": [_day(seed) for seed in range(40)]}


def _advice(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    personality = draw.choice([*ORDERS])
    tries = _tries(draw, seed % 4)
    # a type with a bias, so that some methods stand out and others fall behind
    of_type = _tries(draw, (seed % 5) * 40, lucky=draw.choice(METHODS))
    tally = {method: _tally(of_type, method) for method in METHODS}
    found = advise(personality=personality, tries=tries, of_type=tally)
    return {
        "personality": personality,
        "tries": [{"methods": list(each.methods), "result": each.result} for each in tries],
        "of_type": [{"methods": list(each.methods), "result": each.result} for each in of_type],
        "advice": {
            "handling": list(found.handling),
            "together": found.together,
            "reason": found.reason,
            "methods": [[each.method, each.why] for each in found.methods],
        },
    }


def _tries(draw: random.Random, count: int, lucky: str | None = None) -> list[Try]:
    tries = []
    for _ in range(count):
        methods = tuple(draw.sample(METHODS, draw.randint(1, 2)))
        tries.append(Try(methods, "opened" if lucky in methods and draw.random() < 0.9 else draw.choice(RESULTS)))
    return tries


def _tally(tries: Sequence[Try], method: str) -> tuple[int, int]:
    mine = [each for each in tries if method in each.methods]
    return sum(each.result in HITS for each in mine), len(mine)


def _day(seed: int) -> dict[str, str]:
    draw = random.Random(seed)
    day = date(1992, 2, 29) if seed % 4 == 0 else date(1950, 1, 1) + timedelta(days=draw.randint(0, 28_000))
    start = date(2024, 1, 1) + timedelta(days=draw.randint(0, 1_500))
    return {"day": day.isoformat(), "from": start.isoformat(), "next": next_on(day, from_day=start).isoformat()}
