"""What is still to be done: next actions, promises, agreed visits, and what was said in between (rows 22, 23)."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from demo import words
from demo.chance import stream
from demo.field import Standing, VisitSpec
from demo.people import MANAGERS
from demo.shops import Shop
from demo.trade import at_some_hour

#: Days from today on which something falls due, per manager: some late, some today, some to come.
ACTIONS_DUE = (-3, -1, 0, 0, 0, 1, 1, 2, 3, 5, 7, 9, 12)
PROMISES_DUE = (-4, -1, 0, 0, 1, 2, 4, 6, 9, 13)
AGREED = (0, 0, 0, 1, 1, 2, 3, 4, 6, 8)
SETTLED = ("kept",) * 16 + ("broken",) * 2 + ("released",) * 2
NOTES_EACH = 30
FRESH_DAYS = 14


@dataclass(frozen=True, slots=True)
class PromiseSpec:
    """A word given to a customer; `state` and `settled_at` tell how it ended."""

    shop: Shop
    text: str
    made_at: datetime
    due_on: date
    state: str = "open"
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgreedVisit:
    """A day agreed with the customer, outside the rhythm."""

    shop: Shop
    on: date
    purpose: str


@dataclass(frozen=True, slots=True)
class NoteSpec:
    shop: Shop
    at: datetime
    kind: str
    channel: str | None
    text: str


def with_next_actions(visits: Sequence[VisitSpec], *, today: date) -> list[VisitSpec]:
    """The same visits, some of them leaving something to do: done long ago, or due about now."""
    rng = stream("next actions")
    newest = {visit.shop.key: i for i, visit in enumerate(visits) if visit.outcome in ("ordered", "not_ordered")}
    fresh: dict[str | None, list[int]] = defaultdict(list)
    for i in newest.values():
        if (today - visits[i].on).days <= FRESH_DAYS:
            fresh[visits[i].shop.manager].append(i)
    due = {i: today + timedelta(days=days) for group in fresh.values() for i, days in _paired(rng, group, ACTIONS_DUE)}
    return [_with_action(rng, visit, due.get(i), today) for i, visit in enumerate(visits)]


def _paired(rng: random.Random, group: Sequence[int], days: Sequence[int]) -> Iterable[tuple[int, int]]:
    return zip(rng.sample(group, min(len(days), len(group))), days, strict=False)


def _with_action(rng: random.Random, visit: VisitSpec, due_on: date | None, today: date) -> VisitSpec:
    if due_on:
        action = words.said(rng, rng.choice(words.NEXT_ACTIONS), visit.shop)
        return replace(visit, next_action=action, next_action_on=max(due_on, visit.on + timedelta(days=1)))
    if visit.completed_at and visit.outcome != "not_met" and (today - visit.on).days > FRESH_DAYS and rng.random() < 0.08:
        on = visit.on + timedelta(days=rng.randint(1, 12))
        action = words.said(rng, rng.choice(words.NEXT_ACTIONS), visit.shop)
        return replace(visit, next_action=action, next_action_on=on, next_action_done_at=at_some_hour(rng, on))
    return visit


def draw_promises(shops: Iterable[Shop], *, today: date) -> list[PromiseSpec]:
    """Per manager: ten open promises, some due today or late, and twenty that are settled, most of them kept."""
    rng, promises = stream("promises"), []
    for group in _steady_by_manager(shops).values():
        chosen = rng.sample(group, len(PROMISES_DUE) + len(SETTLED))
        for shop, days in zip(chosen, PROMISES_DUE, strict=False):
            made_at = at_some_hour(rng, today - timedelta(days=rng.randint(5, 12)))
            promises.append(PromiseSpec(shop, _promise(rng, shop), made_at, today + timedelta(days=days)))
        for shop, state in zip(chosen[len(PROMISES_DUE) :], SETTLED, strict=True):
            promises.append(_settled(rng, shop, state, today))
    return promises


def _settled(rng: random.Random, shop: Shop, state: str, today: date) -> PromiseSpec:
    made_on = today - timedelta(days=rng.randint(25, 160))
    due_on = made_on + timedelta(days=rng.randint(2, 10))
    settled_on = due_on + timedelta(days=rng.randint(1, 6) if state == "broken" else -rng.randint(0, 2))
    made_at, settled_at = at_some_hour(rng, made_on), at_some_hour(rng, settled_on)
    reason = rng.choice(words.SETTLED.get(state, ("",)))
    return PromiseSpec(shop, _promise(rng, shop), made_at, due_on, state, settled_at, reason)


def _promise(rng: random.Random, shop: Shop) -> str:
    return words.said(rng, rng.choice(words.PROMISES), shop)


def draw_agreed_visits(
    shops: Iterable[Shop], *, last: Mapping[str, date], standings: Mapping[str, Standing], busy: Collection[str], today: date
) -> list[AgreedVisit]:
    """Visits that were agreed for today and the days to come, by customers who are not due anyway.

    `last` is the day of the last visit by shop key, `busy` are the customers who have an order today.
    """
    rng, agreed = stream("agreed"), []
    soon = today + timedelta(days=max(AGREED) + 1)
    for group in _steady_by_manager(shops).values():
        free = [
            shop for shop in group
            if shop.key not in busy and shop.key in last and shop.hours is None
            and last[shop.key] + timedelta(days=standings[shop.key].interval_days) > soon
        ]  # fmt: skip
        for shop, days in zip(rng.sample(free, len(AGREED)), AGREED, strict=True):
            agreed.append(AgreedVisit(shop, today + timedelta(days=days), rng.choice(words.APPOINTMENTS)))
    return agreed


def draw_notes(shops: Iterable[Shop], *, today: date) -> list[NoteSpec]:
    """Calls, messages and remarks of the last three months."""
    rng, notes = stream("notes"), []
    for group in _steady_by_manager(shops).values():
        for shop in rng.choices(group, k=NOTES_EACH):
            at = at_some_hour(rng, today - timedelta(days=rng.randint(1, 90)))
            kind, channel, patterns = rng.choice(
                (("call", "phone", words.CALLS), ("message", "messenger", words.MESSAGES), ("note", None, words.NOTES))
            )
            notes.append(NoteSpec(shop, at, kind, channel, words.said(rng, rng.choice(patterns), shop)))
    return sorted(notes, key=lambda note: (note.at, note.shop.key))


def _steady_by_manager(shops: Iterable[Shop]) -> dict[str, list[Shop]]:
    groups: dict[str, list[Shop]] = {manager: [] for manager in MANAGERS}
    for shop in shops:
        if shop.manager and shop.life in ("steady", "fading"):
            groups[shop.manager].append(shop)
    return groups
