"""A cycle's plan: the problem into arrays, the search, and what it found back into days and minutes."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from visits.planning.cycle.patterns import Pattern, patterns
from visits.planning.cycle.problem import CyclePlan, CycleProblem, Progress, is_running
from visits.planning.solver.anneal import total
from visits.planning.solver.arrays import Data, State
from visits.planning.solver.build import Tour, Visitee, build, unit_of
from visits.planning.solver.route import refresh
from visits.planning.solver.schedule import Search, Spending, loaded
from visits.planning.solver.told import Found, told, worth

#: The part of the rounds that a first look at the road takes.
PILOT = 10
STRAIGHT = Spending(restarts=1)
#: A first plan is sought with uneven days at a part of their price, so that the days find their places by the road; a last part of
#: the rounds makes them even. A running plan is kept rather than evened: there the part is all.
MILD, LAST_PART = 0.1, 3


def solve(
    problem: CycleProblem,
    *,
    iterations: int,
    seed: int,
    start: CyclePlan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> CyclePlan:
    """The best plan found in so many rounds. Same problem, seed and rounds: the same plan. Called off, the best so far.

    Without a plan to start from, the days of the running one are taken up where most accounts have some.
    """
    found = Found(problem, [patterns(call, problem.days) for call in problem.calls])
    if not any(found.choices):
        return told(found, None, None, iterations=0, seed=seed, is_cancelled=False)
    data = _data(found)
    search = Search(data, unit_of(data))
    first: State | None = None
    if start is not None:
        first = loaded(data, _sequences(found, start), _chosen(found, start))
    elif is_running(problem.calls):
        first = _running(found, data, iterations // PILOT, seed)
    if problem.balance > 0:
        _set_target(found, search, first, iterations // PILOT, seed)

    def tell(done: int, best: State) -> bool:
        if on_progress is not None:
            on_progress(Progress(done, iterations, total(best) / 60, int((best.pattern < 0).sum())))
        return is_cancelled is None or not is_cancelled()

    search.tell = tell
    best = _searched(found, search, max(iterations, 1), seed, first)
    return told(found, data, best, iterations=search.done, seed=seed, is_cancelled=search.is_cancelled)


def _searched(found: Found, search: Search, rounds: int, seed: int, first: State | None) -> State:
    if first is not None or found.problem.balance == 0.0:
        return search.run(rounds, seed, first)
    _price_balance(search.data, found.problem.balance * MILD)
    best = search.run(rounds - rounds // LAST_PART, seed)
    _price_balance(search.data, found.problem.balance, best)
    return best if search.is_cancelled else search.go_on(rounds // LAST_PART, seed)


def _price_balance(data: Data, balance: float, state: State | None = None) -> None:
    data.balance[:] = balance
    if state is not None:
        for r in range(len(data.kind)):
            refresh(data, state, r)


def _running(found: Found, data: Data, rounds: int, seed: int) -> State:
    """Everybody on the days of the running plan, as far as they still can be; who is new where it costs the least road."""
    kept = replace(found, choices=[_least_moved(choices) for choices in found.choices])
    tied = _data(kept)
    tied.balance[:] = 0.0
    state = Search(tied, unit_of(tied)).run(max(rounds, 100), seed, spending=STRAIGHT)
    sequences = [[int(node) for node in state.stops[r, 1 : state.length[r] + 1]] for r in range(len(found.days))]
    chosen = [
        choices.index(few[at - int(tied.pattern_first[i])]) if (at := int(state.pattern[i])) >= 0 else -1
        for i, (choices, few) in enumerate(zip(found.choices, kept.choices, strict=True))
    ]
    return loaded(data, sequences, chosen)


def _least_moved(choices: list[Pattern]) -> list[Pattern]:
    least = min((pattern.moved for pattern in choices), default=0.0)
    return [pattern for pattern in choices if pattern.moved == least]


def _set_target(found: Found, search: Search, first: State | None, rounds: int, seed: int) -> None:
    """The mean work of a working day: in the plan to start from, else in two short tries."""
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
    _price_balance(data, found.problem.balance * MILD, first)


def _mean_work(found: Found, state: State, missing: float = 0.0) -> float:
    return max((float(state.work[state.length > 0].sum()) + missing) / len(found.days), 60.0)


def _data(found: Found) -> Data:
    """Everything in seconds."""
    problem, count = found.problem, len(found.problem.calls)
    places = [*(call.place_index for call in problem.calls), problem.start_index, problem.end_index]
    travel = np.array(problem.travel_seconds, dtype=np.float64)[np.ix_(places, places)]
    slot = {day.index: r for r, day in enumerate(found.days)}
    visitees = [
        Visitee(
            patterns=[([slot[day] for day in pattern.days], pattern.cost * 60) for pattern in choices],
            unplaced=worth(call) * 60,
            service=call.service_minutes * 60,
            windows=found.windows(call),
        )
        for call, choices in zip(problem.calls, found.choices, strict=True)
    ]
    tours = [
        Tour(
            slot[day.index], count, count + 1, day.shift_start * 60, day.shift_end * 60,
            lunch=(day.meal[0] * 60, day.meal[1] * 60, day.meal[2] * 60) if day.meal else None,
            balance=problem.balance,
        )
        for day in found.days
    ]  # fmt: skip
    return build(visitees, tours, travel)


def _chosen(found: Found, start: CyclePlan) -> list[int]:
    """The pattern of each account in the plan to start from; -1 where it has none of today's."""
    days = start.days_of()
    return [_index(choices, days.get(call.account)) for call, choices in zip(found.problem.calls, found.choices, strict=True)]


def _index(choices: list[Pattern], days: tuple[int, ...] | None) -> int:
    return next((at for at, pattern in enumerate(choices) if days is not None and pattern.days == tuple(sorted(days))), -1)


def _sequences(found: Found, start: CyclePlan) -> list[list[int]]:
    """For each working day the accounts in the order of the plan to start from."""
    index = {call.account: i for i, call in enumerate(found.problem.calls)}
    stops = {route.day: route.stops for route in start.routes}
    return [[index[stop.account] for stop in stops.get(day.index, ()) if stop.account in index] for day in found.days]
