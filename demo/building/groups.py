"""Groups with their branches, and the shops that joined them."""

from collections.abc import Iterator
from itertools import count, islice

from accounts.actions.accounts import open_account, update_account
from accounts.actions.contacts import add_contact
from accounts.models import Account
from demo import names
from demo.building.setting import Setting
from demo.chance import stream
from demo.groups import GROUPS, SHOPS_OF_A_BRANCH, GroupSpec
from demo.shops import LEGAL_PERSON, RETAILER, Shop

#: Their people's numbers, away from those of everybody else.
FIRST_NUMBER = 50_001
KNOWN_FOR_DAYS = 120


def form_groups(setting: Setting) -> None:
    numbers = count(FIRST_NUMBER)
    for group in GROUPS:
        joining = {branch.manager: _shops_of(setting, branch.manager) for branch in group.branches}
        top = _open(setting, group, group.name, manager=group.branches[0].manager, number=next(numbers))
        for branch in group.branches:
            below = _open(setting, group, branch.name, manager=branch.manager, number=next(numbers), parent=top)
            for shop in islice(joining[branch.manager], SHOPS_OF_A_BRANCH):
                update_account(
                    account=setting.accounts[shop.key], changes={"parent": below}, by=setting.carer_of(shop), at=setting.ago(90)
                )


def _shops_of(setting: Setting, manager: str) -> Iterator[Shop]:
    """Every fifth of the steady shops, so that a group lies all over the ground."""
    steady = [shop for shop in setting.shops if shop.manager == manager and shop.role == RETAILER and shop.life == "steady"]
    return iter(steady[4::5])


def _open(setting: Setting, group: GroupSpec, name: str, *, manager: str, number: int, parent: Account | None = None) -> Account:
    by, at = setting.people[manager], setting.ago(KNOWN_FOR_DAYS)
    account = open_account(
        by=by, at=at, owner=by, team=setting.teams[group.team], name=name, licence_name=name, role=LEGAL_PERSON,
        industry=group.industry, phone=names.phone(number), parent=parent,
        territory=next(setting.territories[shop.area.district] for shop in _shops_of(setting, manager)),
    )  # fmt: skip
    rng = stream("group", name)
    person = names.person_name(rng, woman=rng.random() < 0.5)
    position = "采购总监" if parent is None else "分公司经理"
    add_contact(account=account, by=by, at=at, name=person, position=position, phone=names.phone(number), is_primary=True)
    return account
