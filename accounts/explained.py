"""Figures of an account, opened to their arithmetic (see `crm.explain`): read from the facts, not from the read column."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from accounts.actions.figures import year_until
from accounts.models import Account, Order
from crm.calendar import business_day, today
from crm.explain import Figure, computed, records

MOMENT = timedelta(microseconds=1)


def annual_value(account: Account, *, day: date | None = None) -> Figure | None:
    """Net sales of 12 months in the account's currency: sales, less what came back. None while it was never computed.

    `recomputed` is noted where the column, written last night or at the last order, says something else.
    """
    if account.annual_value is None:
        return None
    since, until = year_until(day or account.team.review_on or today())
    orders = Order.objects.filter(account=account, ordered_at__gte=since, ordered_at__lt=until)
    counted = orders.aggregate(
        sales=_total(account, Order.Kind.SALE), returns=_total(account, Order.Kind.RETURN),
        sales_count=_count(account, Order.Kind.SALE), returns_count=_count(account, Order.Kind.RETURN),
        left_out=Count("pk", filter=~Q(currency=account.currency)),
    )  # fmt: skip
    period = {"table": "orders", "since": business_day(since).isoformat(), "until": business_day(until - MOMENT).isoformat()}
    parts = (
        records(
            kind, counted[kind] or Decimal(0), unit="money", currency=account.currency,
            count=counted[f"{kind}_count"], left_out=counted["left_out"], **period,
        )
        for kind in ("sales", "returns")
    )  # fmt: skip
    figure = computed("annual_value", "sales + returns", *parts, unit="money", currency=account.currency, places=2)
    return figure if figure.low == account.annual_value else figure.noted("recomputed")


def _total(account: Account, kind: str) -> Sum:
    return Sum("total", filter=Q(kind=kind, currency=account.currency))


def _count(account: Account, kind: str) -> Count:
    return Count("pk", filter=Q(kind=kind, currency=account.currency))
