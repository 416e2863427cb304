"""Orders from a file: lines that belong together wherever they stand, and every reason why one does not land."""

from decimal import Decimal

import pytest

from accounts.importing import ahead, staging
from accounts.importing.cells import instant
from accounts.models import Account, ImportLine, Order, OrderLine, Product
from crm.models import Role, Team
from tests.accounts.factories import AccountFactory
from tests.accounts.importing.conftest import counts, errors_of, refusals
from tests.crm.factories import UserFactory

HEADER = "order_id,ordered_at,account_external_id,product_code,quantity,unit_price,currency\n"


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice, external_id="A1")


def test_lines_become_orders(write, run_import, account):
    path = write(
        HEADER
        + """
        5001,2026-03-01 08:00,A1,rice,2,1.25,
        5001,2026-03-01 08:05,A1,oil,3,0.333,
        5002,2026-03-02 09:00,A1,rice,1,1.25,CNY
        """
    )

    run = run_import("orders", path)

    assert counts(run) == {"rows_total": 3, "created": 3, "orders_created": 2}
    first = Order.objects.get(external_id="5001")
    assert first.total == Decimal("3.499")
    assert first.ordered_at.isoformat() == instant("2026-03-01 08:00").replace(" ", "T")  # the earliest line
    assert list(first.lines.values_list("position", "product__code")) == [(1, "rice"), (2, "oil")]
    account.refresh_from_db()
    assert (account.annual_value, str(account.last_order_on)) == (Decimal("4.75"), "2026-03-02")


def test_the_same_file_again_changes_nothing(write, run_import, account):
    path = write(HEADER + "5001,2026-03-01,A1,rice,2,1.25,\n5001,2026-03-01,A1,rice,2,1.25,\n5002,2026-03-01,A1,oil,-1,3,")
    run_import("orders", path)
    before = list(Order.objects.order_by("pk").values())

    run = run_import("orders", path)

    assert counts(run) == {"rows_total": 3, "unchanged": 3}
    assert list(Order.objects.order_by("pk").values()) == before


def test_what_differs_in_the_next_file_is_replaced(write, run_import, account):
    run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,2,1.25,\n5002,2026-03-01,A1,oil,1,3,"))

    run = run_import(
        "orders", write(HEADER + "5001,2026-03-01,A1,rice,5,1.25,\n5002,2026-03-01,A1,oil,1,3,\n5003,2026-03-01,A1,oil,1,3,")
    )

    assert counts(run) == {"rows_total": 3, "created": 1, "updated": 1, "unchanged": 1, "orders_created": 1}
    account.refresh_from_db()
    assert account.annual_value == Decimal("12.25")


def test_lines_of_an_order_may_stand_anywhere_in_the_file(write, run_import, account, monkeypatch):
    """Also far apart: further than what is read or lands at once."""
    monkeypatch.setattr(staging, "CHUNK", 7)
    monkeypatch.setattr(ahead, "BATCH", 10)
    lines = [f"50{number % 20:02d},2026-03-01,A1,rice,{1 + number},1," for number in range(100)]

    run = run_import("orders", write(HEADER + "\n".join(lines)))

    assert counts(run) == {"rows_total": 100, "created": 100, "orders_created": 20}
    assert set(Order.objects.values_list("total", flat=True)) == {Decimal(sum(range(n + 1, 101, 20))) for n in range(20)}
    assert not ImportLine.objects.exists()


def test_a_return_counts_as_none_of_the_order_days(write, run_import, account):
    run_import(
        "orders", write(HEADER + "5001,2026-03-01,A1,rice,5,2,\n5001,2026-03-01,A1,oil,-1,3,\n5009,2026-03-05,A1,rice,-1,2,")
    )

    kinds = set(Order.objects.values_list("external_id", "kind", "total"))
    assert kinds == {("5001", "sale", Decimal(10)), ("5001", "return", Decimal(-3)), ("5009", "return", Decimal(-2))}
    account.refresh_from_db()
    assert (account.annual_value, str(account.last_order_on)) == (Decimal(5), "2026-03-01")


