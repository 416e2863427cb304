"""A night looks only at whose orders can say something else, and comes to what a look at every order comes to."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from accounts.actions.figures import refresh_trade_figures, trade_source
from accounts.models import Account, Order
from tests.tiers.world import instant, make_account, make_market, make_order, make_team
from tiers.actions.review import review_tiers
from tiers.models import ReviewRun, Standing

#: Each write is a transaction of its own, as in life: inside of one, everything would count as just written.
pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 6, 8)


def review(day, **told):
    review_tiers(at=instant(day), **told)


def figures(team):
    rows = Account.objects.filter(team=team).values_list("pk", "annual_value", "mixed_currency", "last_order_on")
    return {pk: tuple(rest) for pk, *rest in rows}


def forget_open_transactions():
    """Tests that run beside hold transactions open on the same server, and orders would count as written since for long."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tiers_reviewrun SET seen_through = pg_current_xact_id()::text::bigint")


def said_by_every_order(team, day):
    source, params = trade_source(days={team.pk: day})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, annual_value, mixed_currency, last_order_on FROM ({source}) AS trade", params)
        return {pk: tuple(rest) for pk, *rest in cursor.fetchall()}


def test_night_after_night_it_comes_to_what_every_order_says():
    """Orders come in, are changed and deleted, and leave the year; some by ways that tell nobody."""
    chance, team = random.Random(7), make_team()
    shops = [make_account(team, f"Shop {n}", created_on=FIRST - timedelta(days=chance.choice((400, 170)))) for n in range(12)]
    for shop in shops:
        for _ in range(8):
            make_order(shop, chance.randrange(-50, 500), on=FIRST - timedelta(days=chance.randrange(340, 380)))
    day = FIRST
    for _ in range(12):
        review(day)

        assert figures(team) == said_by_every_order(team, day)
        for shop in chance.sample(shops, 3):
            make_order(shop, chance.randrange(1, 900), on=day - timedelta(days=chance.randrange(-2, 370)))
        changed, gone = chance.sample(list(Order.objects.filter(kind="sale", total__gt=0)), 2)
        Order.objects.filter(pk=changed.pk).update(total=changed.total + 1, currency=chance.choice(("CNY", "EUR")))
        gone.delete()
        late = chance.choice(shops)
        make_order(late, 5, on=day + timedelta(days=1))
        refresh_trade_figures(accounts=[late.pk], as_of=day)
        day += timedelta(days=chance.choice((0, 1, 1, 2)))


def test_whose_orders_stand_still_is_not_looked_at_before_the_month_is_over():
    team = make_team()
    quiet, lively = make_market(team, [100, 200])
    review(FIRST)
    forget_open_transactions()
    Account.objects.filter(pk=quiet.pk).update(annual_value=7)  # as no action would write it
    make_order(lively, 50, on=FIRST)

    review(FIRST + timedelta(days=1))
    assert {pk: value for pk, (value, *_) in figures(team).items()} == {quiet.pk: 7, lively.pk: 250}

    review(date(2026, 7, 1))
    assert {pk: value for pk, (value, *_) in figures(team).items()} == {quiet.pk: 100, lively.pk: 250}


def test_an_order_leaves_the_year_by_itself():
    team = make_team()
    leaving, staying = make_market(team, [0, 40])
    make_order(leaving, 300, on=FIRST - timedelta(days=364))
    review(FIRST)
    assert figures(team)[leaving.pk][0] == 300

    review(FIRST + timedelta(days=1))

    assert figures(team)[leaving.pk][0] == 0
    assert figures(team)[staying.pk][0] == 40


def test_another_day_than_the_teams_own_is_told_by_every_order():
    """Beside a review figures are kept as of the team's day; on any other they say nothing."""
    team = make_team()
    (shop,) = make_market(team, [10])
    review(FIRST)
    make_order(shop, 5, on=FIRST + timedelta(days=3))
    refresh_trade_figures(accounts=[shop.pk], as_of=FIRST + timedelta(days=4))

    review_tiers(at=instant(FIRST + timedelta(days=4)), as_of=FIRST + timedelta(days=2))

    assert figures(team)[shop.pk][0] == 10


def test_who_came_from_another_team_and_who_is_new_is_looked_at():
    old, new = make_team("Old"), make_team("New")
    (mover,) = make_market(old, [10])
    make_market(new, [20])
    review(FIRST, teams=[old])
    review(FIRST + timedelta(days=2), teams=[new])
    make_order(mover, 30, on=FIRST + timedelta(days=1))
    Account.objects.filter(pk=mover.pk).update(team=new)
    fresh = make_account(new, "Fresh", created_on=FIRST, value=60)

    review(FIRST + timedelta(days=3))

    assert {pk: row[0] for pk, row in figures(new).items()} == {
        pk: row[0] for pk, row in said_by_every_order(new, FIRST).items()
    } | {
        mover.pk: 40,
        fresh.pk: 60,
    }
    assert Standing.objects.get(account=fresh).reason == "not_yet_rated"


def test_a_run_of_before_this_was_kept_is_no_ground_to_go_on_from():
    team = make_team()
    (shop,) = make_market(team, [10])
    review(FIRST)
    ReviewRun.objects.update(seen_through=None)
    Account.objects.filter(pk=shop.pk).update(annual_value=7)

    review(FIRST + timedelta(days=1))

    assert figures(team)[shop.pk][0] == 10
