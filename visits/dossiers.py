"""The dossier of an account that changes hands: what the former manager knows, in one piece (row 16). Reads only.

Set-based: a fixed number of statements for any number of accounts. What it says is JSON, because it is kept with the hand-over
as it stood, and read on phones without a network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce

from accounts.completeness import Completeness, completeness
from accounts.custom import missing
from accounts.models import Account, Consumption, Contact, CustomField, Deal, Need, Order, Preference, Promise
from accounts.models.trade import OrderLine
from crm.calendar import business_day, day_bounds
from visits.acquaintance import Acquaintance, who_knows
from visits.handover import Known, sales_brief
from visits.models import JointVisit, Visit

#: So many of each kind; the account's own page has the rest.
LATEST = 5
BRIEF_DAYS = 182


@dataclass(frozen=True, slots=True)
class Dossier:
    account: Account
    file: Completeness
    known: Known
    told: dict[str, Any]


def dossiers_of(accounts: Collection[UUID], *, handover: UUID, giver: UUID, day: date) -> dict[UUID, Dossier]:
    """The dossiers as they stand on `day`."""
    rows = list(Account.objects.select_related("territory").filter(pk__in=accounts))
    parts = _Parts.read([row.pk for row in rows], handover=handover, day=day)
    definitions = CustomField.objects.definitions()
    return {row.pk: _dossier(row, parts, definitions, giver=giver, day=day) for row in rows}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What hangs on the accounts, by account."""

    contacts: Mapping[UUID, list[Contact]]
    promises: Mapping[UUID, list[Promise]]
    needs: Mapping[UUID, list[Need]]
    preferences: Mapping[UUID, list[Preference]]
    deals: Mapping[UUID, list[Deal]]
    actions: Mapping[UUID, list[Visit]]
    visits: Mapping[UUID, list[Visit]]
    orders: Mapping[UUID, list[Order]]
    consuming: set[UUID]
    joint: Mapping[UUID, list[JointVisit]]
    known_by: Mapping[UUID, list[Acquaintance]]
    sales: Mapping[UUID, dict[str, Any]]
    products: Mapping[UUID, dict[str, list[tuple[str, float]]]]

    @classmethod
    def read(cls, ids: Collection[UUID], *, handover: UUID, day: date) -> _Parts:
        these = Q(account__in=ids)
        action = Q(status=Visit.Status.COMPLETED, next_action_done_at=None) & (~Q(next_action="") | Q(next_action_on__isnull=False))
        year = day_bounds(day - timedelta(days=2 * BRIEF_DAYS))[0]
        return cls(
            contacts=_by_account(Contact.objects.filter(these, archived_at=None).order_by("-is_primary", "name_key", "id")),
            promises=_by_account(Promise.objects.open().filter(these).select_related("made_by").order_by("due_on", "id")),
            needs=_by_account(Need.objects.open().filter(these).order_by("-is_dominant", "-noted_at", "-id")),
            preferences=_by_account(Preference.objects.current().filter(these).order_by("-heard_on", "-id")),
            deals=_by_account(Deal.objects.filter(these, status=Deal.Status.OPEN).order_by("protected_until", "id")),
            actions=_by_account(Visit.objects.filter(these, action).order_by("next_action_on", "id")),
            visits=_by_account(
                Visit.objects.filter(these, status=Visit.Status.COMPLETED, visited_on__gte=day - timedelta(days=2 * BRIEF_DAYS))
                .select_related("manager").order_by("-visited_on", "-id")
            ),
            orders=_by_account(
                Order.objects.filter(these, ordered_at__gte=year).only("account_id", "kind", "ordered_at", "total", "currency")
                .order_by("-ordered_at", "-id")
            ),
            consuming=set(Consumption.objects.current().filter(these).values_list("account_id", flat=True)),
            joint=_by_account(JointVisit.objects.filter(these, handover=handover).select_related("done_by")),
            known_by=who_knows(ids, day=day),
            sales=_sales(ids, day=day),
            products=_products(ids, day=day),
        )  # fmt: skip


