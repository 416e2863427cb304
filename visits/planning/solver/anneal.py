"""The search: ruin, recreate, accept by simulated annealing; a chunk of it, so that one can look in and call it off between two."""

from typing import NamedTuple

import numpy as np
from numba import njit

from visits.planning.solver.arrays import Data
from visits.planning.solver.chance import minus_log, unit
from visits.planning.solver.recreate import put_back
from visits.planning.solver.route import copy_route
from visits.planning.solver.ruin import pick_circle, pick_strings, pick_unplaced, take_out

CIRCLE = 0.4  # how often a circle of neighbours goes instead of strings


class Scratch(NamedTuple):
    """Room to work in."""

    out: np.ndarray
    hit: np.ndarray
    touched: np.ndarray
    differs: np.ndarray  # routes in which the present solution differs from the best
    pool: np.ndarray
    key: np.ndarray
    cost: np.ndarray
    route: np.ndarray
    at: np.ndarray


def scratch_for(data: Data) -> Scratch:
    accounts, routes, days = len(data.unplaced_cost), len(data.kind), len(data.route_first) - 1
    return Scratch(
        np.zeros(accounts, dtype=np.bool_), np.zeros(routes, dtype=np.bool_), np.zeros(routes, dtype=np.bool_),
        np.ones(routes, dtype=np.bool_), np.zeros(accounts, dtype=np.int64), np.zeros(accounts),
        np.zeros(days), np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def total(state):
    cost = state.fixed[0]
    for r in range(len(state.length)):
        cost += state.over[r]
        if state.length[r] > 0:
            cost += state.way[r]
    return cost


@njit(cache=True, nogil=True)
def keep(source, target, scratch, count):
    """Carry over a step: the routes it touched, and where those of the pool stand now."""
    for r in range(len(scratch.touched)):
        if scratch.touched[r]:
            copy_route(source, target, r)
    for i in range(count):
        node = scratch.pool[i]
        target.pattern[node] = source.pattern[node]
        target.route_of[node] = source.route_of[node]
    target.fixed[0] = source.fixed[0]


@njit(cache=True, nogil=True)
def keep_best(source, target, scratch):
    """Carry over all that differs from the best so far."""
    for r in range(len(scratch.differs)):
        if scratch.differs[r]:
            copy_route(source, target, r)
    scratch.differs[:] = False
    target.pattern[:] = source.pattern
    target.route_of[:] = source.route_of
    target.fixed[0] = source.fixed[0]


@njit(cache=True, nogil=True)
def search(data, work, now, best, scratch, rng, rounds, heat, cooling):
    """`rounds` steps from `now`, which `work` equals; the temperature at the end."""
    cost, best_cost = total(now), total(best)
    for _ in range(rounds):
        scratch.out[:] = False
        scratch.touched[:] = False
        around = pick_circle(data, work, rng, scratch) if unit(rng) < CIRCLE else pick_strings(data, work, rng, scratch)
        pick_unplaced(data, work, scratch, around)
        count = take_out(data, work, scratch)
        put_back(data, work, rng, scratch, count)
        found = total(work)
        if found < cost + heat * minus_log(rng):
            for r in range(len(scratch.touched)):
                if scratch.touched[r]:
                    scratch.differs[r] = True
            keep(work, now, scratch, count)
            cost = found
            if cost < best_cost - 1e-9:
                keep_best(now, best, scratch)
                best_cost = cost
        else:
            keep(now, work, scratch, count)
        heat *= cooling
    return heat
