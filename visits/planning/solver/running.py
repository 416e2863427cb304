"""To start from the running plan: who keeps its days, who is new, and what it costs to give a visit another day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from visits.planning.cycle.patterns import Pattern
from visits.planning.cycle.problem import MOVED_MINUTES
from visits.planning.solver.arrays import State
from visits.planning.solver.build import unit_of
from visits.planning.solver.evenness import set_target
from visits.planning.solver.given import data_of
from visits.planning.solver.schedule import STRAIGHT, Search, loaded
from visits.planning.solver.told import Found

#: What a visit costs that leaves its day, as parts of the road a visit takes in the running plan: where shops lie close, a few
#: minutes are much road. A price at which too many leave is followed by the next.
PRICES = (0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
LEAST_MINUTES = 0.5
#: So many of the visits may leave their days.
MOST_MOVED = 0.05


@dataclass(frozen=True)
class Running:
    """A plan to start from, with the search that its prices belong to. `minutes` is what it costs to leave a day."""

    found: Found
    search: Search
    first: State
    minutes: float
    is_dearest: bool

    def is_kept(self, state: State) -> bool:
        """Whether no more left their days than may, beside those who had to; or no higher price is left."""
        chosen = _choices_of(self.search, state)
        paid = sum(
            choices[at].moved - min(one.moved for one in choices)
            for at, choices in zip(chosen, self.found.choices, strict=True)
            if at >= 0
        )
        visits = sum(len(call.previous or ()) for call in self.found.problem.calls)
        return self.is_dearest or paid <= MOST_MOVED * visits * self.minutes + 1e-9


def taken_up(found: Found, *, pilot: int, seed: int) -> Iterator[Running]:
    """Everybody on the days of the running plan, as far as they still can be, and who is new where it costs the least road: at one
    price after another. `pilot`: the rounds of a first look at the road."""
    sequences, chosen, road = _kept(found, pilot, seed)
    prices = sorted({max(LEAST_MINUTES, part * road) for part in PRICES})
    for minutes in prices:
        priced = _move_priced(found, minutes)
        data = data_of(priced)
        search, first = Search(data, unit_of(data)), loaded(data, sequences, chosen)
        if found.problem.balance > 0:
            set_target(priced, search, first, pilot, seed)
        yield Running(priced, search, first, minutes, minutes == prices[-1])


def _kept(found: Found, rounds: int, seed: int) -> tuple[list[list[int]], list[int], float]:
    """Who stops where on each working day, who has which of its choices, and the minutes of road that a visit takes."""
    kept = replace(found, choices=[_least_moved(choices) for choices in found.choices])
    tied = data_of(kept)
    tied.balance[:] = 0.0
    search = Search(tied, unit_of(tied))
    state = search.run(max(rounds, 100), seed, spending=STRAIGHT)
    sequences = [[int(node) for node in state.stops[r, 1 : state.length[r] + 1]] for r in range(len(found.days))]
    chosen = [
        choices.index(few[at]) if at >= 0 else -1
        for at, choices, few in zip(_choices_of(search, state), found.choices, kept.choices, strict=True)
    ]
    used = state.length > 0
    return sequences, chosen, float(state.way[used].sum()) / 60 / max(int(state.length[used].sum()), 1)


def _choices_of(search: Search, state: State) -> list[int]:
    """For each account which of its choices it has; -1: none."""
    return [int(at - search.data.pattern_first[i]) if at >= 0 else -1 for i, at in enumerate(state.pattern)]


def _least_moved(choices: list[Pattern]) -> list[Pattern]:
    least = min((pattern.moved for pattern in choices), default=0.0)
    return [pattern for pattern in choices if pattern.moved == least]


def _move_priced(found: Found, minutes: float) -> Found:
    """The same choices, with a visit on another day than before at so many minutes."""
    more = minutes / MOVED_MINUTES - 1
    return replace(
        found,
        choices=[
            [replace(one, cost=one.cost + more * one.moved, moved=one.moved + more * one.moved) for one in choices]
            for choices in found.choices
        ],
    )
