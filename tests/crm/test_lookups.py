"""Thousands of numbers asked for at once are found as one by one, whatever they are written with."""

import pytest

from accounts.models import Account
from tests.accounts.factories import AccountFactory

pytestmark = pytest.mark.django_db

AWKWARD = ["A,1", 'A"1', "A\\1", "{A1}", "NULL", "A 1", "客户一", "A'1", "A%s"]


@pytest.mark.parametrize("number", AWKWARD)
def test_a_number_is_found_among_many(number):
    account = AccountFactory(external_id=number)
    AccountFactory(external_id="another")
    assert list(Account.objects.filter(external_id__among=[*AWKWARD, "not there"])) == [account]


def test_none_is_found_among_none():
    AccountFactory(external_id="A1")
    AccountFactory(external_id=None)
    assert not Account.objects.filter(external_id__among=[]).exists()


def test_what_a_generator_gives_is_asked_for_once():
    accounts = [AccountFactory(external_id=f"A{number}") for number in range(3)]
    found = Account.objects.filter(external_id__among=(str(account.external_id) for account in accounts))
    assert set(found) == set(accounts)
