"""What customers buy: the verbs for products, orders and returns in one place."""

from accounts.actions.order_merge import PlacedOrder
from accounts.actions.orders import LineDraft, OrderDraft, PlacedOrders, place_order, place_orders
from accounts.actions.products import DefinedProducts, ProductDraft, define_product, define_products

__all__ = [
    "DefinedProducts",
    "LineDraft",
    "OrderDraft",
    "PlacedOrder",
    "PlacedOrders",
    "ProductDraft",
    "define_product",
    "define_products",
    "place_order",
    "place_orders",
]
