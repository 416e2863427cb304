"""`/accounts/{id}/order-comparison/`: the order of a day beside those before it, with its numbers (row 20)."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from accounts.actions.trade import define_product, place_order
from accounts.models import Account
from crm.calendar import today
from tests.api.conftest import NOW

#: Of each product, what was ordered three, two and one weeks ago, and today.
WEEKS = {"rice": (8, 12, 10, 4), "oil": (10, 10, 10, 15), "salt": (2, 2, 2, 0), "tea": (0, 0, 0, 1), "soap": (3, 3, 3, 3)}


def noon(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(4), tzinfo=UTC)


@pytest.fixture
def shop(cast):
    return Account.objects.create(name="shop", name_key="shop", role="retailer", team=cast.north, owner=cast.alice, currency="CNY")


@pytest.fixture
def history(shop):
    products = {code: define_product(code=code, name=code, unit="bag", by=None, at=NOW) for code in WEEKS}
    for week in range(4):
        bought = [(products[code], quantities[week]) for code, quantities in WEEKS.items() if quantities[week]]
        lines = [{"product": product, "quantity": Decimal(count), "unit_price": Decimal(9)} for product, count in bought]
        place_order(account=shop, lines=lines, ordered_at=noon(21 - 7 * week), by=None, at=NOW)
    return products


def compared(call, shop, query=""):
    answer = call("alice", "get", f"/api/v1/accounts/{shop.pk}/order-comparison/{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_what_is_missing_less_more_and_new_stands_with_its_numbers(call, shop, history):
    found = compared(call, shop)

    assert (found["on"], found["days"]) == (str(today()), 3)
    lines = {line["product"]["name"]: line for line in found["lines"]}
    assert [(line["product"]["name"], line["state"]) for line in found["lines"]] == [
        ("salt", "missing"), ("rice", "less"), ("oil", "more"), ("tea", "new"), ("soap", "same"),
    ]  # fmt: skip
    rice = lines["rice"]
    assert [Decimal(rice[name]) for name in ("quantity", "usual", "last", "change")] == [4, 10, 10, Decimal("-0.6")]
    assert (rice["times"], rice["last_on"], rice["product"]["unit"]) == (3, str(today() - timedelta(days=7)), "bag")
    assert Decimal(lines["salt"]["quantity"]) == 0
    assert (lines["tea"]["usual"], lines["tea"]["last_on"], lines["tea"]["times"]) == (None, None, 0)


def test_an_earlier_day_is_compared_with_what_came_before_it(call, shop, history):
    found = compared(call, shop, f"?date={today() - timedelta(days=7)}")

    assert found["days"] == 2
    assert {line["product"]["name"]: line["state"] for line in found["lines"]} == {
        "rice": "same", "oil": "same", "salt": "same", "soap": "same",
    }  # fmt: skip


def test_a_return_is_no_order_and_nothing_ordered_is_nothing_to_compare(call, shop, history, cast):
    place_order(
        account=shop, kind="return", ordered_at=noon(0), by=None, at=NOW,
        lines=[{"product": history["rice"], "quantity": Decimal(4), "unit_price": Decimal(9)}],
    )  # fmt: skip
    assert {line["product"]["name"]: line["state"] for line in compared(call, shop)["lines"]}["rice"] == "less"

    other = Account.objects.create(name="new", name_key="new", role="retailer", team=cast.north, owner=cast.alice)
    assert compared(call, other) == {"on": None, "days": 0, "lines": []}


@pytest.mark.parametrize("query", ["?date=yesterday", "?date=1999-01-01", "?day=2026-03-02"])
def test_a_wrong_day_is_named(call, shop, query):
    answer = call("alice", "get", f"/api/v1/accounts/{shop.pk}/order-comparison/{query}")

    assert answer.status_code == 400
    assert answer.json()["fields"]
