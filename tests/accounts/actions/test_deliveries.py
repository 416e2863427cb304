"""Services given, graded, and what falls below the line (rows 9, 61, 69)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.actions.catalogue import ServiceArchived, archive_service, define_service, entitle, update_service
from accounts.actions.deliveries import DeliveryWithdrawn, NoAlert, give_service, grade_delivery, settle_alert, withdraw_delivery
from accounts.models import ServiceDelivery, Touchpoint
from accounts.queries.entitlements import entitlements_of
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW

TODAY = date(2026, 3, 10)


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice, tier="gold")


@pytest.fixture
def tasting(cast):
    made = define_service(code="A-1", name="新品品鉴会", layer="additional", kind="hospitality", cost="80", by=cast.lena, at=NOW)
    entitle(service=made, tier="gold", quota=2, per="quarter", level=3, by=cast.lena, at=NOW)
    return made


def give(cast, shop, service, **given):
    return give_service(**{"account": shop, "service": service, "by": cast.alice, "at": NOW} | given)


def test_what_was_given_stands_on_the_timeline_at_its_cost(cast, shop, tasting):
    delivery = give(cast, shop, tasting, quantity=2, level=3)
    update_service(service=tasting, changes={"cost": "500"}, by=cast.lena, at=NOW)

    delivery.refresh_from_db()
    assert (delivery.given_on, delivery.cost, delivery.beyond, delivery.alert) == (TODAY, Decimal("160.00"), False, False)
    assert Touchpoint.objects.get(account=shop, subject=delivery.pk).text == "新品品鉴会 ×2"
    assert Event.objects.get(type="service.given").payload["quantity"] == 2


def test_beyond_the_entitlement_it_is_an_exception_with_a_reason(cast, shop, tasting):
    give(cast, shop, tasting, quantity=2)

    with pytest.raises(Invalid) as refusal:
        give(cast, shop, tasting)
    assert refusal.value.fields.keys() == {"note"}
    assert give(cast, shop, tasting, note="开业周年").beyond
    assert not give(cast, shop, tasting, given_on=TODAY - timedelta(days=90)).beyond  # another quarter


def test_a_tier_that_gets_nothing_of_it_gets_it_as_an_exception(cast, tasting):
    ordinary = AccountFactory(owner=cast.alice)

    assert give(cast, ordinary, tasting, note="第一次来").beyond


def test_below_the_standard_line_somebody_has_to_see_to_it(cast, shop, tasting):
    delivery = give(cast, shop, tasting, level=1)

    assert delivery.alert
    assert Event.objects.get(type="service.below_standard").payload["owner"] == str(cast.alice.pk)
    settled = settle_alert(delivery=delivery, text="补办了一场", by=cast.lena, at=NOW)
    assert (settled.alert, settled.settlement, settled.settled_by) == (False, "补办了一场", cast.lena)
    with pytest.raises(NoAlert):
        settle_alert(delivery=delivery, text="又一次", by=cast.lena, at=NOW)


@pytest.mark.parametrize("level", [2, 3, 4, None])
def test_on_the_line_or_above_it_there_is_no_alert(cast, shop, tasting, level):
    assert not give(cast, shop, tasting, level=level).alert


def test_a_mistake_is_withdrawn_and_no_longer_counts(cast, shop, tasting):
    delivery = give(cast, shop, tasting, quantity=2, level=1)

    withdraw_delivery(delivery=delivery, reason="记错了客户", by=cast.alice, at=NOW)

    assert entitlements_of(shop, on=TODAY)[0].allowance.left == 2
    assert not ServiceDelivery.objects.filter(alert=True).exists()
    with pytest.raises(DeliveryWithdrawn):
        withdraw_delivery(delivery=delivery, reason="再来", by=cast.alice, at=NOW)


def test_what_a_customer_is_entitled_to(cast, shop, tasting):
    define_service(code="C-1", name="按时送货", layer="core", by=cast.lena, at=NOW)
    give(cast, shop, tasting)

    core, extra = entitlements_of(shop, on=TODAY)

    assert (core.service.code, core.allowance) == ("C-1", None)
    assert (extra.level, extra.allowance.quota, extra.allowance.used, extra.allowance.left) == (3, 2, 1, 1)
    assert (extra.allowance.since, extra.allowance.until) == (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, {"given_on"}),
        ({"given_on": date(1999, 12, 31)}, {"given_on"}),
        ({"quantity": 0}, {"quantity"}),
        ({"level": 0}, {"level"}),
        ({"note": "x" * 501}, {"note"}),
    ],
)
def test_bad_entries_are_named(cast, shop, tasting, given, wrong):
    with pytest.raises(Invalid) as refusal:
        give(cast, shop, tasting, **given)

    assert refusal.value.fields.keys() == wrong


def test_who_looks_after_the_customer_writes(cast, shop, tasting):
    with pytest.raises(NotYours):
        give(cast, shop, tasting, by=cast.bob)
    with pytest.raises(Unseen):
        give(cast, shop, tasting, by=cast.charlie)
    with pytest.raises(Invalid):
        give(cast, AccountFactory(internal=True, owner=None, team=cast.team), tasting, by=cast.lena)
    archive_service(service=tasting, by=cast.lena, at=NOW)
    with pytest.raises(ServiceArchived):
        give(cast, shop, tasting)


def test_a_grade_may_come_later_or_be_judged_anew(cast, shop, tasting):
    delivery = give(cast, shop, tasting)

    graded = grade_delivery(delivery=delivery, level=1, by=cast.alice, at=NOW)
    assert (graded.level, graded.alert) == (1, True)
    settle_alert(delivery=delivery, text="重新办了一场", by=cast.alice, at=NOW)
    again = grade_delivery(delivery=delivery, level=1, by=cast.alice, at=NOW)
    assert (again.alert, again.settlement) == (False, "重新办了一场")
    assert grade_delivery(delivery=delivery, level=3, by=cast.alice, at=NOW).alert is False
    worse = grade_delivery(delivery=delivery, level=1, by=cast.alice, at=NOW)
    assert (worse.alert, worse.settlement, worse.settled_by) == (True, "", None)
    assert Event.objects.filter(type="service.below_standard").count() == 2
    assert grade_delivery(delivery=delivery, level=None, by=cast.alice, at=NOW).alert is False

    withdraw_delivery(delivery=delivery, reason="记错了", by=cast.alice, at=NOW)
    with pytest.raises(DeliveryWithdrawn):
        grade_delivery(delivery=delivery, level=2, by=cast.alice, at=NOW)
    with pytest.raises(NotYours):
        grade_delivery(delivery=delivery, level=2, by=cast.bob, at=NOW)
