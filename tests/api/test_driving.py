"""`/day-plans/replan/`, `/slots/`, `/rule/`: the rest of the day, free hours, orders first; and doubtful check-ins."""

from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Account, Order
from crm.calendar import today
from visits.models import DayRule, Visit

PLANS = "/api/v1/day-plans/"


def at_wall(hour: int, minute: int = 0) -> str:
    return datetime.combine(today(), time(hour, minute), tzinfo=settings.BUSINESS_TZ).isoformat()


@pytest.fixture
def row(cast):
    """Alice's shops on a line, a hundredth of a degree apart, all due today."""

    def lay(*names: str) -> dict[str, Account]:
        found = {}
        for n, name in enumerate(names, start=1):
            found[name] = Account.objects.create(
                name=name, name_key=name, role="retailer", team=cast.north, owner=cast.alice, latitude=29.0,
                longitude=120 + n / 100, next_visit_on=today(),
            )  # fmt: skip
        return found

    return lay


def names(road) -> list[str]:
    return [stop["account"]["name"] for stop in road["stops"]]


def test_the_order_being_driven_is_kept_and_a_shorter_one_proposed(call, cast, row):
    shops = row("a", "b", "c", "d", "e", "f", "g", "h")
    order = [str(shops[name].pk) for name in "ahbgc"]

    body = {
        "order": order,
        "skip": [str(shops["b"].pk)],
        "add": [str(shops["d"].pk)],
        "at": at_wall(9),
        "latitude": 29.0,
        "longitude": 120.0,
    }
    answer = call("alice", "POST", PLANS + "replan/", body)

    assert answer.status_code == 200, answer.json()
    found = answer.json()
    assert "b" not in names(found["kept"])
    assert sorted(names(found["kept"])) == ["a", "c", "d", "g", "h"]
    assert names(found["proposal"]) == ["a", "c", "d", "g", "h"]
    assert found["saved_minutes"] >= 5
    assert (found["engine"], found["is_estimated"], found["engine_trouble"]) == ("estimate", True, None)


def test_bad_words_are_named(call, cast):

    for body, field in (
        ({}, "order"), ({"order": ["x"]}, "order"), ({"order": [], "latitude": 29.0}, "latitude"),
        ({"order": [], "at": "2020-01-01T00:00:00Z"}, "at"), ({"order": [], "latitude": 91, "longitude": 0}, "latitude"),
    ):  # fmt: skip
        answer = call("alice", "POST", PLANS + "replan/", body)
        assert (answer.status_code, field in str(answer.json()["fields"])) == (400, True), body


def test_the_free_hours_are_the_cheapest_first(call, cast, row):
    shops = row("near", "x", "far")
    later = today() + timedelta(days=1)
    for name in ("near", "far"):
        Visit.objects.create(account=shops[name], manager=cast.alice, planned_on=later)
    Account.objects.update(next_visit_on=None)

    answer = call("alice", "GET", f"{PLANS}slots/?account={shops['x'].pk}")

    assert answer.status_code == 200, answer.json()
    slots = answer.json()["slots"]
    assert len(slots) == 3
    if settings.WORKDAYS and later.isoweekday() in settings.WORKDAYS:
        assert (slots[0]["date"], slots[0]["extra_minutes"], slots[0]["after"]["name"]) == (later.isoformat(), 0, "near")


def test_the_rule_is_switched_with_its_price(call, cast, row):
    shops = row("a", "b", "c")
    Order.objects.create(account=shops["c"], ordered_at=at_wall(0, 30), kind="sale", total=10, currency="CNY")

    before = call("alice", "GET", PLANS + "rule/").json()
    first = [stop["account"]["name"] for stop in call("alice", "GET", PLANS).json()["stops"]]
    after = call("alice", "PUT", PLANS + "rule/", {"orders_first": False}).json()
    then = [stop["account"]["name"] for stop in call("alice", "GET", PLANS).json()["stops"]]

    assert before["orders_first"] is True
    assert first[0] == "c"
    assert after["orders_first"] is False
    assert sorted(then) == sorted(first)
    assert DayRule.objects.get().manager == cast.alice


def test_a_made_up_place_is_flagged_and_never_refused(call, cast, world):
    shop = world.mine.account
    visit = Visit.objects.create(account=shop, manager=cast.alice, planned_on=today())
    other = Visit.objects.create(account=shop, manager=cast.alice, planned_on=today())
    call(
        "alice",
        "POST",
        f"/api/v1/visits/{visit.pk}/start/",
        {"at": at_wall(0, 1), "latitude": 29.1, "longitude": 120.2, "accuracy_m": 5},
        format="json",
    )

    body = {"at": at_wall(0, 2), "latitude": 30.1, "longitude": 120.2, "accuracy_m": 5, "mocked": True}
    answer = call("alice", "POST", f"/api/v1/visits/{other.pk}/start/", body)

    assert answer.status_code == 200, answer.json()
    assert {"mocked", "too_fast"} <= set(answer.json()["flags"])


def test_the_rule_is_one_on_the_phone_and_at_the_desk(call, cast):
    """A phone gets its owner's rule with the pull and switches it by an op; nobody else's comes to it."""

    def pulled(who):
        page = call(who, "GET", "/api/v1/sync/changes/").json()
        return page["day_rules"]

    assert pulled("alice") == []
    call("lena", "PUT", PLANS + "rule/", {"manager": str(cast.alice.pk), "orders_first": False})
    assert pulled("alice") == [{"id": str(cast.alice.pk), "orders_first": False}]
    assert pulled("bob") == pulled("lena") == []

    op = {"id": str(uuid7()), "type": "day_rule.set", "at": timezone.now().isoformat(), "payload": {"orders_first": True}}
    for status in ("applied", "duplicate"):
        [result] = call("alice", "POST", "/api/v1/sync/ops/", {"device": "p", "ops": [op]}).json()["results"]
        assert result["status"] == status, result
    assert call("lena", "GET", f"{PLANS}rule/?manager={cast.alice.pk}").json()["orders_first"] is True

    odd = op | {"id": str(uuid7()), "payload": {"orders_first": True, "manager": str(cast.bob.pk)}}
    [result] = call("alice", "POST", "/api/v1/sync/ops/", {"device": "p", "ops": [odd]}).json()["results"]
    assert (result["status"], list(result["fields"])) == ("rejected", ["manager"])
