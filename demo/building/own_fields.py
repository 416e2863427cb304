"""The fields that this company added to its customers, and what stands in them."""

from typing import Any

from accounts.actions.custom_fields import define_field
from accounts.actions.views import save_view
from demo.building.setting import Setting
from demo.chance import stream
from demo.shops import DEALER, END_CONSUMER, LEGAL_PERSON, RETAILER, Shop

FREEZERS = {"none": ("无", "None"), "own": ("自有", "Own"), "lent": ("公司投放", "Lent by us")}
FIELDS: tuple[dict[str, Any], ...] = (
    {"key": "shop_area", "label_zh": "店面面积", "label_en": "Shop area", "type": "number", "unit": "㎡", "roles": [RETAILER]},
    {
        "key": "freezer", "label_zh": "冷柜", "label_en": "Freezer", "type": "choice", "roles": [RETAILER, DEALER],
        "choices": [{"value": value, "zh": zh, "en": en} for value, (zh, en) in FREEZERS.items()],
    },
    {
        "key": "contract_until", "label_zh": "合同到期", "label_en": "Contract until", "type": "date",
        "roles": [DEALER, LEGAL_PERSON], "required_roles": [DEALER],
    },
    {"key": "deposit", "label_zh": "押金", "label_en": "Deposit", "type": "money", "roles": [DEALER]},
    {"key": "invoice", "label_zh": "需要发票", "label_en": "Needs an invoice", "type": "yes_no", "required_tiers": ["vip", "gold"]},
    {"key": "household_size", "label_zh": "家庭人口", "label_en": "Household size", "type": "number", "roles": [END_CONSUMER]},
)  # fmt: skip


def define_own_fields(setting: Setting) -> None:
    for position, field in enumerate(FIELDS):
        define_field(by=setting.admin, at=setting.ago(60), position=position, **field)


VIEWS: tuple[dict[str, Any], ...] = (
    {
        "name": "久未联系的重点客户", "filters": {"tier__in": "vip,gold,key", "no_contact_days": "14"},
        "columns": ["name", "tier", "last_contact_on", "owner"], "sort": "last_contact_on",
    },
    {
        "name": "公司投放冷柜的大店", "filters": {"custom.freezer__in": "lent", "custom.shop_area__gte": "60"},
        "columns": ["name", "tier", "custom.shop_area", "street"], "sort": "-custom.shop_area",
    },
)  # fmt: skip


def save_views(setting: Setting) -> None:
    """What the lead of the town wants her people to look at."""
    lena = setting.people["lena"]
    for view in VIEWS:
        save_view(by=lena, at=setting.ago(7), team=lena.teams_led.first(), **view)


def own_values(setting: Setting, shop: Shop) -> dict[str, Any]:
    """Drawn by the shop's own key, so that the rest of the world stays as it was drawn."""
    rng = stream("own fields", shop.key)
    values: dict[str, Any] = dict(shop.custom)
    if shop.role == RETAILER:
        values |= {"shop_area": rng.randint(8, 180), "freezer": rng.choice(list(FREEZERS))}
    if shop.role == DEALER:
        values |= {"freezer": "own", "deposit": {"amount": f"{rng.randint(5, 40) * 1000}.00", "currency": "CNY"}}
    if shop.role in (DEALER, LEGAL_PERSON) and rng.random() < 0.8:
        values["contract_until"] = setting.today.replace(year=setting.today.year + rng.randint(0, 2), day=1).isoformat()
    if rng.random() < 0.6:
        values["invoice"] = rng.random() < 0.4
    return values
