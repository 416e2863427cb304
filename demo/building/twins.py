"""Customers who were written down twice, and the rules of the public pool."""

from typing import Any

from accounts.actions.accounts import open_account
from accounts.actions.contacts import add_contact
from accounts.actions.pool import set_pool_rule
from accounts.actions.timeline import add_note
from accounts.duplicates import scan_duplicates
from accounts.models import TierName
from demo import names
from demo.building.setting import Setting
from demo.shops import RETAILER, Shop

#: Whose customers they are, who is said to be met there, and what came with the second file.
TWICE = (
    ("alice", "老板娘", "换了新招牌，电话没变。"),
    ("alice", "店主", "路过登记，老板姓氏和之前那家一样。"),
    ("alice", "店主", "同事转来的名片，先记下。"),
    ("bob", "老板娘", "展会上加的微信，回来补录。"),
    ("bob", "店员", "送货司机报上来的，说没在名单里。"),
    ("charlie", "店主", "赶集日遇到，先建档。"),
    ("charlie", "老板娘", "村口小卖部，地图上和老店一个位置。"),
    ("charlie", "店主", "儿子接手后重新登记。"),
    ("charlie", "店主", "电话订货时没查到，新建了一户。"),
    ("charlie", "家人", "换了门头照片，名字多了两个字。"),
)
#: Their people's numbers, away from those of everybody else.
FIRST_NUMBER = 40_001
RULE = {"idle_days": 180, "warn_days": 14, "capacity": 600, "claims_per_day": 5, "spared_tiers": [TierName.VIP]}


def write_down_twice(setting: Setting) -> None:
    """The second file of a customer: its phone and place, nearly its name, and a little of its own."""
    found = [shop for shop in setting.shops if shop.role == RETAILER and shop.life == "steady" and shop.latitude is not None]
    for number, (manager, met, note) in enumerate(TWICE):
        shop = next(shop for shop in found if shop.manager == manager)
        found.remove(shop)
        _open_again(setting, shop, met=met, note=note, number=number)
    scan_duplicates(at=setting.at)


def _open_again(setting: Setting, shop: Shop, *, met: str, note: str, number: int) -> None:
    by, at = setting.carer_of(shop), setting.ago(3 + number)
    place: dict[str, Any] = {"village" if shop.area.is_village else "street": shop.area.name}
    twin = open_account(
        by=by, at=at, owner=by, team=setting.teams[shop.team], name=f"{shop.name}（新）", role=RETAILER, phone=shop.phone,
        territory=setting.territories[shop.area.district], latitude=shop.latitude, longitude=shop.longitude, tags=["新登记"],
        **place,
    )  # fmt: skip
    phone = names.phone(FIRST_NUMBER + number)
    add_contact(account=twin, by=by, at=at, name=shop.people[0].name, position=met, phone=phone, is_primary=True)
    add_note(account=twin, by=by, at=at, text=note)


def rule_the_pool(setting: Setting) -> None:
    for team in setting.teams.values():
        set_pool_rule(team=team, changes=RULE, by=setting.admin, at=setting.ago(30))
