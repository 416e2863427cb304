"""Chance that repeats itself: one stream per noun, so that a change in one part of the world leaves the others alone."""

import random
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import TypeVar

Choice = TypeVar("Choice")

SEED = "qinglan-1"
NORMAL = NormalDist()


def stream(*noun: object) -> random.Random:
    """The random numbers of one part of the world, the same in every run and on every machine."""
    return random.Random("/".join(map(str, (SEED, *noun))))  # noqa: S311


def pick(rng: random.Random, shares: Mapping[Choice, float]) -> Choice:
    """One of the keys, drawn by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def dealt(rng: random.Random, shares: Mapping[Choice, float], count: int) -> list[Choice]:
    """`count` draws that keep the shares exactly (up to rounding), in random order: no run of luck in a small group."""
    total = sum(shares.values())
    drawn: list[Choice] = []
    reached = 0.0
    for choice, share in shares.items():
        reached += share / total * count
        drawn += [choice] * (round(reached) - len(drawn))
    rng.shuffle(drawn)
    return drawn


def normal_scores(count: int) -> Iterator[float]:
    """Evenly spread draws of a standard normal, highest first."""
    return (NORMAL.inv_cdf(1 - (i + 0.5) / count) for i in range(count))
