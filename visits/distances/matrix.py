"""`matrix(places, profile)`: every way between every two points, from the memory, the engine, or the estimate.

An engine that is down costs one waiting: it is left alone for a minute, and what it would have said is estimated and so named.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from django.conf import settings
from django.utils import timezone

from visits.distances.engines import ENGINES, MOST_POINTS, EngineFailed
from visits.models import TravelLeg
from visits.planning.distance import ESTIMATE, Leg, Pair, TravelModel, key_of, leg_between, pair_of
from visits.planning.geo import Place

logger = logging.getLogger("crm.routing")

PROFILE: Final = "car"
MOST_PLACES: Final = 600
REST_SECONDS: Final = 60.0
#: Until when this process leaves the engine alone.
_resting: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Matrix:
    """`engine` is what all known ways come from, `estimated` how many pairs it did not know; `trouble` says why, if it failed."""

    places: tuple[Place, ...]
    travel: TravelModel
    engine: str
    estimated: int
    trouble: str | None

    def leg(self, i: int, j: int) -> Leg:
        return leg_between(self.places[i], self.places[j], self.travel)

    def legs(self) -> list[list[Leg]]:
        return [[self.leg(i, j) if i != j else Leg(0, 0) for j in range(len(self.places))] for i in range(len(self.places))]

    @property
    def is_estimated(self) -> bool:
        return self.engine == ESTIMATE.engine or self.estimated > 0


def matrix(places: Sequence[Place], profile: str = PROFILE, *, estimate: TravelModel = ESTIMATE) -> Matrix:
    """The ways between `places` as the configured engine has them; `estimate` stands in where it has none."""
    engine, unique = settings.ROUTING_ENGINE, {key_of(place): place for place in places}
    pairs = [pair_of(a, b) for a, b in combinations(unique.values(), 2)]
    if engine == "none" or not pairs or len(unique) > MOST_PLACES:
        return Matrix(tuple(places), estimate, ESTIMATE.engine, len(pairs), None)
    known, trouble = _remembered(engine, profile, unique), None
    if missing := [pair for pair in pairs if pair not in known]:
        found, trouble = _measured(engine, profile, _ends(missing, unique))
        known |= {pair: leg for pair, leg in found.items() if pair in set(missing)}
    unknown = sum(pair not in known for pair in pairs)
    travel = replace(estimate, measured=known, engine=engine if known else ESTIMATE.engine)
    return Matrix(tuple(places), travel, travel.engine, unknown, trouble)


def _ends(pairs: Iterable[Pair], unique: dict[tuple[int, int], Place]) -> list[Place]:
    return [unique[key] for key in dict.fromkeys(key for pair in pairs for key in pair)]


def _remembered(engine: str, profile: str, unique: dict[tuple[int, int], Place]) -> dict[Pair, Leg]:
    """What was measured before; both directions of a pair as their mean."""
    rows = TravelLeg.objects.filter(
        engine=engine, profile=profile, from_latitude__in={key[0] for key in unique}, to_latitude__in={key[0] for key in unique}
    ).values_list("from_latitude", "from_longitude", "to_latitude", "to_longitude", "metres", "seconds")
    both: dict[Pair, list[Leg]] = {}
    for lat_a, lon_a, lat_b, lon_b, metres, seconds in rows.iterator():
        a, b = sorted(((lat_a, lon_a), (lat_b, lon_b)))
        both.setdefault((a, b), []).append(Leg(metres, seconds))
    return {pair: _mean(legs) for pair, legs in both.items()}


def _mean(legs: Sequence[Leg]) -> Leg:
    return Leg(-(-sum(leg.metres for leg in legs) // len(legs)), -(-sum(leg.seconds for leg in legs) // len(legs)))


def _measured(engine: str, profile: str, places: Sequence[Place]) -> tuple[dict[Pair, Leg], str | None]:
    """Ask tile by tile; what came before a failure is kept."""
    found: dict[tuple[tuple[int, int], tuple[int, int]], Leg] = {}
    trouble = None
    if _resting.get(engine, 0) > time.monotonic():
        return {}, "resting"
    try:
        for tile in _tiles(places):
            table = ENGINES[engine](settings.ROUTING_URL, tile, profile, seconds=settings.ROUTING_SECONDS)
            keys = [key_of(place) for place in tile]
            found |= {
                (keys[i], keys[j]): leg for i, row in enumerate(table) for j, leg in enumerate(row) if leg is not None and i != j
            }
    except EngineFailed as error:
        _resting[engine] = time.monotonic() + REST_SECONDS
        logger.warning("routing engine failed", extra={"engine": engine, "code": error.code, "detail": str(error)})
        trouble = error.code
    _remember(engine, profile, found)
    both: dict[Pair, list[Leg]] = {}
    for (a, b), leg in found.items():
        first, second = sorted((a, b))
        both.setdefault((first, second), []).append(leg)
    return {pair: _mean(legs) for pair, legs in both.items()}, trouble


def _tiles(places: Sequence[Place]) -> Iterable[list[Place]]:
    """Every two places are together in one tile of what an engine takes."""
    half = MOST_POINTS // 2
    parts = [list(places[start : start + half]) for start in range(0, len(places), half)]
    if len(parts) == 1:
        yield parts[0]
    for a, b in combinations(parts, 2):
        yield [*a, *b]


def _remember(engine: str, profile: str, found: dict[tuple[tuple[int, int], tuple[int, int]], Leg]) -> None:
    now = timezone.now()
    TravelLeg.objects.bulk_create(
        [
            TravelLeg(
                engine=engine, profile=profile, from_latitude=a[0], from_longitude=a[1], to_latitude=b[0], to_longitude=b[1],
                metres=leg.metres, seconds=leg.seconds, measured_at=now,
            )
            for (a, b), leg in found.items()
        ],
        batch_size=2000, update_conflicts=True, update_fields=["metres", "seconds", "measured_at"],
        unique_fields=["engine", "profile", "from_latitude", "from_longitude", "to_latitude", "to_longitude"],
    )  # fmt: skip
