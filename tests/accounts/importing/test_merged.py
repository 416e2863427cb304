"""Files that still name a merged account by its old number."""

from pathlib import Path
from typing import Any

import pytest

from accounts.actions.accounts import open_account
from accounts.actions.merges import merge_accounts
from accounts.importing.runs import begin_import, perform_import
from accounts.models import Account, Contact, Order
from tests.crm.factories import NOW, Cast
from visits.models import Visit


@pytest.mark.parametrize("known", [None, "K-1"])
def test_rows_and_orders_land_on_the_account_that_was_kept(cast: Cast, tmp_path: Path, known: str | None) -> None:
    kept = open_account(by=cast.alice, at=NOW, name="Kept", role="retailer", external_id=known)
    lost = open_account(by=cast.alice, at=NOW, name="Lost", role="retailer", external_id="L-1")
    merge_accounts(kept=kept, lost=lost, by=cast.alice, at=NOW)

    def bring(type: str, text: str) -> Any:
        path = tmp_path / f"{type}.csv"
        path.write_text(text)
        return perform_import(begin_import(type=type, path=path, by=cast.lena, at=NOW))

    accounts = bring("accounts", "external_id,name,street\nL-1,Kept,Main\n")
    bring("products", "code,name\nT,Tea\n")
    orders = bring(
        "orders",
        "order_id,ordered_at,account_external_id,product_code,quantity,unit_price\n1,2026-03-01,L-1,T,2,3\n",
    )

    contacts = bring("contacts", "account_external_id,external_id,name\nL-1,P-1,Wang\n")
    again = bring("contacts", "account_external_id,external_id,name\nL-1,P-1,Wang\n")
    visits = bring("visits", "external_id,account_external_id,completed_at,outcome\nV-1,L-1,2026-02-01 10:00,ordered\n")

    assert (accounts.updated, accounts.rejected, orders.created, orders.rejected) == (1, 0, 1, 0)
    assert Account.objects.get(pk=kept.pk).street == "Main"
    assert Account.objects.get(pk=kept.pk).external_id == known
    assert Order.objects.get().account_id == kept.pk
    assert (contacts.created, contacts.rejected, again.unchanged) == (1, 0, 1)
    assert Contact.objects.get().account_id == kept.pk
    assert (visits.created, visits.rejected) == (1, 0)
    assert Visit.objects.get().account_id == kept.pk
