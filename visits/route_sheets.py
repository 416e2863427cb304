"""Reads what a route sheet says of each customer (row 17); never writes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Prefetch

from accounts.models import Account, Contact, Order, Promise
from crm.calendar import business_day
from crm.models import User
from visits.models import Route, RouteStop
from visits.planning.agenda import LeftOut, Reason
from visits.planning.sheet import Area, by_area
from visits.queries import day_plan

SHOWN = (
    "id", "name", "licence_name", "phone", "address", "street", "village", "latitude", "longitude", "tier", "currency",
    "last_order_on", "last_visit_on", "open_complaints", "next_action", "next_action_on", "opens_at", "closes_at",
)  # fmt: skip
MOST_PROMISES = 5  # of one customer; paper is narrow


@dataclass(frozen=True, slots=True)
class LastOrder:
    on: date
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True, eq=False)
class SheetStop:
    """One line of the sheet: the customer (a person) beside the shop and the name on its licence. `arrive_minute` and `reason`
    only where a day was planned."""

    number: int
    account: Account
    customer: Contact | None
    last_order: LastOrder | None
    promises: tuple[Promise, ...]
    arrive_minute: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """`day` is none for a route as such. `left_out` are due, but the day is too short for them."""

    manager: User
    areas: Sequence[Area[SheetStop]]
    day: date | None = None
    route: Route | None = None
    travel_minutes: int | None = None
    distance_km: float | None = None
    left_out: Sequence[Account] = field(default_factory=tuple)


def sheet_of_day(*, manager: User, day: date, today: date, user: User) -> RouteSheet:
    """The stops of a manager's day as it is planned, and what is left over when the day is full."""
    plan = day_plan(manager=manager, day=day, today=today, user=user).plan
    waiting = [out.account for out in plan.left_out if _is_due(out)]
    facts = _facts([stop.account for stop in plan.stops], user)
    stops = [
        facts.stop(stop.account, number=stop.position, arrive_minute=stop.arrive_minute, reason=stop.reason)
        for stop in plan.stops
        if stop.account in facts.accounts
    ]
    left_out = Account.objects.visible_to(user).filter(pk__in=waiting).only(*SHOWN).order_by("name_key", "id")
    return RouteSheet(
        manager=manager, areas=_areas(stops), day=day, travel_minutes=plan.travel_minutes, distance_km=plan.distance_km,
        left_out=list(left_out),
    )  # fmt: skip


def sheet_of_route(*, route: Route, user: User) -> RouteSheet:
    """Every stop of a route in its order, whichever day it is driven."""
    placed = RouteStop.objects.visible_to(user).filter(route=route, archived_at__isnull=True).order_by("position", "id")
    ids = [str(pk) for pk in placed.values_list("account_id", flat=True)]
    facts = _facts(ids, user)
    stops = [facts.stop(account, number=number) for number, account in enumerate(ids, start=1) if account in facts.accounts]
    return RouteSheet(manager=route.manager, areas=_areas(stops), route=route)


def _is_due(out: LeftOut) -> bool:
    return out.code in ("shift_full", "window_missed")


def _areas(stops: Sequence[SheetStop]) -> Sequence[Area[SheetStop]]:
    return by_area((stop, stop.account.street, stop.account.village) for stop in stops)


@dataclass(frozen=True, slots=True)
class _Facts:
    accounts: Mapping[str, Account]
    orders: Mapping[UUID, LastOrder]
    promises: Mapping[UUID, Sequence[Promise]]

    def stop(self, account: str, *, number: int, arrive_minute: int | None = None, reason: Reason | None = None) -> SheetStop:
        row = self.accounts[account]
        people: list[Contact] = list(row.contacts.all())
        return SheetStop(
            number=number, account=row, customer=people[0] if people else None, last_order=self.orders.get(row.pk),
            promises=tuple(self.promises.get(row.pk, ())[:MOST_PROMISES]), arrive_minute=arrive_minute, reason=reason,
        )  # fmt: skip


def _facts(ids: Sequence[str], user: User) -> _Facts:
    """Four statements, however many stops: customers, their first person, their last order, what was promised."""
    pks = [UUID(account) for account in ids]
    people = Contact.objects.filter(archived_at__isnull=True).order_by("-is_primary", "name_key", "id")
    rows = Account.objects.visible_to(user).filter(pk__in=pks).only(*SHOWN)
    accounts = {str(row.pk): row for row in rows.prefetch_related(Prefetch("contacts", queryset=people))}
    placed = Order.objects.visible_to(user).sales().filter(account__in=pks)
    orders = placed.order_by("account_id", F("ordered_at").desc(), F("id").desc()).distinct("account_id")
    promises: dict[UUID, list[Promise]] = defaultdict(list)
    for promise in Promise.objects.visible_to(user).open().filter(account__in=pks).order_by("due_on", "id"):
        promises[promise.account_id].append(promise)
    return _Facts(
        accounts=accounts,
        orders={row.account_id: LastOrder(business_day(row.ordered_at), row.total, row.currency) for row in orders},
        promises=promises,
    )
