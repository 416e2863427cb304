"""The visit figures of an account: the set-based statement says what the rule says."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from accounts.models import Account
from tests.visits.conftest import NOW
from tiers.models import TierPolicy
from visits.actions.figures import refresh_visit_figures
from visits.models import Visit
from visits.planning.rhythm import next_visit_on
from visits.queries import visit_intervals

TODAY = date(2026, 3, 2)


def past_visit(account: Account, day: date, outcome: str = "ordered", **fields) -> Visit:
    return Visit.objects.create(
        account=account, manager=account.owner, planned_on=day, status="completed", outcome=outcome, completed_at=NOW,
        visited_on=day, **fields,
    )  # fmt: skip


def planned_visit(account: Account, day: date, status: str = "planned") -> Visit:
    return Visit.objects.create(
        account=account, manager=account.owner, planned_on=day, status=status, started_at=NOW if status == "in_progress" else None
    )


@pytest.mark.parametrize(
    ("tier", "last", "agreed"),
    list(
        product(
            ("vip", "gold", "key", "ordinary", None),
            (None, TODAY, TODAY - timedelta(days=3), TODAY - timedelta(days=400)),
            (None, TODAY, TODAY + timedelta(days=9), TODAY - timedelta(days=3), TODAY - timedelta(days=60)),
        )
    ),
)
def test_the_next_visit_is_the_one_of_the_rule(shop, tier, last, agreed):
    Account.objects.filter(pk=shop.pk).update(tier=tier, created_at=datetime(2026, 2, 20, 17, 0, tzinfo=UTC))
    if last:
        past_visit(shop, last)
        past_visit(shop, last - timedelta(days=30))
    if agreed:
        planned_visit(shop, agreed)
        planned_visit(shop, agreed + timedelta(days=50), status="in_progress")

    refresh_visit_figures()

    shop.refresh_from_db()
    assert shop.last_visit_on == last
    assert shop.next_visit_on == next_visit_on(
        last_visit_on=last,
        created_on=date(2026, 2, 21),  # one in the morning in Shanghai
        interval_days=visit_intervals(TODAY).get(tier or "unrated"),
        agreed_on=agreed,
    )


def test_the_policy_in_force_sets_the_rhythm(shop):
    TierPolicy.objects.create(
        number=2, name="p", status="published", published_at=NOW, effective_on=date(2026, 1, 1),
        intervals_days={"vip": 5, "unrated": 21},
    )  # fmt: skip
    past_visit(shop, TODAY)

    refresh_visit_figures(accounts=[shop.pk])

    shop.refresh_from_db()
    assert shop.next_visit_on == TODAY + timedelta(days=21)


@pytest.mark.django_db
def test_without_any_policy_the_trades_own_weeks_hold():
    TierPolicy.objects.all().delete()

    assert visit_intervals(TODAY) == {"vip": 7, "gold": 14, "key": 28, "ordinary": 56}


@pytest.mark.parametrize("outcome", ["ordered", "not_ordered", "complaint", "not_met"])
def test_only_who_was_met_was_seen(shop, outcome):
    past_visit(shop, TODAY, outcome)

    refresh_visit_figures()

    shop.refresh_from_db()
    assert shop.last_visit_on == (None if outcome == "not_met" else TODAY)


@pytest.mark.parametrize("state", [{"status": "lost"}, {"status": "archived"}, {"kind": "internal", "role": "department"}])
def test_who_is_not_called_on_has_no_rhythm_but_may_have_a_plan(shop, state):
    Account.objects.filter(pk=shop.pk).update(**state)

    refresh_visit_figures()
    shop.refresh_from_db()
    assert shop.next_visit_on is None

    planned_visit(shop, TODAY)
    refresh_visit_figures()
    shop.refresh_from_db()
    assert shop.next_visit_on == TODAY


def test_one_team_or_a_few_accounts_leave_the_others_alone(cast, open_shop):
    shops = [open_shop("a"), open_shop("b"), open_shop("c", owner=cast.charlie)]
    for shop in shops:
        past_visit(shop, TODAY)

    assert refresh_visit_figures(accounts=[shops[0].pk]) == 1
    assert refresh_visit_figures(team=cast.north) == 1
    assert refresh_visit_figures() == 1
    assert refresh_visit_figures() == 0


def test_figures_move_the_change_number_and_nothing_else(shop):
    before = Account.objects.get(pk=shop.pk)
    past_visit(shop, TODAY)

    refresh_visit_figures()

    after = Account.objects.get(pk=shop.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert after.changed_at > before.changed_at


def test_the_night_costs_two_statements_whatever_the_number(cast, open_shop, django_assert_num_queries):
    for number in range(20):
        past_visit(open_shop(f"shop {number}"), TODAY)

    with django_assert_num_queries(5):  # the policy; savepoint, lock, update, release
        refresh_visit_figures()
