"""What a cycle's plan is asked, and what it answers: plain values, so that the web can hold them without a number cruncher.

Days are counted from 0, the cycle's first working day; days before it are negative. Times are minutes after midnight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

#: Minutes of travel that one visit of an account of weight 1 is worth: below it a visit is made, whatever the way.
WORTH_MINUTES = 500.0
#: What a visit costs that is not on the day of the running plan, until it is known how much road a visit takes there
#: (`solver/running.py`): a manager's habits are worth something.
MOVED_MINUTES = 5.0
#: For each day off the beat (`off_beat`) that two visits lie nearer or farther apart than the account's interval.
UNEVEN_MINUTES = 6.0
#: For each day off the beat behind the due day, times the account's weight.
LATE_MINUTES = 2.0
#: How many days off the beat it weighs to be outside of the due window at all (row 7).
OUT_OF_WINDOW = 10
#: For each visit that is not on the day of the week on which the account orders.
OFF_ORDER_DAY_MINUTES = 1.0

#: Rounds of the search that a first plan needs so that more of them change little, and for each account on top.
ROUNDS, ROUNDS_PER_CALL = 8_000, 210


def off_beat(interval: int, days: int, *, step: float = OUT_OF_WINDOW) -> float:
    """How a visit weighs that lies so many working days beside its rhythm: a fifth of the interval, within which it still is in its
    due window (row 7), as much as one day of a week; every day beyond that as a whole one, and leaving the window the `step`."""
    window = max(1, interval // 5)
    return days / window if days <= window else 1 + days - window + step


def advised_iterations(calls: int, *, warm: bool = False) -> int:
    """A first plan of 200 accounts within 5 seconds of a slow processor; a third of it when there is a plan to start from."""
    rounds = ROUNDS + ROUNDS_PER_CALL * calls
    return rounds // 3 if warm else rounds


def is_running(calls: Sequence["Call"]) -> bool:
    """Whether there is a plan to start from: most of the accounts have days in a running one."""
    return 2 * sum(call.previous is not None for call in calls) >= max(len(calls), 1)


class Reason(StrEnum):
    """Why an account has no place in the plan."""

    NO_DAY = "no_day"  # no working day is allowed to it
    WINDOW = "window"  # no shop hours within a shift, or none that can be reached
    DISTANCE = "distance"  # the way there and back is longer than any shift
    CAPACITY = "capacity"  # the days are full with others that count more


@dataclass(frozen=True, slots=True)
class Call:
    """An account to be visited `visits` times in the cycle, about `interval` working days apart.

    `weight` is the tier's: 1 for an ordinary account, 2 for gold, 4 for VIP. `windows` are for the begin of a visit; none means
    at any time. `last_day` is the
    last visit before the cycle (-1 is the working day before it). `previous` are its days in the running plan; on `locked`
    days it is visited whatever `allowed_days` says.
    """

    account: str
    place_index: int
    service_minutes: int
    interval: int
    visits: int
    allowed_days: frozenset[int]
    windows: tuple[tuple[int, int], ...] = ()
    weight: float = 1.0
    due_day: int | None = None
    last_day: int | None = None
    order_weekday: int | None = None  # Monday is 0
    previous: tuple[int, ...] | None = None
    locked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Day:
    """`lunch` is (from, latest begin, minutes); who is back before the latest begin has it at home."""

    index: int
    on: date
    shift_start: int
    shift_end: int
    lunch: tuple[int, int, int] | None = None
    is_working: bool = True

    @property
    def meal(self) -> tuple[int, int, int] | None:
        """Lunch, unless the shift begins behind it."""
        return self.lunch if self.lunch is not None and self.shift_start <= self.lunch[1] else None


@dataclass(frozen=True, slots=True)
class CycleProblem:
    """One manager's cycle. `travel_seconds[a][b]` is the way between two places; start and end of the day are places too.

    `balance` is how dearly a day's work is paid that differs from the mean; 0 lets the days be as uneven as the road likes them.
    """

    days: Sequence[Day]
    calls: Sequence[Call]
    travel_seconds: Sequence[Sequence[int]]
    start_index: int
    end_index: int
    balance: float = 10.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in the plan: `arrival` is when the manager is there, `begin` when the visit begins."""

    account: str
    arrival: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class DayRoute:
    day: int
    stops: tuple[Stop, ...]
    leaves: float
    returns: float
    travel_minutes: float
    service_minutes: int
    lunch_at: float | None = None

    @property
    def work_minutes(self) -> float:
        return self.travel_minutes + self.service_minutes


@dataclass(frozen=True, slots=True)
class Cost:
    """The parts of what was made small, in minutes."""

    travel: float
    spacing: float
    lateness: float
    moved: float
    order_day: float
    balance: float
    unplaced: float

    @property
    def total(self) -> float:
        return self.travel + self.spacing + self.lateness + self.moved + self.order_day + self.balance + self.unplaced


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """One route for each working day, in order; who is in none is in `unplaced`.

    `short` counts the visits that are missing for who could not have as many as wanted (a holiday took the day).
    """

    routes: tuple[DayRoute, ...]
    unplaced: Mapping[str, Reason]
    cost: Cost
    short: Mapping[str, int] = field(default_factory=dict)
    iterations: int = 0
    seed: int = 0
    is_cancelled: bool = False

    def days_of(self) -> dict[str, tuple[int, ...]]:
        """The days on which each placed account is visited."""
        found: dict[str, list[int]] = {}
        for route in self.routes:
            for stop in route.stops:
                found.setdefault(stop.account, []).append(route.day)
        return {account: tuple(days) for account, days in found.items()}


@dataclass(frozen=True, slots=True)
class Progress:
    """Told between two chunks of the search: how far it is, and the best cost so far in minutes."""

    done: int
    iterations: int
    cost: float
    unplaced: int
