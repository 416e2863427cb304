"""The review in SQL and the rules in Python decide alike, month by month, on markets that nobody of us thought up."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from crm.models import Team
from tests.tiers.world import instant, make_account, make_order
from tiers.actions.review import review_tiers
from tiers.hysteresis import Decision, Held, decide, is_rated, month_end_on_or_before
from tiers.models import Standing, TierPolicy
from tiers.scoring import places

FIRST_DAY = date(2024, 1, 1)
#: The review days of a history: month ends, mid-months, and gaps where nobody looked.
DAYS = [date(2024, month, day) for month in range(1, 12) for day in (9, 20)] + [
    month_end_on_or_before(date(2024, month, 15)) for month in range(2, 12)
]


@dataclass
class Shop:
    born_on: date
    values: list[Decimal]
    fault_on: date | None = None
    currency: str = "CNY"
    account: Account | None = None
    held: Held = field(default_factory=Held)


values = st.one_of(st.just(Decimal(0)), st.integers(-300, 1500).map(lambda cents: Decimal(cents) / 3).map(lambda v: round(v, 2)))
shops = st.builds(
    Shop,
    born_on=st.sampled_from([FIRST_DAY - timedelta(days=days) for days in (400, 180, 179, 100)] + [FIRST_DAY + timedelta(days=50)]),
    values=st.lists(values, min_size=7, max_size=7),
    fault_on=st.one_of(st.none(), st.sampled_from([day - timedelta(days=days) for day in DAYS for days in (1, 89, 90)])),
    currency=st.sampled_from(["CNY", "CNY", "CNY", "EUR"]),
)
STANDARD = {
    "method": "percentile", "shares": {"vip": "0.01", "gold": "0.05", "key": "0.20"}, "thresholds": {}, "floors": {},
    "enter_factor": Decimal("0.90"), "leave_factor": Decimal("1.30"), "grace_months": 2, "minimum_age_days": 180,
    "protection_days": 90,
}  # fmt: skip
policies = st.sampled_from(
    [
        STANDARD,
        STANDARD | {"shares": {"vip": "0.10", "gold": "0.25", "key": "0.50"}},
        STANDARD | {"shares": {"vip": "0.15", "gold": "0.3", "key": "0.6"}, "floors": {"vip": 300, "key": 50}, "grace_months": 1},
        STANDARD | {"shares": {"vip": "0.2", "gold": "0.4", "key": "0.7"}, "protection_days": 0, "minimum_age_days": 0},
        STANDARD | {
            "method": "absolute", "shares": {}, "thresholds": {"vip": "400", "gold": "200.50", "key": "50"},
            "enter_factor": Decimal("1.10"), "leave_factor": Decimal("0.80"), "grace_months": 3,
        },
    ]
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    market=st.lists(shops, min_size=1, max_size=14),
    days=st.lists(st.sampled_from(DAYS), min_size=7, max_size=7, unique=True).map(sorted),
    terms=policies,
)
def test_review_and_rules_agree(market, days, terms):
    team = Team.objects.create(name=f"Team {Team.objects.count()}")
    policy = policy_with(terms)
    open_shops(market, team)

    for turn, day in enumerate(days):
        trade(market, turn, day)
        review_tiers(at=instant(day + timedelta(days=1)), as_of=day, teams=[team])

        assert reviewed(team) == decided(market, turn, day, policy)


def policy_with(terms):
    policy = TierPolicy.objects.get(number=1)
    TierPolicy.objects.filter(pk=policy.pk).update(**terms)
    policy.refresh_from_db()
    return policy


def open_shops(market, team):
    for number, shop in enumerate(market):
        shop.account = make_account(team, f"Shop {number}", created_on=shop.born_on, currency=shop.currency)
        shop.held = Held()


def trade(market, turn, day):
    """One order a turn brings the year's value to the wanted one: all turns lie within twelve months."""
    for shop in market:
        before = shop.values[turn - 1] if turn else Decimal(0)
        if shop.born_on <= day and shop.values[turn] != before:
            make_order(shop.account, shop.values[turn] - before, on=day)
        elif shop.born_on > day:
            shop.values[turn] = Decimal(0)
    Standing.objects.filter(account__in=[shop.account for shop in market]).update(last_fault_on=None)
    for shop in market:
        if shop.fault_on and shop.fault_on <= day:
            Standing.objects.filter(account=shop.account).update(last_fault_on=shop.fault_on)


def decided(market, turn, day, policy):
    """What the rules say of every shop that is there; only then does their memory move on."""
    there = [shop for shop in market if shop.born_on <= day]
    patience = policy.patience()
    rated = {shop.account.pk: is_rated(held=shop.held, born_on=shop.born_on, day=day, patience=patience) for shop in there}
    decisions = {}
    for shop in there:
        peers = [other for other in there if other.currency == shop.currency]
        found = places({other.account.pk: other.values[turn] for other in peers if rated[other.account.pk]})
        decisions[shop.account.pk] = decide(
            held=shop.held, rated=rated[shop.account.pk], place=found.get(shop.account.pk), cuts=policy.cuts(), patience=patience,
            day=day, month_end=month_end_on_or_before(day), opening=all(other.held.tier is None for other in peers),
            last_fault_on=shop.fault_on if shop.fault_on and shop.fault_on <= day else None,
        )  # fmt: skip
    for shop in there:
        decision = decisions[shop.account.pk]
        shop.held = Held(decision.tier, decision.months_beyond, decision.last_month_end)
    return decisions


def reviewed(team):
    """What the review wrote."""
    standings = Standing.objects.filter(account__team=team).select_related("account")
    assert all(standing.computed == standing.account.tier for standing in standings)
    return {
        standing.account_id: Decision(
            standing.computed, standing.candidate, standing.months_beyond, standing.last_month_end, standing.reason
        )
        for standing in standings
    }
