"""The problem and a solution as flat arrays, the only language that compiled code speaks."""

from typing import NamedTuple

import numpy as np

FAR = 1e15


class Data(NamedTuple):
    """Nodes 0 … n-1 are the accounts, depots follow. Times and costs have one unit (seconds in a cycle).

    `_first` arrays are cuts: what belongs to i lies in [first[i], first[i + 1]). Routes are sorted by day; those of one `kind`
    are alike, so that only one empty one of them is tried.
    """

    travel: np.ndarray
    travel_to: np.ndarray  # the same, turned over: ways to a node lie side by side
    service: np.ndarray
    demand: np.ndarray
    window_first: np.ndarray
    window_open: np.ndarray
    window_close: np.ndarray
    pattern_first: np.ndarray
    pattern_cost: np.ndarray
    pattern_day_first: np.ndarray
    pattern_day: np.ndarray
    day_first: np.ndarray  # the days that stand in any pattern of an account
    days: np.ndarray
    unplaced_cost: np.ndarray
    near: np.ndarray  # neighbours, the nearest first, beginning with oneself
    may_take: np.ndarray  # account x route
    route_first: np.ndarray  # the routes of a day
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    opens: np.ndarray
    closes: np.ndarray
    capacity: np.ndarray
    lunch_open: np.ndarray
    lunch_latest: np.ndarray
    lunch_length: np.ndarray  # 0: none
    balance: np.ndarray
    target: np.ndarray
    far_rank: np.ndarray  # distance to the depot
    load_rank: np.ndarray  # demand, or service
    tight_rank: np.ndarray  # total length of the windows


class State(NamedTuple):
    """A solution. `early`/`late` hold the earliest and latest begin at each position, before and after lunch.

    `fixed[0]` is what patterns and unplaced accounts cost; `way[r]` the travel of a route, `over[r]` what its load costs.
    """

    stops: np.ndarray
    length: np.ndarray
    legs: np.ndarray
    early: np.ndarray
    early_after: np.ndarray
    late: np.ndarray
    late_after: np.ndarray
    way: np.ndarray
    work: np.ndarray
    load: np.ndarray
    over: np.ndarray
    pattern: np.ndarray
    route_of: np.ndarray  # account x day
    fixed: np.ndarray


def empty_state(data: Data) -> State:
    """Nobody placed."""
    routes, accounts, days = len(data.kind), len(data.unplaced_cost), len(data.route_first) - 1
    room = accounts + 2
    return State(
        stops=np.zeros((routes, room), dtype=np.int64),
        length=np.zeros(routes, dtype=np.int64),
        legs=np.zeros((routes, room)),
        early=np.zeros((routes, room)),
        early_after=np.zeros((routes, room)),
        late=np.zeros((routes, room)),
        late_after=np.zeros((routes, room)),
        way=np.zeros(routes),
        work=np.zeros(routes),
        load=np.zeros(routes),
        over=np.zeros(routes),
        pattern=np.full(accounts, -1, dtype=np.int64),
        route_of=np.full((accounts, days), -1, dtype=np.int64),
        fixed=np.array([float(data.unplaced_cost.sum())]),
    )


def copied(state: State) -> State:
    return State(*(array.copy() for array in state))
