"""Even territories: the fewest and shortest moves of customers that bring every manager within a few percent of the mean work.

Work flows from who has too much to who has too little along the cheapest chain of neighbours: when only B's customers lie beside
C's, A gives one to B and B another to C. A move costs the road that it adds in a cycle, and something for itself, because a
customer who changes hands has to get used to somebody (row 18). Fixed customers count as work and stay where they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from visits.planning.distance import ESTIMATE, TravelModel, leg_between
from visits.planning.geo import Place

TOLERANCE_PERCENT = 5
MOST_MOVES = 30
CHANGE_MINUTES = 3.0  # what a change of hands costs beside the road
LEAST_COST = 1e-6  # a move that saves road is free, not a gain: nobody is moved for the road alone


@dataclass(frozen=True, slots=True)
class Holding:
    """A customer of somebody: `minutes` of work in a cycle for `visits` visits. Without a place it is not moved. `travel`: the
    roads around it, as its territory taught them."""

    account: str
    owner: str
    visits: float
    minutes: float
    place: Place | None
    is_fixed: bool = False
    travel: TravelModel = ESTIMATE


@dataclass(frozen=True, slots=True)
class Move:
    """Give `account` to `taker`; the ways are minutes from the middle of either's customers."""

    account: str
    giver: str
    taker: str
    minutes: float
    way_before: float
    way_after: float


@dataclass(frozen=True, slots=True)
class Load:
    manager: str
    before: float
    after: float
    fixed: float  # minutes that no move may take
    accounts_before: int
    accounts_after: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The moves in the order in which they help. `stuck` says of who stays outside of the band, why: `moves_used_up`, or
    `nothing_fits` when all that is left is fixed or too large."""

    moves: tuple[Move, ...]
    loads: tuple[Load, ...]
    mean: float
    stuck: Mapping[str, str] = field(default_factory=dict)


def balance(
    holdings: Iterable[Holding],
    managers: Sequence[str],
    *,
    most_moves: int = MOST_MOVES,
    tolerance_percent: float = TOLERANCE_PERCENT,
) -> Balance:
    """Propose at most `most_moves` moves. The same customers give the same moves, whatever their order."""
    kept = sorted((each for each in holdings if each.owner in set(managers)), key=lambda each: each.account)
    table = _Table(kept, sorted(managers), tolerance_percent=tolerance_percent)
    moves: list[Move] = []
    while most_moves > len(moves) and (chain := table.best_chain(most_moves - len(moves))):
        moves += table.carry_out(chain)
    code = "moves_used_up" if len(moves) >= most_moves or table.has_chain() else "nothing_fits"
    return Balance(tuple(moves), table.loads(), table.mean, dict.fromkeys(table.outside(), code))


@dataclass(frozen=True, slots=True)
class _Step:
    cost: float  # for each minute of work that it moves
    minutes: float
    account: str


Chain = tuple[tuple[str, str, _Step], ...]


class _Table:
    """Who has what, and what each step from one manager to another would cost."""

    def __init__(self, holdings: Sequence[Holding], managers: Sequence[str], *, tolerance_percent: float) -> None:
        self.holdings = {each.account: each for each in holdings}
        self.managers = managers
        self.owner = {each.account: each.owner for each in holdings}
        self.before = {m: sum(each.minutes for each in holdings if each.owner == m) for m in managers}
        self.work = dict(self.before)
        self.mean = sum(self.work.values()) / len(managers) if managers else 0.0
        self.low, self.high = (self.mean * (1 + sign * tolerance_percent / 100) for sign in (-1, 1))
        self.moved: set[str] = set()
        movable = [each for each in holdings if each.place and not each.is_fixed and each.minutes > 0]
        centres = _centres(holdings, managers)
        self.ways = {each.account: _ways(each, centres) for each in movable}
        self.steps = {
            (giver, taker): sorted(
                (_step(each, self.ways[each.account], giver, taker) for each in movable if each.owner == giver),
                key=lambda step: (step.cost, step.account),
            )
            for giver in managers
            for taker in managers
            if giver != taker
        }

    def outside(self) -> list[str]:
        return [manager for manager in self.managers if self._excess(self.work[manager]) > 0]

    def _excess(self, minutes: float) -> float:
        """How far outside of the band; a hair's breadth is rounding."""
        beyond = max(minutes - self.high, self.low - minutes)
        return beyond if beyond > 1e-9 * max(1.0, self.mean) else 0.0

    def has_chain(self) -> bool:
        return self.best_chain(len(self.managers)) is not None

    def best_chain(self, longest: int) -> Chain | None:
        """The cheapest chain that helps who is the furthest outside, or else the next one."""
        for worst in sorted(self.outside(), key=lambda m: (-self._excess(self.work[m]), m)):
            gives = self.work[worst] > self.mean
            others = [m for m in self.managers if m != worst and (self.work[m] < self.mean) == gives]
            ends = [(worst, m) if gives else (m, worst) for m in others]
            chains = [found for giver, taker in ends if (found := self._chain(giver, taker, longest))]
            if chains:
                return min(chains, key=lambda found: (sum(step.cost for _, _, step in found), found[0][2].account))
        return None

    def _chain(self, giver: str, taker: str, longest: int) -> Chain | None:
        """The cheapest way for work from `giver` to `taker`; Bellman and Ford over a handful of managers."""
        room = min(self.work[giver] - self.low, self.high - self.work[taker])
        best: dict[str, tuple[float, Chain]] = {giver: (0.0, ())}
        for _ in range(min(longest, len(self.managers) - 1)):
            known = dict(best)
            for here, (cost, chain) in known.items():
                for there in self.managers:
                    if there in (here, giver) or (step := self._fitting(here, there, room)) is None:
                        continue
                    if there not in best or cost + step.cost < best[there][0] - 1e-12:
                        best[there] = cost + step.cost, (*chain, (here, there, step))
        found = best.get(taker)
        return found[1] if found and self._helps(found[1]) else None

    def _fitting(self, giver: str, taker: str, room: float) -> _Step | None:
        return next((step for step in self.steps[giver, taker] if step.minutes <= room and step.account not in self.moved), None)

    def _helps(self, chain: Chain) -> bool:
        after = dict(self.work)
        for giver, taker, step in chain:
            after[giver] -= step.minutes
            after[taker] += step.minutes
        touched = {manager for giver, taker, _ in chain for manager in (giver, taker)}
        return sum(self._excess(after[m]) for m in touched) < sum(self._excess(self.work[m]) for m in touched)

    def carry_out(self, chain: Chain) -> list[Move]:
        moves = []
        for giver, taker, step in chain:
            ways = self.ways[step.account]
            moves.append(Move(step.account, giver, taker, step.minutes, ways[giver], ways[taker]))
            self.work[giver] -= step.minutes
            self.work[taker] += step.minutes
            self.owner[step.account] = taker
            self.moved.add(step.account)
        return moves

    def loads(self) -> tuple[Load, ...]:
        return tuple(
            Load(
                manager=m,
                before=self.before[m],
                after=self.work[m],
                fixed=sum(each.minutes for each in self.holdings.values() if each.owner == m and (each.is_fixed or not each.place)),
                accounts_before=sum(each.owner == m for each in self.holdings.values()),
                accounts_after=sum(owner == m for owner in self.owner.values()),
            )
            for m in self.managers
        )


