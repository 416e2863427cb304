"""Customers enough for a fit, with a rhythm and a purse of their own."""

import random
from datetime import timedelta

from accounts.models import Order
from crm.calendar import at_noon
from tests.tiers.world import TODAY, make_account


def some_customers(team, count=60, *, until=TODAY):
    """They leave after an order with a chance of their own."""
    chance = random.Random(5)
    made, orders = [], []
    for number in range(count):
        account = make_account(team, f"Shop {number}")
        rate, leaving, purse = chance.gammavariate(2, 1 / 40), chance.betavariate(0.6, 3), chance.gammavariate(3, 150)
        day = until - timedelta(days=chance.randint(150, 400))
        while day <= until:
            total = round(chance.gammavariate(4, purse / 4) + 1, 2)
            orders.append(Order(account=account, kind="sale", ordered_at=at_noon(day), total=total, currency=account.currency))
            if chance.random() < leaving:
                break
            day += timedelta(days=max(1, round(chance.gammavariate(2, 1 / rate / 2))))
        made.append(account)
    Order.objects.bulk_create(orders)
    return made
