"""What looking after a customer takes in a cycle of four weeks: so many visits, each with its time at the door and its share of
the road."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from visits.planning.distance import ESTIMATE, TravelModel, leg_between
from visits.planning.geo import Place

CYCLE_DAYS = 28
NEIGHBOURS = 3  # from one of them a visit usually comes, whoever looks after it
LONELY_MINUTES = 60.0  # the share of the road of a customer without any neighbour in reach
CELL = 0.02  # degrees, about two kilometres
RINGS = 12


def visits_in_cycle(interval_days: int | None) -> float:
    """Visits of four weeks; none without a rhythm."""
    return CYCLE_DAYS / interval_days if interval_days else 0.0


def work_minutes(*, interval_days: int | None, service_minutes: float, travel_minutes: float) -> float:
    return visits_in_cycle(interval_days) * (service_minutes + travel_minutes)


def travel_shares(places: Mapping[str, Place], roads: Mapping[str, TravelModel]) -> dict[str, float]:
    """Minutes of the road to each customer: the mean way to its nearest neighbours, so that it does not hang on who goes.

    `roads`: by account, what its territory taught of its roads; the usual figures where it has taught nothing.
    """
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for account, place in places.items():
        cells[_cell(place)].append(account)
    return {account: _share(account, place, places, cells, roads.get(account, ESTIMATE)) for account, place in places.items()}


def _cell(place: Place) -> tuple[int, int]:
    return int(place.latitude // CELL), int(place.longitude // CELL)


def _share(
    account: str, place: Place, places: Mapping[str, Place], cells: Mapping[tuple[int, int], Sequence[str]], travel: TravelModel
) -> float:
    row, column = _cell(place)
    near: list[str] = []
    enough_at = RINGS
    for ring in range(RINGS + 1):
        if ring > enough_at:
            break
        for i in range(row - ring, row + ring + 1):
            step = 1 if abs(i - row) == ring else max(1, 2 * ring)
            for j in range(column - ring, column + ring + 1, step):
                near += cells.get((i, j), ())
        if len(near) > NEIGHBOURS and enough_at == RINGS:
            enough_at = min(RINGS, ring + 1)  # one ring more: the corner of a cell lies further off than the next cell
    others = sorted((flat(place, places[other]), other) for other in near if other != account)[:NEIGHBOURS]
    ways = [leg_between(place, places[other], travel).seconds / 60 for _, other in others]
    return sum(ways) / len(ways) if ways else LONELY_MINUTES


def flat(a: Place, b: Place) -> float:
    """A square that orders like the distance; quick, and good enough to say who is near."""
    return (a.latitude - b.latitude) ** 2 + (0.85 * (a.longitude - b.longitude)) ** 2
