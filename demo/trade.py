"""What the customers ordered in eighteen months, and what came back."""

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from django.conf import settings

from accounts.models import AccountRole
from crm.calendar import business_day
from demo.chance import stream
from demo.goods import PRODUCTS, SEASONS, ProductSpec
from demo.rhythm import HISTORY_DAYS, draw_rhythm, order_days
from demo.shops import DEALER, END_CONSUMER, LEGAL_PERSON, RETAILER, Shop
from demo.worth import yearly_sales

#: What a role pays of the list price.
DISCOUNT = {DEALER: "0.86", LEGAL_PERSON: "0.94", RETAILER: "0.92", END_CONSUMER: "1"}
PRICE_RISE = Decimal("1.03")  # eight months ago, the same for all
PRICE_RISE_DAYS = 240
#: Categories a role buys; who is not named here takes from the whole range.
RANGE = {
    END_CONSUMER: ("大米", "食用油", "面粉面条", "日用纸品"),
    LEGAL_PERSON: ("大米", "食用油", "面粉面条", "调味品", "洗涤用品", "饮料"),
}
#: How many products one customer of a role takes at all.
WIDTH = {DEALER: (14, 22), LEGAL_PERSON: (5, 10), RETAILER: (7, 14), END_CONSUMER: (2, 4)}
RETURN_SHARE = 0.022
HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 17, 19, 20)


@dataclass(frozen=True, slots=True)
class LineSpec:
    code: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class OrderSpec:
    """An order, or a return where the quantities are negative. `number` is its key in the order desk."""

    shop: str
    at: datetime
    lines: tuple[LineSpec, ...]
    number: str = ""

    @property
    def total(self) -> Decimal:
        return sum((line.quantity * line.unit_price for line in self.lines), Decimal(0))

    @property
    def is_return(self) -> bool:
        return self.lines[0].quantity < 0


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer as the order desk knows it: what it takes, how much a year, how it grows or shrinks."""

    shop: Shop
    sales: float
    growth: float
    assortment: tuple[ProductSpec, ...]
    liking: tuple[float, ...]

    def basket(self, rng: random.Random, day: date, *, worth: float, today: date) -> tuple[LineSpec, ...]:
        """Lines for about `worth` CNY, in the season's mixture."""
        liking = [like * SEASONS[goods.category][day.month - 1] for goods, like in zip(self.assortment, self.liking, strict=True)]
        size = min(len(self.assortment), max(1, round(rng.gauss(1 + math.log1p(worth / 120), 1))))
        chosen = {i: rng.uniform(0.4, 1.6) for i in rng.choices(range(len(liking)), liking, k=size)}
        whole = sum(chosen.values())
        risen = (today - day).days < PRICE_RISE_DAYS
        return tuple(
            _line(self.assortment[i], worth * share / whole, price_for(self.assortment[i].code, self.shop.role, risen=risen))
            for i, share in sorted(chosen.items())
        )


def _line(goods: ProductSpec, worth: float, price: Decimal) -> LineSpec:
    return LineSpec(goods.code, max(1, round(worth / float(price))), price)


@cache
def price_for(code: str, role: AccountRole, *, risen: bool) -> Decimal:
    """CNY a unit, in steps of ten fen."""
    listed = next(goods.price for goods in PRODUCTS if goods.code == code)
    return (listed * Decimal(DISCOUNT[role]) * (PRICE_RISE if risen else 1)).quantize(Decimal("0.1"))


def draw_buyers(shops: Iterable[Shop]) -> dict[str, Buyer]:
    """Everyone who buys, by shop key."""
    shops = list(shops)
    sales = yearly_sales(shops)
    return {shop.key: _buyer(stream("buyer", shop.key), shop, sales[shop.key]) for shop in shops if shop.buys}


def _buyer(rng: random.Random, shop: Shop, sales: float) -> Buyer:
    known = [goods for goods in PRODUCTS if goods.category in RANGE.get(shop.role, SEASONS)]
    width = min(len(known), rng.randint(*WIDTH[shop.role]))
    assortment = sorted(rng.sample(known, width), key=lambda goods: goods.code)
    liking = tuple(rng.expovariate(1) * (2.5 if goods.is_core else 1) + 0.05 for goods in assortment)
    return Buyer(shop, sales, rng.gauss(0, 0.3), tuple(assortment), liking)


def draw_orders(buyers: Mapping[str, Buyer], *, today: date) -> list[OrderSpec]:
    """All orders and returns before `today`, in order of time, numbered as the order desk does."""
    drawn = [order for buyer in buyers.values() for order in _orders_of(buyer, today)]
    return numbered(drawn)


def _orders_of(buyer: Buyer, today: date) -> Iterator[OrderSpec]:
    rng = stream("orders", buyer.shop.key)
    rhythm = draw_rhythm(rng, buyer.shop, sales=buyer.sales, today=today)
    each = buyer.sales / rhythm.per_year
    for day in order_days(rng, rhythm):
        years = 1 - (today - day).days / HISTORY_DAYS
        worth = each * math.exp(buyer.growth * (years - 0.6)) * rng.lognormvariate(-0.03, 0.25)
        lines = buyer.basket(rng, day, worth=worth, today=today)
        yield OrderSpec(buyer.shop.key, at_some_hour(rng, day), lines)
        if rng.random() < RETURN_SHARE and (back := day + timedelta(days=rng.randint(1, 9))) < today:
            yield OrderSpec(buyer.shop.key, at_some_hour(rng, back), (_returned(rng, rng.choice(lines)),))


def _returned(rng: random.Random, line: LineSpec) -> LineSpec:
    return replace(line, quantity=-max(1, round(line.quantity * rng.choice((0.1, 0.2, 0.5, 1)))))


def at_some_hour(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.choice(HOURS), rng.randrange(60)), tzinfo=settings.BUSINESS_TZ)


def numbered(orders: Iterable[OrderSpec], *, offset: int = 0) -> list[OrderSpec]:
    """In order of time, each with its number: day and running number, DD for orders and TH for returns."""
    in_time = sorted(orders, key=lambda order: (order.at, order.shop, order.is_return))
    return [
        replace(order, number=f"{'TH' if order.is_return else 'DD'}{business_day(order.at):%y%m%d}{i:06d}")
        for i, order in enumerate(in_time, start=offset + 1)
    ]


def sales_since(orders: Sequence[OrderSpec], since: datetime) -> dict[str, Decimal]:
    """Net sales by shop key from `since` on."""
    sales: dict[str, Decimal] = {}
    for order in orders:
        if order.at >= since:
            sales[order.shop] = sales.get(order.shop, Decimal(0)) + order.total
    return sales
