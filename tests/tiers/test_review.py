"""The review as people meet it: what it writes, what it leaves alone, and that it writes all or nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.actions.figures import refresh_trade_figures
from accounts.models import Account, AccountStatus, Touchpoint
from crm.models import Event
from tests.tiers.world import NOW, TODAY, give, instant, make_account, make_market, make_order, make_team, tiers_of
from tiers.actions import review_sql
from tiers.actions.review import NoPolicy, review_tiers
from tiers.models import ReviewRun, Standing, TierAssignment, TierPolicy

pytestmark = pytest.mark.django_db


def everything(team):
    """All that a review may write, figure for figure, without the stamps of time."""
    accounts = Account.objects.filter(team=team)
    return {
        "figures": list(
            accounts.order_by("id").values_list("id", "tier", "tier_since", "annual_value", "last_order_on", "changed_in")
        ),
        "standings": list(Standing.objects.filter(account__team=team).order_by("account_id").values_list()),
        "assignments": list(TierAssignment.objects.filter(account__team=team).order_by("id").values_list("id", "numbers")),
        "timeline": Touchpoint.objects.filter(account__team=team).count(),
        "events": Event.objects.filter(team_id=team.pk).count(),
    }


def test_a_first_review_cuts_a_team_of_a_hundred_at_its_shares():
    shops = make_market(make_team(), range(100, 0, -1))

    [review] = review_tiers(at=NOW)

    assert review.tiers == {"vip": 1, "gold": 4, "key": 15, "ordinary": 80}
    assert (review.accounts, review.rated, review.changed, review.policy) == (100, 100, 100, 1)
    assert tiers_of(shops) == ["vip"] + ["gold"] * 4 + ["key"] * 15 + ["ordinary"] * 80


def test_each_change_stores_the_numbers_that_explain_it():
    first, *_ = make_market(make_team(), range(1000, 0, -10))

    review_tiers(at=NOW)

    assignment = TierAssignment.objects.get(account=first)
    assert (assignment.before, assignment.after, assignment.as_of, assignment.reason) == (None, "vip", TODAY, "first_rating")
    assert assignment.policy.number == 1
    assert assignment.numbers == {
        "value": "1000.00", "currency": "CNY", "rank": 1, "peers": 100, "rank_share": "0.010000", "candidate": "vip",
        "computed": "vip", "months_beyond": 0, "cuts": {"vip": "1", "gold": "5", "key": "20"},
    }  # fmt: skip


def test_a_change_is_told_on_the_timeline_and_to_the_outside():
    [shop] = make_market(make_team(), [500])

    review_tiers(at=NOW)

    assignment = TierAssignment.objects.get(account=shop)
    told = Touchpoint.objects.get(account=shop)
    assert (told.kind, told.text, told.subject, told.at) == ("tier", "unrated → vip", assignment.pk, NOW)
    event = Event.objects.get(type="tier.changed")
    assert (event.account_id, event.team_id, event.subject) == (shop.pk, shop.team_id, assignment.pk)
    assert event.payload == {
        "before": None, "after": "vip", "as_of": "2026-06-15", "reason": "first_rating", "numbers": assignment.numbers,
    }  # fmt: skip


def test_the_review_refreshes_the_year_first_and_touches_no_version():
    team = make_team()
    shop = make_account(team)
    make_order(shop, 300, on=TODAY - timedelta(days=366))
    make_order(shop, 200, on=date(2025, 6, 16))
    make_order(shop, -50, on=TODAY)
    before = Account.objects.get(pk=shop.pk)

    review_tiers(at=NOW)

    after = Account.objects.get(pk=shop.pk)
    assert (after.annual_value, after.last_order_on, after.tier, after.tier_since) == (
        Decimal("150.00"),
        date(2025, 6, 16),
        "vip",
        TODAY,
    )
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_a_second_review_of_the_same_day_changes_nothing():
    team = make_team()
    make_market(team, [900, 500, 0, -20, 500, 3, 3])
    make_account(team, "New", created_on=TODAY - timedelta(days=3), value=99)
    review_tiers(at=NOW)
    before = everything(team)

    [review] = review_tiers(at=NOW + timedelta(hours=1))

    assert review.changed == 0
    assert everything(team) == before


def test_a_demotion_is_not_repeated_by_a_second_run_of_its_day():
    team = make_team()
    falling, *_ = make_market(team, [0] * 3)
    give(falling, "vip")
    for day in (date(2026, 4, 30), date(2026, 5, 31)):
        review_tiers(at=NOW, as_of=day)
    before = everything(team)

    review_tiers(at=NOW, as_of=date(2026, 5, 31))

    assert tiers_of([falling]) == ["gold"]
    assert Standing.objects.get(account=falling).reason == "demoted"
    assert everything(team) == before


def test_twelve_month_ends_replayed_lead_a_fallen_vip_down_step_by_step():
    team = make_team()
    others = make_market(team, [500] * 9)
    star = make_account(team, "Star")
    make_order(star, 9000, on=date(2024, 6, 20))
    for other in others:
        make_order(other, 50, on=date(2024, 7, 1))

    seen = []
    for month in range(12):
        year, month_number = divmod(2025 * 12 + month + 1, 12)
        day = date(year, month_number + 1, 1) - timedelta(days=1)
        review_tiers(at=NOW, as_of=day)
        seen.append((day.isoformat()[:7], tiers_of([star])[0]))

    assert seen == [
        ("2025-01", "vip"), ("2025-02", "vip"), ("2025-03", "vip"), ("2025-04", "vip"), ("2025-05", "vip"), ("2025-06", "vip"),
        ("2025-07", "gold"), ("2025-08", "gold"), ("2025-09", "key"), ("2025-10", "key"),
        ("2025-11", "ordinary"), ("2025-12", "ordinary"),
    ]  # fmt: skip
    changes = TierAssignment.objects.filter(account=star).order_by("as_of").values_list("as_of", "before", "after", "reason")
    assert list(changes) == [
        (date(2025, 1, 31), None, "vip", "first_rating"),
        (date(2025, 7, 31), "vip", "gold", "demoted"),
        (date(2025, 9, 30), "gold", "key", "demoted"),
        (date(2025, 11, 30), "key", "ordinary", "demoted"),
    ]


def test_a_month_end_counts_only_once_it_is_over():
    team = make_team()
    [falling] = make_market(team, [0])
    give(falling, "key", months_beyond=1, month_end=date(2026, 4, 30))

    review_tiers(at=instant(date(2026, 5, 31)))
    on_the_day = tiers_of([falling])
    review_tiers(at=instant(date(2026, 6, 1)))

    assert (on_the_day, tiers_of([falling])) == (["key"], ["ordinary"])


@pytest.mark.parametrize(("days_ago", "tier"), [(89, "key"), (90, "ordinary")])
def test_our_own_fault_protects_for_90_days(days_ago, tier):
    team = make_team()
    [falling] = make_market(team, [0])
    day = date(2026, 5, 31)
    give(falling, "key", months_beyond=1, month_end=date(2026, 4, 30), last_fault_on=day - timedelta(days=days_ago))

    review_tiers(at=NOW, as_of=day)

    assert tiers_of([falling]) == [tier]


def test_a_review_of_the_past_leaves_a_team_with_later_reviews_alone():
    imported, demo = make_team("Imported", review_on=date(2011, 12, 9)), make_team("Demo")
    old = make_account(imported, "Old", created_on=TODAY)
    make_order(old, 70, on=date(2011, 1, 5))
    make_market(demo, [300, 200, 100])
    review_tiers(at=NOW, teams=[demo])
    before = everything(demo)

    reviews = {review.team: review for review in review_tiers(at=NOW, as_of=date(2011, 12, 9))}

    assert everything(demo) == before
    assert reviews["Demo"].skipped == "reviewed for 2026-06-15 already"
    assert tiers_of([old]) == ["vip"]


def test_a_review_of_the_past_does_not_touch_who_was_not_there_yet():
    team = make_team()
    make_market(team, [300, 200, 100], created_on=date(2024, 1, 1))
    before = everything(team)

    [review] = review_tiers(at=NOW, as_of=date(2011, 12, 9))

    assert (review.accounts, review.changed) == (0, 0)
    assert everything(team) == before


def test_an_account_decided_on_later_keeps_its_later_tier():
    team = make_team()
    [shop, other] = make_market(team, [300, 200])
    TierAssignment.objects.create(
        id="018f0000-0000-7000-8000-000000000001", account=shop, kind="override", before=None, after="gold", as_of=date(2026, 3, 5),
        reason="A promise of the director", at=NOW,
    )  # fmt: skip
    Account.objects.filter(pk=shop.pk).update(tier="gold")

    review_tiers(at=NOW, as_of=date(2026, 2, 28))

    assert tiers_of([shop, other]) == ["gold", "ordinary"]


def test_a_fixed_review_day_is_used_every_night():
    team = make_team(review_on=date(2011, 12, 9))
    shop = make_account(team, "Old", created_on=TODAY)
    make_order(shop, 70, on=date(2011, 1, 5))

    [review] = review_tiers(at=NOW)

    assert review.as_of == date(2011, 12, 9)
    assert Account.objects.get(pk=shop.pk).annual_value == 70


def test_two_currencies_are_two_markets():
    team = make_team()
    yuan = make_market(team, [5000, 4000])
    euro = make_market(team, [30, 20], currency="EUR")

    review_tiers(at=NOW)

    assert tiers_of(yuan + euro) == ["vip", "ordinary", "vip", "ordinary"]


def test_orders_in_another_currency_are_no_value():
    team = make_team()
    shop = make_account(team)
    make_order(shop, 1_000_000, currency="VND")

    review_tiers(at=NOW)

    account = Account.objects.get(pk=shop.pk)
    assert (account.tier, account.annual_value, account.mixed_currency) == ("ordinary", 0, True)


@pytest.mark.parametrize("values", [[0, 0, 0, 0], [-5, -5, 0, -1], [None, None]])
def test_without_sales_nobody_rises_above_ordinary(values):
    shops = make_market(make_team(), values)

    review_tiers(at=NOW)

    assert set(tiers_of(shops)) == {"ordinary"}
    assert set(Standing.objects.values_list("rank", "peers")) == {(None, 0)}


def test_one_account_with_everything_and_a_crowd_with_nothing():
    shops = make_market(make_team(), [1_000_000, 0, 0, 0, 0])

    review_tiers(at=NOW)

    assert tiers_of(shops) == ["vip", "ordinary", "ordinary", "ordinary", "ordinary"]


def test_orders_of_tomorrow_count_tomorrow():
    team = make_team()
    shop = make_account(team)
    make_order(shop, 500, on=TODAY + timedelta(days=1))

    review_tiers(at=NOW)
    today = Account.objects.get(pk=shop.pk).annual_value
    review_tiers(at=NOW + timedelta(days=1))

    assert (today, Account.objects.get(pk=shop.pk).annual_value) == (0, 500)


@pytest.mark.parametrize(
    ("created_on", "first_order_on", "rated_from"),
    [
        (TODAY - timedelta(days=179), None, TODAY + timedelta(days=1)),
        (TODAY - timedelta(days=10), TODAY - timedelta(days=100), TODAY + timedelta(days=80)),
        (TODAY - timedelta(days=170), TODAY - timedelta(days=2), TODAY + timedelta(days=10)),
    ],
)
def test_a_young_account_is_not_yet_rated_and_knows_from_when(created_on, first_order_on, rated_from):
    shop = make_account(make_team(), created_on=created_on)
    if first_order_on:
        make_order(shop, 10, on=first_order_on)

    review_tiers(at=NOW)

    standing = Standing.objects.get(account=shop)
    assert (standing.computed, standing.reason, standing.rated_from) == (None, "not_yet_rated", rated_from)
    assert tiers_of([shop]) == [None]
    assert not TierAssignment.objects.exists()


@pytest.mark.parametrize(("created", "ordered", "total"), [(180, None, 0), (1, 180, 10), (1, 180, -10)])
def test_age_counts_from_the_first_order_or_the_creation_whichever_is_earlier(created, ordered, total):
    """A return is also a sign of having been there."""
    shop = make_account(make_team(), created_on=TODAY - timedelta(days=created))
    if ordered:
        make_order(shop, total, on=TODAY - timedelta(days=ordered))

    review_tiers(at=NOW)

    assert tiers_of([shop]) != [None]


def test_a_young_big_buyer_takes_no_place_from_the_others():
    team = make_team()
    shops = make_market(team, [100, 50])
    make_account(team, "Young", created_on=TODAY - timedelta(days=5), value=99_999)

    review_tiers(at=NOW)

    assert tiers_of(shops) == ["vip", "ordinary"]


def test_internal_and_archived_accounts_are_not_reviewed():
    team = make_team()
    inside = make_account(team, "Freight", kind="internal", role="department")
    gone = make_account(team, "Gone", value=900, status=AccountStatus.ARCHIVED)
    [shop] = make_market(team, [5])

    [review] = review_tiers(at=NOW)

    assert review.accounts == 1
    assert tiers_of([inside, gone, shop]) == [None, None, "vip"]
    assert Account.objects.get(pk=gone.pk).annual_value == 900


def test_without_a_policy_nothing_is_reviewed():
    make_market(make_team(), [5])
    TierPolicy.objects.all().delete()

    with pytest.raises(NoPolicy):
        review_tiers(at=NOW)

    assert not Standing.objects.exists()


def test_an_interrupted_review_leaves_the_old_figures_whole(monkeypatch):
    team = make_team()
    shops = make_market(team, [900, 500, 100])
    review_tiers(at=NOW)
    for shop in shops[1:]:
        make_order(shop, 5000 + shop.pk.int % 7, on=TODAY)
    before, runs = everything(team), ReviewRun.objects.count()
    monkeypatch.setattr(review_sql, "WRITES", (*review_sql.WRITES, "SELECT 1 / 0"))

    with pytest.raises(Exception, match="division by zero"):
        review_tiers(at=NOW + timedelta(days=1))

    assert everything(team) == before
    assert ReviewRun.objects.count() == runs
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('tier_review'), to_regclass('tier_trade')")
        assert cursor.fetchone() == (None, None)


def test_an_order_placed_while_other_teams_are_reviewed_is_not_lost():
    first, second = make_team("A"), make_team("B")
    make_market(first, [5])
    shop, other = make_market(second, [10, 20])

    def sell(review):
        if review.team == "A":
            make_order(shop, 1000, on=TODAY)
            refresh_trade_figures(accounts=[shop.pk], as_of=TODAY)

    review_tiers(at=NOW, progress=sell)

    account = Account.objects.get(pk=shop.pk)
    assert (account.annual_value, account.last_order_on) == (1010, TODAY)
    assert tiers_of([shop, other]) == ["vip", "ordinary"]


def test_a_team_fails_alone():
    first, second = make_team("A"), make_team("B")
    make_market(first, [5])
    make_market(second, [7])
    told = []

    def stop_after_one(review):
        told.append(review.team)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        review_tiers(at=NOW, progress=stop_after_one)

    assert told == ["A"]
    assert Standing.objects.filter(account__team=first).exists()
    assert not Standing.objects.filter(account__team=second).exists()


def test_a_review_takes_the_same_few_statements_for_two_accounts_and_for_fifty(django_assert_num_queries):
    small, large = make_team("Small"), make_team("Large")
    make_market(small, range(2))
    make_market(large, range(50))

    for team in (small, large):
        with django_assert_num_queries(33):
            review_tiers(at=NOW, teams=[team])
