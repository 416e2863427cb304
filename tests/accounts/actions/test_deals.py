"""Registering a project first, and how a registration ends (row 38)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.actions.access import AccountArchived
from accounts.actions.deals import (
    DealClosed,
    DealRegistered,
    NotADealer,
    ProductDraft,
    SimilarDeals,
    expire_deals,
    extend_protection,
    lose_deal,
    register_deal,
    win_deal,
    withdraw_deal,
)
from accounts.actions.leading import LeadDecides
from accounts.models import Deal, Touchpoint
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory, ProductFactory
from tests.crm.factories import NOW


@pytest.fixture
def field(cast):
    """The cast with a hospital of Bob's, two dealers of Alice's, and one of Charlie's, whom she does not see."""
    people = {name: getattr(cast, name) for name in ("alice", "bob", "charlie", "lena", "sam", "ann", "admin", "team")}
    dealers = {
        key: AccountFactory(owner=cast.alice, role="dealer", name=name)
        for key, name in {"first": "宏达经销", "second": "永利经销"}.items()
    }
    return SimpleNamespace(
        **people,
        **dealers,
        hospital=AccountFactory(owner=cast.bob, role="legal_person", name="人民医院"),
        stranger=AccountFactory(owner=cast.charlie, role="dealer", name="远方经销"),
    )


def register(field, **fields) -> Deal:
    return register_deal(
        **({"account": field.hospital, "registrant": field.first, "name": "热水改造", "by": field.alice, "at": NOW} | fields)
    )


def test_the_first_registrant_is_fixed_by_the_servers_clock(field):
    product = ProductFactory()

    deal = register(field, products=[ProductDraft(product, Decimal(12))], expected_value=Decimal("58000.00"))

    assert (deal.registrant, deal.status, deal.currency) == (field.first, "open", "CNY")
    assert deal.registered_at.year >= 2026
    assert deal.registered_at != NOW
    assert [(line.product, line.quantity) for line in deal.products.all()] == [(product, Decimal(12))]
    assert deal.protected_until == date(2026, 3, 10) + timedelta(days=89)


def test_customer_and_outside_hear_of_it(field):
    deal = register(field)

    assert Touchpoint.objects.get(subject=deal.pk).text == "报备：热水改造（宏达经销）"
    assert Event.objects.get(type="deal.registered").account_id == field.hospital.pk


@pytest.mark.parametrize("name", ["热水改造", "热水 改造", "热水改造。"])
def test_another_dealer_comes_too_late(field, name):
    deal = register(field)

    with pytest.raises(DealRegistered) as refusal:
        register(field, registrant=field.second, name=name)

    assert refusal.value.more["deal"]["id"] == str(deal.pk)
    assert "宏达经销" in refusal.value.detail


def test_a_devices_clock_does_not_jump_the_queue(field):
    register(field, asked_at=NOW)

    with pytest.raises(DealRegistered, match="device's clock"):
        register(field, registrant=field.second, asked_at=NOW - timedelta(days=3))

    assert Deal.objects.get().registrant == field.first


def test_a_project_under_another_name_is_noticed_and_may_be_another_one(field):
    register(field, name="人民医院住院楼热水改造项目")

    with pytest.raises(SimilarDeals) as refusal:
        register(field, registrant=field.second, name="人民医院住院楼热水工程")
    other = register(field, registrant=field.second, name="人民医院住院楼热水工程", is_another=True)

    assert [each["name"] for each in refusal.value.more["similar"]] == ["人民医院住院楼热水改造项目"]
    assert other.registrant == field.second


def test_the_same_name_at_another_customer_of_the_team_is_noticed_too(field):
    register(field, name="滨江酒店空气能热水")
    branch = AccountFactory(owner=field.bob, role="legal_person", name="滨江酒店分店")

    with pytest.raises(SimilarDeals):
        register(field, account=branch, registrant=field.second, name="滨江酒店空气能热水")


def test_only_dealers_register(field):
    with pytest.raises(NotADealer):
        register(field, registrant=AccountFactory(owner=field.alice, role="retailer"))


def test_an_archived_dealer_registers_nothing(field):
    with pytest.raises(AccountArchived):
        register(field, registrant=AccountFactory(owner=field.alice, role="dealer", archived=True))


def test_a_customer_of_another_team_is_not_there(field):
    with pytest.raises(Unseen):
        register(field, account=AccountFactory(owner=field.charlie))
    with pytest.raises(Unseen):
        register(field, registrant=field.stranger)


