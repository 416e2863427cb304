"""Accounts from a file."""

import pytest

from accounts.models import Account
from tests.accounts.factories import AccountFactory
from tests.accounts.finding import found
from tests.accounts.importing.conftest import counts, refusals

HEADER = "external_id,name,kind,role,industry,phone,address,street,village,latitude,longitude,owner,tags\n"


def test_a_row_becomes_an_account(write, run_import, cast):
    path = write(HEADER + "A1,永庆米店,external,retailer,粮油,138 0013 8000,文三路5号,文三路,,30.28,120.13,alice,老客户;早市")

    run = run_import("accounts", path)

    assert counts(run) == {"rows_total": 1, "created": 1, "accounts_created": 1}
    account = Account.objects.get()
    assert (account.name, account.kind, account.role, account.owner, account.team) == (
        "永庆米店", "external", "retailer", cast.alice, cast.team
    )  # fmt: skip
    assert (account.latitude, account.longitude, account.street, account.tags) == (30.28, 120.13, "文三路", ["老客户", "早市"])
    assert found("yongqing") == found("0013") == {"永庆米店"}


def test_the_same_file_again_changes_nothing(write, run_import, cast):
    path = write(HEADER + "A1,永庆米店,external,retailer,粮油,138 0013 8000,文三路5号,文三路,,30.28,120.13,alice,老客户;早市")
    run_import("accounts", path)
    before = Account.objects.values().get()

    assert counts(run_import("accounts", path)) == {"rows_total": 1, "unchanged": 1}

    assert Account.objects.values().get() == before


def test_what_differs_is_written_and_an_empty_cell_says_nothing(write, run_import, cast):
    AccountFactory(owner=cast.alice, external_id="A1", phone="138 0013 8000", industry="粮油")

    run = run_import("accounts", write("external_id,name,phone,industry\nA1,新名,,百货"))

    assert counts(run) == {"rows_total": 1, "updated": 1}
    account = Account.objects.get()
    assert (account.name, account.phone, account.industry, account.version) == ("新名", "138 0013 8000", "百货", 2)


def test_another_owner_in_the_file_is_a_handover(write, run_import, cast):
    account = AccountFactory(owner=cast.alice, external_id="A1")

    assert counts(run_import("accounts", write("external_id,owner\nA1,bob"))) == {"rows_total": 1, "updated": 1}

    account.refresh_from_db()
    assert account.owner == cast.bob
    assert account.ownerships.current().get().reason == "Import file.csv"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",x,,retailer,,,,,,,,alice,", "external_id", "empty"),
        ("A1,,,retailer,,,,,,,,alice,", "name", "needed"),
        ("A1,x,,,,,,,,,,alice,", "role", "needed"),
        ("A1,x,,friend,,,,,,,,alice,", "role", "none of"),
        ("A1,x,internal,retailer,,,,,,,,alice,", "role", "internal account is one of"),
        ("A1,x,,retailer,,letters,,,,,,alice,", "phone", "Not a phone number"),
        ("A1,x,,retailer,,,,,,91,120,alice,", "latitude", "Not between"),
        ("A1,x,,retailer,,,,,,30,,alice,", "longitude", "latitude and longitude"),
        ("A1,x,,retailer,,,,,,,,nobody,", "owner", "no user nobody"),
        ("A1,x,,retailer,,,,,,,,ann,", "owner", "no team"),
        ("A1,x,,retailer,,,,,,,,,", "owner", "names no team"),
        (f"A1,{'x' * 201},,retailer,,,,,,,,alice,", "name", "201 characters"),
    ],
)
def test_a_row_that_makes_no_account_is_told(write, run_import, cast, row, column, reason):
    run = run_import("accounts", write(HEADER + row + "\nA2,好店,,retailer,,,,,,,,alice,"))

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1, "accounts_created": 1}
    ((line, told, why),) = refusals(run)
    assert (line, told) == (2, column)
    assert reason in why


