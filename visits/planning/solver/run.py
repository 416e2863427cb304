"""A cycle's plan: the problem into arrays, the search, and what it found back into days and minutes."""

from collections.abc import Callable

from visits.planning.cycle.patterns import Pattern, patterns
from visits.planning.cycle.problem import CyclePlan, CycleProblem, Progress, is_running
from visits.planning.solver.anneal import total
from visits.planning.solver.arrays import State
from visits.planning.solver.build import unit_of
from visits.planning.solver.evenness import MILD, price_balance, set_target
from visits.planning.solver.given import data_of
from visits.planning.solver.running import taken_up
from visits.planning.solver.schedule import Search, loaded
from visits.planning.solver.told import Found, told

#: The part of the rounds that a first look at the road takes.
PILOT = 10
#: A first plan is sought with uneven days at a part of their price (`evenness.MILD`), so that the days find their places by the
#: road; a last part of the rounds makes them even. A running plan is kept rather than evened: there the part is all.
LAST_PART = 3

Tell = Callable[[int, State], bool]


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

    def tell(done: int, best: State) -> bool:
        if on_progress is not None:
            on_progress(Progress(min(done, iterations), iterations, total(best) / 60, int((best.pattern < 0).sum())))
        return is_cancelled is None or not is_cancelled()

    rounds, pilot = max(iterations, 1), iterations // PILOT
    if start is None and is_running(problem.calls):
        return _from_running(found, tell, rounds, pilot, seed)
    data = data_of(found)
    search = Search(data, unit_of(data), tell)
    first = None if start is None else loaded(data, _sequences(found, start), _chosen(found, start))
    if problem.balance > 0:
        set_target(found, search, first, pilot, seed)
    best = _searched(found, search, rounds, seed, first)
    return told(found, data, best, iterations=search.done, seed=seed, is_cancelled=search.is_cancelled)


def _from_running(found: Found, tell: Tell, rounds: int, pilot: int, seed: int) -> CyclePlan:
    """As often as it takes until nearly everybody keeps the days of the running plan; mostly once."""
    for running in taken_up(found, pilot=pilot, seed=seed):
        search = running.search
        search.tell = tell
        best = search.run(rounds, seed, running.first)
        if search.is_cancelled or running.is_kept(best):
            break
    return told(running.found, search.data, best, iterations=search.done, seed=seed, is_cancelled=search.is_cancelled)


def _searched(found: Found, search: Search, rounds: int, seed: int, first: State | None) -> State:
    if first is not None or found.problem.balance == 0.0:
        return search.run(rounds, seed, first)
    price_balance(search, found.problem.balance * MILD)
    best = search.run(rounds - rounds // LAST_PART, seed)
    price_balance(search, found.problem.balance, best)
    return best if search.is_cancelled else search.go_on(rounds // LAST_PART, seed)


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
