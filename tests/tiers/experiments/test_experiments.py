"""From the draft to the decision: refused before everybody knows, drawn once, measured, judged (rows 41, 42)."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Account
from crm.errors import Invalid
from crm.models import Event, Role
from tests.tiers.world import NOW, TODAY, make_account, make_order, make_team, make_user
from tiers.actions.experiments import (
    BriefUnread,
    NoBrief,
    NotADraft,
    NotMeasured,
    change_experiment,
    decide_experiment,
    draft_experiment,
    draw_experiment,
    measure_experiment,
    start_experiment,
)
from tiers.actions.segments import acknowledge_brief, define_segment
from tiers.models import ExperimentMember

pytestmark = pytest.mark.django_db

TIERS = ("vip", "gold", "key", "ordinary", None)


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def lena(north):
    return make_user("Lena", Role.LEAD, leads=[north])


@pytest.fixture
def segment(north, lena):
    return define_segment(by=lena, at=NOW, name="All", team=north, filters={}, brief="Offer the tasting box.")


@pytest.fixture
def shops(north):
    return [make_account(north, f"Shop {n}", tier=TIERS[n % 7 % 5]) for n in range(120)]


def draft(segment, lena, **fields):
    usual = {"name": "Tasting box", "hypothesis": "They buy more", "offer": "A tasting box", "holdout_share": Decimal("0.4")}
    return draft_experiment(segment=segment, by=lena, at=NOW, **usual | fields)


def everybody(segment, person):
    return Account.objects.filter(team=segment.team)


def started(segment, lena, **fields):
    acknowledge_brief(segment=segment, brief_number=1, by=lena, at=NOW)
    experiment = start_experiment(experiment=draft(segment, lena, **fields), by=lena, at=NOW)
    return draw_experiment(experiment=experiment, members=everybody, at=NOW)


def arms(experiment):
    return dict(ExperimentMember.objects.filter(experiment=experiment).values_list("account_id", "arm"))


def test_it_does_not_start_before_everybody_has_read_the_brief(north, lena, segment, shops):
    alice = make_user("Alice", team=north)
    experiment = draft(segment, lena)
    acknowledge_brief(segment=segment, brief_number=1, by=lena, at=NOW)

    with pytest.raises(BriefUnread) as refused:
        start_experiment(experiment=experiment, by=lena, at=NOW)

    assert refused.value.more == {"people": [{"id": str(alice.pk), "name": "Alice"}], "count": 1}
    acknowledge_brief(segment=segment, brief_number=1, by=alice, at=NOW)
    assert start_experiment(experiment=experiment, by=lena, at=NOW).status == "drawing"


def test_without_a_brief_nobody_can_have_read_it(north, lena, shops):
    bare = define_segment(by=lena, at=NOW, name="Bare", team=north, filters={})

    with pytest.raises(NoBrief):
        start_experiment(experiment=draft(bare, lena), by=lena, at=NOW)


def test_the_split_is_even_within_each_tier_and_drawn_once(lena, segment, shops):
    experiment = started(segment, lena)
    first = arms(experiment)

    assert (experiment.status, experiment.ends_on) == ("running", TODAY + timedelta(days=27))
    assert len(first) == 120
    for counts in experiment.split["strata"].values():
        assert abs(counts["holdout"] - 0.4 * sum(counts.values())) < 1
    assert draw_experiment(experiment=experiment, members=everybody, at=NOW).split == experiment.split
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        ExperimentMember.objects.filter(experiment=experiment).update(arm="holdout")
    assert arms(experiment) == first


def test_the_same_seed_draws_the_same_and_another_one_does_not(lena, segment, shops):
    drawn = []
    for seed in (7, 7, 8):
        experiment = draft(segment, lena)
        acknowledge_brief(segment=segment, brief_number=1, by=lena, at=NOW)
        experiment = start_experiment(experiment=experiment, by=lena, at=NOW)
        experiment.seed = seed
        experiment.save()
        experiment = draw_experiment(experiment=experiment, members=everybody, at=NOW)
        drawn.append(arms(experiment))
        experiment.status = "ended"
        experiment.save()

    assert drawn[0] == drawn[1] != drawn[2]


def test_who_is_in_a_running_experiment_is_in_no_other(lena, segment, shops):
    started(segment, lena)

    second = start_experiment(experiment=draft(segment, lena, name="Second"), by=lena, at=NOW)
    second = draw_experiment(experiment=second, members=everybody, at=NOW)

    assert (second.status, arms(second)) == ("draft", {})
    assert second.error == "segment_empty"


def test_what_is_tried_stands_still_once_it_has_started(lena, segment, shops):
    experiment = started(segment, lena)

    with pytest.raises(NotADraft):
        change_experiment(experiment=experiment, changes={"offer": "Another"}, by=lena, at=NOW)
    with pytest.raises(Invalid) as refused:
        draft(segment, lena, holdout_share=Decimal("0.01"), days=2)
    assert set(refused.value.fields) == {"holdout_share", "days"}


def test_it_measures_the_window_and_ends_with_it(lena, segment, shops):
    experiment = started(segment, lena)
    parts = arms(experiment)
    numbers = {"treated": count(), "holdout": count()}  # both arms spread alike, whomever the draw put where
    for shop in shops:
        extra = 50 if parts[shop.pk] == "treated" else 0
        make_order(shop, 100 + next(numbers[parts[shop.pk]]) % 10 + extra, on=TODAY + timedelta(days=3))
        make_order(shop, 999, on=TODAY + timedelta(days=40))  # after the window
        make_order(shop, 100, on=TODAY - timedelta(days=5))

    during = measure_experiment(experiment=experiment, at=NOW + timedelta(days=10))
    assert (during.status, during.result["outcome"]) == ("running", "better")
    assert during.result["low"] < 50 < during.result["high"]
    assert during.result["before"]["treated"] == during.result["before"]["holdout"] == 100
    assert (during.result["currency"], during.result["treated"]["accounts"]) == ("CNY", experiment.split["treated"])

    after = measure_experiment(experiment=experiment, at=NOW + timedelta(days=41))
    assert (after.status, after.result["difference"]) == ("ended", during.result["difference"])
    assert Event.objects.get(type="experiment.ended").payload["outcome"] == "better"


def test_two_currencies_are_no_sum_but_orders_can_be_counted(north, lena, segment, shops):
    shops += [make_account(north, f"Euro {n}", currency="EUR") for n in range(4)]
    for shop in shops:
        make_order(shop, 10, on=TODAY)

    money = measure_experiment(experiment=started(segment, lena), at=NOW)
    assert (money.result["outcome"], money.result["low"]) == ("two_currencies", None)
    money.status = "ended"
    money.save()
    orders = measure_experiment(experiment=started(segment, lena, metric="orders"), at=NOW)
    assert orders.result["outcome"] == "too_few"  # each bought once: there is no spread to reckon with


def test_a_decision_needs_a_measurement_and_a_reason(lena, segment, shops):
    experiment = started(segment, lena)

    with pytest.raises(NotMeasured):
        decide_experiment(experiment=experiment, verdict="drop", reason="It did nothing", by=lena, at=NOW)
    measure_experiment(experiment=experiment, at=NOW)
    with pytest.raises(Invalid) as refused:
        decide_experiment(experiment=experiment, verdict="perhaps", reason=" ", by=lena, at=NOW)
    decision = decide_experiment(experiment=experiment, verdict="repeat", reason="Too few to tell", by=lena, at=NOW)

    assert set(refused.value.fields) == {"verdict", "reason"}
    assert decision.result["outcome"] == "too_few"