def test_a_number_stands_once_in_the_file(write, run_import, cast):
    rows = "A1,x,,retailer,,,,,,,,alice,\nA1,x,,retailer,,,,,,,,alice,\nA1,y,,retailer,,,,,,,,alice,"

    run = run_import("accounts", write(HEADER + rows))

    assert counts(run) == {"rows_total": 3, "created": 1, "unchanged": 1, "rejected": 1, "accounts_created": 1}
    assert refusals(run) == [(4, "external_id", "Line 2 says otherwise about the same external_id.")]


def test_accounts_without_owner_go_into_the_team_that_the_import_names(write, run_import, cast):
    run_import("accounts", write("external_id,name,role\nA1,x,retailer"), team=cast.team)

    assert (Account.objects.get().team, Account.objects.get().owner) == (cast.team, None)


def test_a_manager_owns_what_the_file_gives_to_nobody(write, run_import, cast):
    run_import("accounts", write("external_id,name,role\nA1,x,retailer"), by=cast.alice)

    assert Account.objects.get().owner == cast.alice


def test_a_manager_changes_own_accounts_only(write, run_import, cast):
    for number, owner in enumerate((cast.alice, cast.bob, cast.charlie), start=1):
        AccountFactory(owner=owner, external_id=f"A{number}", name="x")

    run = run_import("accounts", write("external_id,name\nA1,y\nA2,y\nA3,x"), by=cast.alice)

    assert counts(run) == {"rows_total": 3, "updated": 1, "rejected": 2}
    assert {line for line, _, _ in refusals(run)} == {3, 4}  # also the row that would change nothing
    assert sorted(Account.objects.values_list("name", flat=True)) == ["x", "x", "y"]


def test_a_manager_gives_no_account_away(write, run_import, cast):
    AccountFactory(owner=cast.alice, external_id="A1", name="x")

    run = run_import("accounts", write("external_id,name,owner\nA1,y,bob"), by=cast.alice)

    assert counts(run) == {"rows_total": 1, "rejected": 1}
    assert (Account.objects.get().name, Account.objects.get().owner) == ("x", cast.alice)  # neither half of the row


def test_the_kind_stays(write, run_import, cast):
    AccountFactory(owner=cast.alice, external_id="A1")

    run = run_import("accounts", write("external_id,kind\nA1,internal"))

    assert refusals(run)[0][1] == "kind"


def test_an_archived_account_is_not_changed(write, run_import, cast):
    AccountFactory(owner=cast.alice, external_id="A1", archived=True)

    assert counts(run_import("accounts", write("external_id,name\nA1,y"))) == {"rows_total": 1, "rejected": 1}


def test_a_place_from_a_chinese_map_is_converted_and_kept_as_it_was(write, run_import, cast):
    header = "external_id,name,role,纬度,经度,坐标系,owner\n"
    path = write(header + "A1,永庆米店,retailer,31.175303983646,121.531541859215,GCJ-02,alice\nA2,无名店,retailer,,,GCJ-02,alice")

    assert counts(run_import("accounts", path)) == {"rows_total": 2, "created": 2, "accounts_created": 2}
    account = Account.objects.get(external_id="A1")
    assert (round(account.latitude, 6), round(account.longitude, 6)) == (31.177428, 121.527211)
    assert (account.given_latitude, account.given_datum, account.place_confidence) == (31.175303983646, "gcj02", "given")

    assert counts(run_import("accounts", path)) == {"rows_total": 2, "unchanged": 2}
    moved = write(header + "A1,永庆米店,retailer,31.18,121.531541859215,bd09,alice")
    assert counts(run_import("accounts", moved)) == {"rows_total": 1, "updated": 1}
    account.refresh_from_db()
    assert (account.given_latitude, account.given_datum) == (31.18, "bd09")

    run = run_import("accounts", write(header + "A3,x,retailer,31.18,121.5,火星,alice"))
    assert [(refusal.column, "wgs84" in refusal.reason) for refusal in run.refusals.all()] == [("坐标系", True)]