def test_prices_of_nothing_and_of_four_decimals_are_prices(write, run_import, account):
    run = run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,2,0,\n5001,2026-03-01,A1,rice,2,0.0001,"))

    assert counts(run)["created"] == 2
    assert Order.objects.get().total == Decimal("0.0002")


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (",2026-03-01,A1,rice,1,1,", "order_id", "empty"),
        ("5001,,A1,rice,1,1,", "ordered_at", "empty"),
        ("5001,2026-02-30,A1,rice,1,1,", "ordered_at", "no such time"),
        ("5001,2026-03-01,,rice,1,1,", "account_external_id", "empty"),
        ("5001,2026-03-01,A9,rice,1,1,", "account_external_id", "There is no account A9"),
        ("5001,2026-03-01,A1,,1,1,", "product_code", "empty"),
        ("5001,2026-03-01,A1,rice,0,1,", "quantity", "This is 0"),
        ("5001,2026-03-01,A1,rice,one,1,", "quantity", "not a number"),
        ("5001,2026-03-01,A1,rice,1,-1,", "unit_price", "Below 0"),
        ("5001,2026-03-01,A1,rice,1,1.00001,", "unit_price", "decimals"),
        ("5001,2026-03-01,A1,rice,1,1,yuan", "currency", "Three capital letters"),
        ("5001,2026-03-01,A1,rice,1,1,CNY,more", "", "8 cells"),
    ],
)
def test_a_line_that_cannot_land_is_told_with_its_reason(write, run_import, account, line, column, reason):
    run = run_import("orders", write(HEADER + f"5000,2026-03-01,A1,rice,1,1,\n{line}\n5002,2026-03-01,A1,rice,1,1,"))

    assert counts(run) == {"rows_total": 3, "created": 2, "rejected": 1, "orders_created": 2}
    ((number, told, why),) = refusals(run)
    assert (number, told) == (3, column)
    assert reason in why
    (error,) = errors_of(run)
    assert (error["error_line"], error["error_column"], error["error_reason"]) == ("3", column, why)
    assert [error[name] for name in HEADER.strip().split(",")] == line.split(",")[:7]


def test_an_order_has_one_customer_and_one_currency(write, run_import, account, cast):
    AccountFactory(owner=cast.alice, external_id="A2")
    path = write(
        HEADER
        + """
        5001,2026-03-01,A1,rice,1,1,CNY
        5001,2026-03-01,A2,rice,1,1,CNY
        5001,2026-03-01,A1,rice,1,1,USD
        5001,2026-03-01,A1,oil,1,1,CNY
        """
    )

    run = run_import("orders", path)

    assert counts(run) == {"rows_total": 4, "created": 2, "rejected": 2, "orders_created": 1}
    assert [(line, column) for line, column, _ in refusals(run)] == [(3, "account_external_id"), (4, "currency")]
    assert "line 2" in refusals(run)[0][2]


def test_the_rest_of_an_order_lands_without_its_unreadable_line(write, run_import, account):
    run = run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,1,1,\n5001,2026-03-01,A1,rice,x,1,"))

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1, "orders_created": 1}


def test_mended_rows_come_back_with_the_columns_of_the_error_file(write, run_import, account, tmp_path):
    run = run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,1,1,\n5001,2026-03-01,A1,rice,x,1,"))
    mended = tmp_path / "mended.csv"
    with open(run.errors_path, encoding="utf-8-sig") as file:  # noqa: PTH123
        mended.write_text(file.read().replace("rice,x,", "rice,4,").replace("5001,", "5002,"), encoding="utf-8-sig")

    again = run_import("orders", mended)

    assert counts(again) == {"rows_total": 1, "created": 1, "orders_created": 1}


def test_a_manager_brings_in_the_own_orders_only(write, run_import, account, cast):
    AccountFactory(owner=cast.bob, external_id="A2")
    AccountFactory(owner=cast.charlie, external_id="A3")
    path = write(HEADER + "".join(f"500{n},2026-03-01,A{n},rice,1,1,\n" for n in (1, 2, 3, 4)))

    run = run_import("orders", path, by=cast.alice)

    assert counts(run) == {"rows_total": 4, "created": 1, "rejected": 3, "orders_created": 1}
    assert [reason for _, _, reason in refusals(run)] == [
        "This account belongs to a colleague.",
        "There is no account A3.",  # Charlie's: not a word about it
        "There is no account A4.",
    ]


def test_nobody_takes_a_strangers_order_by_its_number(write, run_import, account, cast):
    stranger = AccountFactory(owner=cast.charlie, external_id="A3")
    run_import("orders", write(HEADER + "5001,2026-03-01,A3,rice,1,1,"))

    run = run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,1,1,"), by=cast.alice)

    assert counts(run) == {"rows_total": 1, "rejected": 1}
    assert Order.objects.get().account == stranger


def test_an_order_that_moves_leaves_its_value_behind(write, run_import, account, cast):
    other = AccountFactory(owner=cast.alice, external_id="A2")
    run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,7,1,"))

    run = run_import("orders", write(HEADER + "5001,2026-03-01,A2,rice,7,1,"))

    assert counts(run) == {"rows_total": 1, "updated": 1}
    assert dict(Account.objects.values_list("pk", "annual_value")) == {account.pk: Decimal(0), other.pk: Decimal(7)}


