"""Needs, preferences, what is in the vat, the way of a customer, trials, expectations: written, refused, computed again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.actions.consumption import ConsumptionTaken, count_stock, keep_consumption, refresh_consumptions, update_consumption
from accounts.actions.expectations import judge_touchpoint
from accounts.actions.journey import BeliefRefused, judge_belief, note_arrival, refresh_journeys, set_stage
from accounts.actions.needs import NeedNotOpen, note_need, settle_need, update_need
from accounts.actions.preferences import note_preference, retire_preference
from accounts.actions.trials import offer_trial, settle_trials
from accounts.models import Consumption, Journey, Need, StageChange, Touchpoint, TrialOffer
from crm.calendar import business_day, today
from crm.errors import Invalid, NotYours, Stale, Unseen
from tests.accounts.factories import AccountFactory, OrderFactory, ProductFactory, TouchpointFactory
from tests.crm.factories import NOW

TODAY = business_day(NOW)


def ago(days: int):
    return NOW - timedelta(days=days)


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice)


def test_a_new_dominant_need_takes_the_place_of_the_old_one(cast, shop):
    old = note_need(account=shop, kind="material", said="便宜一点", is_dominant=True, by=cast.alice, at=NOW)

    new = note_need(account=shop, kind="emotional", said="别换送货员", is_dominant=True, by=cast.alice, at=NOW)

    old.refresh_from_db()
    assert (old.is_dominant, new.is_dominant) == (False, True)
    assert Touchpoint.objects.get(subject=new.pk).code == "need.noted"


def test_a_need_that_runs_into_a_rule_is_not_simply_met(cast, shop):
    with pytest.raises(Invalid) as refused:
        note_need(account=shop, kind="material", said="月结", conflict="新客户现款", handling="meet", by=cast.alice, at=NOW)

    assert list(refused.value.fields) == ["handling"]
    assert not Need.objects.exists()


def test_a_settled_need_is_not_edited_and_an_old_copy_is_stale(cast, shop):
    need = note_need(account=shop, kind="material", said="早点送", by=cast.alice, at=NOW)
    update_need(need=need, changes={"wanted": "赶早市"}, by=cast.alice, at=NOW, version=1)
    with pytest.raises(Stale):
        update_need(need=need, changes={"wanted": "别的"}, by=cast.alice, at=NOW, version=1)
    settle_need(need=need, status="met", by=cast.alice, at=NOW)

    with pytest.raises(NeedNotOpen):
        update_need(need=need, changes={"wanted": "别的"}, by=cast.alice, at=NOW)


def test_what_a_neighbour_told_names_the_neighbour(cast, shop):
    neighbour = AccountFactory(owner=cast.alice)
    with pytest.raises(Invalid) as refused:
        note_preference(account=shop, text="周末孙子回来", source="neighbour", by=cast.alice, at=NOW)
    assert list(refused.value.fields) == ["teller"]

    told = note_preference(account=shop, text="周末孙子回来", source="neighbour", told_by=neighbour, by=cast.alice, at=NOW)

    assert (told.told_by, told.heard_on) == (neighbour, TODAY)
    retire_preference(preference=told, by=cast.alice, at=NOW)
    assert told.__class__.objects.current().count() == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"text": "喜欢茶", "heard_on": date(2026, 3, 11)}, "heard_on"),
        ({"text": "喜欢茶", "source": "rumour"}, "source"),
    ],
)
def test_bad_facts_are_refused_by_name(cast, shop, fields, named):
    with pytest.raises(Invalid) as refused:
        note_preference(account=shop, by=cast.alice, at=NOW, **fields)

    assert list(refused.value.fields) == [named]


def test_a_strangers_account_is_not_a_neighbour(cast, shop):
    theirs = AccountFactory(owner=cast.charlie)

    with pytest.raises(Invalid):
        note_preference(account=shop, text="喜欢茶", source="neighbour", told_by=theirs, by=cast.alice, at=NOW)


def test_team_mates_read_and_strangers_do_not_know(cast, shop):
    with pytest.raises(NotYours):
        note_need(account=shop, kind="material", said="x", by=cast.bob, at=NOW)
    with pytest.raises(Unseen):
        note_need(account=shop, kind="material", said="x", by=cast.charlie, at=NOW)
    need = note_need(account=shop, kind="material", said="x", by=cast.alice, at=NOW)
    assert [Need.objects.visible_to(person).filter(pk=need.pk).exists() for person in (cast.bob, cast.charlie, cast.sam)] == [
        True, False, False,
    ]  # fmt: skip


def test_the_rice_shop_measures_the_vat_and_knows_the_day(cast, shop):
    rice = ProductFactory(code="rice", unit="kg")

    kept = keep_consumption(
        account=shop, product=rice, by=cast.alice, at=NOW, width_cm=Decimal(40), depth_cm=Decimal(40), height_cm=Decimal(50),
        units_per_litre=Decimal("0.8"), household=6, per_head_per_day=Decimal("0.25"), stock=Decimal(15), has_consent=True,
    )  # fmt: skip

    assert (kept.parts["capacity"], kept.per_day, kept.rate_from) == (64, Decimal("1.5000"), "household")
    assert (kept.run_out_on, kept.run_out_from, kept.run_out_to) == (date(2026, 3, 20), date(2026, 3, 18), date(2026, 3, 23))
    assert (kept.deliver_by, kept.consent_on) == (date(2026, 3, 16), TODAY)


def test_an_order_moves_the_run_out_day_and_no_edit_becomes_stale(cast, shop):
    oil = ProductFactory(code="oil")
    for days, quantity in ((40, 10), (30, 10), (20, 10)):
        OrderFactory(account=shop, product=oil, quantity=Decimal(quantity), ordered_at=ago(days))
    kept = keep_consumption(account=shop, product=oil, by=cast.alice, at=NOW)
    assert (kept.rate_from, kept.per_day, kept.run_out_on) == ("orders", Decimal("1.0000"), TODAY - timedelta(days=10))

    OrderFactory(account=shop, product=oil, quantity=Decimal(12), ordered_at=ago(10))

    kept.refresh_from_db()
    assert (kept.last_fill_on, kept.last_fill, kept.run_out_on) == (
        TODAY - timedelta(days=10), Decimal("12.000"), TODAY + timedelta(days=2),
    )  # fmt: skip
    assert kept.version == 1
    update_consumption(consumption=kept, changes={"notes": "先用旧的"}, by=cast.alice, at=NOW, version=1)
    assert refresh_consumptions() == 0, "computed again, nothing differs"


def test_two_looks_into_the_vat_tell_more_than_the_orders(cast, shop):
    rice = ProductFactory()
    kept = keep_consumption(account=shop, product=rice, by=cast.alice, at=ago(20), stated_per_day=Decimal(5))
    count_stock(consumption=kept, quantity=Decimal(30), counted_on=business_day(ago(20)), by=cast.alice, at=ago(20))

    count_stock(consumption=kept, quantity=Decimal(10), by=cast.alice, at=NOW)

    kept.refresh_from_db()
    assert (kept.rate_from, kept.per_day, kept.stock, kept.run_out_on) == (
        "counts", Decimal("1.0000"), Decimal("10.000"), TODAY + timedelta(days=10),
    )  # fmt: skip


def test_bad_consumptions_are_refused_by_name(cast, shop):
    rice = ProductFactory()
    for fields, named in (
        ({"width_cm": Decimal(40)}, {"depth_cm", "height_cm"}),
        ({"capacity": Decimal(0)}, {"capacity"}),
        ({"lead_days": 90}, {"lead_days"}),
        ({"run_out_on": TODAY}, {"run_out_on"}),
    ):
        with pytest.raises(Invalid) as refused:
            keep_consumption(account=shop, product=rice, by=cast.alice, at=NOW, **fields)
        assert set(refused.value.fields) == named
    kept = keep_consumption(account=shop, product=rice, by=cast.alice, at=NOW)
    with pytest.raises(ConsumptionTaken):
        keep_consumption(account=shop, product=rice, by=cast.alice, at=NOW)
    with pytest.raises(Invalid):
        count_stock(consumption=kept, quantity=Decimal(1), counted_on=TODAY + timedelta(days=1), by=cast.alice, at=NOW)
    assert Consumption.objects.count() == 1


def test_the_stage_follows_the_orders_and_each_step_is_dated(cast, shop):
    refresh_journeys(accounts=[shop.pk], as_of=TODAY)
    OrderFactory(account=shop, ordered_at=ago(40))
    OrderFactory(account=shop, ordered_at=ago(20))
    refresh_journeys(accounts=[shop.pk], as_of=TODAY)

    journey = Journey.objects.get(account=shop)
    assert (journey.computed_stage, journey.computed_since) == ("repurchase", business_day(ago(20)))
    assert refresh_journeys(accounts=[shop.pk], as_of=TODAY) == 0
    assert refresh_journeys(as_of=TODAY + timedelta(days=200)) == 1, "silence alone loses a customer"
    steps = list(StageChange.objects.filter(account=shop).order_by("id").values_list("from_stage", "to_stage", "is_computed"))
    assert steps[0][0] == "reached"
    assert steps[-1] == ("repurchase", "lost", True)


def test_a_stage_set_by_a_person_stands_beside_the_computed_one(cast, shop):
    OrderFactory(account=shop, ordered_at=timezone.now() - timedelta(days=5))
    with pytest.raises(Invalid) as refused:
        set_stage(account=shop, stage="lost", reason=" ", by=cast.alice, at=NOW)
    assert "reason" in refused.value.fields

    journey = set_stage(account=shop, stage="lost", reason="搬去外地", by=cast.alice, at=NOW)

    assert (journey.set_stage, journey.set_by, journey.set_reason) == ("lost", cast.alice, "搬去外地")
    assert journey.computed_stage == "purchase"
    set_stage(account=shop, stage=None, by=cast.alice, at=NOW)
    journey.refresh_from_db()
    assert (journey.set_stage, journey.set_reason) == (None, "")


def test_beliefs_have_entry_rules(cast, shop):
    with pytest.raises(BeliefRefused) as refused:
        judge_belief(account=shop, belief="trying", evidence="说试试", by=cast.alice, at=NOW)
    assert refused.value.code == "belief_needs_trial"
    judge_belief(account=shop, belief="torn", evidence="又想买又怕", by=cast.alice, at=NOW)
    offer_trial(account=shop, text="试吃装", ends_on=TODAY + timedelta(days=20), by=cast.alice, at=NOW)

    journey = judge_belief(account=shop, belief="trying", evidence="拿了一袋", by=cast.alice, at=NOW)

    assert (journey.belief, journey.belief_evidence) == ("trying", "拿了一袋")
    steps = StageChange.objects.filter(account=shop, ladder="belief").order_by("id").values_list("from_stage", "to_stage")
    assert list(steps) == [(None, "torn"), ("torn", "trying")]


def test_a_trial_bears_fruit_within_its_window_and_expires_without(cast, shop):
    rice, oil = ProductFactory(), ProductFactory()
    now, day = timezone.now(), today()
    window = {"ends_on": day + timedelta(days=20), "by": cast.alice, "at": now}
    of_rice = offer_trial(account=shop, product=rice, text="试吃装", **window)
    of_oil = offer_trial(account=shop, product=oil, text="小瓶油", **window)

    order = OrderFactory(account=shop, product=rice, ordered_at=now)

    of_rice.refresh_from_db()
    assert (of_rice.state, of_rice.order, of_rice.settled_on) == ("converted", order, day)
    assert settle_trials(as_of=day + timedelta(days=21)) == 1
    assert TrialOffer.objects.get(pk=of_oil.pk).state == "expired"


def test_who_brings_another_is_loyal_after_buying_twice(cast, shop):
    brought = AccountFactory(owner=cast.alice)
    OrderFactory(account=shop, ordered_at=ago(40))
    OrderFactory(account=shop, ordered_at=ago(20))
    with pytest.raises(Invalid):
        note_arrival(account=brought, arrival="advertising", referred_by=shop, by=cast.alice, at=NOW)

    note_arrival(account=brought, arrival="referral", referred_by=shop, by=cast.alice, at=NOW)
    refresh_journeys(accounts=[shop.pk], as_of=TODAY)

    assert Journey.objects.get(account=shop).computed_stage == "loyal"


def test_not_knowing_is_an_answer_of_its_own(cast, shop):
    call = TouchpointFactory(account=shop, by=cast.alice)
    judge_touchpoint(touchpoint=call, expectation="十点前送到", verdict=None, by=cast.alice, at=NOW)

    judged = judge_touchpoint(touchpoint=call, expectation="十点前送到", verdict="uncertain", by=cast.alice, at=NOW)

    assert (judged.expectation, judged.verdict, judged.judged_by) == ("十点前送到", "uncertain", cast.alice)
    again = judge_touchpoint(touchpoint=call, expectation="十点前送到", verdict="uncertain", by=cast.alice, at=NOW)
    assert again.version == judged.version, "the same again changes nothing"
    with pytest.raises(Invalid):
        judge_touchpoint(touchpoint=TouchpointFactory(account=shop), verdict=None, by=cast.alice, at=NOW)


def test_an_order_on_the_timeline_is_a_code_with_its_numbers(cast, shop):
    OrderFactory(account=shop, quantity=Decimal(2), unit_price=Decimal("50.00"))

    told = Touchpoint.objects.get(account=shop, kind="order")
    assert (told.code, Decimal(told.details["total"]), told.details["currency"], told.details["lines"]) == (
        "order.sale", Decimal(100), "CNY", 1,
    )  # fmt: skip
