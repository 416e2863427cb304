"""The first good check-in fixes a doubtful place, and the same metre everywhere is told of (row 21)."""

from datetime import timedelta

import pytest

from accounts.actions.accounts import update_account
from accounts.models import Account
from crm.errors import Invalid
from tests.visits.conftest import NOW
from visits.actions.place_checks import take_place
from visits.actions.visits import add_visit, complete_visit, start_visit
from visits.models import Visit
from visits.readings.places import place_facts

SHARP = {"latitude": 29.1003, "longitude": 120.2, "accuracy_m": 12.0}
#: A kilometre to the north.
ELSEWHERE = {"latitude": 29.11, "longitude": 120.2, "accuracy_m": 12.0}


@pytest.fixture
def go(cast):
    """Alice visits the shop; where she checked in, and whom she met."""

    def visit(shop: Account, *, outcome: str = "ordered", at=NOW, mocked: bool = False, **fix) -> Account:
        planned = add_visit(account=shop, planned_on=at.date(), by=cast.alice, at=at)
        start_visit(visit=planned, by=cast.alice, at=at, mocked=mocked, **fix)
        complete_visit(visit=planned, by=cast.alice, at=at + timedelta(minutes=10), outcome=outcome)
        return Account.objects.get(pk=shop.pk)

    return visit


def test_a_shop_without_a_place_gets_that_of_the_first_good_check_in(go, open_shop):
    shop = go(open_shop(), **SHARP)

    assert (shop.latitude, shop.longitude, shop.place_confidence) == (29.1003, 120.2, "confirmed")
    assert shop.place_checked_on == NOW.date()

    later = go(shop, at=NOW + timedelta(days=1), **ELSEWHERE)
    assert (later.latitude, later.place_confidence) == (29.1003, "confirmed")


def test_a_check_in_at_the_given_place_confirms_it_and_leaves_it(go, shop):
    assert shop.place_confidence == "given" or Account.objects.get(pk=shop.pk).place_confidence == "given"

    sure = go(shop, **SHARP)

    assert (sure.latitude, sure.place_confidence) == (29.1, "confirmed")


@pytest.mark.parametrize(
    "doubtful",
    [
        {},
        SHARP | {"accuracy_m": 80.0},
        SHARP | {"accuracy_m": None},
        SHARP | {"mocked": True},
        SHARP | {"outcome": "not_met"},
        {"latitude": 0.0, "longitude": 0.0, "accuracy_m": 5.0},
    ],
)
def test_a_doubtful_check_in_finds_no_place(go, open_shop, doubtful):
    shop = go(open_shop(), **doubtful)

    assert (shop.latitude, shop.place_confidence) == (None, "none")


def test_a_contradiction_is_left_to_a_person(go, shop, cast):
    doubted = go(shop, **ELSEWHERE)
    assert (doubted.latitude, doubted.place_confidence) == (29.1, "given")
    facts = place_facts(account=doubted, user=cast.alice, day=NOW.date())
    assert facts.better
    assert (facts.agreeing, len(facts.missing), [one.name for one in facts.who]) == (0, 1, ["Alice"])

    take_place(account=doubted, visit=facts.better, by=cast.alice, at=NOW)
    take_place(account=doubted, visit=facts.better, by=cast.alice, at=NOW)

    moved = Account.objects.get(pk=shop.pk)
    assert (moved.latitude, moved.place_confidence, moved.version) == (29.11, "confirmed", doubted.version + 1)


def test_who_moves_a_place_makes_it_unsure_again(go, shop, cast):
    sure = go(shop, **SHARP)

    update_account(account=sure, changes={"latitude": 29.3}, by=cast.alice, at=NOW)

    assert Account.objects.get(pk=shop.pk).place_confidence == "given"


def test_a_check_in_of_another_customer_is_no_evidence(go, shop, open_shop, cast):
    other = go(open_shop("Other"), **SHARP)

    with pytest.raises(Invalid):
        take_place(account=shop, visit=Visit.objects.get(account=other), by=cast.alice, at=NOW)


def test_a_place_told_in_gcj02_by_mistake_is_recognised(go, open_shop, cast):
    """31.1774, 121.5272 is Shanghai in WGS-84; the map of AMap has it 480 m beside."""
    shop = go(open_shop(latitude=31.175304, longitude=121.531542), latitude=31.1774276, longitude=121.5272106, accuracy_m=10.0)

    assert place_facts(account=shop, user=cast.alice, day=NOW.date()).is_gcj02


def test_neighbours_to_ask_are_those_of_the_street_whose_place_is_sure(go, open_shop, cast):
    lost = open_shop("Lost", street="人民路")
    near = go(open_shop("Near", street="人民路", phone="13800000000"), **SHARP)
    open_shop("Unsure", street="人民路", latitude=29.1, longitude=120.2)
    go(open_shop("Away", street="文三路"), at=NOW + timedelta(days=1), **ELSEWHERE)

    facts = place_facts(account=lost, user=cast.alice, day=NOW.date())

    assert [one.pk for one in facts.neighbours] == [near.pk]


def test_the_same_metre_at_three_customers_is_flagged_and_confirms_nothing(go, open_shop):
    shops = [go(open_shop(name), at=NOW + timedelta(hours=n), **SHARP) for n, name in enumerate(("One", "Two", "Three"))]

    last = Visit.objects.get(account=shops[2])
    assert "same_fix" in last.flags
    assert shops[2].place_confidence == "none"
    assert "same_fix" not in Visit.objects.get(account=shops[1]).flags
