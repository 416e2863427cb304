"""What customers will still be worth: the sum is that of its parts, its change has causes that add up, and no figure stands where
the models cannot tell (row 46)."""

from datetime import timedelta

import pytest

from accounts.models import Account, Order
from crm.calendar import at_noon
from crm.models import Role
from tests.tiers.readings.market import some_customers
from tests.tiers.world import NOW, TODAY, make_account, make_order, make_team, make_user
from tiers.equity_causes import NOTHING, Cause, Held, cause
from tiers.models import Worth
from tiers.readings.equity import changed_accounts, equity_of, split, totals
from tiers.readings.runs import run_before
from tiers.worth.appraisal import appraise

pytestmark = pytest.mark.django_db
BEFORE = TODAY - timedelta(days=40)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def lena(team):
    return make_user("Lena", role=Role.LEAD, leads=[team])


@pytest.fixture
def customers(team):
    return some_customers(team)


def test_an_equity_is_the_product_of_what_is_shown(customers):
    appraise(at=NOW)

    found = equity_of(customers[0])

    worth, terms = found.worth, found.cohort.terms
    assert (found.outcome, found.cohort.policy) == ("ok", 1)
    assert (terms.margin_rate, terms.discount_rate, terms.horizon_years) == (0.3, 0.15, 3)
    assert worth.equity == pytest.approx(terms.margin_rate * worth.order_value * worth.discounted_orders)


def test_the_sum_is_that_of_the_accounts_that_one_sees(customers, lena):
    south = make_team("South")
    some_customers(south, 40)
    run = appraise(at=NOW)

    (total,) = totals(lena, run)

    mine = Worth.objects.filter(run=run, account__in=customers).values_list("equity", flat=True)
    assert (total.accounts, total.equity) == (60, pytest.approx(sum(mine)))
    assert total.largest == pytest.approx(max(mine) / sum(mine))
    assert not totals(make_user("Sam", role=Role.SERVICE_AGENT), run)


def test_the_parts_of_a_change_add_up_to_it_and_each_account_has_the_cause_of_the_rule(customers, team, lena):
    early = appraise(at=at_noon(BEFORE))
    Account.objects.filter(pk=customers[0].pk).update(status="archived")
    newcomer = make_account(team, "Newcomer", value=900)
    for days in (12, 5, 1):
        make_order(customers[1], 700, on=TODAY - timedelta(days=days))
    late = appraise(at=NOW)

    parts = split(lena, early, late)

    (before,), (after,) = totals(lena, early), totals(lena, late)
    assert sum(part.change for part in parts) == pytest.approx(after.equity - before.equity)
    assert {part.cause for part in parts} >= {Cause.NEW, Cause.LOST, Cause.GROWN, Cause.SHRUNK}
    held = {run.pk: {each.account_id: each for each in Worth.objects.filter(run=run)} for run in (early, late)}
    seen = {}
    for part in parts:
        rows = changed_accounts(lena, early, late, currency="CNY", reason=part.cause, limit=200)
        assert (len(rows), sum(row.change for row in rows)) == (part.accounts, pytest.approx(part.change))
        assert [abs(row.change) for row in rows] == sorted((abs(row.change) for row in rows), reverse=True)
        seen |= {row.account_id: part.cause for row in rows}
    assert seen[newcomer.pk] == Cause.NEW
    assert seen[customers[0].pk] == Cause.LOST
    for account in {*held[early.pk], *held[late.pk]}:
        one, other = (as_held(held[run.pk].get(account)) for run in (early, late))
        assert seen.get(account) == cause(one, other)


def as_held(worth):
    return NOTHING if worth is None else Held(worth.equity, worth.alive, worth.equity is not None or worth.outcome == 2)


def test_the_accounts_behind_a_cause_come_page_by_page(customers, lena):
    early, late = appraise(at=at_noon(BEFORE)), appraise(at=NOW)
    whole = changed_accounts(lena, early, late, currency="CNY", reason=Cause.SHRUNK, limit=100)
    assert len(whole) > 4

    pages, place = [], None
    while page := changed_accounts(lena, early, late, currency="CNY", reason=Cause.SHRUNK, limit=3, place=place):
        pages += page
        place = (abs(page[-1].change), page[-1].account_id)

    assert pages == whole


def test_a_night_that_could_not_tell_makes_nobody_new(customers, lena):
    """Ten accounts are too few; that their equity came to be known is no growth of theirs."""
    rest = Account.objects.filter(pk__in=[each.pk for each in customers[10:]])
    rest.update(status="archived")
    early = appraise(at=at_noon(BEFORE))
    rest.update(status="active")
    late = appraise(at=NOW)

    assert {part.cause: part.accounts for part in split(lena, early, late)} == {Cause.NEW: 50, Cause.NOT_COMPARABLE: 10}


