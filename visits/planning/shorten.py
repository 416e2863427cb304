"""Shortening a road by 2-opt and or-opt, inside the order that classes and windows allow.

Every accepted change makes the sequence worth strictly less, so the search ends; it draws no
random numbers and looks at no clock, so that both twins end at the same road.
"""

from collections.abc import Iterator

from visits.planning.clock import NOWHERE, START, Ground, Walked
from visits.planning.road import (
    better_than,
    displaced_stops,
    known_after,
    known_before,
    room,
    worth,
    worth_less,
)

MAX_STRING = 3  # or-opt moves up to three neighbouring stops together
MAX_ROUNDS = 20
#: So many stops may be tried because of their windows: on a day that no order can keep nearly all of them are uneasy.
PATIENCE = 40


def shorten(ground: Ground, sequence: list[int]) -> list[int]:
    """A sequence that no reversal and no move of a string makes better."""
    search = _Search(ground, sequence)
    for _ in range(MAX_ROUNDS):
        if not search.improve_once():
            break
    return search.sequence


class _Search:
    def __init__(self, ground: Ground, sequence: list[int]) -> None:
        self.ground, self.sequence = ground, sequence
        self.worth = worth(ground, sequence)
        self.patience = PATIENCE
        self.cost = _costs(ground, sequence)
        self._look()

    def improve_once(self) -> bool:
        """One round over all moves; whether any of them helped."""
        before = self.worth
        self._reverse_runs()
        self._move_strings()
        self._move_windows()
        return self.worth < before

    def _accept(self, sequence: list[int], walked: Walked | None) -> bool:
        found = worth_less(self.ground, sequence, walked, self.worth)
        if found is None:
            return False
        self.sequence, self.worth = sequence, found
        self._look()
        return True

    def _look(self) -> None:
        """What every move asks of the sequence as it is."""
        ground, sequence = self.ground, self.sequence
        self.displaced = displaced_stops(ground, sequence)
        self.before, self.after = known_before(ground, sequence), known_after(ground, sequence)
        self.states, self.tails = ground.ahead(sequence), ground.tails(sequence)
        self.run_ends = self._run_ends()
        self.rooms: dict[int, range] = {}
        self.tried: set[int] = set()

    def _run_ends(self) -> list[int]:
        """For each position the one behind the run of stops from there on that may change places; itself if fixed."""
        spots, ends = self.ground.spots, [len(self.sequence)] * len(self.sequence)
        slot: int | None = None
        for i in range(len(self.sequence) - 1, -1, -1):
            stop = self.sequence[i]
            spot = spots[stop]
            if stop in self.displaced or spot.place is None:
                ends[i], slot = i, None
            else:
                ends[i] = ends[i + 1] if slot == spot.slot else i + 1
                slot = spot.slot
        return ends

    def _room(self, stop: int) -> range:
        """The positions in the sequence that the order of the classes leaves to a stop of this slot."""
        slot = self.ground.spots[stop].slot
        if slot not in self.rooms:
            self.rooms[slot] = room(self.ground, self.sequence, stop, self.displaced)
        return self.rooms[slot]

    def _reverse_runs(self) -> None:
        cost = self.cost
        for i in range(len(self.sequence)):
            for j in range(i + 1, self.run_ends[i]):
                s = self.sequence
                before, after = self.before[i], self.after[j + 1]
                gain = cost[before][s[i]] + cost[s[j]][after]
                if cost[before][s[j]] + cost[s[i]][after] < gain:
                    turned = s[i : j + 1][::-1]
                    walked = self.ground.through(self.states[i], turned, self.tails[j + 1], self.worth.late)
                    self._accept([*s[:i], *turned, *s[j + 1 :]], walked)

    def _move_strings(self) -> None:
        for length in range(1, MAX_STRING + 1):
            for i in range(len(self.sequence)):
                if i + length <= self.run_ends[i]:
                    self._move_string(i, length)

    def _move_string(self, i: int, length: int) -> None:
        string = self.sequence[i : i + length]
        rest = [*self.sequence[:i], *self.sequence[i + length :]]
        for position, turned in self._cheaper_places(rest, i, string):
            string_moved = string[::-1] if turned else string
            tried = [*rest[:position], *string_moved, *rest[position:]]
            first, behind = min(i, position), max(i, position) + len(string)
            walked = self.ground.through(self.states[first], tried[first:behind], self.tails[behind], self.worth.late)
            if self._accept(tried, walked):
                return

    def _cheaper_places(self, rest: list[int], i: int, string: list[int]) -> Iterator[tuple[int, bool]]:
        """Positions in `rest` where the string costs less road than at `i`, and whether turned round."""
        cost, behind = self.cost, i + len(string)
        b, a = self.before[i], self.after[behind]
        # of the sequence's neighbours those without the string: it is between no two others
        before = [*self.before[: i + 1], *(b if known in string else known for known in self.before[behind + 1 :])]
        after = [*(a if known in string else known for known in self.after[:i]), *self.after[behind:]]
        first, last = string[0], string[-1]
        now = cost[b][first] + cost[last][a] - cost[b][a]
        places = self._room(first)
        for position in range(places.start, places.stop - len(string)):
            b, a = before[position], after[position]
            straight = now + cost[b][a]
            if cost[b][first] + cost[last][a] < straight:
                yield position, False
            if cost[b][last] + cost[first][a] < straight:
                yield position, True

    def _move_windows(self) -> None:
        """Try anew the stops that trouble the day most: whose window is missed; else that cost a long wait; else that their window
        holds outside of their class. One that found no better place is not asked again while nothing else moves."""
        for i in self._uneasy():
            if i in self.tried or self.patience == 0:
                continue
            self.patience -= 1
            rest = [j for j in self.sequence if j != i]
            found = better_than(self.ground, rest, i, range(len(self.sequence)), self.worth)
            if found is None:
                self.tried.add(i)
            else:
                self.sequence, self.worth = found
                self._look()

    def _uneasy(self) -> list[int]:
        steps = list(zip(self.sequence, self.states, self.states[1:], strict=False))
        if self.worth.late:
            return [i for i, before, after in steps if after.late > before.late]
        if self.worth.long_wait:
            return [i for i, before, after in steps if after.wait > before.wait]
        return [i for i in self.sequence if i in self.displaced]


def _costs(ground: Ground, sequence: list[int]) -> dict[int, dict[int, int]]:
    """All costs between the stops, the start and nowhere: the search asks for each many times."""
    known = [i for i in sequence if ground.is_known(i)]
    origins = [START, *known] if ground.is_known(START) else known
    costs = {i: {j: ground.cost(i, j) for j in known if j != i} for i in origins}
    for i in origins:
        costs[i][NOWHERE] = 0
    costs[NOWHERE] = dict.fromkeys([NOWHERE, *known], 0)
    return costs