def test_a_team_mates_dealer_is_not_mine_to_register_for(field):
    with pytest.raises(NotYours):
        register(field, by=field.bob)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "  "}, "name"),
        ({"name": "——"}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"expected_value": Decimal(0)}, "expected_value"),
        ({"expected_value": Decimal("-1.00")}, "expected_value"),
        ({"expected_value": Decimal("1.00001")}, "expected_value"),
        ({"currency": "yuan"}, "currency"),
        ({"protection_days": 0}, "protection_days"),
        ({"protection_days": 366}, "protection_days"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(field, fields, named):
    with pytest.raises(Invalid) as refusal:
        register(field, **fields)

    assert named in refusal.value.fields
    assert not Deal.objects.exists()


def test_a_product_stands_in_a_deal_once_with_a_quantity_above_nothing(field):
    product = ProductFactory()

    for products in ([ProductDraft(product), ProductDraft(product)], [ProductDraft(product, Decimal(0))]):
        with pytest.raises(Invalid):
            register(field, products=products)


def test_after_a_withdrawal_another_may_be_first(field):
    withdraw_deal(deal=register(field), by=field.alice, at=NOW, reason="客户改期")

    later = register(field, registrant=field.second)

    assert later.registrant == field.second


def test_when_the_protection_has_ended_another_may_be_first(field):
    old = register(field, protection_days=30)

    later = register(field, registrant=field.second, at=NOW + timedelta(days=30))

    old.refresh_from_db()
    assert (old.status, later.registrant) == ("expired", field.second)


def test_on_its_last_day_a_registration_still_stands(field):
    register(field, protection_days=30)

    with pytest.raises(DealRegistered):
        register(field, registrant=field.second, at=NOW + timedelta(days=29))


def test_the_night_lets_lapsed_registrations_go_once(field):
    register(field, protection_days=10)
    register(field, name="另一项目", protection_days=20)
    day = date(2026, 3, 25)

    assert (expire_deals(day=day, at=NOW), expire_deals(day=day, at=NOW)) == (1, 0)
    assert Event.objects.filter(type="deal.expired").count() == 1


@pytest.mark.parametrize(("close", "status"), [(win_deal, "won"), (lose_deal, "lost"), (withdraw_deal, "withdrawn")])
def test_a_deal_ends_once(field, close, status):
    deal = register(field)

    closed = close(deal=deal, by=field.bob, at=NOW, reason="客户选定")

    assert (closed.status, closed.closed_by, closed.close_reason) == (status, field.bob, "客户选定")
    with pytest.raises(DealClosed):
        close(deal=deal, by=field.alice, at=NOW, reason="客户选定")


def test_a_lost_project_needs_its_reason(field):
    with pytest.raises(Invalid):
        lose_deal(deal=register(field), by=field.alice, at=NOW, reason=" ")


def test_who_has_neither_dealer_nor_customer_closes_nothing(field):
    deal = register(field, account=AccountFactory(owner=field.alice))

    with pytest.raises(NotYours):
        win_deal(deal=deal, by=field.bob, at=NOW)
    with pytest.raises(Unseen):
        win_deal(deal=deal, by=field.charlie, at=NOW)


def test_a_lead_extends_the_protection_with_a_reason(field):
    deal = register(field)
    until = deal.protected_until + timedelta(days=60)

    assert extend_protection(deal=deal, until=until, reason="招标推迟", by=field.lena, at=NOW).protected_until == until
    with pytest.raises(LeadDecides):
        extend_protection(deal=deal, until=until + timedelta(days=1), reason="招标推迟", by=field.alice, at=NOW)
    for wrong in (
        {"until": until, "reason": "x"},
        {"until": date(2028, 1, 1), "reason": "x"},
        {"until": until + timedelta(days=1), "reason": ""},
    ):
        with pytest.raises(Invalid):
            extend_protection(deal=deal, by=field.lena, at=NOW, **wrong)


def test_deals_are_seen_by_who_sees_the_customer_and_reads_sales(field):
    register(field)

    assert [Deal.objects.visible_to(person).count() for person in (field.alice, field.bob, field.lena, field.ann, field.admin)] == [
        1
    ] * 5
    assert [Deal.objects.visible_to(person).count() for person in (field.charlie, field.sam)] == [0, 0]
