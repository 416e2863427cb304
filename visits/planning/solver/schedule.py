"""How the rounds are spent: some short runs from nothing with different seeds, then one long run from the best of them."""

from collections.abc import Callable
from dataclasses import dataclass

from visits.planning.solver.anneal import scratch_for, search, total
from visits.planning.solver.arrays import Data, State, copied, empty_state
from visits.planning.solver.chance import seeded
from visits.planning.solver.recreate import put_back
from visits.planning.solver.route import refresh

#: Rounds between two looks outside.
CHUNK = 1000


@dataclass(frozen=True)
class Spending:
    """How a budget of rounds is spent. Heat is in mean distances to the nearest neighbours."""

    restarts: int = 4
    share: float = 0.5  # of the rounds, for the short runs together
    shortest: int = 50  # rounds for each account, below which a run from nothing is not worth its while
    heat: float = 6.0
    heat_of_long: float = 1.0
    heat_of_more: float = 0.3
    heat_of_warm: float = 0.1
    cold: float = 0.1
    cold_of_warm: float = 0.01


#: A quick look, with nothing tried twice.
STRAIGHT = Spending(restarts=1)


@dataclass
class Search:
    """One search: its data, what was found, and whom to tell."""

    data: Data
    unit: float  # mean distance to the nearest neighbours
    tell: Callable[[int, State], bool] | None = None  # rounds done, best so far; False calls it off
    done: int = 0
    is_cancelled: bool = False
    best: State | None = None

    def run(self, rounds: int, seed: int, start: State | None = None, spending: Spending = Spending()) -> State:
        if start is not None:
            return self._anneal(start, rounds, seed, spending.heat_of_warm, spending.cold_of_warm)
        short = int(rounds * spending.share) // spending.restarts if spending.restarts > 1 else 0
        if short < spending.shortest * len(self.data.unplaced_cost):
            short = 0
        for restart in range(spending.restarts if short else 1):
            self._anneal(None, short or rounds, seed * 1000 + restart, spending.heat, spending.cold)
        if short:
            self._anneal(self.best, rounds - self.done, seed * 1000 + 999, spending.heat_of_long, spending.cold)
        assert self.best is not None
        return self.best

    def go_on(self, rounds: int, seed: int, spending: Spending = Spending()) -> State:
        """From the best so far, when what it costs has been told anew."""
        return self._anneal(self.best, rounds, seed * 1000 + 998, spending.heat_of_more, spending.cold)

    def _anneal(self, start: State | None, rounds: int, seed: int, hot: float, cold: float) -> State:
        rng, scratch = seeded(seed), scratch_for(self.data)
        work = self._filled(rng, scratch) if start is None else copied(start)
        now, best = copied(work), copied(work)
        heat = hot * self.unit
        cooling = round((cold / hot) ** (1 / max(rounds, 1)), 15)
        left = rounds
        while left > 0 and not self.is_cancelled:
            step = min(CHUNK, left)
            heat = search(self.data, work, now, best, scratch, rng, step, heat, cooling)
            left -= step
            self.done += step
            if self.tell is not None:
                shown = best if self.best is None or total(best) < total(self.best) else self.best
                self.is_cancelled = not self.tell(self.done, shown)
        if self.best is None or total(best) < total(self.best):
            self.best = best
        return self.best

    def _filled(self, rng, scratch) -> State:
        """Everybody put in once."""
        state = ready(self.data)
        scratch.pool[:] = range(len(state.pattern))
        put_back(self.data, state, rng, scratch, len(state.pattern))
        return state


def ready(data: Data) -> State:
    """Empty routes with their times."""
    state = empty_state(data)
    for r in range(len(data.kind)):
        refresh(data, state, r)
    return state


def loaded(data: Data, sequences: list[list[int]], chosen: list[int]) -> State:
    """A solution from a plan: who is on the days of a pattern keeps place and order; a route that is late lets all of its go."""
    chosen = list(chosen)
    while True:
        state = ready(data)
        for r, sequence in enumerate(sequences):
            kept = [node for node in sequence if chosen[node] >= 0]
            state.stops[r, 1 : len(kept) + 1] = kept
            state.length[r] = len(kept)
            state.route_of[kept, r] = r
        late = [r for r in range(len(sequences)) if not refresh(data, state, r)]
        if not late:
            break
        for r in late:
            for node in state.stops[r, 1 : state.length[r] + 1]:
                chosen[node] = -1
    for node, choice in enumerate(chosen):
        if choice >= 0:
            pattern = int(data.pattern_first[node]) + choice
            state.pattern[node] = pattern
            state.fixed[0] += data.pattern_cost[pattern] - data.unplaced_cost[node]
    return state
