"""The ways between the places of a cycle: whole for the solver, one by one for a price."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from visits.planning.clock import UNKNOWN_LEG_MINUTES
from visits.planning.distance import ESTIMATE, Road, TravelModel, leg_between
from visits.planning.geo import Place


@dataclass(frozen=True)
class Ways:
    """Seconds between places by number, as `travel` estimates them. A place that nobody knows is a quarter of an hour from
    everywhere, its neighbour too."""

    places: Sequence[Place | None]
    travel: TravelModel

    def seconds(self, a: int, b: int) -> int:
        here, there = self.places[a], self.places[b]
        if a == b:
            return 0
        if here is None or there is None:
            return UNKNOWN_LEG_MINUTES * 60
        return leg_between(here, there, self.travel).seconds

    def matrix(self) -> list[list[int]]:
        count = len(self.places)
        rows = [[0] * count for _ in range(count)]
        for a in range(count):
            for b in range(a):
                rows[a][b] = rows[b][a] = self.seconds(a, b)
        return rows


def place_from(told: Sequence[float | str] | None) -> Place | None:
    """A place as it is kept with the plan: `[latitude, longitude, village]`."""
    return Place(float(told[0]), float(told[1]), str(told[2])) if told else None


def told_place(place: Place | None) -> list[float | str] | None:
    return [place.latitude, place.longitude, place.village] if place else None


def terminus(places: Mapping[str, Any], name: str) -> Place | None:
    return place_from(places.get(name))


def told_roads(travel: TravelModel) -> dict[str, dict[str, int]]:
    """The roads a plan was estimated with: they stay its own, whatever is learned later."""
    return {name: asdict(road) for name, road in (("town", travel.town), ("rural", travel.rural))}


def roads_of(places: Mapping[str, Any]) -> TravelModel:
    """As they are kept with the plan; one from before they were kept has the usual figures."""
    told = places.get("roads")
    return TravelModel(town=Road(**told["town"]), rural=Road(**told["rural"])) if told else ESTIMATE