def _step(holding: Holding, ways: Mapping[str, float], giver: str, taker: str) -> _Step:
    road = holding.visits * (ways[taker] - ways[giver])
    return _Step(max(LEAST_COST, (road + CHANGE_MINUTES) / holding.minutes), holding.minutes, holding.account)


def _ways(holding: Holding, centres: Mapping[str, Place]) -> dict[str, float]:
    assert holding.place
    return {manager: leg_between(holding.place, centre, holding.travel).seconds / 60 for manager, centre in centres.items()}


def _centres(holdings: Sequence[Holding], managers: Sequence[str]) -> dict[str, Place]:
    """The middle of each manager's work. Who has nothing yet begins where a customer lies furthest from its own manager's."""
    centres = {manager: middle for manager in managers if (middle := _middle([each for each in holdings if each.owner == manager]))}
    outlying = sorted(
        (each for each in holdings if each.place and each.owner in centres),
        key=lambda each: (-leg_between(each.place, centres[each.owner], each.travel).seconds if each.place else 0, each.account),
    )
    begun = [each.place for each in outlying if each.place]
    for manager in managers:
        if manager not in centres:
            centres[manager] = begun.pop(0) if begun else Place(0.0, 0.0)
    return centres


def _middle(holdings: Sequence[Holding]) -> Place | None:
    placed = [(each.place, max(each.minutes, 1e-3)) for each in holdings if each.place]
    total = sum(weight for _, weight in placed)
    if not placed:
        return None
    latitude = sum(place.latitude * weight for place, weight in placed) / total
    longitude = sum(place.longitude * weight for place, weight in placed) / total
    return Place(latitude, longitude, _commonest_village([place for place, _ in placed]))


def _commonest_village(places: Sequence[Place]) -> str:
    """In town unless most of the customers lie in the country; then no village is the middle's own."""
    rural = sum(bool(place.village) for place in places)
    return "·" if 2 * rural > len(places) else ""
