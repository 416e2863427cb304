"""Versions of the tier policy: sound when drafted, final when published, in force from their day on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.errors import Invalid
from crm.models import Event, Role
from tests.tiers.world import NOW, TODAY, make_market, make_team, make_user, tiers_of
from tiers.actions.policies import PolicyPublished, PolicyTooLate, draft_policy, publish_policy
from tiers.actions.review import review_tiers
from tiers.actions.rights import LeadOnly
from tiers.models import TierPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_user("Lena", Role.LEAD)


def draft(by, **changes):
    return draft_policy(**{"name": "Autumn", "effective_on": TODAY, "by": by, "at": NOW} | changes)


def test_a_policy_holds_from_the_start_without_anybodys_doing():
    policy = TierPolicy.objects.in_force_on(date(2011, 12, 9)).get()

    assert policy.number == 1
    assert policy.shares == {"vip": "0.01", "gold": "0.05", "key": "0.20"}
    assert policy.intervals_days == {"vip": 7, "gold": 14, "key": 28, "ordinary": 56, "unrated": 28}
    assert policy.target_levels == {"vip": 4, "gold": 3, "key": 3, "ordinary": 2}


def test_a_draft_takes_the_next_number_and_the_terms_that_are_not_named(lena):
    made = draft(lena, shares={"vip": 0.02, "gold": "0.10", "key": Decimal("0.30")})

    made.refresh_from_db()
    assert (made.number, made.status, made.created_by, made.grace_months) == (2, "draft", lena, 2)
    assert made.shares == {"vip": "0.02", "gold": "0.10", "key": "0.30"}
    assert (made.enter_factor, made.leave_factor) == (Decimal("0.90"), Decimal("1.30"))


def test_money_brings_its_own_band(lena):
    made = draft(lena, method="absolute", thresholds={"vip": 500_000, "gold": "100000.50", "key": 20_000})

    assert (made.enter_factor, made.leave_factor, made.shares) == (Decimal("1.10"), Decimal("0.80"), {})
    assert made.thresholds == {"vip": "500000", "gold": "100000.50", "key": "20000"}


def test_a_draft_decides_nothing_until_it_is_published(lena):
    made = draft(lena)

    assert TierPolicy.objects.in_force_on(TODAY).first().number == 1
    publish_policy(policy=made, by=lena, at=NOW)
    assert TierPolicy.objects.in_force_on(TODAY).first() == made
    assert TierPolicy.objects.in_force_on(TODAY - timedelta(days=1)).first().number == 1


def test_a_published_policy_cuts_from_its_day_on(lena):
    team = make_team()
    shops = make_market(team, [900, 500, 100])
    review_tiers(at=NOW)
    terms = {"method": "absolute", "thresholds": {"vip": 850, "gold": 450, "key": 80}}
    publish_policy(policy=draft(lena, effective_on=TODAY + timedelta(days=1), **terms), by=lena, at=NOW)

    review_tiers(at=NOW)
    today = tiers_of(shops)
    review_tiers(at=NOW + timedelta(days=1))

    assert today == ["vip", "ordinary", "ordinary"]
    assert tiers_of(shops) == ["vip", "gold", "key"]


def test_publishing_is_told_to_the_outside(lena):
    made = publish_policy(policy=draft(lena), by=lena, at=NOW)

    assert (made.status, made.published_by, made.published_at) == ("published", lena, NOW)
    assert Event.objects.get(type="tier_policy.published").payload["number"] == 2


def test_a_published_version_is_final(lena):
    made = publish_policy(policy=draft(lena), by=lena, at=NOW)

    with pytest.raises(PolicyPublished):
        publish_policy(policy=made, by=lena, at=NOW)


def test_nobody_is_judged_by_rules_made_afterwards(lena):
    made = draft(lena, effective_on=TODAY)

    with pytest.raises(PolicyTooLate):
        publish_policy(policy=made, by=lena, at=NOW + timedelta(days=1))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST, Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD, Role.INTEGRATION])
def test_only_leads_and_administrators_set_the_policy(lena, role):
    made = draft(lena)
    other = make_user("Other", role, team=make_team())

    with pytest.raises(LeadOnly):
        draft(other)
    with pytest.raises(LeadOnly):
        publish_policy(policy=made, by=other, at=NOW)


SHARES = {"vip": "0.01", "gold": "0.05", "key": "0.20"}
MONEY = {"method": "absolute", "thresholds": {"vip": 500, "gold": 100, "key": 20}}


@pytest.mark.parametrize(
    ("terms", "fields"),
    [
        ({"shares": {"vip": "0.05", "gold": "0.05", "key": "0.20"}}, ["shares"]),  # overlapping
        ({"shares": {"vip": "0.10", "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": {"vip": "0", "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": {"vip": "0.01", "gold": "0.05", "key": "1"}}, ["shares"]),
        ({"shares": {"vip": "-0.01", "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": {"vip": "0.01", "gold": "0.05"}}, ["shares"]),
        ({"shares": SHARES | {"platinum": "0.001"}}, ["shares"]),
        ({"shares": {"vip": "NaN", "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": {"vip": "one", "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": {"vip": True, "gold": "0.05", "key": "0.20"}}, ["shares"]),
        ({"shares": ["0.01", "0.05", "0.20"]}, ["shares"]),
        ({"thresholds": {"vip": 500, "gold": 100, "key": 20}}, ["thresholds"]),  # belongs to the other method
        (MONEY | {"thresholds": {"vip": 100, "gold": 100, "key": 20}}, ["thresholds"]),
        (MONEY | {"thresholds": {"vip": 500, "gold": 100, "key": 0}}, ["thresholds"]),
        (MONEY | {"thresholds": {"vip": "Infinity", "gold": 100, "key": 20}}, ["thresholds"]),
        (MONEY | {"shares": SHARES}, ["shares"]),
        (MONEY | {"enter_factor": "0.90"}, ["enter_factor"]),
        (MONEY | {"leave_factor": "1.30"}, ["leave_factor"]),
        ({"method": "alphabet"}, ["method"]),
        ({"floors": {"vip": 10, "gold": 20}}, ["floors"]),
        ({"floors": {"key": -1}}, ["floors"]),
        ({"floors": {"ordinary": 1}}, ["floors"]),
        ({"enter_factor": "1.10"}, ["enter_factor"]),
        ({"enter_factor": "0"}, ["enter_factor"]),
        ({"leave_factor": "0.90"}, ["leave_factor"]),
        ({"grace_months": 0}, ["grace_months"]),
        ({"grace_months": 1.5}, ["grace_months"]),
        ({"minimum_age_days": -1}, ["minimum_age_days"]),
        ({"protection_days": 400}, ["protection_days"]),
        ({"intervals_days": {"vip": 7}}, ["intervals_days"]),
        ({"intervals_days": {"vip": 0, "gold": 14, "key": 28, "ordinary": 56, "unrated": 28}}, ["intervals_days"]),
        ({"target_levels": {"vip": 5, "gold": 3, "key": 3, "ordinary": 2}}, ["target_levels"]),
        ({"shares": {}, "grace_months": 99}, ["shares", "grace_months"]),
        ({"colour": "red"}, ["colour"]),
        ({"name": "  "}, ["name"]),
    ],
)
def test_unsound_terms_are_refused_by_name(lena, terms, fields):
    with pytest.raises(Invalid) as refused:
        draft(lena, **terms)

    assert list(refused.value.fields) == fields
    assert TierPolicy.objects.count() == 1
