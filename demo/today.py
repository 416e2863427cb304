"""Orders of this very day, so that whoever opens the demo finds a day to work with, on any weekday and at any hour."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from crm.calendar import business_day, day_bounds
from demo.chance import stream
from demo.people import MANAGERS
from demo.rhythm import draw_rhythm
from demo.trade import Buyer, OrderSpec, numbered

#: Orders so far today, per manager.
ORDERS_TODAY = {"alice": 6, "bob": 5, "charlie": 5}
#: Out of so many customers close by the callers are taken, some of them the largest.
CLOSE_BY, LARGE = 20, 2


def draw_todays_orders(buyers: Mapping[str, Buyer], *, at: datetime, offset: int) -> list[OrderSpec]:
    """What came in between midnight and `at`, numbered on from `offset`."""
    rng, weekday = stream("today"), business_day(at).isoweekday()
    drawn = [_order(rng, buyer, at) for manager in MANAGERS for buyer in _callers(rng, manager, buyers.values(), weekday)]
    return numbered(drawn, offset=offset)


def _callers(rng: random.Random, manager: str, buyers: Iterable[Buyer], weekday: int) -> list[Buyer]:
    """Steady customers, mostly of the streets that are driven today; on a Sunday, when the office answers, from anywhere."""
    steady = [buyer for buyer in buyers if buyer.shop.manager == manager and _is_easy_to_visit(buyer)]
    rng.shuffle(steady)
    near = sorted(steady, key=lambda buyer: weekday not in (buyer.shop.weekday, 7))[:CLOSE_BY]
    large = sorted(near, key=lambda buyer: -buyer.sales)[:LARGE]
    return [*large, *(buyer for buyer in near if buyer not in large)][: ORDERS_TODAY[manager]]


def _is_easy_to_visit(buyer: Buyer) -> bool:
    return buyer.shop.life == "steady" and buyer.shop.latitude is not None and buyer.shop.hours is None


def _order(rng: random.Random, buyer: Buyer, at: datetime) -> OrderSpec:
    today = business_day(at)
    rhythm = draw_rhythm(stream("orders", buyer.shop.key), buyer.shop, sales=buyer.sales, today=today)
    lines = buyer.basket(rng, today, worth=buyer.sales / rhythm.per_year, today=today)
    return OrderSpec(buyer.shop.key, _some_time_today(rng, at), lines)


def _some_time_today(rng: random.Random, at: datetime) -> datetime:
    """Since seven o'clock; when it is not seven yet, in the night: orders come in by messenger at all hours."""
    midnight = day_bounds(business_day(at))[0]
    opening = midnight + timedelta(hours=7)
    since = opening if at > opening + timedelta(minutes=10) else midnight
    return (since + (at - since) * rng.uniform(0.05, 0.95)).replace(microsecond=0)
