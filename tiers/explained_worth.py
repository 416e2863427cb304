"""The loyalty index and the equity of an account, in the one shape in which every figure explains itself (rows 10, 46)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Account
from crm.explain import Figure, Source, computed, records, ruled
from tiers.models import OrderRhythm, Worth
from tiers.readings.runs import Cohort, cohorts_of, last_run, worth_in


def equity(account: Account) -> Figure | None:
    """margin · value of an order day · order days to the horizon, discounted. None where there is no figure."""
    worth, cohort = _judged(account)
    if worth is None or cohort is None or worth.equity is None or worth.order_value is None or worth.discounted_orders is None:
        return None
    terms = cohort.terms
    kept = ruled("margin_rate", Decimal(str(terms.margin_rate)), unit="share", policy=cohort.policy)
    value = _modelled("order_value", worth.order_value, cohort, unit="money", currency=cohort.currency, places=4)
    rhythm = OrderRhythm.objects.filter(account=account).first()
    expected = (
        _share("alive", worth.alive, cohort),
        *_seen(rhythm, on=cohort.day),
        ruled("discount_rate", Decimal(str(terms.discount_rate)), unit="share", policy=cohort.policy),
        ruled("horizon_years", Decimal(terms.years), unit="years", policy=cohort.policy),
    )
    orders = _modelled("discounted_orders", worth.discounted_orders, cohort, places=6, inputs=expected)
    formula = "margin_rate * order_value * discounted_orders"
    return computed("equity", formula, kept, value, orders, unit="money", currency=cohort.currency, places=2)


def loyalty_index(account: Account) -> Figure | None:
    """The weighted mean of the marks that were observed. None where there is none."""
    worth, cohort = _judged(account)
    if worth is None or cohort is None or worth.loyalty is None:
        return None
    seen = [(name, weight) for name, weight in cohort.weights.items() if getattr(worth, name) is not None]
    marks = [_modelled(name, getattr(worth, name), cohort, unit="points", places=4) for name, _ in seen]
    weights = [ruled(f"weight_{name}", Decimal(str(weight)), policy=cohort.policy) for name, weight in seen]
    above = " + ".join(f"{name} * weight_{name}" for name, _ in seen)
    below = " + ".join(f"weight_{name}" for name, _ in seen)
    return computed("loyalty_index", f"({above}) / ({below})", *marks, *weights, unit="points", places=2)


def alive(account: Account) -> Figure | None:
    """How likely it is that the account has not left. None where the night's model could not tell."""
    worth, cohort = _judged(account)
    if worth is None or cohort is None or worth.alive is None:
        return None
    rhythm = OrderRhythm.objects.filter(account=account).first()
    return _modelled("alive", worth.alive, cohort, unit="share", places=4, inputs=_seen(rhythm, on=cohort.day))


def _judged(account: Account) -> tuple[Worth | None, Cohort | None]:
    run = last_run()
    worth = worth_in(run, account)
    return worth, cohorts_of(run)[worth.cohort] if run and worth else None


def _modelled(
    name: str, value: float, cohort: Cohort, *, unit: str = "", currency: str = "", places: int, inputs: tuple[Figure, ...] = ()
) -> Figure:
    """A number that the night's models gave, with what they rest on."""
    exact = Decimal(str(round(value, places)))
    details = {"on": cohort.day.isoformat(), "count": cohort.told.get("ordered"), "k": cohort.told.get("k")}
    return Figure(name, exact, exact, unit, currency, inputs=inputs, source=Source("model", details))


def _share(name: str, value: float | None, cohort: Cohort) -> Figure:
    return _modelled(name, value or 0.0, cohort, unit="share", places=4)


def _seen(rhythm: OrderRhythm | None, *, on: date) -> tuple[Figure, ...]:
    if rhythm is None:
        return ()
    days = records("order_days", Decimal(rhythm.repeats + 1), unit="days", table="orders", on=on.isoformat())
    last = records("last_order_on", rhythm.last_on, table="orders", on=on.isoformat())
    return days, last
