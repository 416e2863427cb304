"""An account's figures open to the facts they were computed from."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.actions.figures import write_figures
from accounts.explained import annual_value
from accounts.models import Account
from crm.calendar import at_noon, today
from tests.accounts.factories import AccountFactory, OrderFactory


@pytest.mark.django_db
def test_the_annual_value_is_sales_less_returns_of_twelve_months_in_the_accounts_currency():
    account = AccountFactory()
    day = today()
    for days, fields in ((10, {}), (20, {"returned": True, "quantity": Decimal("0.5")}), (30, {"currency": "USD"}), (400, {})):
        OrderFactory(account=account, ordered_at=at_noon(day - timedelta(days=days)), **fields)
    account = Account.objects.get(pk=account.pk)

    figure = annual_value(account)

    assert figure.low == account.annual_value == Decimal("75.00")
    sales, returns = figure.inputs
    assert (sales.low, sales.source.details["count"]) == (Decimal(100), 1)
    assert (returns.low, returns.source.details["count"]) == (Decimal(-25), 1)
    assert sales.source.details["left_out"] == 1
    assert sales.source.details["until"] == day.isoformat()
    assert figure.note == ""


@pytest.mark.django_db
def test_where_the_column_says_something_else_it_is_told():
    account = AccountFactory()
    OrderFactory(account=account, ordered_at=at_noon(today()))
    write_figures(columns=["annual_value"], rows=[(account.pk, Decimal("1.00"))])

    assert annual_value(Account.objects.get(pk=account.pk)).note == "recomputed"


@pytest.mark.django_db
def test_what_was_never_computed_is_not_explained():
    account = AccountFactory()
    Account.objects.filter(pk=account.pk).update(annual_value=None)

    assert annual_value(Account.objects.get(pk=account.pk)) is None
