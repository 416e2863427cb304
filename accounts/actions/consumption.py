"""What a customer uses of a product (row 2): kept by people, counted on visits, computed again whenever an order lands."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging
from accounts.actions.timeline import note_touchpoint
from accounts.consumption import RECENT, Count, Delivery, Figures, figures, volume_litres
from accounts.models import Account, Consumption, Product, StockCount, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset(
    {
        "basis", "capacity", "consent_on", "depth_cm", "has_consent", "height_cm", "household", "lead_days", "notes",
        "per_head_per_day", "stated_per_day", "units_per_litre", "width_cm",
    }
)  # fmt: skip
MEASURE = ("width_cm", "depth_cm", "height_cm")
ABOVE_ZERO = (*MEASURE, "capacity", "per_head_per_day", "stated_per_day", "units_per_litre")
LONGEST_LEAD = 60
CHUNK = 2000


class ConsumptionTaken(DomainError):
    """This customer's use of the product is kept already."""

    code = "consumption_taken"


class ConsumptionArchived(DomainError):
    code = "consumption_archived"


@transaction.atomic
def keep_consumption(
    *,
    account: Account,
    product: Product,
    by: User | None,
    at: datetime,
    id: UUID | None = None,
    stock: Decimal | None = None,
    stock_on: date | None = None,
    **fields: Any,
) -> Consumption:
    """Begin to keep what a customer uses of a product, perhaps with what is there today."""
    account = lock_account(account=account, by=by)
    fields = _cleaned(fields, at=at)
    _require_sound(fields)
    consumption = Consumption(id=id or uuid7(), account=account, product=product, **fields)
    insert(
        consumption,
        taken={"consumption_once_per_product": ConsumptionTaken(
            "This product is kept for this customer already.", fields={"product": ["Kept already."]}
        )},
    )  # fmt: skip
    if stock is not None:
        _count(consumption, quantity=stock, counted_on=stock_on or business_day(at), by=by, at=at)
    refresh_consumptions(accounts=[account.pk])
    _tell("consumption.kept", consumption, by=by, at=at)
    return Consumption.objects.select_related("account", "product").get(pk=consumption.pk)


