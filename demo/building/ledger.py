"""Products and eighteen months of orders, as the order desk would have sent them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from accounts.actions.trade import LineDraft, OrderDraft, ProductDraft, define_products, place_orders
from accounts.models import Product
from demo.building.planner import tell_planner
from demo.building.setting import SOURCE, Setting
from demo.goods import PRODUCTS
from demo.rhythm import HISTORY_DAYS
from demo.today import draw_todays_orders
from demo.trade import OrderSpec, draw_buyers, draw_orders

CHUNK = 10_000  # one customer's orders together, so that its figures are written once


def keep_books(setting: Setting) -> list[OrderSpec]:
    """Define the products, place all orders up to this moment; returns what was ordered."""
    buyers = draw_buyers(setting.shops)
    orders = draw_orders(buyers, today=setting.today)
    orders += draw_todays_orders(buyers, at=setting.at, offset=len(orders))
    products = _define(setting)
    for chunk in _chunks(sorted(orders, key=lambda order: order.shop)):
        place_orders(drafts=_drafts(setting, chunk, products), source=SOURCE, by=None, at=setting.at)
    tell_planner("accounts_account", "accounts_order", "accounts_orderline", "accounts_touchpoint")
    return orders


def _define(setting: Setting) -> Mapping[str, Product]:
    drafts = [
        ProductDraft(code=goods.code, name=goods.name, category=goods.category, unit=goods.unit, is_core=goods.is_core)
        for goods in PRODUCTS
    ]
    return define_products(drafts=drafts, source=SOURCE, by=setting.admin, at=setting.ago(HISTORY_DAYS)).by_code


def _drafts(setting: Setting, orders: Iterable[OrderSpec], products: Mapping[str, Product]) -> Iterator[OrderDraft]:
    for order in orders:
        lines = [LineDraft(products[line.code], Decimal(line.quantity), line.unit_price) for line in order.lines]
        yield OrderDraft(account=setting.accounts[order.shop], ordered_at=order.at, lines=lines, external_id=order.number)


def _chunks(orders: Sequence[OrderSpec]) -> Iterator[Sequence[OrderSpec]]:
    return (orders[start : start + CHUNK] for start in range(0, len(orders), CHUNK))
