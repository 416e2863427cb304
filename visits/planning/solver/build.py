"""From lists to flat arrays: the same for a cycle, for several managers on a day, and for one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from visits.planning.solver.arrays import FAR, Data

#: Whom one looks at around a seed, and over how many of them the mean distance goes.
NEIGHBOURS, NEAREST = 400, 5


@dataclass(frozen=True)
class Visitee:
    """Who is to be visited. A pattern is the days and what they cost; `routes` limits who may come (None: anybody)."""

    patterns: Sequence[tuple[Sequence[int], float]]
    unplaced: float
    service: float = 0.0
    demand: float = 0.0
    windows: Sequence[tuple[float, float]] = ((-FAR, FAR),)
    routes: frozenset[int] | None = None


@dataclass(frozen=True)
class Tour:
    """One manager's or vehicle's day; `start` and `end` are nodes of the matrix, behind those of the visitees."""

    day: int
    start: int
    end: int
    opens: float = 0.0
    closes: float = FAR
    capacity: float = FAR
    lunch: tuple[float, float, float] | None = None
    balance: float = 0.0
    target: float = 1.0


def build(visitees: Sequence[Visitee], tours: Sequence[Tour], travel: np.ndarray) -> Data:
    """`tours` sorted by day; row i of `travel` is visitee i, depots behind."""
    assert all(a.day <= b.day for a, b in pairwise(tours))
    count, nodes = len(visitees), len(travel)
    travel = np.ascontiguousarray(travel, dtype=np.float64)
    service, demand = np.zeros(nodes), np.zeros(nodes)
    service[:count] = [v.service for v in visitees]
    demand[:count] = [v.demand for v in visitees]
    windows = [sorted(v.windows) or [(FAR, -FAR)] for v in visitees]
    patterns = [list(v.patterns) for v in visitees]
    flat = [pattern for each in patterns for pattern in each]
    days = [sorted({day for pattern, _ in each for day in pattern}) for each in patterns]
    day_count = 1 + max((tour.day for tour in tours), default=0)
    may_take = np.ones((count, len(tours)), dtype=np.bool_)
    for i, visitee in enumerate(visitees):
        if visitee.routes is not None:
            may_take[i] = [r in visitee.routes for r in range(len(tours))]
    both = (travel + travel.T)[:count, :count] / 2
    near = np.argsort(both + np.where(np.eye(count, dtype=bool), -FAR, 0.0), axis=1, kind="stable")[:, : min(count, NEIGHBOURS)]
    depots = sorted({tour.start for tour in tours})
    kinds: dict[tuple[object, ...], int] = {}
    kind = [kinds.setdefault(_kind(tour, may_take[:, r]), len(kinds)) for r, tour in enumerate(tours)]
    heavy = demand if any(tour.capacity < FAR for tour in tours) else service
    return Data(
        travel=travel,
        travel_to=np.ascontiguousarray(travel.T),
        service=service,
        demand=demand,
        window_first=_cuts(windows),
        window_open=np.array([opens for each in windows for opens, _ in each], dtype=np.float64),
        window_close=np.array([closes for each in windows for _, closes in each], dtype=np.float64),
        pattern_first=_cuts(patterns),
        pattern_cost=np.array([cost for _, cost in flat], dtype=np.float64),
        pattern_day_first=_cuts([pattern for pattern, _ in flat]),
        pattern_day=np.array([day for pattern, _ in flat for day in pattern], dtype=np.int64),
        day_first=_cuts(days),
        days=np.array([day for each in days for day in each], dtype=np.int64),
        unplaced_cost=np.array([v.unplaced for v in visitees], dtype=np.float64),
        near=np.ascontiguousarray(near, dtype=np.int64),
        may_take=may_take,
        route_first=np.array([sum(tour.day < day for tour in tours) for day in range(day_count + 1)], dtype=np.int64),
        kind=np.array(kind, dtype=np.int64),
        start=np.array([tour.start for tour in tours], dtype=np.int64),
        end=np.array([tour.end for tour in tours], dtype=np.int64),
        opens=np.array([tour.opens for tour in tours], dtype=np.float64),
        closes=np.array([tour.closes for tour in tours], dtype=np.float64),
        capacity=np.array([tour.capacity for tour in tours], dtype=np.float64),
        lunch_open=np.array([tour.lunch[0] if tour.lunch else 0.0 for tour in tours], dtype=np.float64),
        lunch_latest=np.array([tour.lunch[1] if tour.lunch else 0.0 for tour in tours], dtype=np.float64),
        lunch_length=np.array([tour.lunch[2] if tour.lunch else 0.0 for tour in tours], dtype=np.float64),
        balance=np.array([tour.balance for tour in tours], dtype=np.float64),
        target=np.array([max(tour.target, 1.0) for tour in tours], dtype=np.float64),
        far_rank=travel[depots, :count].min(axis=0) if depots else np.zeros(count),
        load_rank=heavy[:count].copy(),
        tight_rank=np.array([sum(closes - opens for opens, closes in each) for each in windows], dtype=np.float64),
    )


def unit_of(data: Data) -> float:
    """The mean distance to the nearest neighbours: what heat is measured in."""
    if data.near.shape[1] < 2:
        return 1.0
    near = data.near[:, 1 : NEAREST + 1]
    return float(np.take_along_axis(data.travel[: len(near), : len(near)], near, axis=1).mean()) or 1.0


def _kind(tour: Tour, taken: np.ndarray) -> tuple[object, ...]:
    return (
        tour.day,
        tour.start,
        tour.end,
        tour.opens,
        tour.closes,
        tour.capacity,
        tour.lunch,
        tour.balance,
        tour.target,
        taken.tobytes(),
    )


def _cuts(lists: Sequence[Sequence[object]]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(each) for each in lists], dtype=np.int64)]).astype(np.int64)