def _by_account(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _sales(ids: Collection[UUID], *, day: date) -> dict[UUID, dict[str, Any]]:
    """Net sales and orders of the last half year and of the one before, by account."""
    middle, since = day_bounds(day - timedelta(days=BRIEF_DAYS))[0], day_bounds(day - timedelta(days=2 * BRIEF_DAYS))[0]
    late, zero = Q(ordered_at__gte=middle), DecimalField(max_digits=18, decimal_places=4)
    rows = Order.objects.filter(account__in=ids, ordered_at__gte=since).order_by().values("account")
    told = rows.annotate(
        after=Coalesce(Sum("total", filter=late), 0, output_field=zero),
        before=Coalesce(Sum("total", filter=~late), 0, output_field=zero),
        orders=Count("pk", filter=late & Q(kind=Order.Kind.SALE)),
    )
    return {
        row["account"]: {"after": f"{row['after']:.2f}", "before": f"{row['before']:.2f}", "orders": row["orders"]} for row in told
    }


def _products(ids: Collection[UUID], *, day: date) -> Mapping[UUID, dict[str, list[tuple[str, float]]]]:
    middle, since = day_bounds(day - timedelta(days=BRIEF_DAYS))[0], day_bounds(day - timedelta(days=2 * BRIEF_DAYS))[0]
    late = Q(order__ordered_at__gte=middle)
    rows = OrderLine.objects.filter(order__account__in=ids, order__ordered_at__gte=since, order__kind=Order.Kind.SALE).order_by()
    amount = F("quantity") * F("unit_price")
    found: dict[UUID, dict[str, list[tuple[str, float]]]] = defaultdict(lambda: {"before": [], "after": []})
    grouped = rows.values("order__account", "product__name", "product__code").annotate(
        after=Sum(amount, filter=late), before=Sum(amount, filter=~late)
    )
    for row in grouped:
        name = row["product__name"] or row["product__code"]
        for half in ("before", "after"):
            found[row["order__account"]][half].append((name, float(row[half] or 0)))
    return found


def _dossier(account: Account, parts: _Parts, definitions: Any, *, giver: UUID, day: date) -> Dossier:
    pk, contacts = account.pk, parts.contacts[account.pk]
    file = _file(account, parts, definitions)
    known = Known(
        tier=account.tier, percent=file.percent, missing=file.missing, contacts=len(contacts),
        with_personality=sum(contact.personality is not None for contact in contacts), has_place=account.latitude is not None,
        overdue_promises=sum(promise.due_on < day for promise in parts.promises[pk]), open_complaints=account.open_complaints,
        others_who_know=sum(person.id != giver and person.is_active for person in parts.known_by.get(pk, ())),
        joint_done=sum(visit.state == JointVisit.State.DONE for visit in parts.joint[pk]),
    )  # fmt: skip
    return Dossier(account, file, known, _told(account, parts, file))


def _file(account: Account, parts: _Parts, definitions: Any) -> Completeness:
    """As `api.v1.overview.file_of` judges it for who may read all."""
    contacts = parts.contacts[account.pk]
    has = {
        "contact": bool(contacts), "phone": bool(account.phone), "address": bool(account.address),
        "place": account.latitude is not None, "personality": any(contact.personality for contact in contacts),
        "need": bool(parts.needs[account.pk]), "preference": bool(parts.preferences[account.pk]),
        "consumption": account.pk in parts.consuming, "licence": bool(account.licence_name),
        "order_days": bool(account.order_weekdays), "hours": account.opens_at is not None,
    }  # fmt: skip
    asked: dict[str, Any] = {"kind": account.kind, "role": account.role, "tier": account.tier}
    if any(field.is_required(**asked) for field in definitions):
        has["own_fields"] = not missing(definitions, account.custom or {}, **asked)
    return completeness(has, kind=account.kind, role=account.role)


def _told(account: Account, parts: _Parts, file: Completeness) -> dict[str, Any]:
    pk = account.pk
    return {
        "account": _account(account),
        "file": file.parts,
        "contacts": _some(parts.contacts[pk], _contact, most=10),
        "promises": _some(parts.promises[pk], _promise, most=20),
        "needs": _some(parts.needs[pk], _need),
        "next_actions": _some(parts.actions[pk], _action),
        "preferences": _some(parts.preferences[pk], _preference, most=10),
        "deals": _some(parts.deals[pk], _deal),
        "who_knows": _some(parts.known_by.get(pk, []), _person),
        "visits": _some(parts.visits[pk], _visit),
        "orders": _some(parts.orders[pk], _order),
        "brief": _brief(pk, parts),
    }


def _some(rows: Iterable[Any], tell: Callable[[Any], dict[str, Any]], *, most: int = LATEST) -> list[dict[str, Any]]:
    return [tell(row) for row in list(rows)[:most]]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _account(account: Account) -> dict[str, Any]:
    return {
        "role": account.role, "tier": account.tier, "phone": account.phone, "address": account.address,
        "street": account.street, "village": account.village, "licence_name": account.licence_name,
        "opens_at": _text(account.opens_at), "closes_at": _text(account.closes_at), "order_weekdays": account.order_weekdays,
        "last_order_on": _text(account.last_order_on), "last_visit_on": _text(account.last_visit_on),
        "next_visit_on": _text(account.next_visit_on), "annual_value": _text(account.annual_value), "currency": account.currency,
        "loyalty_index": _text(account.loyalty_index), "open_complaints": account.open_complaints,
    }  # fmt: skip


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "name": contact.name,
        "phone": contact.phone,
        "personality": contact.personality,
        "is_primary": contact.is_primary,
        "notes": contact.notes[:300],
    }


