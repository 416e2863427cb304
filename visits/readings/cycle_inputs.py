"""Everything that a cycle is planned from, read once and kept with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.datum import SHARP_M, Point
from accounts.models import Account, AccountKind, AccountStatus
from crm.calendar import business_day
from crm.models import User
from tiers.models import TierPolicy
from tiers.models.policy import usual_visit_minutes
from visits.distances.learning import estimate_for
from visits.driving import home_territory_of
from visits.handover import UNRATED, raised_interval
from visits.models import Cycle, CycleStop, Visit, VisitRules
from visits.planning.cycle.grid import WEEKS, Grid, cycle_grid
from visits.planning.cycle.overload import Overload, judge_load
from visits.planning.cycle.terms import Customer, Notice, minutes_of, open_windows, place_of, placed
from visits.planning.distance import TravelModel, leg_between
from visits.planning.geo import Place
from visits.planning.rhythm import DEFAULT_INTERVALS, next_visit_on
from visits.planning.working import Working
from visits.queries import settling_percent
from visits.readings.shifts import working_of

#: Where no tier policy says anything about who is not yet rated.
UNRATED_DAYS = 28
#: Visits of today and the next working days stand: people have been told of them.
FROZEN_DAYS = 3
#: Check-ins of so long tell of a customer's place.
FIXES_BACK = timedelta(days=180)

ACCOUNT_FIELDS = (
    "id", "name", "latitude", "longitude", "street", "village", "tier", "order_weekdays", "last_visit_on", "created_at",
    "opens_at", "closes_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CycleInputs:
    """`overload` is judged already; `grid` is null when the manager works on no day of it. `travel`: as its territory taught it."""

    manager: User
    grid: Grid | None
    customers: tuple[Customer, ...]
    start: Place | None
    end: Place | None
    notices: tuple[Notice, ...]
    overload: Overload | None
    travel: TravelModel


def cycle_inputs(*, manager: User, starts_on: date, today: date, based_on: Cycle | None = None) -> CycleInputs:
    """What `manager`'s four weeks from `starts_on` are made of, as seen from `today`; a fixed number of statements.

    `based_on` is a plan whose locked stops stay where they are and whose other days are kept where that costs little.
    """
    ends_on = starts_on + timedelta(days=7 * WEEKS - 1)
    working = working_of(manager, since=starts_on, until=ends_on)
    grid, notices = _grid(working, starts_on)
    customers, odd = _customers(manager, starts_on, ends_on, today, based_on)
    known, misplaced = placed(customers)
    start, end = _ends(working, known)
    travel = estimate_for(home_territory_of(manager))
    overload = None
    if grid is not None:
        overload = judge_load(known, grid=grid, start=start, travel_seconds=lambda a, b: leg_between(a, b, travel).seconds)
    if start is None and known:
        notices.append(Notice("no_start"))
    return CycleInputs(manager, grid, tuple(known), start, end, (*notices, *odd, *misplaced), overload, travel)


def _grid(working: Working, starts_on: date) -> tuple[Grid | None, list[Notice]]:
    grid = cycle_grid(
        starts_on, week=working.week, free_days=working.free_days, extra_days=working.extra_days, away=working.away
    )  # fmt: skip
    notices = [] if working.is_told else [Notice("no_shift")]
    if grid is None:
        notices.append(Notice("no_working_day"))
    else:
        notices += [Notice("day_off", detail=f"{grid.days[index].on}:{why}") for index, why in sorted(grid.closed.items())]
    return grid, notices


def _ends(working: Working, customers: Sequence[Customer]) -> tuple[Place | None, Place | None]:
    """Where the day begins and ends; without a place of the manager's own, in the middle of the customers."""
    start = working.start
    if start is None:
        known = [place for customer in customers if (place := place_of(customer)) is not None]
        middle = sorted(place.latitude for place in known), sorted(place.longitude for place in known)
        start = Place(middle[0][len(known) // 2], middle[1][len(known) // 2]) if known else None
    return start, working.end or start


def _customers(
    manager: User, starts_on: date, ends_on: date, today: date, based_on: Cycle | None
) -> tuple[list[Customer], list[Notice]]:
    accounts = (
        Account.objects.filter(owner=manager, kind=AccountKind.EXTERNAL)
        .exclude(status__in=(AccountStatus.ARCHIVED, AccountStatus.LOST))
        .only(*ACCOUNT_FIELDS)
        .annotate(settling_percent=settling_percent())
        .order_by("pk")
    )
    fixes = sharp_fixes(manager, since=today - FIXES_BACK)
    rules = {rule.account_id: rule for rule in VisitRules.objects.filter(account__owner=manager)}
    intervals, minutes = _terms(starts_on)
    standing = _standing(manager, starts_on, ends_on, today, based_on)
    customers, notices = [], []
    for account in accounts:
        customer, odd = _customer(account, rules.get(account.pk), intervals, minutes, standing)
        customer = replace(customer, fixes=tuple(fixes.get(account.pk, ())))
        customers.append(customer)
        notices += odd
    return customers, notices


def sharp_fixes(manager: User, *, since: date) -> Mapping[UUID, Sequence[Point]]:
    """Where somebody checked in at the accounts of `manager`, by account, as far as the receiver was sure."""
    found: dict[UUID, list[Point]] = defaultdict(list)
    visits = Visit.objects.filter(
        account__owner=manager, status=Visit.Status.COMPLETED, planned_on__gte=since, latitude__isnull=False,
        accuracy_m__lte=SHARP_M,
    ).exclude(flags__overlap=[Visit.Flag.MOCKED, Visit.Flag.TOO_FAST, Visit.Flag.SAME_FIX])  # fmt: skip
    for account, latitude, longitude in visits.order_by("pk").values_list("account_id", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            found[account].append((latitude, longitude))
    return found


def _terms(day: date) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Days between two visits and minutes a visit takes, per tier, as the policy in force says."""
    policy = TierPolicy.objects.in_force_on(day).only("intervals_days", "visit_minutes").first()
    usual = usual_visit_minutes()
    if policy is None:
        return DEFAULT_INTERVALS, usual
    return {tier: int(days) for tier, days in policy.intervals_days.items()}, usual | policy.visit_minutes


@dataclass(frozen=True, slots=True)
class Standing:
    """By account, the days that stand, those that a person has locked, those of the running plan, and the last one before."""

    booked: Mapping[UUID, Sequence[date]]
    kept: Mapping[UUID, Sequence[date]]
    previous: Mapping[UUID, Sequence[date]]
    before: Mapping[UUID, date]


def _standing(manager: User, starts_on: date, ends_on: date, today: date, based_on: Cycle | None) -> Standing:
    booked: dict[UUID, list[date]] = defaultdict(list)
    kept: dict[UUID, list[date]] = defaultdict(list)
    previous: dict[UUID, list[date]] = defaultdict(list)
    near = frozen_until(today)
    before: dict[UUID, date] = {}
    for account, on, status, made_for in planned_days(manager, min(today, starts_on), ends_on):
        if on < starts_on:
            before[account] = on
            continue
        is_promised = made_for != on or status == Visit.Status.IN_PROGRESS
        (booked if is_promised or on <= near else previous)[account].append(on)
    if based_on is not None:
        previous = defaultdict(list)
        for account, on, is_locked in CycleStop.objects.filter(cycle=based_on).values_list("account_id", "on", "is_locked"):
            (kept if is_locked else previous)[account].append(on)
    return Standing(booked, kept, previous, before)


def planned_days(manager: User, since: date, until: date) -> list[tuple[UUID, date, str, date | None]]:
    """Open visits by account, day and status, with the day that the running plan gave them: null or another one for what somebody
    put there by hand, which no plan moves."""
    rows = Visit.objects.open().filter(manager=manager, planned_on__range=(since, until)).order_by("planned_on", "pk")
    found: dict[Any, tuple[UUID, date, str, date | None]] = {}
    fields = ("pk", "account_id", "planned_on", "status", "cycle_stops__cycle__state", "cycle_stops__on")
    for pk, account, planned_on, status, state, on in rows.values_list(*fields):
        made_for = on if state == Cycle.State.PUBLISHED else None
        if pk not in found or made_for:
            found[pk] = (account, planned_on, status, made_for)
    return list(found.values())


def frozen_until(today: date) -> date:
    """The last of the next working days whose visits stand."""
    left, day = FROZEN_DAYS, today
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() in settings.WORKDAYS
    return day


def _customer(
    account: Account, rules: VisitRules | None, intervals: Mapping[str, int], minutes: Mapping[str, int], standing: Standing
) -> tuple[Customer, list[Notice]]:
    tier = account.tier or UNRATED
    interval = (rules and rules.interval_days) or intervals.get(tier) or intervals.get(UNRATED) or UNRATED_DAYS
    percent: int | None = account.settling_percent  # type: ignore[attr-defined]
    interval = raised_interval(interval, percent or 100) or interval
    given = [(_minute(opens), _minute(closes)) for opens, closes in rules.windows] if rules else []
    opens, closes = (minutes_of(clock) if clock else None for clock in (account.opens_at, account.closes_at))
    seen = [day for day in (account.last_visit_on, standing.before.get(account.pk)) if day]
    last = max(seen, default=None)
    windows, notices = open_windows(str(account.pk), given, opens, closes)
    return Customer(
        account=str(account.pk),
        name=account.name,
        latitude=account.latitude,
        longitude=account.longitude,
        street=account.street,
        village=account.village,
        tier=account.tier,
        interval_days=interval,
        service_minutes=(rules and rules.service_minutes) or minutes[tier],
        weekdays=tuple(rules.weekdays) if rules else (),
        windows=windows,
        due_on=next_visit_on(last_visit_on=last, created_on=business_day(account.created_at), interval_days=interval),
        last_visit_on=last,
        order_weekdays=tuple(account.order_weekdays),
        previous=tuple(standing.previous.get(account.pk, ())),
        booked=tuple(standing.booked.get(account.pk, ())),
        kept=tuple(standing.kept.get(account.pk, ())),
    ), notices


def _minute(clock: str) -> int:
    return minutes_of(time.fromisoformat(clock))
