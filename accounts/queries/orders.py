"""The order of a day beside those before it (row 20)."""

from datetime import date

from accounts.models import Account, Order, OrderLine, Product
from accounts.order_comparison import REACH, Bought, Comparison, compare
from crm.calendar import business_day, day_bounds

#: Twelve order days fit into them, even where somebody orders several times a day.
MOST_ORDERS = 100


def compare_orders(*, account: Account, on: date | None = None) -> tuple[Comparison | None, dict[object, Product]]:
    """`on` left out, the last day with an order; None where there is none. Three statements, whatever was ordered."""
    sales = Order.objects.filter(account=account).sales()
    if on is not None:
        sales = sales.filter(ordered_at__lt=day_bounds(on)[1], ordered_at__gte=day_bounds(on - REACH)[0])
    orders = {
        order: business_day(at) for order, at in sales.order_by("-ordered_at", "-id").values_list("pk", "ordered_at")[:MOST_ORDERS]
    }
    day = on or max(orders.values(), default=None)
    if day is None:
        return None, {}
    rows = OrderLine.objects.filter(order__in=orders).values_list("order_id", "product_id", "quantity")
    found = compare([Bought(orders[order], product, quantity) for order, product, quantity in rows], on=day)
    return found, dict(Product.objects.in_bulk([line.product for line in found.lines]))
