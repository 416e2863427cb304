"""Reads over visits and what stands around them; never writes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q
from django.db.models.expressions import RawSQL

from accounts.models import Account, AccountKind, AccountStatus, Order
from crm.calendar import day_bounds
from crm.models import User
from tiers.models import TierPolicy
from tiers.service_policy import target_levels
from visits.driving import DAYS_AHEAD, Habits, habits_of, home_territory, on_real_roads
from visits.handover import UNRATED, raised_interval
from visits.models import Route, RouteStop, Visit
from visits.planning.agenda import Candidate, DayPlan
from visits.planning.candidates import RESUME_DAYS, Appointment, Customer, Drive, Field, candidate_of, field_of
from visits.planning.day import plan_day
from visits.planning.rhythm import DEFAULT_INTERVALS

#: The business day, in the statement itself, so that it stands in a shape that is made once.
TODAY = f"(now() AT TIME ZONE '{settings.BUSINESS_TZ.key}')::date"
SETTLING_PERCENT = f"""
    (SELECT item.settling_percent FROM visits_handoveraccount AS item
     WHERE item.account_id = accounts_account.id AND item.settling_until >= {TODAY}
     ORDER BY item.settling_until DESC, item.id LIMIT 1)
"""


def visit_intervals(day: date) -> Mapping[str, int]:
    """Days between two visits per tier (`unrated` where there is none yet), as the tier policy in force on `day` says."""
    return rhythm_and_levels(day)[0]


def aimed_levels(day: date) -> Mapping[str, int]:
    """The service level aimed at per tier (row 9), as the policy in force on `day` says; none without a policy."""
    return rhythm_and_levels(day)[1]


def rhythm_and_levels(day: date) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Both in one statement: a phone's pull asks for them every time."""
    policy = TierPolicy.objects.in_force_on(day).only("intervals_days", "target_levels").first()
    if policy is None:
        return dict(DEFAULT_INTERVALS), {}
    return {tier: int(days) for tier, days in policy.intervals_days.items()}, target_levels(policy.target_levels)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A manager's day: the plan of what is open, and what is done.

    `names` has every account that the plan mentions, by id. `resumed`: by account, the visit planned for an earlier day that
    its stop goes on with. `day_off`: why the manager works on no plan's account that day (`leave`, `holiday`, …); empty otherwise.
    """

    manager: User
    plan: DayPlan
    done: tuple[Visit, ...]
    names: Mapping[str, str]
    resumed: Mapping[str, str]
    field: Field
    habits: Habits
    day_off: str = ""
    trouble: str | None = None
    estimated: bool = True

    def visit_of(self, account: str, visit: str | None) -> str | None:
        return visit or self.resumed.get(account)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What a day is planned from."""

    field: Field
    habits: Habits
    visits: tuple[Visit, ...]
    names: Mapping[str, str]
    day_off: str = ""


def day_facts(*, manager: User, day: date, today: date, user: User) -> DayFacts:
    """Nine statements, whatever the number of customers. `habits` knows the days away from `day` on, as far as one looks ahead."""
    visits = list(Visit.objects.visible_to(user).filter(_matters_on(day), manager=manager).order_by("completed_at", "id"))
    accounts = _accounts(manager, user, {visit.account_id for visit in visits})
    intervals = visit_intervals(day)
    field = field_of(
        manager=str(manager.pk),
        day=day,
        today=today,
        customers=[_customer(account, intervals) for account in accounts],
        visits=[_appointment(visit) for visit in visits],
        drives=_drives(manager, user),
        orders_today=_orders_on(day, accounts) if day <= today else {},
    )
    names = {str(account.pk): account.name for account in accounts}
    own = Counter(account.territory_id for account in accounts if account.territory_id and account.owner_id == manager.pk)
    habits = habits_of(manager, home_territory(own), since=day, until=day + timedelta(days=DAYS_AHEAD))
    field = replace(field, start=field.start or habits.working.start)
    return DayFacts(field, habits, tuple(visits), names, habits.working.keeps_free(day))


