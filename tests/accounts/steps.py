"""A short chain for tests: the warehouse serves freight, freight serves Alice's shop. Who works where: Wei, Fang with Dora."""

from dataclasses import dataclass
from typing import Any

from accounts.actions.chain import link_process
from accounts.actions.service_requests import ask_service
from accounts.actions.standards import set_standard
from accounts.actions.step_members import join_step
from accounts.models import Account, ProcessLink, ServiceRequest, ServiceStandard
from crm.models import User
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW, Cast, UserFactory


@dataclass(frozen=True)
class Steps:
    """`loading`: within four working hours."""

    warehouse: Account
    freight: Account
    shop: Account
    link: ProcessLink
    last_link: ProcessLink
    loading: ServiceStandard
    wei: User
    fang: User


def make_steps(cast: Cast) -> Steps:
    warehouse = AccountFactory(internal=True, name="仓储部", owner=None, team=cast.team)
    freight = AccountFactory(internal=True, name="货运部", owner=None, team=cast.team)
    shop = AccountFactory(owner=cast.alice, team=cast.team)
    wei, fang = (UserFactory(username=name, department_lead=True) for name in ("wei", "fang"))
    for account, user, is_lead in ((warehouse, wei, True), (freight, fang, False), (freight, cast.dora, True)):
        join_step(account=account, user=user, is_lead=is_lead, by=None, at=NOW)
    link = link_process(supplier=warehouse, customer=freight, service="备货", by=None, at=NOW)
    last_link = link_process(supplier=freight, customer=shop, service="送货", by=None, at=NOW)
    loading = set_standard(link=link, what="按单备货", within=4, unit="hours", measure="出库时间", target=95, by=None, at=NOW)
    return Steps(warehouse, freight, shop, link, last_link, loading, wei, fang)


def ask(steps: Steps, **given: Any) -> ServiceRequest:
    """Fang of freight asks the warehouse for the goods of a round: a Tuesday at 10:00, due at 14:00."""
    return ask_service(**{"link": steps.link, "standard": steps.loading, "text": "三号车的货", "by": steps.fang, "at": NOW} | given)