@transaction.atomic
def update_consumption(
    *, consumption: Consumption, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Consumption:
    consumption = _lock_current(consumption, by=by, version=version)
    fields = _cleaned(changes, at=at)
    _require_sound({name: getattr(consumption, name) for name in WRITABLE} | fields)
    before = consumption.version
    consumption.change(**fields)
    if consumption.version != before:
        refresh_consumptions(accounts=[consumption.account_id])
        _tell("consumption.updated", consumption, by=by, at=at)
    return consumption


@transaction.atomic
def count_stock(
    *,
    consumption: Consumption,
    quantity: Decimal,
    by: User | None,
    at: datetime,
    counted_on: date | None = None,
    id: UUID | None = None,
) -> StockCount:
    """Somebody looked into the vat: what is left is used first, and tells how fast it goes (row 79)."""
    consumption = _lock_current(consumption, by=by)
    day = counted_on or business_day(at)
    if day > business_day(at):
        raise Invalid("This day is still to come.", fields={"counted_on": ["This day is still to come."]})
    count = _count(consumption, quantity=quantity, counted_on=day, by=by, at=at, id=id)
    refresh_consumptions(accounts=[consumption.account_id])
    note_touchpoint(
        account=consumption.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, subject=consumption.pk, code="stock.counted",
        details={"product": str(consumption.product), "quantity": str(quantity), "unit": consumption.product.unit},
        medium=Touchpoint.Medium.THING,
    )  # fmt: skip
    _tell("stock.counted", consumption, by=by, at=at, quantity=str(quantity))
    return count


def _count(
    consumption: Consumption, *, quantity: Decimal, counted_on: date, by: User | None, at: datetime, id: UUID | None = None
) -> StockCount:
    values = clean_fields(StockCount, {"quantity": quantity, "counted_on": counted_on}, writable={"quantity", "counted_on"})
    if values["quantity"] < 0:
        raise Invalid("Less than nothing cannot be there.", fields={"quantity": ["Not below 0."]})
    count = StockCount(id=id or uuid7(), consumption=consumption, by=by, at=at, **values)
    count = insert(count)  # type: ignore[type-var]
    if consumption.stock_on is None or counted_on >= consumption.stock_on:
        consumption.change(stock=values["quantity"], stock_on=values["counted_on"])
    return count


@transaction.atomic
def archive_consumption(*, consumption: Consumption, by: User | None, at: datetime) -> Consumption:
    """The customer no longer uses it, or it is no longer ours to watch."""
    consumption = _lock_current(consumption, by=by)
    consumption.change(archived_at=at)
    _tell("consumption.archived", consumption, by=by, at=at)
    return consumption


def _lock_current(consumption: Consumption, *, by: User | None, version: int | None = None) -> Consumption:
    locked = lock_hanging(consumption, by=by, version=version)
    if locked.archived_at is not None:
        raise ConsumptionArchived("This is no longer kept.")
    return locked


def _cleaned(fields: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Consent without a day was given on the day it is told."""
    cleaned = clean_fields(Consumption, fields, writable=WRITABLE)
    if cleaned.get("has_consent") and not cleaned.get("consent_on"):
        cleaned["consent_on"] = business_day(at)
    return cleaned


def _require_sound(fields: Mapping[str, Any]) -> None:
    problems = {
        name: ["Above 0, please."] for name in ABOVE_ZERO if fields.get(name) is not None and fields[name] <= 0
    }  # fmt: skip
    missing = [name for name in MEASURE if fields.get(name) is None]
    if len(missing) in (1, 2):
        problems |= {name: ["A measure has width, depth and height."] for name in missing}
    if fields.get("household") is not None and fields["household"] < 1:
        problems["household"] = ["At least one person."]
    if fields.get("lead_days") is not None and fields["lead_days"] > LONGEST_LEAD:
        problems["lead_days"] = [f"At most {LONGEST_LEAD} days."]
    if problems:
        raise Invalid("Some values cannot be kept.", fields=problems)


def refresh_consumptions(*, accounts: Collection[UUID] | None = None) -> int:
    """Compute the figures of these accounts' consumptions, or of all, and write those that differ; says how many."""
    rows = Consumption.objects.current().order_by("id")
    if accounts is not None:
        rows = rows.filter(account__in=accounts)
    ids = list(rows.values_list("pk", flat=True))
    return sum(_refresh(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


@transaction.atomic
def _refresh(ids: list[UUID]) -> int:
    deliveries, counts = _deliveries(ids), _counts(ids)
    rows = (
        Consumption.objects.filter(pk__in=ids).order_by("pk").select_related("account").only(*WRITABLE, "account__order_weekdays")
    )
    computed = [(row.pk, _figures(row, deliveries=deliveries.get(row.pk, []), counts=counts.get(row.pk, []))) for row in rows]
    return _write(computed)


#: Days with their net quantity, the latest first; a day on which as much came back as went out is no delivery.
DELIVERIES_SQL = f"""
    SELECT kept.id, came.on_day, came.quantity
    FROM accounts_consumption AS kept
    CROSS JOIN LATERAL (
        SELECT (placed.ordered_at AT TIME ZONE %(zone)s)::date AS on_day, sum(line.quantity) AS quantity
        FROM accounts_order AS placed JOIN accounts_orderline AS line ON line.order_id = placed.id
        WHERE placed.account_id = kept.account_id AND line.product_id = kept.product_id
          AND placed.ordered_at > now() - interval '3 years'
        GROUP BY 1 HAVING sum(line.quantity) > 0 ORDER BY 1 DESC LIMIT {RECENT}
    ) AS came
    WHERE kept.id = ANY(%(ids)s) ORDER BY kept.id, came.on_day
"""

#: Of a day the last look counts.
COUNTS_SQL = f"""
    SELECT kept.id, seen.counted_on, seen.quantity
    FROM unnest(%(ids)s) AS kept (id)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (counted_on) counted_on, quantity FROM accounts_stockcount
        WHERE consumption_id = kept.id ORDER BY counted_on DESC, at DESC LIMIT {RECENT}
    ) AS seen
    ORDER BY kept.id, seen.counted_on
"""


def _deliveries(ids: list[UUID]) -> dict[UUID, list[Delivery]]:
    found = _rows(DELIVERIES_SQL, {"ids": ids, "zone": settings.BUSINESS_TZ.key})
    return {pk: [Delivery(day, float(quantity)) for _, day, quantity in group] for pk, group in _grouped(found)}


def _counts(ids: list[UUID]) -> dict[UUID, list[Count]]:
    return {
        pk: [Count(day, float(quantity)) for _, day, quantity in group] for pk, group in _grouped(_rows(COUNTS_SQL, {"ids": ids}))
    }


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[UUID, date, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _grouped(rows: Iterable[tuple[UUID, date, Decimal]]) -> Iterator[tuple[UUID, Iterable[tuple[UUID, date, Decimal]]]]:
    return groupby(rows, key=lambda row: row[0])


def _figures(row: Consumption, *, deliveries: list[Delivery], counts: list[Count]) -> Figures:
    width, depth, height = (_number(getattr(row, name)) for name in MEASURE)
    measured = width is not None and depth is not None and height is not None
    return figures(
        capacity=_number(row.capacity),
        litres=volume_litres(width_cm=width, depth_cm=depth, height_cm=height) if measured else None,  # type: ignore[arg-type]
        units_per_litre=_number(row.units_per_litre),
        stated_per_day=_number(row.stated_per_day),
        household=row.household,
        per_head_per_day=_number(row.per_head_per_day),
        chosen=row.basis,
        counts=counts,
        deliveries=deliveries,
        lead_days=row.lead_days,
        weekdays=row.account.order_weekdays,
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


#: Column by column what is computed, with its type.
FIGURES = {
    "last_fill_on": "date", "last_fill": "numeric(14,3)", "per_day": "numeric(14,4)", "per_day_low": "numeric(14,4)",
    "per_day_high": "numeric(14,4)", "rate_from": "varchar", "run_out_on": "date", "run_out_from": "date", "run_out_to": "date",
    "deliver_by": "date", "parts": "jsonb",
}  # fmt: skip


def _values(found: Figures) -> tuple[Any, ...]:
    rate, empty, fill = found.rate, found.run_out, found.last_fill
    return (
        fill.on if fill else None, fill.quantity if fill else None,
        *((rate.per_day, rate.low, rate.high, rate.basis) if rate else (None,) * 4),
        *((empty.on, empty.earliest, empty.latest) if empty else (None,) * 3),
        found.deliver_by, Jsonb(found.parts),
    )  # fmt: skip


def _write(computed: list[tuple[UUID, Figures]]) -> int:
    """Only what differs, and neither version nor updated_at: figures make no edit stale."""
    if not computed:
        return 0
    columns = list(zip(*((pk, *_values(found)) for pk, found in computed), strict=True))
    names = ", ".join(FIGURES)
    given = ", ".join(f"%s::{kind.partition('(')[0]}[]" for kind in ("uuid", *FIGURES.values()))
    shaped = ", ".join(f"found.{name}::{kind}" for name, kind in FIGURES.items())
    kept = ", ".join(f"kept.{name}" for name in FIGURES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE accounts_consumption AS kept SET ({names}) = ROW({shaped})
            FROM unnest({given}) AS found (id, {names})
            WHERE kept.id = found.id AND ROW({kept}) IS DISTINCT FROM ROW({shaped})
            """,
            [list(column) for column in columns],
        )
        return int(cursor.rowcount)


def _tell(type: str, consumption: Consumption, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=consumption.pk, account_id=consumption.account_id, team_id=consumption.account.team_id, at=at, by=by,
        payload={"product": str(consumption.product_id), **payload},
    )  # fmt: skip
