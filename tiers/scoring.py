"""Where an account stands among its peers, and which tier the bare cuts give it (rows 7, 68).

Peers are the rated accounts of one team and currency whose value is positive. An account's `rank` is the number of peers
that hold at least as much as it does, itself included: equal accounts share one rank, and they enter a tier together or not
at all. A share q of n peers is ceil(q x n) places, so that a team of twelve still has its first, and a tier never has more
places than the next whole one. Nothing or less than nothing is unranked, and never reaches a tier above ordinary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: The ladder of row 7, lowest step first.
LADDER = ("ordinary", "key", "gold", "vip")
ORDINARY = LADDER[0]
#: The tiers that have a cut, highest first.
CUT_TIERS = LADDER[:0:-1]


class Method(StrEnum):
    PERCENTILE = "percentile"
    ABSOLUTE = "absolute"


@dataclass(frozen=True)
class Cuts:
    """The lines of one policy version.

    `at` holds a top share per tier (0.05 = among the first twentieth; cumulative, so gold lies between the vip line and its
    own) or an amount of money under `absolute`. Entering needs `enter_factor` times the line, staying `leave_factor` times.
    `floors` are amounts in the account's currency below which a tier is out of reach, and out of hold.
    """

    method: Method
    at: Mapping[str, Decimal]
    enter_factor: Decimal
    leave_factor: Decimal
    floors: Mapping[str, Decimal] = field(default_factory=dict)

    def line(self, tier: str, peers: int, factor: Decimal = Decimal(1)) -> Decimal:
        """The last place of a tier (percentile) or its least value (absolute), moved by `factor`."""
        line = self.at[tier] * factor
        return Decimal(ceil(line * peers)) if self.method == Method.PERCENTILE else line


@dataclass(frozen=True)
class Place:
    value: Decimal
    rank: int | None
    peers: int

    @property
    def rank_share(self) -> Decimal | None:
        """Share of the peers that hold at least as much: 1/peers for the first, 1 for the last."""
        return None if self.rank is None else Decimal(self.rank) / self.peers


def places(values: Mapping[Key, Decimal]) -> dict[Key, Place]:
    """Everyone's place, given the values of all rated accounts of one team and currency."""
    held = sorted(value for value in values.values() if value > 0)
    peers = len(held)
    return {key: Place(value, peers - bisect_left(held, value) if value > 0 else None, peers) for key, value in values.items()}


def reaches(cuts: Cuts, place: Place, tier: str, factor: Decimal = Decimal(1)) -> bool:
    """Whether this place lies on or above the line of `tier`, moved by `factor`. Everyone reaches ordinary."""
    if tier == ORDINARY:
        return True
    if place.rank is None or place.value < cuts.floors.get(tier, 0):
        return False
    line = cuts.line(tier, place.peers, factor)
    return place.rank <= line if cuts.method == Method.PERCENTILE else place.value >= line


def highest(cuts: Cuts, place: Place, factor: Decimal = Decimal(1)) -> str:
    """The highest tier within reach."""
    return next((tier for tier in CUT_TIERS if reaches(cuts, place, tier, factor)), ORDINARY)
