"""The service catalogue with what the best customers were given of it (rows 9, 61, 69)."""

from itertools import cycle

from accounts.actions.catalogue import define_service, entitle
from accounts.actions.deliveries import give_service, settle_alert
from accounts.entitlement import is_beyond
from accounts.models import STANDARD_LINE, Account, Service, TierName
from accounts.queries.entitlements import allowance_of
from crm.calendar import business_day
from demo import catalogue
from demo.building.setting import Setting
from demo.people import MANAGERS
from demo.rhythm import HISTORY_DAYS

EXCEPTION = "破例：老客户有急事"
CUSTOMERS_EACH = 2


def offer_services(setting: Setting) -> None:
    """Define the services and say what each tier gets."""
    services = {spec.code: _define(setting, spec) for spec in catalogue.SERVICES}
    accounts = cycle(_best_customers(setting))
    for (code, days, quantity, level, note), account in zip(catalogue.GIVEN, accounts, strict=False):
        _give(setting, account, services[code], days=days, quantity=quantity, level=level, note=note)


def _define(setting: Setting, spec: catalogue.ServiceSpec) -> Service:
    at = setting.ago(HISTORY_DAYS)
    service = define_service(
        code=spec.code, name=spec.name, layer=spec.layer, kind=spec.kind, description=spec.description, unit=spec.unit,
        cost=spec.cost, level=spec.level, by=setting.admin, at=at,
    )  # fmt: skip
    for tier, (quota, per, level) in spec.tiers.items():
        entitle(service=service, tier=tier, quota=quota, per=per, level=level, by=setting.admin, at=at)
    return service


def _best_customers(setting: Setting) -> list[Account]:
    """The VIPs that each manager looks after."""
    managers = [setting.people[username] for username in MANAGERS]
    best = (
        Account.objects.external()
        .filter(tier=TierName.VIP, status="active")
        .select_related("owner")
        .order_by("-annual_value", "id")
    )
    return [account for manager in managers for account in best.filter(owner=manager)[:CUSTOMERS_EACH]]


def _give(setting: Setting, account: Account, service: Service, *, days: int, quantity: int, level: int, note: str) -> None:
    at, by = setting.ago(days), account.owner
    beyond = is_beyond(allowance_of(account, service, on=business_day(at)), quantity)
    delivery = give_service(
        account=account, service=service, quantity=quantity, level=level, note=note or (EXCEPTION if beyond else ""), by=by, at=at,
    )  # fmt: skip
    if level < STANDARD_LINE and days > 14:
        settle_alert(delivery=delivery, text="第二天补做，并带了小礼品道歉", by=by, at=setting.ago(days - 1))
