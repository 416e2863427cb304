"""What to know before believing a figure: a number made of little, or beside what it leaves out, says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Account, Order
from crm.calendar import day_bounds
from tiers.models import OrderRhythm

#: With fewer order days the figures are those of customers like it rather than its own.
FEW_ORDER_DAYS = 3


def remarks_of(account: Account, rhythm: OrderRhythm | None, *, day: date) -> list[str]:
    """Codes: `few_orders`, `one_day`, `no_paid_repeat`, `returns_exceed`, `orders_ahead`, `other_currency`."""
    orders = Order.objects.filter(account=account)
    found = {
        "few_orders": rhythm is not None and rhythm.repeats + 1 < FEW_ORDER_DAYS,
        "one_day": rhythm is not None and rhythm.repeats == 0 and orders.filter(kind=Order.Kind.SALE).count() > 1,
        "no_paid_repeat": rhythm is not None and rhythm.repeats > 0 and rhythm.repeat_value <= 0,
        "returns_exceed": rhythm is not None and account.annual_value is not None and account.annual_value < Decimal(0),
        "orders_ahead": orders.filter(ordered_at__gte=day_bounds(day)[1]).exists(),
        "other_currency": account.mixed_currency,
    }
    return [name for name, holds in found.items() if holds]
