"""Projects that dealers registered, what was quoted for them, the floors, and a dealer who went below three times (row 38)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from accounts.actions.deals import ProductDraft, lose_deal, register_deal, win_deal
from accounts.actions.floors import set_floor
from accounts.actions.quotes import QuoteLineDraft, give_quote
from accounts.models import Account, AccountRole, Deal, Product
from demo.building.setting import SOURCE, Setting
from demo.people import TOWN

#: Name, list price and floor of what canteens buy in bulk.
FLOORS = {"丝苗米 25kg": ("128.00", "110.00"), "餐饮调和油 20L": ("198.00", "176.00"), "高筋面粉 25kg": ("112.00", "98.00")}
FLOORS_SET_DAYS = 200


@dataclass(frozen=True, slots=True)
class Project:
    """`quotes` are (place of the dealer, price, whether it was given although below a bound), the oldest first."""

    name: str
    product: str
    quantity: int
    registered_days: int
    quotes: tuple[tuple[int, str, bool], ...]
    end: str = ""


PROJECTS = (
    Project("秋季食堂大米采购", "丝苗米 25kg", 400, 75, ((0, "118.00", False), (1, "121.50", False)), "won"),
    Project("食堂用油年度框架", "餐饮调和油 20L", 260, 60, ((1, "186.00", False), (0, "189.00", False)), "lost"),
    Project("面点车间面粉供货", "高筋面粉 25kg", 500, 48, ((2, "96.50", True),)),
    Project("中央厨房大米直供", "丝苗米 25kg", 800, 40, ((2, "108.80", True), (0, "116.00", False))),
    Project("职工餐厅食用油", "餐饮调和油 20L", 120, 21, ((2, "174.25", True),)),
    Project("开学季米面油联合采购", "丝苗米 25kg", 600, 9, ((0, "115.00", False), (1, "115.00", False))),
    Project("春节福利米采购", "丝苗米 25kg", 300, 3, ()),
)


def register_projects(setting: Setting) -> None:
    """In the town: legal persons as customers, dealers as registrants; all drawn by place, nothing by chance."""
    dealers, customers = _of_role(setting, AccountRole.DEALER), _of_role(setting, AccountRole.LEGAL_PERSON)
    if len(dealers) < 3 or not customers:
        return
    products = {each.name: each for each in Product.objects.filter(source=SOURCE, name__in=FLOORS)}
    _set_floors(setting, products)
    for place, project in enumerate(PROJECTS):
        _carry_out(setting, project, products[project.product], customers[place % len(customers)], dealers)


def _of_role(setting: Setting, role: str) -> list[Account]:
    """Alice's first, so that the first screens of the demo show them."""
    keys = [
        shop.key for shop in setting.shops if shop.team == TOWN and shop.role == role and shop.manager and shop.status == "active"
    ]
    accounts = [setting.accounts[key] for key in keys]
    alice = setting.people["alice"].pk
    return sorted(accounts, key=lambda account: account.owner_id != alice)


def _set_floors(setting: Setting, products: dict[str, Product]) -> None:
    at = setting.ago(FLOORS_SET_DAYS)
    for name, (_, floor) in FLOORS.items():
        set_floor(
            product=products[name], price=Decimal(floor), currency="CNY", team=setting.teams[TOWN], by=None, at=at,
            valid_from=setting.today - timedelta(days=FLOORS_SET_DAYS), reason="年度价格政策",
        )  # fmt: skip


def _carry_out(setting: Setting, project: Project, product: Product, customer: Account, dealers: list[Account]) -> Deal:
    first = dealers[project.quotes[0][0]] if project.quotes else dealers[0]
    at = setting.ago(project.registered_days)
    list_price = Decimal(FLOORS[project.product][0])
    deal = register_deal(
        account=customer, registrant=first, name=project.name, products=[ProductDraft(product, Decimal(project.quantity))],
        expected_value=list_price * project.quantity, by=None, at=at, registered_at=at, is_another=True,
    )  # fmt: skip
    for number, (place, price, was_given) in enumerate(project.quotes):
        lines = [QuoteLineDraft(product, Decimal(project.quantity), Decimal(price))]
        given_at = at + timedelta(hours=5 + 20 * number)
        give_quote(deal=deal, dealer=dealers[place], lines=lines, by=None, at=given_at, was_given=was_given)
    end_at = min(at + timedelta(days=12), setting.at)
    if project.end == "won":
        win_deal(deal=deal, by=None, at=end_at, reason="价格和供货都合适")
    if project.end == "lost":
        lose_deal(deal=deal, by=None, at=end_at, reason="客户选了外地品牌")
    return deal
