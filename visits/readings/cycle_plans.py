"""A cycle's plan as it stands: the question it was made from, and its stops as prices and the solver see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from visits.models import Cycle, CycleCall, CycleStop
from visits.planning.cycle.ground import Ways, roads_of, terminus
from visits.planning.cycle.keeping import call_from, call_place, days_from
from visits.planning.cycle.prices import Week
from visits.planning.cycle.problem import Call, CycleProblem, Day
from visits.planning.cycle.timing import Roads

START, END = 0, 1


@dataclass(frozen=True)
class Question:
    """What a plan is made from: its days, its calls by account in the order of their ids, and the ways between them."""

    days: Sequence[Day]
    calls: Mapping[str, Call]
    ways: Ways

    @property
    def roads(self) -> Roads:
        return Roads(self.ways.seconds, START, END)

    def problem(self) -> CycleProblem:
        """For the solver: the calls with a visit to place; the same rows always give the same problem."""
        calls = [call for call in self.calls.values() if call.visits]
        return CycleProblem(self.days, calls, self.ways.matrix(), START, END)


def question_of(cycle: Cycle) -> Question:
    rows = list(CycleCall.objects.filter(cycle=cycle).order_by("account_id").values_list("account_id", "terms"))
    places = [terminus(cycle.places, "start"), terminus(cycle.places, "end"), *(call_place(terms) for _, terms in rows)]
    ways = Ways(places, roads_of(cycle.places))
    calls = {str(account): call_from(str(account), terms, number) for number, (account, terms) in enumerate(rows, start=2)}
    return Question(days_from(cycle.days), calls, ways)


def week_of(question: Question, stops: Sequence[CycleStop]) -> Week:
    """The plan as prices see it. `stops` in the order of their day and position."""
    index = {day.on: day.index for day in question.days}
    orders: dict[int, list[str]] = defaultdict(list)
    for stop in stops:
        orders[index[stop.on]].append(str(stop.account_id))
    return Week(question.days, question.calls, orders, question.roads)


def stops_of(cycle: Cycle) -> list[CycleStop]:
    return list(CycleStop.objects.filter(cycle=cycle).order_by("on", "position", "id"))


def way_home(cycle: Cycle, calls: Iterable[CycleCall]) -> Mapping[UUID, float]:
    """Minutes from each account to where the day ends."""
    asked = list(calls)
    ways = Ways([terminus(cycle.places, "end"), *(call_place(call.terms) for call in asked)], roads_of(cycle.places))
    return {call.account_id: ways.seconds(number, 0) / 60 for number, call in enumerate(asked, start=1)}
