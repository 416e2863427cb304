"""Territories, customers and the people in them."""

from collections import defaultdict
from datetime import date
from typing import Any

from accounts.actions.accounts import AccountDraft, open_accounts
from accounts.actions.contacts import ContactDraft, add_contacts
from accounts.actions.territories import add_territory
from accounts.models import Territory
from crm.models import User
from demo.building.own_fields import own_values
from demo.building.setting import SOURCE, Setting
from demo.people import COUNTY, TOWN
from demo.places import REGION, SHIRE, SUBURB, TOWN_PLAN, TOWNSHIPS
from demo.rhythm import HISTORY_DAYS
from demo.shops import PersonDraft, Shop

TOWN_NAME = "南浦城区"
KNOWN_FOR_DAYS = {"prospect": 20, "new": 150}


def draw_map(setting: Setting) -> None:
    """Region, town and county, then the districts and townships that group streets and villages (row 17)."""
    at = setting.ago(HISTORY_DAYS)
    region = add_territory(name=REGION, by=setting.admin, at=at)
    parts = ((TOWN, TOWN_NAME, "town", (*TOWN_PLAN, SUBURB)), (COUNTY, SHIRE, "county", tuple(TOWNSHIPS)))
    for team, name, pattern, districts in parts:
        whole = add_territory(name=name, parent=region, team=setting.teams[team], pattern=pattern, by=setting.admin, at=at)
        for district in districts:
            setting.territories[district] = add_territory(
                name=district, parent=whole, team=setting.teams[team], by=setting.admin, at=at,
                pattern=Territory.Pattern.COUNTY if district == SUBURB else pattern,
            )  # fmt: skip


def open_customers(setting: Setting) -> None:
    """Every customer with the day on which it came to its manager."""
    drafts = [
        AccountDraft(
            team=setting.teams[shop.team],
            owner=setting.owner_of(shop),
            at=setting.ago(KNOWN_FOR_DAYS.get(shop.life, HISTORY_DAYS)),
            fields=_fields(setting, shop),
        )
        for shop in setting.shops
    ]
    accounts = open_accounts(drafts=drafts, by=setting.admin, at=setting.at)
    setting.accounts = {shop.key: account for shop, account in zip(setting.shops, accounts, strict=True)}


def _fields(setting: Setting, shop: Shop) -> dict[str, Any]:
    opens_at, closes_at = shop.hours or (None, None)
    return {
        "name": shop.name,
        "role": shop.role,
        "licence_name": shop.licence_name,
        "industry": shop.industry,
        "status": shop.status,
        "territory": setting.territories[shop.area.district],
        "phone": shop.phone,
        "address": shop.address,
        "village" if shop.area.is_village else "street": shop.area.name,
        "latitude": shop.latitude,
        "longitude": shop.longitude,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "order_weekdays": list(shop.order_weekdays),
        "tags": list(shop.tags),
        "custom": own_values(setting, shop),
        "source": SOURCE,
        "external_id": shop.key,
    }


def introduce_people(setting: Setting) -> None:
    """The people in each account; a character is judged by whoever looks after the customer (row 66)."""
    drafts: dict[User, list[ContactDraft]] = defaultdict(list)
    for shop in setting.shops:
        account = setting.accounts[shop.key]
        drafts[setting.carer_of(shop)] += [ContactDraft(account=account, fields=_person(person)) for person in shop.people]
    for carer, people in drafts.items():
        add_contacts(drafts=people, by=carer, at=setting.ago(40))


def _person(person: PersonDraft) -> dict[str, Any]:
    return {
        "name": person.name,
        "position": person.position,
        "phone": person.phone,
        "is_primary": person.is_primary,
        "birthday": date(*person.birthday) if person.birthday else None,
        "notes": person.notes,
    } | ({"personality": person.personality} if person.personality else {})
