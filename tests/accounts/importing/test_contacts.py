"""Contacts from a file."""

import pytest

from accounts.models import Contact
from tests.accounts.factories import AccountFactory, ContactFactory
from tests.accounts.finding import found
from tests.accounts.importing.conftest import counts, refusals

HEADER = "external_id,account_external_id,name,position,phone,email,birthday,is_primary,notes\n"


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice, external_id="A1", name="永庆米店")


def test_a_row_becomes_a_person_in_the_account(write, run_import, account):
    path = write(HEADER + "C1,A1,欧阳娜,店主,139 5718 0000,na@example.com,1980-05-06,是,爱喝茶")

    run = run_import("contacts", path)

    assert counts(run) == {"rows_total": 1, "created": 1}
    contact = Contact.objects.get()
    assert (contact.account, contact.name, contact.position, contact.is_primary) == (account, "欧阳娜", "店主", True)
    assert str(contact.birthday) == "1980-05-06"
    assert found("ouyang") == {"永庆米店"}
    assert counts(run_import("contacts", path)) == {"rows_total": 1, "unchanged": 1}


def test_what_differs_is_written(write, run_import, account):
    ContactFactory(account=account, external_id="C1", name="欧阳娜", position="店主")

    run = run_import("contacts", write("external_id,account_external_id,name,position\nC1,A1,欧阳娜娜,"))

    assert counts(run) == {"rows_total": 1, "updated": 1}
    assert (Contact.objects.get().name, Contact.objects.get().position) == ("欧阳娜娜", "店主")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",A1,x,,,,,,", "external_id", "empty"),
        ("C1,,x,,,,,,", "account_external_id", "empty"),
        ("C1,A9,x,,,,,,", "account_external_id", "no such account"),
        ("C1,A1,,,,,,,", "name", "empty"),
        ("C1,A1,x,,letters,,,,", "phone", "Not a phone number"),
        ("C1,A1,x,,,nobody,,,", "email", ""),
        ("C1,A1,x,,,,1980-02-30,,", "birthday", "no such time"),
        ("C1,A1,x,,,,,perhaps,", "is_primary", "yes or no"),
    ],
)
def test_a_row_that_makes_no_contact_is_told(write, run_import, account, row, column, reason):
    run = run_import("contacts", write(HEADER + row + "\nC2,A1,李四,,,,,,"))

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1}
    ((line, told, why),) = refusals(run)
    assert (line, told) == (2, column)
    assert reason in why


def test_an_account_has_one_primary_contact(write, run_import, account):
    path = write(HEADER + "C1,A1,张三,,,,,1,\nC2,A1,李四,,,,,1,")

    run = run_import("contacts", path)

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1}
    assert refusals(run) == [(3, "is_primary", "Line 2 is the primary contact of the same account.")]


def test_a_person_of_another_account_stays_there(write, run_import, account, cast):
    other = AccountFactory(owner=cast.alice, external_id="A2")
    ContactFactory(account=other, external_id="C1")

    assert counts(run_import("contacts", write(HEADER + "C1,A1,x,,,,,,"))) == {"rows_total": 1, "rejected": 1}


def test_a_manager_adds_people_to_own_accounts_only(write, run_import, account, cast):
    AccountFactory(owner=cast.bob, external_id="A2")

    run = run_import("contacts", write(HEADER + "C1,A1,x,,,,,,\nC2,A2,x,,,,,,"), by=cast.alice)

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1}
