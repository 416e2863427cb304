"""What done visits teach about the roads of a territory: how fast one really gets from door to door (row 17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from visits.planning.distance import Road

FEWEST_HOPS = 20  # below, one traffic jam would be the rule
SLOWEST_KMH, FASTEST_KMH = 4, 90
LEAST_DETOUR, MOST_DETOUR = 100, 300


@dataclass(frozen=True, slots=True)
class Hop:
    """From one door to the next: the straight line, and the seconds between leaving and arriving."""

    straight_m: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Pace:
    """A road with what it rests on; `hops` and `measured` are 0 where the usual figure stands."""

    road: Road
    hops: int
    measured: int


def learn(hops: Iterable[Hop], ways: Sequence[tuple[int, int]], usual: Road) -> Pace:
    """The median pace over the straight line, and the median detour over pairs (straight metres, metres on the road).

    Medians, because a lunch between two visits is no road; what stays in them of talk on the pavement is in tomorrow's
    day as well.
    """
    known = [hop for hop in hops if hop.straight_m > 0 and hop.seconds > 0]
    ways = [(straight, road) for straight, road in ways if straight > 0]
    detour, measured = usual.detour_percent, 0
    if len(ways) >= FEWEST_HOPS:
        found = median(100 * road / straight for straight, road in ways)
        detour, measured = round(min(MOST_DETOUR, max(LEAST_DETOUR, found))), len(ways)
    if len(known) < FEWEST_HOPS:
        return Pace(Road(detour, usual.kmh), 0, measured)
    straight_kmh = 3.6 / median(hop.seconds / hop.straight_m for hop in known)
    kmh = round(min(FASTEST_KMH, max(SLOWEST_KMH, straight_kmh * detour / 100)))
    return Pace(Road(detour, kmh), len(known), measured)