def test_a_product_nobody_has_told_of_is_known_by_its_code(write, run_import, account):
    run_import("orders", write(HEADER + "5001,2026-03-01,A1,rice,7,1,"))

    assert list(Product.objects.values_list("code", "name")) == [("rice", "")]


def test_an_integration_brings_in_what_its_token_reaches(write, run_import, account, cast):
    AccountFactory(owner=cast.charlie, external_id="A3")
    path = write(HEADER + "5001,2026-03-01,A1,rice,7,1,\n5003,2026-03-01,A3,rice,7,1,")
    erp = UserFactory(role=Role.INTEGRATION, team=None)
    erp.token_team_ids = (cast.team.pk,)

    assert counts(run_import("orders", path, by=erp)) == {"rows_total": 2, "created": 1, "rejected": 1, "orders_created": 1}

    erp.token_team_ids = None  # all teams
    assert counts(run_import("orders", path, by=erp)) == {"rows_total": 2, "created": 1, "unchanged": 1, "orders_created": 1}


# --- the mapping of another system ------------------------------------------------------------------------------------

RETAIL = "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice\n"


def test_a_log_of_another_system_makes_its_own_team_and_accounts(write, run_import, cast):
    path = write(
        RETAIL
        + """
        536365,2010-12-01 08:26:00,17850,United Kingdom,85123A,6,2.55
        536366,2010-12-01 08:28:00,17850,United Kingdom,22633,6,1.85
        C536379,2011-12-09 09:41:00,14527,EIRE,D,-1,27.50
        """
    )

    run = run_import("orders", path, mapping="online-retail", team_name="Online Retail")

    assert counts(run) == {"rows_total": 3, "created": 3, "accounts_created": 2, "orders_created": 3}
    team = Team.objects.get(name="Online Retail")
    assert (team.currency, str(team.review_on)) == ("GBP", "2011-12-09")
    told = ("external_id", "name", "source", "owner", "currency", "annual_value", "last_order_on")
    assert list(Account.objects.filter(team=team).order_by("external_id").values_list(*told)) == [
        ("14527", "14527 (EIRE)", "online-retail", None, "GBP", Decimal("-27.50"), None),
        (
            "17850",
            "17850 (United Kingdom)",
            "online-retail",
            None,
            "GBP",
            Decimal(0),
            Order.objects.first().ordered_at.date().replace(2010, 12, 1),
        ),
    ]
    assert set(Order.objects.values_list("external_id", "kind")) == {("536365", "sale"), ("536366", "sale"), ("C536379", "return")}
    assert counts(run_import("orders", path, mapping="online-retail", team_name="Online Retail")) == {
        "rows_total": 3,
        "unchanged": 3,
    }


def test_a_later_log_moves_the_review_day_on(write, run_import):
    for day in ("2011-01-31", "2011-02-28", "2011-02-01"):
        path = write(RETAIL + f"{day},{day},1,UK,X,1,1")
        run_import("orders", path, mapping="online-retail", team_name="Log")

    assert str(Team.objects.get(name="Log").review_on) == "2011-02-28"


def test_a_team_that_lives_today_gets_no_day_of_its_own(write, run_import, cast):
    run_import("orders", write(RETAIL + "1,2011-01-31,1,UK,X,1,1"), mapping="online-retail", team=cast.team)

    cast.team.refresh_from_db()
    assert cast.team.review_on is None
    assert Account.objects.get().team == cast.team
    assert (Account.objects.get().currency, Order.objects.get().currency) == ("GBP", "GBP")


def test_a_cancellation_is_a_return_whatever_its_sign(write, run_import):
    run_import("orders", write(RETAIL + "C1,2011-01-31,1,UK,X,4,1"), mapping="online-retail", team_name="Log")

    assert Order.objects.get().kind == "return"
    assert OrderLine.objects.get().quantity == Decimal(-4)


def test_a_foreign_file_may_carry_more_columns(write, run_import):
    path = write(
        "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice,Description\n1,2011-01-31,1,UK,X,4,1,HOLDER"
    )

    assert counts(run_import("orders", path, mapping="online-retail", team_name="Log"))["created"] == 1


def test_an_account_that_ordered_from_two_countries_has_the_one_of_its_first_line(write, run_import):
    path = write(RETAIL + "2,2011-02-01,12370,Austria,X,1,1\n1,2011-01-01,12370,Cyprus,X,1,1")

    run_import("orders", path, mapping="online-retail", team_name="Log")

    assert Account.objects.get().name == "12370 (Cyprus)"
