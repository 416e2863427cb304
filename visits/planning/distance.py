"""The embedded travel model: straight distance times a detour factor, over a mean speed.

All figures are whole metres and whole seconds, rounded in one way (half up), so that the phone
and the server reach the same plan. Factors and speeds are parameters: a territory may learn its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from visits.planning.geo import Place, haversine_m

Pair = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Road:
    """How one gets along: the way is `detour_percent` of the straight line, at `kmh` on average."""

    detour_percent: int
    kmh: int


@dataclass(frozen=True, slots=True)
class TravelModel:
    """Travel inside a town and over land; `engine` names the model in every answer.

    `measured`: ways that an engine knows, by the `key_of` of their two ends; they come before the estimate.
    """

    town: Road = Road(detour_percent=130, kmh=18)
    rural: Road = Road(detour_percent=140, kmh=45)
    engine: str = "estimate"
    measured: "Mapping[Pair, Leg] | None" = None


ESTIMATE = TravelModel()


@dataclass(frozen=True, slots=True)
class Leg:
    """The way between two places: metres on the road and seconds under way."""

    metres: int
    seconds: int

    @property
    def minutes(self) -> int:
        """Minutes under way, rounded up: a plan that rounds down is late at every door."""
        return -(-self.seconds // 60)


def road_between(a: Place, b: Place, model: TravelModel = ESTIMATE) -> Road:
    """Over land as soon as one end is a village, but nobody drives 45 km/h inside one."""
    return model.town if a.village == b.village else model.rural


def leg_between(a: Place, b: Place, model: TravelModel = ESTIMATE) -> Leg:
    """The estimated way from `a` to `b`; the same in both directions."""
    if model.measured and (leg := model.measured.get(pair_of(a, b))):
        return leg
    road = road_between(a, b, model)
    metres = (haversine_m(a, b) * road.detour_percent + 50) // 100
    return Leg(metres, seconds=(metres * 3600 + road.kmh * 500) // (road.kmh * 1000))


def key_of(place: Place) -> tuple[int, int]:
    """Hundred thousandths of a degree, about a metre: so near, two points are one."""
    return round(place.latitude * 100_000), round(place.longitude * 100_000)


def pair_of(a: Place, b: Place) -> Pair:
    """Both directions are one way: half a block of one-way streets is less than an estimate knows."""
    first, second = sorted((key_of(a), key_of(b)))
    return first, second


def matrix(places: Sequence[Place], model: TravelModel = ESTIMATE) -> list[list[Leg]]:
    """Every way between every two places; each pair is computed once."""
    legs = [[Leg(0, 0)] * len(places) for _ in places]
    for i, a in enumerate(places):
        for j in range(i):
            legs[i][j] = legs[j][i] = leg_between(a, places[j], model)
    return legs


def tenths_of_km(metres: int) -> float:
    """Kilometres with one decimal, half up; both twins divide the same integers."""
    return ((metres + 50) // 100) / 10
