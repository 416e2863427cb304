"""The one door to the read columns, and that what stands there is what the facts say."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.actions.figures import FIGURES, refresh_trade_figures, write_figures
from accounts.models import Account
from tests.accounts.factories import AccountFactory, OrderFactory
from tests.crm.factories import NOW, TeamFactory
from tests.crm.sweeping import vacuum


def shanghai(day: str, time: str = "12:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=settings.BUSINESS_TZ)


def test_a_figure_moves_the_change_number_and_nothing_of_the_persons(cast):
    account = AccountFactory(owner=cast.alice)
    before = Account.objects.values("version", "updated_at", "changed_at").get()

    assert write_figures(columns=["tier", "tier_since"], rows=[(account.pk, "vip", date(2026, 3, 1))]) == 1

    after = Account.objects.values("version", "updated_at", "changed_at", "tier", "tier_since").get()
    assert (after["tier"], after["tier_since"]) == ("vip", date(2026, 3, 1))
    assert (after["version"], after["updated_at"]) == (before["version"], before["updated_at"])
    assert after["changed_at"] > before["changed_at"]


def test_a_figure_that_stays_writes_nothing(cast):
    account = AccountFactory(owner=cast.alice, tier="vip")
    before = Account.objects.values("changed_at").get()

    assert write_figures(columns=["tier"], rows=[(account.pk, "vip")]) == 0
    assert write_figures(columns=["loyalty_index"], rows=[(account.pk, None)]) == 0

    assert Account.objects.values("changed_at").get() == before


def test_many_figures_are_written_in_one_statement(cast, django_assert_num_queries):
    accounts = [AccountFactory(owner=cast.alice) for _ in range(5)]
    rows = [(account.pk, None if number == 2 else Decimal(number), True) for number, account in enumerate(accounts)]

    with django_assert_num_queries(4):  # savepoint, queue, update, release
        changed = write_figures(columns=["annual_value", "mixed_currency"], rows=rows)

    assert changed == 5
    assert Account.objects.get(pk=accounts[2].pk).annual_value is None
    assert Account.objects.get(pk=accounts[4].pk).annual_value == Decimal(4)


def test_a_source_in_sql_does_the_same(cast):
    account = AccountFactory(owner=cast.alice)

    write_figures(
        columns=["open_complaints"], source="SELECT id, %s FROM accounts_account WHERE name = %s", params=[3, account.name]
    )

    assert Account.objects.get().open_complaints == 3


@pytest.mark.parametrize("column", ["name", "version", "updated_at", "owner_id", "tier; DROP TABLE accounts_account"])
def test_nothing_but_figures_goes_through_the_door(cast, column):
    account = AccountFactory(owner=cast.alice)

    with pytest.raises(ValueError, match="Not figures"):
        write_figures(columns=[column], rows=[(account.pk, None)])


def test_every_read_column_has_its_door():
    written_by_people = {
        "id", "created_at", "updated_at", "version", "changed_in", "changed_at", "name_key", "search", "search_text",
        "given_latitude", "given_longitude", "given_datum",  # as people wrote the place, kept by the action that moves it
        "last_contact_on", "place_confidence",  # the database makes them of others
    }  # fmt: skip
    read_columns = {field.name for field in Account._meta.concrete_fields if not field.editable} - written_by_people

    assert read_columns == FIGURES


def test_no_rows_change_nothing(db):
    assert write_figures(columns=["tier"], rows=[]) == 0


# --- what orders say --------------------------------------------------------------------------------------------------


def figures(account):
    return Account.objects.values_list("annual_value", "mixed_currency", "last_order_on").get(pk=account.pk)


def test_a_figure_that_was_not_computed_is_empty_and_zero_afterwards(cast):
    account = AccountFactory(owner=cast.alice)
    assert figures(account) == (None, False, None)

    refresh_trade_figures(accounts=[account.pk])

    assert figures(account) == (Decimal("0.00"), False, None)


def test_the_year_ends_on_the_last_day_and_begins_after_the_same_day_of_last_year(cast):
    account = AccountFactory(owner=cast.alice)
    for day, time, price in [
        ("2025-03-10", "23:59", "1"),  # the last instant before the year
        ("2025-03-11", "00:00", "10"),
        ("2026-03-10", "23:59", "100"),
        ("2026-03-11", "00:00", "1000"),  # the first instant after it
    ]:
        OrderFactory(account=account, ordered_at=shanghai(day, time), quantity=Decimal(1), unit_price=Decimal(price))

    refresh_trade_figures(accounts=[account.pk], as_of=date(2026, 3, 10))

    assert figures(account) == (Decimal(110), False, date(2026, 3, 11))


def test_a_year_that_ends_on_29_february_begins_on_1_march(cast):
    account = AccountFactory(owner=cast.alice)
    OrderFactory(account=account, ordered_at=shanghai("2027-02-28"), quantity=Decimal(1), unit_price=Decimal(1))
    OrderFactory(account=account, ordered_at=shanghai("2027-03-01"), quantity=Decimal(1), unit_price=Decimal(10))

    refresh_trade_figures(accounts=[account.pk], as_of=date(2028, 2, 29))

    assert figures(account)[0] == Decimal(10)


def test_another_currency_is_kept_and_flagged_not_added(cast):
    account = AccountFactory(owner=cast.alice)
    OrderFactory(account=account, ordered_at=NOW, quantity=Decimal(1), unit_price=Decimal(10))
    OrderFactory(account=account, ordered_at=NOW, quantity=Decimal(1), unit_price=Decimal(99), currency="USD")

    refresh_trade_figures(accounts=[account.pk], as_of=date(2026, 3, 10))
    assert figures(account)[:2] == (Decimal(10), True)

    refresh_trade_figures(accounts=[account.pk], as_of=date(2028, 3, 10))
    assert figures(account)[:2] == (Decimal(0), False)


def test_returns_lower_the_value_but_are_no_order_day(cast):
    account = AccountFactory(owner=cast.alice)
    OrderFactory(account=account, ordered_at=NOW - timedelta(days=9), quantity=Decimal(3), unit_price=Decimal(10))
    OrderFactory(account=account, ordered_at=NOW, quantity=Decimal(1), unit_price=Decimal(10), returned=True)

    refresh_trade_figures(accounts=[account.pk], as_of=date(2026, 3, 10))

    assert figures(account) == (Decimal(20), False, date(2026, 3, 1))


def test_a_team_that_lives_in_an_old_log_has_its_own_day(cast):
    old = AccountFactory(owner=None, team=TeamFactory(review_on=date(2011, 12, 9), currency="GBP"))
    OrderFactory(account=old, ordered_at=shanghai("2011-12-09"), quantity=Decimal(1), unit_price=Decimal(7))

    refresh_trade_figures(team=old.team)
    assert figures(old) == (Decimal(7), False, date(2011, 12, 9))

    refresh_trade_figures(team=old.team, as_of=date(2026, 3, 10))
    assert figures(old)[0] == Decimal(0)


def test_one_teams_figures_leave_the_other_alone(cast):
    mine, theirs = AccountFactory(owner=cast.alice), AccountFactory(owner=cast.charlie)

    refresh_trade_figures(team=cast.team)

    assert figures(mine)[0] == Decimal(0)
    assert figures(theirs)[0] is None


def test_figures_recomputed_from_the_facts_show_no_difference(cast):
    """Written on the way by each order; computed here the slow way, by hand."""
    accounts = [AccountFactory(owner=owner) for owner in (cast.alice, cast.alice, cast.charlie)]
    for number in range(40):
        OrderFactory(
            account=accounts[number % 3],
            ordered_at=shanghai("2026-03-09") - timedelta(days=17 * number),
            quantity=Decimal(1 + number % 4),
            unit_price=Decimal(f"{number}.125"),
            currency="USD" if number % 11 == 0 else "CNY",
            returned=number % 7 == 0,
        )

    refresh_trade_figures(as_of=date(2026, 3, 10))

    for account in accounts:
        orders = list(account.orders.all())
        year = [order for order in orders if date(2025, 3, 10) < order.ordered_at.astimezone(settings.BUSINESS_TZ).date()]
        value = sum((order.total for order in year if order.currency == "CNY"), Decimal(0))
        last = max(order.ordered_at.astimezone(settings.BUSINESS_TZ).date() for order in orders if order.kind == "sale")
        mixed = any(order.currency != "CNY" for order in year)
        assert figures(account) == (value.quantize(Decimal("0.01"), "ROUND_HALF_UP"), mixed, last)
    assert refresh_trade_figures(as_of=date(2026, 3, 10)) == 0


def test_orders_are_added_up_once_even_where_the_planner_takes_the_tables_for_empty(cast):
    """A vacuum that comes by in the middle of a transaction counts none of its rows."""
    accounts = [AccountFactory(owner=cast.alice) for _ in range(30)]
    for account in accounts:
        OrderFactory(account=account)
    vacuum("accounts_account", "accounts_order")
    plans: list[Any] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "UPDATE accounts_account" not in sql:
            return execute(sql, params, many, context)
        execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, many, context)
        plans.append(context["cursor"].fetchone()[0][0]["Plan"])
        return None

    with connection.execute_wrapper(explained):
        refresh_trade_figures(accounts=[account.pk for account in accounts])

    (plan,) = plans
    assert {step["Actual Loops"] for step in steps(plan) if step["Node Type"] == "Aggregate"} == {1}
    assert Account.objects.filter(annual_value__gt=0).count() == 30


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from steps(part)