def day_plan(*, manager: User, day: date, today: date, user: User) -> PlannedDay:
    """Plan `day` for `manager` as seen from `today` (rows 17, 20), from the accounts that `user` sees.

    Orders count on their day; for a day to come the customers' order weekdays stand in for them.
    """
    facts = day_facts(manager=manager, day=day, today=today, user=user)
    field, habits = facts.field, facts.habits
    plan = plan_day(
        day=day, today=today, candidates=asked_for(facts), start=field.start, shift=habits.shift, travel=habits.travel,
        orders_first=habits.orders_first,
    )  # fmt: skip
    plan, measured = on_real_roads(plan, field, habits, today=today)
    return PlannedDay(
        manager=manager,
        plan=plan,
        field=field,
        habits=habits,
        day_off=facts.day_off,
        trouble=measured.trouble,
        estimated=measured.is_estimated,
        done=tuple(visit for visit in facts.visits if str(visit.pk) in set(field.done)),
        names=facts.names,
        resumed=field.resumed,
    )


def asked_for(facts: DayFacts) -> tuple[Candidate, ...]:
    """On a day off nobody is proposed: what somebody put on it stands."""
    if not facts.day_off:
        return facts.field.candidates
    return tuple(candidate for candidate in facts.field.candidates if candidate.visit or candidate.added)


def _matters_on(day: date) -> Q:
    """What `field_of` asks about: the open visits up to the day, and those that were closed on it."""
    since = Q(planned_on__gte=day - timedelta(days=RESUME_DAYS))
    return since & (Q(status__in=Visit.OPEN, planned_on__lte=day) | Q(planned_on=day) | Q(visited_on=day) | Q(status="in_progress"))


CUSTOMER_FIELDS = (
    "id", "name", "owner", "kind", "status", "latitude", "longitude", "street", "village", "tier", "order_weekdays",
    "next_visit_on", "last_visit_on", "opens_at", "closes_at", "territory",
)  # fmt: skip


def _accounts(manager: User, user: User, visited: Iterable[UUID]) -> list[Account]:
    looked_after = Q(owner=manager, kind=AccountKind.EXTERNAL) & ~Q(status=AccountStatus.ARCHIVED)
    rows = Account.objects.visible_to(user).filter(looked_after | Q(pk__in=list(visited)))
    return list(rows.only(*CUSTOMER_FIELDS).annotate(settling_percent=settling_percent()).order_by("pk"))


def settling_percent() -> RawSQL:
    """Of the usual days between two visits, while the account gets used to a new manager; null otherwise (row 18)."""
    return RawSQL(SETTLING_PERCENT, (), output_field=IntegerField())  # noqa: S611 (a constant)


def as_candidate(account: Account, day: date | None) -> Candidate:
    """One account as the day's rule sees it, whoever looks after it."""
    customer = _customer(account, visit_intervals(day) if day else {})
    return candidate_of(customer, None, None, 0)


def _customer(account: Account, intervals: Mapping[str, int]) -> Customer:
    percent: int | None = getattr(account, "settling_percent", None)
    return Customer(
        id=str(account.pk),
        owner=str(account.owner_id) if account.owner_id else None,
        order_weekdays=tuple(account.order_weekdays),
        visit_interval_days=raised_interval(intervals.get(account.tier or UNRATED), percent or 100),
        **{
            name: getattr(account, name)
            for name in (
                "kind", "status", "latitude", "longitude", "street", "village", "tier", "next_visit_on", "last_visit_on",
                "opens_at", "closes_at",
            )
        },
    )  # fmt: skip


def _appointment(visit: Visit) -> Appointment:
    return Appointment(
        id=str(visit.pk), account=str(visit.account_id), manager=str(visit.manager_id), planned_on=visit.planned_on,
        status=visit.status, visited_on=visit.visited_on,
    )  # fmt: skip


def _drives(manager: User, user: User) -> list[Drive]:
    stops = RouteStop.objects.filter(route=OuterRef("pk"), archived_at__isnull=True).order_by("position", "id")
    routes = Route.objects.visible_to(user).active().filter(manager=manager)
    return [
        Drive(
            id=str(pk), manager=str(manager.pk), weekdays=tuple(weekdays), accounts=tuple(map(str, accounts)),
            start_latitude=latitude, start_longitude=longitude,
        )
        for pk, weekdays, latitude, longitude, accounts in routes.order_by("pk").values_list(
            "pk", "weekdays", "start_latitude", "start_longitude", ArraySubquery(stops.values("account_id"))
        )
    ]  # fmt: skip


def _orders_on(day: date, accounts: Iterable[Account]) -> dict[str, int]:
    """Sale orders of the business day by account; a return is none."""
    since, until = day_bounds(day)
    placed = Order.objects.sales().filter(
        ordered_at__gte=since, ordered_at__lt=until, account__in=[account.pk for account in accounts]
    )
    return {str(account): count for account, count in placed.order_by().values_list("account").annotate(Count("pk"))}
