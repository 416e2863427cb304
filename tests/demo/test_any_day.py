"""The demo hangs on the day it is made: every weekday and every hour must give alice a day to work with.

The database has no part in what makes a day, so the drawn world alone is planned here, for many days quickly; `test_world`
holds one of them against the real seed.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings

from crm.calendar import business_day
from demo.field import Standing, last_visits
from demo.places import DEPOTS
from demo.shops import draw_shops
from demo.tasks import draw_agreed_visits
from demo.today import draw_todays_orders
from demo.trade import draw_buyers
from visits.planning.agenda import Candidate, Window
from visits.planning.day import plan_day
from visits.planning.geo import Place

INTERVALS = {"vip": 7, "gold": 14, "key": 28, "ordinary": 56, None: 28}
MONDAY = date(2026, 2, 23)
EVERY_WEEKDAY = [MONDAY + timedelta(days=shift) for shift in range(7)]


@pytest.fixture(scope="module")
def shops():
    return draw_shops()


@pytest.fixture(scope="module")
def buyers(shops):
    return draw_buyers(shops)


def plan_for(manager, shops, buyers, at):
    """The manager's plan as the seed of `at` would give it, with tiers by last year's sales."""
    today = business_day(at)
    standings = standings_by_sales(shops, buyers)
    orders = Counter(order.shop for order in draw_todays_orders(buyers, at=at, offset=0))
    cared_for = [shop for shop in shops if shop.manager]
    last = last_visits(cared_for, standings, busy=orders, today=today)
    appointments = draw_agreed_visits(shops, last=last, standings=standings, busy=orders, today=today)
    agreed = {visit.shop.key for visit in appointments if visit.on == today}
    candidates = [
        Candidate(
            account=shop.key, latitude=shop.latitude, longitude=shop.longitude,
            street="" if shop.area.is_village else shop.area.name, village=shop.area.name if shop.area.is_village else "",
            tier=standings[shop.key].tier, orders_today=orders[shop.key], order_weekdays=shop.order_weekdays,
            next_visit_on=next_visit(shop, last, standings), last_visit_on=last.get(shop.key),
            interval_days=standings[shop.key].interval_days, window=window(shop), visit="agreed" if shop.key in agreed else None,
        )
        for shop in cared_for
        if shop.manager == manager
    ]  # fmt: skip
    plan = plan_day(day=today, today=today, candidates=candidates, start=Place(*DEPOTS["town"]))
    return plan, {candidate.account: candidate.tier for candidate in candidates}


def standings_by_sales(shops, buyers):
    standings = {shop.key: Standing(None, INTERVALS[None]) for shop in shops}
    teams = defaultdict(list)
    for buyer in buyers.values():
        teams[buyer.shop.team].append(buyer)
    for team in teams.values():
        for rank, buyer in enumerate(sorted(team, key=lambda buyer: -buyer.sales)):
            share = rank / len(team)
            tier = "vip" if share < 0.01 else "gold" if share < 0.05 else "key" if share < 0.2 else "ordinary"
            standings[buyer.shop.key] = Standing(tier, INTERVALS[tier])
    return standings


def next_visit(shop, last, standings):
    return last[shop.key] + timedelta(days=standings[shop.key].interval_days) if shop.key in last else None


def window(shop):
    return Window(*(hour.hour * 60 + hour.minute for hour in shop.hours)) if shop.hours else None


@pytest.mark.parametrize("hour", [time(0, 0, 5), time(9, 30), time(23, 59)], ids=["midnight", "morning", "night"])
@pytest.mark.parametrize("day", EVERY_WEEKDAY, ids=lambda day: f"{day:%A}")
def test_alice_always_has_a_day_of_orders_overdue_and_due(shops, buyers, day, hour):
    at = datetime.combine(day, hour, tzinfo=settings.BUSINESS_TZ)

    plan, tiers = plan_for("alice", shops, buyers, at)

    reasons = Counter(stop.reason.code for stop in plan.stops)
    assert len(plan.stops) >= 8
    assert reasons["order_today"] >= 3
    assert reasons["due"] >= 2
    assert {tiers[stop.account] for stop in plan.stops if stop.overdue_days} >= {"vip", "gold"}


@pytest.mark.parametrize("manager", ["bob", "charlie"])
@pytest.mark.parametrize("day", EVERY_WEEKDAY, ids=lambda day: f"{day:%A}")
def test_the_others_have_one_too(shops, buyers, day, manager):
    plan, _ = plan_for(manager, shops, buyers, datetime.combine(day, time(8), tzinfo=settings.BUSINESS_TZ))

    assert len(plan.stops) >= 8
    assert sum(stop.reason.code == "order_today" for stop in plan.stops) >= 3


@pytest.mark.parametrize("at", [time(0), time(0, 0, 5), time(7, 5), time(12), time(23, 59, 59)], ids=str)
def test_todays_orders_are_of_today_and_not_of_the_future(buyers, at):
    now = datetime.combine(MONDAY, at, tzinfo=settings.BUSINESS_TZ)

    orders = draw_todays_orders(buyers, at=now, offset=7)

    assert len(orders) == 16
    assert all(business_day(order.at) == MONDAY and order.at <= now for order in orders)
    assert len({order.number for order in orders}) == 16
