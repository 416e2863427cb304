"""When a customer orders: every so many weeks, on its own weekday, now and then early, late or not at all."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo.shops import Shop

HISTORY_DAYS = 548  # eighteen months
#: Weeks between two orders; half a week means two days a week.
STEPS = (0.5, 1, 2, 3, 4, 6, 8)
#: Weeks between the orders of a customer who buys for this much a year; larger ones come more often.
USUAL_WEEKS, USUAL_SALES, ELASTICITY = 3.6, 9_000.0, 0.36
#: Of those who left, so many did after a try or two. Did everybody leave alike, nothing would tell who leaves from who pauses.
LEFT_SOON = 0.7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`weekdays` are 1 to 7; two of them when `weeks` is a half. `since` and `until` bound the customer's life with us."""

    weeks: float
    weekdays: tuple[int, ...]
    since: date
    until: date

    @property
    def per_year(self) -> float:
        return 365.25 / (7 * self.weeks)


def draw_rhythm(rng: random.Random, shop: Shop, *, sales: float, today: date) -> Rhythm:
    """The rhythm of a customer who buys for `sales` CNY a year, up to the day before `today`."""
    ideal = USUAL_WEEKS * (sales / USUAL_SALES) ** -ELASTICITY
    weeks = min(STEPS, key=lambda step: abs(math.log(step / ideal)))
    first = shop.order_weekdays[0] if shop.order_weekdays else rng.choice((shop.weekday, rng.randint(1, 6)))
    weekdays = (first, (first + 2) % 6 + 1) if weeks < 1 else (first,)
    since, until = _life(rng, shop.life, weeks, today)
    return Rhythm(weeks, weekdays, since, until)


def _life(rng: random.Random, life: str, weeks: float, today: date) -> tuple[date, date]:
    began = rng.randint(25, 150) if life == "new" else HISTORY_DAYS if rng.random() < 0.85 else rng.randint(430, HISTORY_DAYS)
    silent = {
        "fading": max(60, int(17 * weeks) + rng.randint(0, 40)),
        "dormant": rng.randint(150, 290),
        "lost": rng.randint(300, 420),
    }.get(life, 1)
    if life in ("dormant", "lost") and rng.random() < LEFT_SOON:
        began = silent + 2 + round(7 * weeks * rng.choice((0.8, 1.2, 2.2)))
    return today - timedelta(days=began), today - timedelta(days=silent)


def order_days(rng: random.Random, rhythm: Rhythm) -> Iterator[date]:
    """The days on which it ordered, in order; never a Sunday."""
    step = max(1, round(rhythm.weeks))
    monday = rhythm.since - timedelta(days=rhythm.since.weekday()) + timedelta(weeks=rng.randrange(step))
    last = date.min
    while monday <= rhythm.until:
        for weekday in sorted(rhythm.weekdays):
            day = monday + timedelta(days=weekday - 1 + _slip(rng, weekday))
            if rng.random() > 0.05 and max(last, rhythm.since) < day <= rhythm.until:
                last = day
                yield day
        monday += timedelta(weeks=step + (_slip(rng, 3) if step > 1 else 0))


def _slip(rng: random.Random, weekday: int) -> int:
    """Mostly to the day; a day (or a week) sooner or later one time in ten, and never into Sunday."""
    if rng.random() > 0.1:
        return 0
    return -1 if weekday == 6 or (weekday > 1 and rng.random() < 0.5) else 1