def _promise(promise: Promise) -> dict[str, Any]:
    return {"id": str(promise.pk), "text": promise.text, "due_on": _text(promise.due_on), "made_by": promise.made_by.name}


def _need(need: Need) -> dict[str, Any]:
    return {"said": need.said, "wanted": need.wanted, "is_dominant": need.is_dominant, "handling": need.handling}


def _action(visit: Visit) -> dict[str, Any]:
    return {"visit": str(visit.pk), "text": visit.next_action, "on": _text(visit.next_action_on)}


def _preference(preference: Preference) -> dict[str, Any]:
    return {"kind": preference.kind, "text": preference.text, "source": preference.source, "heard_on": _text(preference.heard_on)}


def _deal(deal: Deal) -> dict[str, Any]:
    return {"id": str(deal.pk), "name": deal.name, "protected_until": _text(deal.protected_until)}


def _person(person: Acquaintance) -> dict[str, Any]:
    return {"name": person.name, "is_active": person.is_active, "meetings": person.meetings, "last_on": _text(person.last_on)}


def _visit(visit: Visit) -> dict[str, Any]:
    return {"on": _text(visit.visited_on), "by": visit.manager.name, "outcome": visit.outcome, "notes": visit.notes[:200]}


def _order(order: Order) -> dict[str, Any]:
    on = _text(business_day(order.ordered_at))
    return {"on": on, "kind": order.kind, "total": f"{order.total:.2f}", "currency": order.currency}


def _brief(pk: UUID, parts: _Parts) -> dict[str, Any]:
    """The last half year against the one before: how much, how many orders, and which products moved."""
    sales = parts.sales.get(pk, {"after": "0.00", "before": "0.00", "orders": 0})
    products = parts.products.get(pk, {"before": [], "after": []})
    rose, fell = sales_brief(before=products["before"], after=products["after"])
    return {**sales, "days": BRIEF_DAYS, "rose": rose, "fell": fell}
