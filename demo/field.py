"""Visits of the last nine months, by the rhythm of the tier and the weekday of the street or village (rows 7, 17)."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.conf import settings

from demo import words
from demo.chance import dealt, pick, stream
from demo.shops import Shop

HISTORY_DAYS = 270
#: Customers per manager who ought to have been seen already, by tier.
OVERDUE = {"vip": 1, "gold": 2, "key": 2, "ordinary": 2, None: 1}
LEVELS = {1: 6, 2: 70, 3: 20, 4: 4}
FIRST_START = 8 * 60 + 40  # minutes after midnight
BETWEEN_VISITS = 26


@dataclass(frozen=True, slots=True)
class VisitSpec:
    """A visit of the past; without an outcome it was missed, and `missed_reason` says why."""

    shop: Shop
    on: date
    outcome: str | None = None
    missed_reason: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    service_level: int | None = None
    notes: str = ""
    purpose: str = ""
    place: tuple[float, float, float] | None = None
    next_action: str = ""
    next_action_on: date | None = None
    next_action_done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the visits hang on: the tier and the days between two visits that go with it."""

    tier: str | None
    interval_days: int


def draw_visits(
    shops: Iterable[Shop], standings: Mapping[str, Standing], ordered_on: Mapping[str, set[date]], *, today: date
) -> list[VisitSpec]:
    """All visits before `today`, in order of time. `standings` and `ordered_on` go by shop key."""
    shops = [shop for shop in shops if shop.manager]
    busy = {key for key, days in ordered_on.items() if today in days}
    last = last_visits(shops, standings, busy=busy, today=today)
    drawn: list[VisitSpec] = []
    for shop in shops:
        if shop.key in last:
            drawn += _history(shop, last[shop.key], standings[shop.key].interval_days, ordered_on.get(shop.key, set()), today)
    return list(_timed(drawn))


def last_visits(shops: Iterable[Shop], standings: Mapping[str, Standing], *, busy: Collection[str], today: date) -> dict[str, date]:
    """The day of the last visit by shop key, so that some are due today, most later, and `OVERDUE` many are late.

    Late is who can be visited at any hour, at a known place, and has no other reason: `busy` are those with an order today.
    """
    rng = stream("last visits")
    groups: dict[tuple[str | None, str | None], list[Shop]] = defaultdict(list)
    for shop in shops:
        if shop.life != "lost" and not (shop.life == "prospect" and rng.random() < 0.4):
            groups[shop.manager, standings[shop.key].tier].append(shop)
    last: dict[str, date] = {}
    for (_, tier), members in sorted(groups.items(), key=str):
        members.sort(key=lambda shop: (shop.weekday, shop.key))
        weeks = max(1, standings[members[0].key].interval_days // 7)
        open_doors = [shop for shop in members if shop.key not in busy and shop.hours is None and shop.latitude is not None]
        late = {shop.key for shop in rng.sample(open_doors, min(OVERDUE[tier], len(open_doors)))}
        for shop, ago in zip(members, dealt(rng, dict.fromkeys(range(weeks), 1.0), len(members)), strict=True):
            last[shop.key] = _route_day(shop.weekday, today) - timedelta(weeks=weeks if shop.key in late else ago)
    return last


def _route_day(weekday: int, today: date) -> date:
    """The last time the street or village was driven, before today."""
    return today - timedelta(days=(today.isoweekday() - weekday - 1) % 7 + 1)


def _history(shop: Shop, last: date, interval_days: int, orders: set[date], today: date) -> Iterator[VisitSpec]:
    """From the last visit backwards; the days shift towards orders, and some doors stay shut the first time."""
    rng = stream("visits", shop.key)
    known_for = {"new": 60, "prospect": 45}.get(shop.life, HISTORY_DAYS)
    day = last
    while day > today - timedelta(days=known_for) or day == last:
        yield _visit(rng, shop, day, orders)
        before = day - timedelta(days=rng.choice((1, 1, 2, 3)))
        if before.isoweekday() != 7 and rng.random() < 0.07:
            yield _vain(rng, shop, before)
        weeks = max(1, interval_days // 7 + (rng.choice((-1, 0, 0, 1)) if interval_days >= 28 else 0))
        day = _towards_order(rng, _route_day(shop.weekday, day) - timedelta(weeks=weeks - 1), orders)


def _towards_order(rng: random.Random, day: date, orders: set[date]) -> date:
    """Managers like to come when the customer orders (row 20)."""
    near = [day + timedelta(days=shift) for shift in (0, 1, -1, 2, -2) if day + timedelta(days=shift) in orders]
    return near[0] if near and rng.random() < 0.7 else day


def _visit(rng: random.Random, shop: Shop, day: date, orders: set[date]) -> VisitSpec:
    outcome = "complaint" if rng.random() < 0.015 else "ordered" if day in orders else "not_ordered"
    return VisitSpec(
        shop, day, outcome,
        service_level=pick(rng, LEVELS),
        notes=words.visit_note(rng, shop, outcome),
        purpose=rng.choice(words.PURPOSES),
        place=_check_in(rng, shop),
    )  # fmt: skip


def _vain(rng: random.Random, shop: Shop, day: date) -> VisitSpec:
    if rng.random() < 0.35:
        return VisitSpec(shop, day, missed_reason=rng.choice(words.MISSED))
    return VisitSpec(shop, day, "not_met", notes=words.visit_note(rng, shop, "not_met"), place=_check_in(rng, shop))


def _check_in(rng: random.Random, shop: Shop) -> tuple[float, float, float] | None:
    """Latitude, longitude and accuracy in metres: mostly at the door, now and then from a street away, sometimes no fix."""
    if shop.latitude is None or shop.longitude is None or rng.random() < 0.04:
        return None
    reach = 0.0035 if rng.random() < 0.03 else 0.00012
    return (
        round(shop.latitude + rng.gauss(0, reach), 6),
        round(shop.longitude + rng.gauss(0, reach), 6),
        rng.choice((5.0, 8.0, 10.0, 12.0, 16.0, 24.0, 65.0)),
    )


def _timed(visits: Iterable[VisitSpec]) -> Iterator[VisitSpec]:
    """The visits of each manager and day one after the other, along the route."""
    days: dict[tuple[date, str | None], list[VisitSpec]] = defaultdict(list)
    for visit in visits:
        days[visit.on, visit.shop.manager].append(visit)
    for (day, _), made in sorted(days.items(), key=str):
        midnight = datetime.combine(day, time(), tzinfo=settings.BUSINESS_TZ)
        made.sort(key=lambda visit: (visit.outcome is None, visit.shop.area.name, visit.shop.place_on_route, visit.outcome or ""))
        for i, visit in enumerate(made):
            start = midnight + timedelta(minutes=FIRST_START + BETWEEN_VISITS * i)
            minutes = 2 if visit.outcome == "not_met" else 9 + (i * 7 + visit.shop.place_on_route) % 14
            yield replace(visit, started_at=start, completed_at=start + timedelta(minutes=minutes)) if visit.outcome else visit
