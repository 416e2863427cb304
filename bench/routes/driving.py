"""A day that is driven and planned anew: forty stops with narrow hours, by the rule alone and asked over HTTP."""

import random
from datetime import date, datetime, time
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from visits.planning.agenda import Candidate, Lunch, Shift, Window
from visits.planning.geo import Place
from visits.planning.replan import replan as replanned

DAY = date(2026, 3, 4)
STOPS, DAYS = 40, 100
HERE = Place(29.0, 120.0)
SHIFT = Shift(8 * 60, 18 * 60, 10, Lunch(11 * 60 + 30, 13 * 60, 45))
TIERS = ("vip", "gold", "key", "ordinary", None)
#: Customers of the manager beside those who are on the road's list.
OTHERS = 360


def replan(full: bool) -> dict[str, Any]:
    """Every stop has hours of half an hour to two, which together no day can keep: the worst that the rule meets."""
    days = DAYS if full else 30
    return {"rule_cpu_ms": told([_by_rule(seed) for seed in range(days)]), "http": _over_http(days)}


def told(milliseconds: list[float]) -> dict[str, float]:
    return {"median": round(median(milliseconds), 1), "p95": round(quantiles(milliseconds, n=20)[-1], 1)}


def a_stop(chance: random.Random) -> dict[str, Any]:
    opens = chance.randrange(8 * 60 + 30, 16 * 60)
    return {
        "latitude": 29 + chance.uniform(-0.02, 0.02), "longitude": 120 + chance.uniform(-0.02, 0.02),
        "street": chance.choice("abcdef"), "tier": chance.choice(TIERS), "window": (opens, opens + chance.randrange(30, 120)),
    }  # fmt: skip


def _by_rule(seed: int) -> float:
    chance = random.Random(seed)
    stops = []
    for number in range(STOPS):
        facts = a_stop(chance)
        window = Window(*facts.pop("window"))
        orders = chance.choice((0, 0, 0, 1))
        stops.append(Candidate(f"a{number:02}", **facts, window=window, orders_today=orders, next_visit_on=DAY))
    order = [stop.account for stop in stops if chance.random() < 0.85]
    chance.shuffle(order)
    started = process_time()
    replanned(day=DAY, candidates=stops, order=order, now_minute=520, here=HERE, shift=SHIFT)
    return (process_time() - started) * 1000


def _over_http(days: int) -> dict[str, Any]:
    """The whole request without a network: a manager of 400 customers, 40 of them on the road's list."""
    from bench.scratch import scratch_database

    with scratch_database("routes"):
        return _asked(days)


def _asked(days: int) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts.models import Account
    from crm.calendar import today
    from crm.models import Role, Team, User
    from visits.actions.working import set_shift

    team = Team.objects.create(name="North")
    manager = User.objects.create(username="manager", name="Manager", role=Role.MANAGER, team=team)
    set_shift(
        manager=manager, by=manager, at=timezone.now(), weekdays=[1, 2, 3, 4, 5, 6, 7], starts_at=time(8), ends_at=time(18),
        lunch_from=time(11, 30), lunch_until=time(13), lunch_minutes=45,
    )  # fmt: skip
    chance = random.Random(1)
    rows = []
    for number in range(STOPS + OTHERS):
        facts = a_stop(chance)
        opens, closes = (time(minute // 60, minute % 60) for minute in facts.pop("window"))
        rows.append(
            Account(
                name=f"shop {number}", name_key=f"shop {number}", role="retailer", team=team, owner=manager, **facts,
                opens_at=opens, closes_at=closes, next_visit_on=today(),
            )
        )  # fmt: skip
    Account.objects.bulk_create(rows)
    client = Client(SERVER_NAME="localhost")
    client.force_login(manager)
    at = datetime.combine(today(), time(8, 40), tzinfo=settings.BUSINESS_TZ).isoformat()
    wall, burnt = [], []
    for number in range(days + 1):
        listed = [str(row.pk) for row in chance.sample(rows, STOPS)]
        body = {"order": listed[:-4], "add": listed[-4:], "at": at, "latitude": 29.0, "longitude": 120.0}
        before = perf_counter(), process_time()
        answer = client.post("/api/v1/day-plans/replan/", body, content_type="application/json")
        if number:  # the first request of a program learns its addresses
            wall.append((perf_counter() - before[0]) * 1000)
            burnt.append((process_time() - before[1]) * 1000)
        assert answer.status_code == 200, answer.content
        assert len(answer.json()["kept"]["stops"]) == STOPS
    return {"customers": len(rows), "wall_ms": told(wall), "cpu_ms": told(burnt)}
