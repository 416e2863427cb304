"""The tier board's sums, its curve, and who moved between two days."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, Sum

from accounts.actions.accounts import archive_account, reassign_account, reopen_account
from accounts.actions.trade import define_product, place_order
from accounts.models import Account, Territory
from crm.models import Role
from tests.tiers.world import NOW, TODAY, instant, make_account, make_market, make_order, make_team, make_user
from tiers.actions.figures import fold_figures, recount_figures
from tiers.actions.overrides import override_tier
from tiers.actions.review import review_tiers
from tiers.board.figures import tier_counts
from tiers.board.moves import migration, moved
from tiers.board.pareto import curves
from tiers.models import ReviewRun, TierFigure

pytestmark = pytest.mark.django_db


def counted():
    """What the sums must be, from the accounts themselves."""
    rows = Account.objects.external().active().order_by()
    groups = rows.values_list("team_id", "owner_id", "territory_id", "tier", "currency")
    found = groups.annotate(number=Count("pk"), held=Sum("annual_value"))
    return sorted(((*row[:-1], row[-1] or Decimal(0)) for row in found), key=str)


def kept():
    groups = TierFigure.objects.order_by().values_list("team_id", "owner_id", "territory_id", "tier", "currency")
    found = groups.annotate(number=Sum("accounts"), held=Sum("value")).filter(number__gt=0)
    return sorted(found, key=str)


def test_the_sums_follow_whatever_is_done_to_accounts():
    north = make_team("North")
    alice, lena = make_user("Alice", team=north), make_user("Lena", Role.LEAD, leads=[north])
    shops = make_market(north, range(20, 0, -1), owner=alice)
    make_account(north, "Kitchen", kind="internal", role="department")
    review_tiers(at=NOW)
    assert kept() == counted()

    tea = define_product(code="P-1", by=None, at=NOW, name="Tea")
    line = {"product": tea, "quantity": Decimal(10), "unit_price": Decimal(50)}
    place_order(account=shops[3], lines=[line], by=None, at=NOW, ordered_at=NOW)
    override_tier(
        account=shops[5], tier="key", reason="Opens a branch in May", by=lena, at=NOW, expires_on=TODAY + timedelta(days=30)
    )
    reassign_account(account=shops[6], owner=None, reason="On leave", by=lena, at=NOW)
    archive_account(account=shops[7], by=lena, at=NOW)
    archive_account(account=shops[8], by=lena, at=NOW)
    reopen_account(account=shops[8], by=lena, at=NOW)
    Account.objects.filter(pk=shops[9].pk).update(territory=Territory.objects.create(name="East", team=north))
    make_account(north, "New", currency="EUR")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET tier = 'gold', annual_value = annual_value * 2 WHERE annual_value < 6")
    make_account(north, "Mistake").delete()

    assert kept() == counted()
    before = TierFigure.objects.count()
    assert fold_figures() < before
    assert kept() == counted()


def test_a_recount_finds_what_a_bulk_load_did_not_tell():
    shops = make_market(make_team(), [30, 20, 10])
    review_tiers(at=NOW)
    TierFigure.objects.all().delete()

    recount_figures()

    assert kept() == counted()
    assert sum(count.accounts for count in tier_counts(TierFigure.objects.all())) == len(shops)


def test_nothing_changed_tells_nothing():
    shop = make_account(make_team(), value=10)
    fold_figures()
    before = TierFigure.objects.count()

    Account.objects.filter(pk=shop.pk).update(name="Another name")

    assert TierFigure.objects.count() == before


def test_the_share_of_sales_is_of_the_same_currency_and_no_number_of_nothing():
    team = make_team()
    make_market(team, [600, 300, 100])
    make_market(team, [50], currency="EUR")
    make_market(team, [-5], currency="USD")
    review_tiers(at=NOW)

    by_tier = {count.tier: count for count in tier_counts(TierFigure.objects.all())}

    assert by_tier["vip"].revenue_share == {"CNY": Decimal("0.6000"), "EUR": Decimal("1.0000")}
    assert by_tier["ordinary"].revenue_share == {"CNY": Decimal("0.4000"), "USD": None}


def test_the_curve_is_that_of_the_peers_and_carries_the_lines_of_the_policy():
    team = make_team()
    make_market(team, range(100, 0, -1))
    make_account(team, "Returned", value=-40)
    make_account(team, "Young", created_on=TODAY)
    review_tiers(at=NOW)

    [curve] = curves(type(team).objects.all())

    assert (curve.currency, curve.as_of, curve.policy.number, curve.accounts, curve.value) == ("CNY", TODAY, 1, 100, 5050)
    at = {point.accounts: point.value for point in curve.points}
    assert (at[1], at[5], at[20], at[100]) == (100, 490, sum(range(81, 101)), 5050)
    assert {tier: (mark.accounts, mark.value) for tier, mark in curve.lines.items()} == {
        "vip": (1, 100), "gold": (5, 490), "key": (20, sum(range(81, 101))),
    }  # fmt: skip
    assert curve.lines["key"].revenue_share == round(Decimal(sum(range(81, 101))) / 5050, 6)


def test_a_line_between_two_kept_points_lies_between_them():
    team = make_team()
    make_market(team, range(400, 0, -1))
    review_tiers(at=NOW)
    run = ReviewRun.objects.get()
    run.policy.shares = {"vip": "0.01", "gold": "0.05", "key": "0.22"}  # 88 of 400: between 80 and 100
    run.policy.save()

    [curve] = curves(type(team).objects.all())

    assert (curve.lines["key"].accounts, curve.lines["gold"].value) == (88, sum(range(381, 401)))
    exact = sum(range(313, 401))
    assert abs(curve.lines["key"].value - exact) / exact < Decimal("0.005")


def test_a_team_without_a_review_or_a_sale_has_no_curve():
    empty, never = make_team("Empty"), make_team("Never")
    make_account(empty, value=0)
    make_account(never, value=100)
    review_tiers(at=NOW, teams=[empty])

    assert curves(type(empty).objects.all()) == []


@pytest.fixture
def moving():
    """Four shops: one rises and comes back, one rises, one falls after an order elsewhere, one is rated late."""
    team = make_team()
    shops = make_market(team, [400, 300, 200, 100])
    review_tiers(at=NOW)
    return team, shops


def change(shop, before, after, day):
    from uuid6 import uuid7

    from tiers.models import TierAssignment

    TierAssignment.objects.create(
        id=uuid7(), account=shop, kind="computed", before=before, after=after, as_of=day, reason="promoted", at=instant(day)
    )
    Account.objects.filter(pk=shop.pk).update(tier=after, tier_since=day)


def flow(since, until):
    now = tier_counts(TierFigure.objects.all())
    cells = migration(accounts=Account.objects.external().active(), now=now, since=since, until=until)
    return {(cell.before, cell.after): cell.accounts for cell in cells}


def test_moves_are_those_between_the_two_days(moving):
    _, (_, second, third, fourth) = moving
    day = [TODAY + timedelta(days=number) for number in range(8)]
    change(second, "ordinary", "gold", day[2])
    change(second, "gold", "ordinary", day[4])
    change(third, "ordinary", "key", day[3])
    change(fourth, "ordinary", "gold", day[6])

    assert flow(TODAY - timedelta(days=1), TODAY) == {(None, "vip"): 1, (None, "ordinary"): 3}
    assert flow(day[1], day[2]) == {("vip", "vip"): 1, ("ordinary", "gold"): 1, ("ordinary", "ordinary"): 2}
    assert flow(day[1], day[5]) == {("vip", "vip"): 1, ("ordinary", "key"): 1, ("ordinary", "ordinary"): 2}
    assert flow(day[1], day[7]) == {
        ("vip", "vip"): 1, ("ordinary", "key"): 1, ("ordinary", "gold"): 1, ("ordinary", "ordinary"): 1,
    }  # fmt: skip
    assert flow(day[5], day[7]) == {("vip", "vip"): 1, ("key", "key"): 1, ("ordinary", "gold"): 1, ("ordinary", "ordinary"): 1}


def test_every_cell_opens_its_accounts(moving):
    _, (_, second, third, fourth) = moving
    day = [TODAY + timedelta(days=number) for number in range(8)]
    change(second, "ordinary", "gold", day[2])
    change(second, "gold", "ordinary", day[4])
    change(third, "ordinary", "key", day[3])
    change(fourth, "ordinary", "gold", day[6])

    for since, until in [
        (TODAY - timedelta(days=1), TODAY),
        (day[1], day[2]),
        (day[1], day[5]),
        (day[5], day[7]),
        (day[1], day[3]),
    ]:
        for (before, after), number in flow(since, until).items():
            found = moved(Account.objects.external(), since=since, until=until, before=before, after=after)
            assert found.count() == number, (since, until, before, after)


def test_orders_alone_move_nobody(moving):
    team, shops = moving
    make_order(shops[3], 5000)

    assert flow(TODAY, TODAY + timedelta(days=3)) == {("vip", "vip"): 1, ("ordinary", "ordinary"): 3}
    assert team.name
