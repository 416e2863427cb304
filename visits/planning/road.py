"""The order on the road: what a sequence of stops is worth, and where one more stop fits best."""

from collections.abc import Sequence
from typing import NamedTuple

from visits.planning.clock import LONG_WAIT_MINUTES, NOWHERE, START, Ground, Walked
from visits.planning.reason import REST

NEVER = 10**9  # later than every day


class Worth(NamedTuple):
    """What makes one order better than another, the weightiest first; less is better.

    Windows come before the classes (an agreed hour is a promise, row 22), the classes before the
    road. `displaced` counts the stops whose window holds them outside their class.
    """

    late: int
    long_wait: int
    displaced: int
    overrun: int
    cost: int


def worth(ground: Ground, sequence: Sequence[int]) -> Worth:
    """Judge a whole sequence."""
    late, wait, end = ground.walk(sequence)
    return Worth(late, _long(wait), len(displaced_stops(ground, sequence)), _overrun(ground, end), ground.road(sequence))


def worth_less(ground: Ground, sequence: Sequence[int], walked: Walked | None, limit: Worth) -> Worth | None:
    """What a walked sequence is worth if that is less than `limit`, else None: asked part by part, the weightiest first."""
    if walked is None:
        return None
    late, wait, end = walked
    long_wait = _long(wait)
    if late > limit.late or (late == limit.late and long_wait > limit.long_wait):
        return None
    displaced, overrun = len(displaced_stops(ground, sequence)), _overrun(ground, end)
    if (late, long_wait, displaced, overrun) > limit[:4]:
        return None
    found = Worth(late, long_wait, displaced, overrun, ground.road(sequence))
    return found if found < limit else None


def _long(wait: int) -> int:
    """Minutes of waiting beyond what one shrugs off."""
    return max(0, wait - LONG_WAIT_MINUTES)


def _overrun(ground: Ground, end: int) -> int:
    return max(0, end - ground.shift.end_minute)


def displaced_stops(ground: Ground, sequence: Sequence[int]) -> set[int]:
    """The stops that their window holds outside their class.

    First those at odds with a stop without a window, which never leaves its class; then, among the
    rest, every two with windows that stand the wrong way round.
    """
    if not ground.has_windows:
        return set()
    klasses, windowed = ground.klasses, ground.windowed
    out: set[int] = set()
    highest, lowest = 0, REST
    for i in sequence:
        klass = klasses[i]
        if windowed[i]:
            if klass < highest:
                out.add(i)
        elif klass > highest:
            highest = klass
    for i in reversed(sequence):
        klass = klasses[i]
        if windowed[i]:
            if klass > lowest:
                out.add(i)
        elif klass < lowest:
            lowest = klass
    return out | _inverted(klasses, [i for i in sequence if windowed[i] and i not in out])


def _inverted(klasses: Sequence[int], sequence: Sequence[int]) -> set[int]:
    """Stops behind a higher class, or before a lower one."""
    out: set[int] = set()
    highest, lowest = 0, REST
    for i in sequence:
        klass = klasses[i]
        if klass < highest:
            out.add(i)
        else:
            highest = klass
    for i in reversed(sequence):
        klass = klasses[i]
        if klass > lowest:
            out.add(i)
        else:
            lowest = klass
    return out


def known_before(ground: Ground, sequence: Sequence[int]) -> list[int]:
    """For each position 0 to n the last known place before it."""
    here = START if ground.is_known(START) else NOWHERE
    found = [here]
    for i in sequence:
        here = i if ground.is_known(i) else here
        found.append(here)
    return found


def known_after(ground: Ground, sequence: Sequence[int]) -> list[int]:
    """For each position 0 to n the first known place at or behind it."""
    there = NOWHERE
    found = [there]
    for i in reversed(sequence):
        there = i if ground.is_known(i) else there
        found.append(there)
    return found[::-1]


def room(ground: Ground, sequence: Sequence[int], i: int, displaced: set[int]) -> range:
    """The positions that the order of the classes leaves to stop `i`; displaced stops don't count."""
    slot, first, last = ground.spots[i].slot, 0, len(sequence)
    for position, other in enumerate(sequence):
        if other in displaced:
            continue
        if ground.spots[other].slot < slot:
            first = position + 1
        elif ground.spots[other].slot > slot:
            return range(first, position + 1)
    return range(first, last + 1)


def with_stop(ground: Ground, sequence: list[int], i: int) -> list[int]:
    """The sequence with stop `i` at its best position.

    That is the cheapest one in its class. Only when a window is missed there, or a long wait
    remains, every position is tried: in its class, or anywhere for a stop with a window.
    """
    places = room(ground, sequence, i, displaced_stops(ground, sequence))
    position = _cheapest(ground, sequence, i, places)
    tried = [*sequence[:position], i, *sequence[position:]]
    if not any(ground.windowed[j] for j in tried):
        return tried
    (late_before, _, _), (late, wait, _) = ground.walk(sequence), ground.walk(tried)
    if late <= late_before and not _long(wait):
        return tried
    tried = best_of(ground, sequence, i, range(len(sequence) + 1) if ground.windowed[i] else places)
    if ground.walk(tried)[0] <= late_before:
        return tried
    return _kept_in_time(ground, tried, _late_stops(ground, sequence))


def best_of(ground: Ground, sequence: list[int], i: int, places: range) -> list[int]:
    """Stop `i` at the best of these positions; of equals the last."""
    found = better_than(ground, sequence, i, places, Worth(NEVER, 0, 0, 0, 0))
    assert found is not None  # there is always a place
    return found[0]


def better_than(ground: Ground, sequence: list[int], i: int, places: range, limit: Worth) -> tuple[list[int], Worth] | None:
    """Stop `i` at the best of these positions that is worth less than `limit`; of equals the last."""
    states, tails = ground.ahead(sequence), ground.tails(sequence)
    best: list[int] | None = None
    for p in reversed(places):
        if states[p].late > limit.late:
            continue
        walked = ground.through(states[p], (i,), tails[p], limit.late)
        if walked is None or (walked[0] == limit.late and _long(walked[1]) > limit.long_wait):
            continue
        tried = [*sequence[:p], i, *sequence[p:]]
        if found := worth_less(ground, tried, walked, limit):
            best, limit = tried, found
    return None if best is None else (best, limit)


def _kept_in_time(ground: Ground, sequence: list[int], late_before: list[int]) -> list[int]:
    """Each stop that now comes too late for its window, and did not before, moved to where it does better, anywhere on the road.

    So an agreed hour in the morning makes nobody with an order stay out: it is kept before them.
    """
    for i in _late_stops(ground, sequence):
        if i not in late_before:
            rest = [j for j in sequence if j != i]
            found = better_than(ground, rest, i, range(len(sequence)), worth(ground, sequence))
            sequence = found[0] if found else sequence
    return sequence


def _late_stops(ground: Ground, sequence: Sequence[int]) -> list[int]:
    states = ground.ahead(sequence)
    return [i for i, before, after in zip(sequence, states, states[1:], strict=False) if after.late > before.late]


def _cheapest(ground: Ground, sequence: Sequence[int], i: int, places: range) -> int:
    if not ground.is_known(i):
        return places[0]
    before, after = known_before(ground, sequence), known_after(ground, sequence)
    # where two positions cost the same, the better-ranked stop, which came first, stays in front
    return min(reversed(places), key=lambda p: detour(ground, before[p], i, after[p]))


def detour(ground: Ground, before: int, i: int, after: int) -> int:
    """What the road costs more when `i` comes between two known places (or `NOWHERE`)."""
    return ground.cost(before, i) + ground.cost(i, after) - ground.cost(before, after)
