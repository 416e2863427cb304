"""Stages of the way (row 39) and steps of belief (row 40), by their entry rules."""

from datetime import date, timedelta

import pytest

from accounts.journey import BELIEFS, Facts, JourneyRules, belief_refusal, lost_after, order_facts, stage_on

DAY = date(2026, 3, 2)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def ordered(*days_ago: int, **more: object) -> Facts:
    return Facts(**order_facts([ago(days) for days in days_ago]), **more)  # type: ignore[arg-type]


CASES = [
    ("only known", Facts(), "reached", "known_only"),
    ("met, nothing bought", Facts(last_visit_on=ago(3)), "screening", "met_without_order"),
    ("given up before buying", Facts(last_visit_on=ago(3), is_given_up=True), "lost", "given_up"),
    ("bought this week", ordered(3), "purchase", "ordered_once"),
    ("bought once, a month ago", ordered(30), "done", "ordered_once_and_done"),
    ("buys every ten days", ordered(30, 20, 10), "repurchase", "ordered_again"),
    ("brings others", ordered(30, 20, 10, referrals=1), "loyal", "refers"),
    ("judged loyal", ordered(30, 20, 10, is_loyal=True), "loyal", "loyal_band"),
    ("one purchase does not make a referrer loyal", ordered(30, referrals=3), "done", "ordered_once_and_done"),
    ("silent for a quarter", ordered(120, 110, 100), "lost", "silent"),
    ("a yearly buyer is not lost in spring", ordered(700, 340), "repurchase", "ordered_again"),
    ("came back after half a year", ordered(220, 210, 200, 5), "won_back", "came_back"),
    ("came back long ago", ordered(420, 410, 400, 130, 120, 110, 100, 90, 80, 70, 60, 50, 40, 30), "repurchase", "ordered_again"),
    ("closed by us although it buys", ordered(30, 20, 10, is_given_up=True), "lost", "given_up"),
]


@pytest.mark.parametrize(("_name", "facts", "stage", "rule"), CASES, ids=[case[0] for case in CASES])
def test_the_furthest_stage_whose_rule_holds(_name, facts, stage, rule):
    found = stage_on(facts, day=DAY)

    assert (found.stage, found.rule) == (stage, rule)


def test_a_stage_begins_on_the_day_its_rule_first_held():
    assert stage_on(ordered(30, 20, 10), day=DAY).since == ago(20), "the second order"
    assert stage_on(ordered(120, 110, 100), day=DAY).since == ago(100) + timedelta(days=91)
    assert stage_on(ordered(220, 210, 200, 5), day=DAY).since == ago(5)


def test_silence_is_measured_by_the_customers_own_rhythm():
    rules = JourneyRules()

    assert [lost_after(gap, rules) for gap in (None, 7, 30, 200)] == [90, 90, 120, 365]


def test_the_parts_explain_the_stage():
    parts = stage_on(ordered(30, 20, 10), day=DAY).parts

    assert parts["rule"] == "ordered_again"
    assert (parts["order_days"], parts["gap_days"], parts["lost_after"]) == (3, 10.0, 90)
    assert parts["last_order_on"] == ago(10).isoformat()


@pytest.mark.parametrize("belief", BELIEFS[:6])
def test_the_lower_steps_are_judged_from_words(belief):
    assert belief_refusal(belief, order_days=0, has_trial=False) is None
    assert belief_refusal(belief, order_days=2, has_trial=True) == "belief_is_past"


def test_the_upper_steps_are_deeds():
    assert belief_refusal("trying", order_days=0, has_trial=False) == "belief_needs_trial"
    assert belief_refusal("trying", order_days=0, has_trial=True) is None
    assert belief_refusal("trying", order_days=1, has_trial=False) is None
    assert belief_refusal("repurchase", order_days=1, has_trial=True) == "belief_needs_second_order"
    assert belief_refusal("repurchase", order_days=2, has_trial=False) is None