def test_an_account_that_changed_its_currency_neither_came_nor_went(customers, team, lena):
    some_customers(make_team("West", currency="GBP"), 40)
    early = appraise(at=at_noon(BEFORE))
    moved = customers[2]
    Account.objects.filter(pk=moved.pk).update(currency="GBP")
    Order.objects.filter(account=moved).update(currency="GBP")
    late = appraise(at=NOW)

    causes = {
        currency: {
            row.account_id: row.cause
            for row in changed_accounts(lena, early, late, currency=currency, reason=Cause.NOT_COMPARABLE, limit=100)
        }
        for currency in ("CNY", "GBP")
    }

    assert causes == {"CNY": {moved.pk: Cause.NOT_COMPARABLE}, "GBP": {moved.pk: Cause.NOT_COMPARABLE}}


def test_last_months_night_is_the_one_to_compare_with(customers):
    nights = [appraise(at=at_noon(TODAY - timedelta(days=days))) for days in (70, 40, 4, 0)]

    assert run_before(nights[-1]) == nights[1]
    assert equity_of(customers[0]).before_on == TODAY - timedelta(days=40)


# bad input: each a named outcome, none a number that looks normal


def test_with_few_customers_there_is_no_equity_and_it_says_so(team, lena):
    shop = make_account(team, "Shop", value=500)

    run = appraise(at=NOW)

    found, (total,) = equity_of(shop), totals(lena, run)
    assert (found.outcome, found.worth.equity) == ("too_few", None)
    assert (total.cohort.outcome, total.equity, total.outcomes) == ("too_few", None, {"too_few": 1})


def test_one_customer_with_everything_is_no_market(team, lena):
    """Thirty who bought once and one who buys all the time: nothing tells staying from leaving."""
    giant = make_account(team, "Giant")
    for days in range(300, 0, -3):
        make_order(giant, 90_000, on=TODAY - timedelta(days=days))
    for number in range(30):
        make_account(team, f"Once {number}", value=10)

    run = appraise(at=NOW)

    found, (total,) = equity_of(giant), totals(lena, run)
    assert (found.outcome, found.worth.equity, total.equity) == ("too_few", None, None)


def test_who_holds_most_of_it_is_pointed_out(customers, team, lena):
    for days in range(300, 0, -3):
        make_order(customers[0], 2_000_000, on=TODAY - timedelta(days=days))

    run = appraise(at=NOW)

    (total,) = totals(lena, run)
    assert total.dominated or total.equity is None


def test_everybody_buying_like_clockwork_is_not_identified(team, lena):
    """Nobody ever left: a fit runs into its bounds, and no figure is made of it."""
    for number in range(40):
        account = make_account(team, f"Clock {number}")
        Order.objects.bulk_create(
            Order(account=account, kind="sale", ordered_at=at_noon(TODAY - timedelta(days=days)), total=100, currency="CNY")
            for days in range(0, 300, 10)
        )

    run = appraise(at=NOW)

    (total,) = totals(lena, run)
    found = equity_of(Account.objects.get(name="Clock 7"))
    assert (total.cohort.outcome, total.equity, found.outcome, found.worth.equity) == (
        "not_identified",
        None,
        "not_identified",
        None,
    )
    assert total.cohort.told["at_bounds"]


def test_all_orders_on_one_day_are_said_to_be(customers, team):
    shop = make_account(team, "One day")
    for _ in range(4):
        make_order(shop, 50, on=TODAY - timedelta(days=20))
    appraise(at=NOW)

    assert set(equity_of(shop).remarks) == {"few_orders", "one_day"}


def test_orders_of_tomorrow_and_of_another_currency_are_left_out_aloud(customers, team):
    shop = make_account(team, "Mixed", mixed_currency=True)
    for days in (90, 60, 30):
        make_order(shop, 50, on=TODAY - timedelta(days=days))
    make_order(shop, 9_000, on=TODAY + timedelta(days=3))
    make_order(shop, 9_000, on=TODAY - timedelta(days=3), currency="USD")
    appraise(at=NOW)

    found = equity_of(shop)
    assert set(found.remarks) == {"orders_ahead", "other_currency"}
    assert (found.rhythm.last_on, found.rhythm.repeats) == (TODAY - timedelta(days=30), 2)


def test_orders_for_nothing_and_more_returns_than_sales_are_pointed_out(customers, team):
    free, back = make_account(team, "Free"), make_account(team, "Back", annual_value="-40.00")
    for days in (90, 60, 30):
        make_order(free, 0, on=TODAY - timedelta(days=days))
        make_order(back, 100, on=TODAY - timedelta(days=days))
    make_order(back, -340, on=TODAY - timedelta(days=10))
    appraise(at=NOW)

    assert equity_of(free).remarks == ["no_paid_repeat"]
    back.refresh_from_db()
    assert equity_of(back).remarks == ["returns_exceed"]


def test_an_account_of_two_orders_says_that_the_figure_is_that_of_its_like(customers, team):
    shop = make_account(team, "Two")
    for days in (50, 20):
        make_order(shop, 80, on=TODAY - timedelta(days=days))
    appraise(at=NOW)

    assert equity_of(shop).remarks == ["few_orders"]
