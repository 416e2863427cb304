"""What managers did and found, step by step, on their latest visits (rows 37, 79)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import AccountRole
from demo.field import VisitSpec
from demo.words import RIVALS

#: Kinds of visits beside the daily one: names in both languages, then the steps, a must marked by `!`.
TYPES = (
    ("经销商拜访", "Dealer visit", ("talk", "!brand", "!price_check", "competitor_promotion", "referral", "licence_check")),
    (
        "门店检查",
        "Store check",
        ("!storefront_photo", "!stock_count", "price_check", "brand", "competitor_promotion", "licence_check"),
    ),
)
HINTS = {
    "brand": "先问卖得怎样，再说新品。",
    "price_check": "看价签，不只问老板。",
    "stock_count": "连后仓一起数。",
    "storefront_photo": "招牌和门口堆头都要拍进去。",
}
RECENT_DAYS = 30
#: Visits told step by step, per manager and kind of customer.
EACH = 2


@dataclass(frozen=True, slots=True)
class DutySpec:
    """A visit of the past that is told step by step."""

    visit: VisitSpec
    type: str
    steps: list[dict[str, Any]]


def done(kind: str, note: str = "", **details: Any) -> dict[str, Any]:
    return {"kind": kind, "state": "done", "note": note, "details": details}


def skipped(kind: str, reason: str) -> dict[str, Any]:
    return {"kind": kind, "state": "skipped", "reason": reason}


#: By the role of the customer, what came of its visits one after the other.
STORIES: Mapping[str, tuple[list[dict[str, Any]], ...]] = {
    AccountRole.DEALER: (
        [
            done("talk", methods=["mood_first", "let_them_say"]),
            done("brand", product="五常稻花香 5kg", reaction="interested", observed=["cannot_explain"]),
            done("price_check", prices=[{"product": "菜籽油 5L", "price": "65.00", "agreed": "69.00"}]),
            done("competitor_promotion", competitor=RIVALS[0], offer="满十件送一件", refused=True),
            skipped("licence_check", "老板带走去年检了"),
        ],
        [
            done("talk", methods=["praise_facts"]),
            done("brand", product="山茶油 500ml×2", reaction="accepted", observed=["consumers_unaware", "not_promoted"]),
            done("price_check", prices=[{"product": "东北长粒香 10kg", "price": "62.00", "agreed": "62.00"}]),
            done("licence_check", matches=True),
        ],
    ),
    AccountRole.RETAILER: (
        [
            done("talk", methods=["mood_first", "praise_facts"]),
            done("brand", product="胚芽米 2.5kg", reaction="refused", observed=["consumers_unaware"]),
            done("price_check", prices=[{"product": "晚籼米 10kg", "price": "46.00", "agreed": "46.00"}]),
        ],
        [
            done("talk", methods=["let_them_say"]),
            done("licence_check", matches=False, found="惠民副食品商行"),
            done("competitor_promotion", competitor=RIVALS[2], offer="冰柜免费摆放三个月"),
            skipped("price_check", "店里正忙，下次再看"),
        ],
    ),
}  # fmt: skip
TYPE_OF = {AccountRole.DEALER: "经销商拜访", AccountRole.RETAILER: "日常拜访"}


def draw_duties(visits: Iterable[VisitSpec], *, today: date) -> list[DutySpec]:
    """The latest visits of each manager that left no other task, to dealers and to shops."""
    latest: dict[str, VisitSpec] = {}
    for visit in visits:
        before = latest.get(visit.shop.key)
        if before is None or before.on < visit.on:
            latest[visit.shop.key] = visit
    told: dict[tuple[str | None, str], int] = {}
    drawn: list[DutySpec] = []
    for visit in sorted(latest.values(), key=lambda visit: (visit.on, visit.shop.key), reverse=True):
        number = told.get((visit.shop.manager, visit.shop.role), 0)
        stories = STORIES.get(visit.shop.role, ())
        if number >= min(EACH, len(stories)) or not _is_plain(visit) or visit.on < today - timedelta(days=RECENT_DAYS):
            continue
        told[visit.shop.manager, visit.shop.role] = number + 1
        drawn.append(DutySpec(visit, TYPE_OF[visit.shop.role], stories[number]))
    return drawn


def _is_plain(visit: VisitSpec) -> bool:
    return visit.outcome in ("ordered", "not_ordered") and not (visit.next_action or visit.next_action_on)
