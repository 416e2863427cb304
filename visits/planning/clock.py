"""Walking a sequence of stops against the clock: when one arrives, waits, leaves, and how late.

`Ground` holds what does not change while a day is being ordered: the places and the ways between
them (computed when first asked for), minutes of service, windows, and the order on the road.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from visits.planning.agenda import Shift, Window
from visits.planning.distance import Leg, TravelModel, leg_between
from visits.planning.geo import Place

START = -1  # stands for the place where the day begins, before stop 0
NOWHERE = -2  # no known place before (no start) or after (end of the day): nothing to drive
UNKNOWN_LEG_MINUTES = 15  # what the clock grants for a way nobody knows; never counted as travel
NO_CLOSING = 10**6  # minutes: behind every day
NEVER = -1  # a minute before every day
AT_LEAST = -1  # stands for minutes waited where so much lateness was enough to know
LONG_WAIT_MINUTES = 30  # a shorter wait before a window opens is no reason to change the order
GROUP_SECONDS = 120  # so much road is worth not leaving a street or village before it is done


@dataclass(frozen=True, slots=True)
class Spot:
    """One call as the road sees it. `slot` orders the road: a lower slot is driven first.

    Stops with a known place share the slot of their class; those without follow, one slot each.
    """

    klass: int
    slot: int
    group: int
    place: Place | None
    service_minutes: int
    window: Window | None


#: Minutes late, minutes waited, and when the day ends.
Walked = tuple[int, int, int]
_Ends = dict[tuple[int, int], Walked]


class State(NamedTuple):
    """On the way: free at `now`, last seen at `here`, so many minutes late and waited so far."""

    now: int
    here: int
    late: int
    wait: int


class Ground:
    """The spots of a day and the legs between them."""

    def __init__(self, spots: Sequence[Spot], start: Place | None, shift: Shift, travel: TravelModel) -> None:
        self.spots, self.start, self.shift, self.travel = spots, start, shift, travel
        self._legs: dict[tuple[int, int], Leg] = {}
        self._minutes: dict[int, dict[int, int]] = {i: {} for i in range(START, len(spots))}
        self.klasses = [spot.klass for spot in spots]
        self.windowed = [spot.window is not None for spot in spots]
        self.has_windows = any(self.windowed)
        #: Per spot what a walk asks for: known, minutes of service, first and last minute to begin.
        self._facts = [
            (spot.place is not None, spot.service_minutes, spot.window.opens_minute if spot.window else 0,
             spot.window.closes_minute if spot.window else NO_CLOSING)
            for spot in spots
        ]  # fmt: skip
        lunch = shift.lunch
        self._tails: dict[tuple[int, int], int] = {}
        self._known: list[tuple[int, int, _Ends]] = [(NOWHERE, 0, {})]
        self._costs: dict[int, dict[int, int]] = {i: {} for i in range(START, len(spots))}
        #: First and last minute to begin lunch, and how long it takes; one that nobody can begin is none.
        self._lunch = (lunch.from_minute, lunch.until_minute, lunch.minutes) if lunch else (0, NEVER, 0)

    def is_known(self, i: int) -> bool:
        """Whether stop `i`, or the start, has a place on the map."""
        return (self.start if i == START else self.spots[i].place) is not None

    def leg(self, i: int, j: int) -> Leg:
        """The way between two known places; the same in both directions."""
        key = (i, j) if i < j else (j, i)
        found = self._legs.get(key)
        if found is None:
            found = self._legs[key] = leg_between(self._place(i), self._place(j), self.travel)
        return found

    def ahead(self, sequence: Sequence[int]) -> list[State]:
        """How things stand before each stop, and at the end."""
        state = State(self.shift.start_minute, START if self.start is not None else NOWHERE, 0, 0)
        found = [state]
        for i in sequence:
            now, here, late, wait = self._step(state.now, state.here, i)
            state = State(now, here, state.late + late, state.wait + wait)
            found.append(state)
        return found

    def tails(self, sequence: Sequence[int]) -> list[int]:
        """For each position, and behind the last, the number of what follows from there; what is alike has one number, whichever
        sequence it ends."""
        found = [0] * (len(sequence) + 1)
        following = 0
        for position in range(len(sequence) - 1, -1, -1):
            key = sequence[position], following
            number = self._tails.get(key)
            if number is None:
                number = self._tails[key] = len(self._tails) + 1
                self._known.append((*key, {}))
            found[position] = following = number
        return found

    def through(self, state: State, stops: Sequence[int], tail: int, most_late: int = NO_CLOSING) -> Walked | None:
        """Of who stands so, drives through `stops`, and then what has number `tail`; None when that is later than `most_late`."""
        now, here, late, waited = state
        for i in stops:
            now, here, more_late, more_wait = self._step(now, here, i)
            late, waited = late + more_late, waited + more_wait
            if late > most_late:
                return None
        rest = self._rest(tail, now, here, most_late - late)
        return None if rest is None else (late + rest[0], waited + rest[1], rest[2])

    def walk(self, sequence: Sequence[int]) -> Walked:
        """As `timetable` has it."""
        here = START if self.start is not None else NOWHERE
        walked = self._rest(self.tails(sequence)[0], self.shift.start_minute, here, NO_CLOSING)
        assert walked is not None  # nobody is as late as that
        return walked

    def _rest(self, tail: int, now: int, here: int, most_late: int) -> Walked | None:
        """What is left of a day from a place and a minute on. The search asks for the same ends again and again: minutes are whole,
        so that most of them are known by then."""
        passed: list[tuple[_Ends, tuple[int, int], int, int]] = []
        late, wait, sum_late = 0, 0, 0
        while tail:
            i, following, known = self._known[tail]
            found = known.get((now, here))
            if found is not None:
                if sum_late + found[0] > most_late:
                    late, wait = found[0], AT_LEAST
                    break
                if found[1] != AT_LEAST:
                    late, wait, now = found
                    break
            then, there, more_late, more_wait = self._step(now, here, i)
            passed.append((known, (now, here), more_late, more_wait))
            sum_late += more_late
            if sum_late > most_late:
                wait = AT_LEAST
                break
            now, here, tail = then, there, following
        for known, key, more_late, more_wait in reversed(passed):
            late += more_late
            if wait != AT_LEAST:
                wait += more_wait
            known[key] = late, wait, now
        return None if wait == AT_LEAST or late > most_late else (late, wait, now)

    def _step(self, now: int, here: int, i: int) -> tuple[int, int, int, int]:
        """From `here` through stop `i`: when and where one is free again, minutes late and minutes waited."""
        is_known, service, opens, closes = self._facts[i]
        if not is_known:
            way = UNKNOWN_LEG_MINUTES
        elif here == NOWHERE:
            way = 0
        else:
            found = self._minutes[here].get(i)
            if found is None:
                found = self._minutes[here][i] = self.leg(here, i).minutes
            way = found
        eats_from, eats_until, eats = self._lunch
        if now <= eats_until and (now + way + service > eats_until or opens + service > eats_until):
            now = max(now, eats_from) + eats
        now += way
        there = i if is_known else here
        if now > closes:
            return now + service, there, now - closes, 0
        if now < opens:
            return opens + service, there, 0, opens - now
        return now + service, there, 0, 0

    def cost(self, i: int, j: int) -> int:
        """Seconds from `i` to `j`, with a surcharge for changing the street or village; 0 for nowhere."""
        if NOWHERE in (i, j):
            return 0
        found = self._costs[i].get(j)
        if found is None:
            change = i != START and self.spots[i].group != self.spots[j].group
            found = self._costs[i][j] = self.leg(i, j).seconds + (GROUP_SECONDS if change else 0)
        return found

    def road(self, sequence: Sequence[int]) -> int:
        """Seconds on the road with the surcharges, over the stops whose place is known."""
        costs, facts, total = self._costs, self._facts, 0
        here = START if self.start is not None else NOWHERE
        for i in sequence:
            if facts[i][0]:
                if here != NOWHERE:
                    found = costs[here].get(i)
                    total += self.cost(here, i) if found is None else found
                here = i
        return total

    def _place(self, i: int) -> Place:
        place = self.start if i == START else self.spots[i].place
        if place is None:
            raise LookupError(f"stop {i} has no place")
        return place


@dataclass(frozen=True, slots=True)
class Moment:
    """One stop on the clock, in minutes after midnight; `leg` is null where the way is unknown."""

    arrive: int
    leave: int
    wait: int
    late: int
    leg: Leg | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """All moments of a sequence, and what the search compares: lateness, long waits, the end; `lunch` is when it begins."""

    moments: tuple[Moment, ...]
    late: int
    wait: int
    end: int
    lunch: int | None = None

    @property
    def long_wait(self) -> int:
        """Minutes of waiting beyond what one shrugs off."""
        return max(0, self.wait - LONG_WAIT_MINUTES)


def timetable(ground: Ground, sequence: Sequence[int]) -> Timetable:
    """Walk the sequence. A stop without a place takes its time but does not move us on the map."""
    moments: list[Moment] = []
    now, here, lunch_at = ground.shift.start_minute, START, None
    lunch = ground.shift.lunch
    for i in sequence:
        moment = _arrive(ground, here, i, now)
        if lunch and now <= lunch.until_minute < moment.leave:
            lunch_at = max(now, lunch.from_minute)
            moment = _arrive(ground, here, i, lunch_at + lunch.minutes)
        moments.append(moment)
        now = moment.leave
        here = i if ground.is_known(i) else here
    late, wait = sum(m.late for m in moments), sum(m.wait for m in moments)
    return Timetable(tuple(moments), late, wait, now, lunch_at)


def _arrive(ground: Ground, here: int, i: int, now: int) -> Moment:
    spot = ground.spots[i]
    leg = ground.leg(here, i) if ground.is_known(here) and ground.is_known(i) else None
    # the first stop of a day without a start is where the day begins
    unknown = 0 if ground.is_known(i) else UNKNOWN_LEG_MINUTES
    arrive = now + (unknown if leg is None else leg.minutes)
    wait = max(0, spot.window.opens_minute - arrive) if spot.window else 0
    late = max(0, arrive - spot.window.closes_minute) if spot.window else 0
    return Moment(arrive, arrive + wait + spot.service_minutes, wait, late, leg)
