"""What other rules would change, before anybody publishes them; a composite score; the service policy of a tier."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Account
from crm.errors import Invalid
from crm.models import Event, Role
from tests.tiers.world import NOW, TODAY, make_account, make_market, make_team, make_user, tiers_of
from tiers.actions.overrides import override_tier
from tiers.actions.policies import draft_policy, publish_policy
from tiers.actions.review import review_tiers
from tiers.actions.wallets import estimate_wallet
from tiers.board.simulation import simulate
from tiers.composite import Parts, points
from tiers.models import Standing, TierAssignment, TierPolicy, Worth, WorthRun
from tiers.workload import workload

pytestmark = pytest.mark.django_db

NEXT_DAY = NOW + timedelta(days=1)


@pytest.fixture
def north():
    return make_team("North")


@pytest.fixture
def lena(north):
    return make_user("Lena", Role.LEAD, leads=[north])


def draft(by, **terms):
    return draft_policy(name="Wider", effective_on=TODAY + timedelta(days=1), by=by, at=NOW, **terms)


def flows(simulation):
    return {(flow.before, flow.after): flow.accounts for flow in simulation.flows}


WIDER = {"shares": {"vip": "0.10", "gold": "0.20", "key": "0.50"}}


def test_a_simulation_agrees_with_the_review_that_follows(north, lena):
    shops = make_market(north, range(40, 0, -1))
    review_tiers(at=NOW)
    policy = draft(lena, **WIDER)
    told = simulate(policy=policy, today=TierPolicy.objects.get(number=1), user=lena)

    publish_policy(policy=policy, by=lena, at=NOW)
    before = tiers_of(shops)
    review_tiers(at=NEXT_DAY)
    after = tiers_of(shops)

    moved = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert told.at_once == len(moved) > 0
    assert flows(told) == {pair: list(zip(before, after, strict=True)).count(pair) for pair in zip(before, after, strict=True)}
    assert sum(told.today.accounts.values()) == sum(told.then.accounts.values()) == 40


def test_nobody_falls_at_once_and_the_grace_ends_where_the_simulation_said(north, lena):
    shops = make_market(north, range(40, 0, -1))
    review_tiers(at=NOW)
    narrow = draft(lena, shares={"vip": "0.01", "gold": "0.02", "key": "0.05"}, grace_months=1)

    told = simulate(policy=narrow, today=TierPolicy.objects.get(number=1), user=lena)

    assert told.at_once == 0
    publish_policy(policy=narrow, by=lena, at=NOW)
    for month in range(1, 5):
        review_tiers(at=NOW + timedelta(days=31 * month))
    settled = {tier: tiers_of(shops).count(tier) for tier in ("vip", "gold", "key", "ordinary")}
    assert settled == {tier: told.then.accounts[tier] for tier in settled}


def test_the_same_rules_change_nothing(north, lena):
    make_market(north, range(40, 0, -1))
    review_tiers(at=NOW)

    told = simulate(policy=draft(lena), today=TierPolicy.objects.get(number=1), user=lena)

    assert (told.at_once, told.movers, told.today) == (0, [], told.then)


def test_sides_tell_the_sales_covered_and_what_the_visits_take(north, lena):
    make_market(north, [600, 300, 60, 40])
    make_account(north, "Young", created_on=TODAY)
    review_tiers(at=NOW)
    policy = draft(lena, method="absolute", thresholds={"vip": 500, "gold": 250, "key": 50}, visit_minutes=dict.fromkeys(
        ("vip", "gold", "key", "ordinary", "unrated"), 60))  # fmt: skip

    told = simulate(policy=policy, today=TierPolicy.objects.get(number=1), user=lena)

    assert (told.today.covered, told.then.covered) == ({"CNY": Decimal("0.6000")}, {"CNY": Decimal("0.9600")})
    assert told.then.accounts == {"vip": 1, "gold": 1, "key": 1, "ordinary": 1, None: 1}
    # a month's: 1/7 + 1/14 + 1/28 + 1/56 + 1/28 of 30.4375 days, an hour each
    assert (told.then.workload.visits, told.then.workload.hours) == (Decimal("9.2"), Decimal("9.2"))
    assert [(mover.name, mover.before, mover.after) for mover in told.movers] == [
        ("Shop 1", "ordinary", "gold"), ("Shop 2", "ordinary", "key"),
    ]  # fmt: skip


def test_a_persons_word_stands_whatever_the_rules(north, lena):
    shops = make_market(north, range(10, 0, -1))
    review_tiers(at=NOW)
    override_tier(
        account=shops[9], tier="key", reason="Opens a branch in May", by=lena, at=NOW, expires_on=TODAY + timedelta(days=30)
    )

    told = simulate(policy=draft(lena, **WIDER), today=TierPolicy.objects.get(number=1), user=lena)

    assert told.held_by_hand == 1
    assert flows(told)["key", "key"] >= 1


def test_another_teams_accounts_are_not_told(north, lena):
    make_market(make_team("South"), range(10, 0, -1))
    review_tiers(at=NOW)

    told = simulate(policy=draft(lena, **WIDER), today=TierPolicy.objects.get(number=1), user=lena)

    assert (sum(told.then.accounts.values()), told.movers, told.then.covered) == (0, [], {})


def test_simulating_writes_nothing(north, lena):
    make_market(north, range(40, 0, -1))
    review_tiers(at=NOW)
    before = (Event.objects.count(), TierAssignment.objects.count(), list(Standing.objects.order_by("pk").values()))
    policy = draft(lena, **WIDER)

    simulate(policy=policy, today=TierPolicy.objects.get(number=1), user=lena)

    assert before == (Event.objects.count(), TierAssignment.objects.count(), list(Standing.objects.order_by("pk").values()))


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        (Parts(Decimal("0.8"), Decimal("0.5"), Decimal("0.2")), "63.5000"),
        (Parts(Decimal("0.8"), None, Decimal("0.2")), "68.0000"),
        (Parts(Decimal("0.8"), Decimal("0.5")), "71.1765"),
        (Parts(Decimal("0.8")), "80.0000"),
        (Parts(Decimal(1), Decimal(1), Decimal(1)), "100.0000"),
    ],
)
def test_what_is_not_known_weighs_nothing(parts, score):
    assert points(parts, {"value": 60, "loyalty": 25, "potential": 15}) == Decimal(score)


def judged(shop, **columns):
    """What the nightly appraisal left of a shop."""
    run, _ = WorthRun.objects.get_or_create(day=TODAY, state="done", started_at=NOW, orders_until=0)
    values = {"cohort": 0, "outcome": 1} | columns
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS tiers_worth_{run.pk} PARTITION OF tiers_worth FOR VALUES IN ({run.pk})")
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(
            f"INSERT INTO tiers_worth (run_id, account_id, {names}) VALUES (%s, %s, {marks})", [run.pk, shop.pk, *values.values()]
        )
    assert Worth.objects.filter(account=shop).exists()


def test_a_composite_policy_ranks_by_value_loyalty_and_potential_and_says_so(north, lena):
    big, loyal, hopeful, provisional = make_market(north, [400, 300, 200, 100])
    judged(loyal, loyalty=90, coverage=0.9, equity=5000)
    judged(provisional, loyalty=100, coverage=0.3, equity=None)
    judged(big, loyalty=10, coverage=0.8, equity=10)
    estimate_wallet(account=hopeful, amount=Decimal(5000), source="Owner's word", by=None, at=NOW)
    estimate_wallet(account=big, amount=Decimal(450), source="Owner's word", by=None, at=NOW)
    policy = draft_policy(name="Whole", effective_on=TODAY, by=lena, at=NOW, score="composite")
    publish_policy(policy=policy, by=lena, at=NOW)

    review_tiers(at=NOW)

    # a year's worth: 61.7 (with 10 over three years), 878.3, 60, 30: shares of the peers 0.75, 1, 0.5, 0.25
    expected = {
        big: Parts(Decimal("0.75"), Decimal("0.1"), Decimal("0.5")),
        loyal: Parts(Decimal(1), Decimal("0.9")),
        hopeful: Parts(Decimal("0.5"), None, Decimal(1)),
        provisional: Parts(Decimal("0.25")),
    }
    standings = {standing.account_id: standing for standing in Standing.objects.all()}
    assert {shop.name: standings[shop.pk].points for shop in expected} == {
        shop.name: points(parts, policy.score_weights) for shop, parts in expected.items()
    }
    assert standings[loyal.pk].rank == 1
    assert tiers_of([big, loyal, hopeful, provisional]) == ["ordinary", "vip", "ordinary", "ordinary"]
    change = TierAssignment.objects.get(account=loyal)
    assert (change.numbers["points"], change.numbers["parts"]["loyalty"]) == ("97.0588", 0.9)
    assert Event.objects.get(account_id=loyal.pk, type="tier.changed").payload["numbers"] == change.numbers


def test_a_composite_review_seen_twice_changes_nothing_and_simulates_alike(north, lena):
    shops = make_market(north, [400, 300, 200, 100])
    judged(shops[2], loyalty=100, coverage=1, equity=90000)
    policy = draft_policy(name="Whole", effective_on=TODAY, by=lena, at=NOW, score="composite")
    told = simulate(policy=policy, today=TierPolicy.objects.get(number=1), user=lena)
    assert sum(told.then.accounts.values()) == 4
    publish_policy(policy=policy, by=lena, at=NOW)
    review_tiers(at=NOW)
    first = list(Standing.objects.order_by("pk").values())

    [again] = review_tiers(at=NOW)

    assert (again.changed, list(Standing.objects.order_by("pk").values())) == (0, first)
    same = simulate(policy=policy, today=policy, user=lena)
    assert (same.at_once, same.movers) == (0, [])


def test_points_cut_a_composite_score_absolutely(north, lena):
    shops = make_market(north, [400, 300, 200, 100])
    terms = {"score": "composite", "method": "absolute", "thresholds": {"vip": 90, "gold": 70, "key": 40}}
    publish_policy(policy=draft_policy(name="Points", effective_on=TODAY, by=lena, at=NOW, **terms), by=lena, at=NOW)

    review_tiers(at=NOW)

    assert tiers_of(shops) == ["vip", "gold", "key", "ordinary"]  # 100, 75, 50 and 25 points


def books(text, *required):
    return {tier: {"text": text, "required": list(required)} for tier in ("vip", "gold", "key", "ordinary")}


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"score": "stars"}, "score"),
        ({"score_weights": {"value": 60, "loyalty": 25, "potential": 25}}, "score_weights"),
        ({"score_weights": {"value": 0, "loyalty": 50, "potential": 50}}, "score_weights"),
        ({"score": "composite", "method": "absolute", "thresholds": {"vip": 120, "gold": 70, "key": 40}}, "thresholds"),
        ({"score": "composite", "method": "absolute"}, "thresholds"),
        ({"visit_minutes": {"vip": 30}}, "visit_minutes"),
        ({"complaint_hours": {"vip": 48, "gold": 24, "key": 48, "ordinary": 72}}, "complaint_hours"),
        ({"complaint_hours": {"vip": 0, "gold": 24, "key": 48, "ordinary": 72}}, "complaint_hours"),
        ({"goodwill_limits": {"vip": 10, "gold": 20, "key": 5, "ordinary": 1}}, "goodwill_limits"),
        ({"goodwill_limits": {"vip": "NaN", "gold": 20, "key": 5, "ordinary": 1}}, "goodwill_limits"),
        ({"approvers": {"vip": "boss", "gold": "lead", "key": "lead", "ordinary": "lead"}}, "approvers"),
        ({"playbooks": {"vip": {"text": "Call first", "required": ["shoe_size"]}}}, "playbooks"),
        ({"playbooks": books("x", "shoe_size")}, "playbooks"),
        ({"playbooks": books("x" * 1001)}, "playbooks"),
    ],
)
def test_an_unsound_service_policy_is_refused_by_name(lena, terms, field):
    with pytest.raises(Invalid) as refused:
        draft(lena, **terms)

    assert list(refused.value.fields) == [field]


def test_work_of_nobody_is_none():
    load = workload({"vip": 0, None: 0}, intervals_days={"vip": 7, "unrated": 28}, minutes={"vip": 45, "unrated": 20})

    assert (load.visits, load.hours) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"), ({"amount": Decimal("NaN")}, "amount"), ({"source": "  "}, "source"),
        ({"estimated_on": TODAY + timedelta(days=1)}, "estimated_on"),
    ],
)  # fmt: skip
def test_a_careless_estimate_of_a_wallet_is_refused_by_name(north, changes, field):
    with pytest.raises(Invalid) as refused:
        estimate_wallet(
            account=make_account(north), **{"amount": Decimal(10), "source": "Owner's word", "by": None, "at": NOW} | changes
        )

    assert list(refused.value.fields) == [field]
    assert not Account.objects.filter(wallet__isnull=False).exists()
