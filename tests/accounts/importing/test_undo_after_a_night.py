"""What the program itself has written about imported accounts in the meantime does not hold them back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.importing.undoing import ask_undo, undo_import
from accounts.models import Account, DuplicatePair, IdentityKey, PoolWarning
from crm.calendar import today
from tests.accounts.factories import AccountFactory

FILE = """external_id,name,role,owner,phone,address
N1,青石巷米店,retailer,alice,13800990011,青石巷 8 号
N2,青石巷米行,retailer,alice,13800990011,青石巷 8 号
"""


@pytest.fixture
def every_job():
    """All that comes round by itself: scans, reviews, figures, reminders."""
    return [entry.task for entry in app.periodic_registry.periodic_tasks.values()]


def test_an_import_is_taken_back_after_everything_that_comes_round_has_run(write, run_import, cast, every_job):
    known = AccountFactory(owner=cast.alice, name="青石巷米铺", phone="13800990011")
    run = run_import("accounts", write(FILE), team=cast.team, by=cast.alice)
    assert Account.objects.count() == 3
    for task in every_job:
        task.func(int(timezone.now().timestamp()))
    assert DuplicatePair.objects.exists()
    assert IdentityKey.objects.exclude(account=known).exists()
    warned = Account.objects.get(external_id="N1")
    PoolWarning.objects.create(account=warned, owner=cast.alice, warned_on=today(), goes_on=today() + timedelta(days=7))

    ask_undo(run=run, by=run.by, at=timezone.now())
    undone = undo_import(run=run, at=timezone.now() + timedelta(seconds=1))

    assert [(row["why"], row["what"]) for row in undone.undone["kept_rows"]] == []
    assert list(Account.objects.all()) == [known]
