"""The history is kept for good, or for as many years as the setting says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.actions.accounts import open_account, update_account
from accounts.actions.merges import merge_accounts, undo_merge
from accounts.jobs import trim_history_tonight
from accounts.models import Account
from crm.history.trimming import trim_history, years_before
from crm.models import Change
from tests.crm.factories import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def shop(cast: Cast) -> Account:
    """Opened and renamed six years ago, and moved to another street last year."""
    shop = open_account(by=cast.alice, at=NOW, name="福润超市", role="retailer")
    update_account(account=shop, changes={"name": "福润大超市"}, by=cast.alice, at=NOW)
    Change.objects.all().update(at=NOW - timedelta(days=6 * 366))
    update_account(account=shop, changes={"street": "文三路"}, by=cast.alice, at=NOW)
    Change.objects.filter(old__has_key="street").update(at=NOW - timedelta(days=365))
    return shop


def test_all_is_kept_unless_told_otherwise(shop: Account) -> None:
    before = Change.objects.count()

    trim_history_tonight(timestamp=0)

    assert settings.HISTORY_YEARS == 0
    assert trim_history(years=0, at=NOW) == 0
    assert Change.objects.count() == before


def test_what_is_older_goes_and_the_rest_stays(shop: Account) -> None:
    assert trim_history(years=5, at=NOW, batch=1) > 1  # in several transactions

    kept = Change.objects.filter(account_id=shop.pk)
    assert [sorted(change.old or {}) for change in kept] == [["street"]]
    assert trim_history(years=5, at=NOW) == 0


@override_settings(HISTORY_YEARS=5)
def test_every_night(shop: Account) -> None:
    trim_history_tonight(timestamp=0)

    assert not Change.objects.filter(at__lt=NOW - timedelta(days=6 * 365)).exists()
    shop.refresh_from_db()
    assert shop.name == "福润大超市"  # the customer itself is as it was


def test_an_old_merge_can_still_be_undone(cast: Cast) -> None:
    kept = open_account(by=cast.alice, at=NOW, name="福润超市", role="retailer")
    lost = open_account(by=cast.alice, at=NOW, name="福润超市有限公司", role="retailer", street="文三路")
    merge = merge_accounts(kept=kept, lost=lost, by=cast.alice, at=NOW)
    Change.objects.all().update(at=NOW - timedelta(days=6 * 366))

    trim_history(years=5, at=NOW)
    undo_merge(merge=merge, by=cast.alice, at=NOW)

    lost.refresh_from_db()
    assert lost.merged_into_id is None


def test_leap_day() -> None:
    assert years_before(datetime(2028, 2, 29, tzinfo=UTC), 5) == datetime(2023, 3, 1, tzinfo=UTC)
