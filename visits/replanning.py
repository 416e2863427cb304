"""The rest of a day that has begun, the free hours of the days to come, and what a rule costs (rows 17, 20); nothing is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import Account
from crm.models import User
from visits.distances.matrix import Matrix, matrix
from visits.driving import MOST_DAYS, working_days_from
from visits.models import Visit
from visits.planning.agenda import Candidate
from visits.planning.geo import Place
from visits.planning.replan import Replan, replan
from visits.planning.slots import OpenDay, Slot, best_slots, price_of_orders_first
from visits.queries import DayFacts, PlannedDay, as_candidate, day_facts


@dataclass(frozen=True, slots=True)
class RestOfDay:
    """`unknown`: accounts that were asked for and are not on this manager's list."""

    facts: DayFacts
    names: dict[str, str]
    answer: Replan
    roads: Matrix
    unknown: tuple[str, ...]


def rest_of_day(
    *,
    manager: User,
    user: User,
    day: date,
    order: Sequence[str],
    add: Collection[str] = (),
    skip: Collection[str] = (),
    now_minute: int,
    here: Place | None = None,
    is_next_frozen: bool = True,
) -> RestOfDay:
    """Drive on in `order`, without `skip`, with `add` and what the day has planned meanwhile."""
    facts = day_facts(manager=manager, day=day, today=day, user=user)
    wanted = {*order, *add} - set(skip)
    known = {candidate.account: candidate for candidate in facts.field.candidates}
    strangers = _strangers(wanted - known.keys(), user)
    stops = [
        replace(candidate, added=candidate.added or candidate.account in add)
        for candidate in [*known.values(), *strangers]
        if candidate.account in wanted or (_is_called(candidate, facts) and candidate.account not in skip)
    ]
    roads = matrix([place for place in (here, *(stop.place for stop in stops)) if place], estimate=facts.habits.travel)
    answer = replan(
        day=day, candidates=stops, order=order, now_minute=max(now_minute, facts.habits.shift.start_minute), here=here,
        is_next_frozen=is_next_frozen, shift=facts.habits.shift,
        travel=roads.travel, orders_first=facts.habits.orders_first,
    )  # fmt: skip
    names = {**facts.names, **_named([stranger.account for stranger in strangers], user)}
    return RestOfDay(facts, names, answer, roads, tuple(sorted(wanted - {stop.account for stop in stops})))


def _is_called(candidate: Candidate, facts: DayFacts) -> bool:
    """What comes on the day without anybody's hand: a planned visit and, unless it is a day off, an order."""
    return candidate.visit is not None or (candidate.orders_today > 0 and not facts.day_off)


@dataclass(frozen=True, slots=True)
class FreeHours:
    slots: tuple[Slot, ...]
    names: dict[str, str]
    days_asked: int
    roads_estimated: bool


def free_hours(*, account: Account, manager: User, user: User, today: date, from_minute: int | None = None) -> FreeHours:
    """The three cheapest hours of the next ten working days for one more visit (row 17).

    A day to come is asked with the visits that stand on it; today with its plan, from the present minute on.
    """
    wanted = as_candidate(account, today)
    facts = day_facts(manager=manager, day=today, today=today, user=user)
    days = working_days_from(today, facts.habits.working)
    planned = _planned(manager, user, days)
    known = {candidate.account: candidate for candidate in facts.field.candidates}
    unknown = {stop for stops in planned.values() for stop in stops} - known.keys()
    known |= {candidate.account: candidate for candidate in _strangers(unknown, user)}
    open_days = []
    for day in days:
        if day == today:
            open_days.append(OpenDay(day, tuple(_due(facts, day)), facts.field.start, from_minute=from_minute))
        else:
            stops = tuple(replace(known[stop], visit=None, added=True) for stop in planned.get(day, ()) if stop in known)
            open_days.append(OpenDay(day, stops, facts.field.start))
    slots = best_slots(
        wanted=wanted, days=open_days, today=today, shift=facts.habits.shift, travel=facts.habits.travel,
        orders_first=facts.habits.orders_first,
    )  # fmt: skip
    after = [slot.after for slot in slots if slot.after]
    names = {**facts.names, **_named(set(after) - facts.names.keys(), user)}
    return FreeHours(tuple(slots), names, min(MOST_DAYS, len(days)), True)


def _due(facts: DayFacts, day: date) -> list[Candidate]:
    """Who is on today's list for sure: planned, ordered, or due."""
    every = facts.field.candidates
    return [c for c in every if _is_called(c, facts) or (c.next_visit_on is not None and c.next_visit_on <= day)][:60]


def _planned(manager: User, user: User, days: Sequence[date]) -> dict[date, list[str]]:
    rows = Visit.objects.visible_to(user).filter(manager=manager, status=Visit.Status.PLANNED, planned_on__in=days)
    planned: dict[date, list[str]] = {}
    for day, account in rows.order_by("planned_on", "id").values_list("planned_on", "account_id"):
        planned.setdefault(day, []).append(str(account))
    return planned


def _strangers(accounts: Collection[str], user: User) -> list[Candidate]:
    """Customers of others that this person sees."""
    if not accounts:
        return []
    rows = Account.objects.visible_to(user).active().filter(pk__in=list(accounts)).order_by("pk")
    return [as_candidate(account, None) for account in rows]


def _named(accounts: Collection[str], user: User) -> dict[str, str]:
    if not accounts:
        return {}
    return {str(pk): name for pk, name in Account.objects.visible_to(user).filter(pk__in=accounts).values_list("pk", "name")}


def orders_first_price(planned: PlannedDay, *, today: date) -> int:
    """Minutes on the road that the rule costs on this day; 0 where nobody has an order."""
    chosen = {stop.account for stop in planned.plan.stops}
    stops = [candidate for candidate in planned.field.candidates if candidate.account in chosen]
    if not any(stop.reason.code in ("order_today", "order_day") for stop in planned.plan.stops):
        return 0
    return price_of_orders_first(
        day=planned.plan.day, today=today, candidates=stops, start=planned.field.start, shift=planned.habits.shift,
        travel=planned.habits.travel,
    )  # fmt: skip
