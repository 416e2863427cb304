"""How even the days shall be: the work that a day aims at, and what it costs to miss it."""

from visits.planning.solver.arrays import State
from visits.planning.solver.route import refresh
from visits.planning.solver.schedule import STRAIGHT, Search
from visits.planning.solver.told import Found

#: While days find their places by the road, uneven ones cost this part of their price.
MILD = 0.1


def set_target(found: Found, search: Search, first: State | None, rounds: int, seed: int) -> None:
    """The mean work of a working day: in the plan to start from, else in two short tries. Uneven days at the mild price."""
    data = search.data
    if first is None:
        data.balance[:] = 0.0
        data.target[:] = _mean_work(found, Search(data, search.unit).run(max(rounds // 2, 100), seed, spending=STRAIGHT))
        data.balance[:] = found.problem.balance * MILD  # evenly filled days cost some road, which counts as work too
        data.target[:] = _mean_work(found, Search(data, search.unit).run(max(rounds // 2, 100), seed, spending=STRAIGHT))
        return
    missing = sum(
        call.service_minutes * 60.0 * len(choices[0].days)
        for call, choices, pattern in zip(found.problem.calls, found.choices, first.pattern, strict=True)
        if pattern < 0 and choices
    )
    data.target[:] = _mean_work(found, first, missing)
    price_balance(search, found.problem.balance * MILD, first)


def price_balance(search: Search, balance: float, state: State | None = None) -> None:
    search.data.balance[:] = balance
    if state is not None:
        for r in range(len(search.data.kind)):
            refresh(search.data, state, r)


def _mean_work(found: Found, state: State, missing: float = 0.0) -> float:
    return max((float(state.work[state.length > 0].sum()) + missing) / len(found.days), 60.0)
