"""Two people edit one account, one of them from an old copy: fields merge, and where they clash both words are kept."""

from datetime import UTC, datetime

import pytest

from accounts.actions.accounts import open_account, reassign_account, update_account
from accounts.actions.contacts import add_contact, update_contact
from accounts.actions.custom_fields import define_field
from accounts.actions.merging import merge_account, merge_contact
from accounts.models import Account
from crm.errors import Invalid, NotYours
from crm.models import Role, Team, User

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def team(db) -> Team:
    return Team.objects.create(name="North")


@pytest.fixture
def alice(team) -> User:
    return User.objects.create(username="alice", name="Alice", role=Role.MANAGER, team=team)


@pytest.fixture
def bob(team) -> User:
    return User.objects.create(username="bob", name="Bob", role=Role.MANAGER, team=team)


@pytest.fixture
def shop(team, alice) -> Account:
    """At version 1."""
    return open_account(by=None, at=NOW, team=team, owner=alice, name="Corner Shop", role="retailer", phone="110", address="old")


def merge(shop: Account, base_version: int | None, **changes):
    return merge_account(account=shop, changes=changes, base_version=base_version, by=shop.owner, at=NOW).contested


def test_from_the_current_copy_everything_is_written(shop):
    assert merge(shop, 1, phone="120", address="new") == {}

    shop.refresh_from_db()
    assert (shop.phone, shop.address, shop.version) == ("120", "new", 2)


def test_fields_that_nobody_touched_are_merged(shop, alice):
    update_account(account=shop, changes={"address": "desk"}, by=alice, at=NOW)

    assert merge(shop, 1, phone="120") == {}

    shop.refresh_from_db()
    assert (shop.phone, shop.address, shop.version) == ("120", "desk", 3)


def test_in_a_field_that_both_touched_the_first_stays_and_the_rest_is_written(shop, alice):
    update_account(account=shop, changes={"address": "desk"}, by=alice, at=NOW)

    assert merge(shop, 1, phone="120", address="phone") == {"address": "phone"}

    shop.refresh_from_db()
    assert (shop.phone, shop.address) == ("120", "desk")


def test_the_same_words_twice_are_no_clash(shop, alice):
    update_account(account=shop, changes={"address": "same"}, by=alice, at=NOW)

    assert merge(shop, 1, address="same") == {}


def test_a_place_is_one_fact_in_two_columns(shop, alice):
    update_account(account=shop, changes={"latitude": 29.0, "longitude": 120.0}, by=alice, at=NOW)

    assert merge(shop, 1, latitude=29.0, longitude=121.0) == {"latitude": 29.0, "longitude": 121.0}

    shop.refresh_from_db()
    assert (shop.latitude, shop.longitude) == (29.0, 120.0)


def test_what_touched_other_things_meanwhile_is_no_clash(shop, bob):
    reassign_account(account=shop, owner=bob, by=None, at=NOW, reason="holiday")
    shop.refresh_from_db()

    assert merge(shop, 1, phone="120") == {}


def test_a_version_that_left_no_trace_may_have_touched_anything(shop):
    Account.objects.get(pk=shop.pk).change(address="by hand in the database")
    shop.refresh_from_db()

    assert merge(shop, 1, phone="120") == {"phone": "120"}


def test_without_a_base_the_writer_saw_what_is_there_now(shop, alice):
    update_account(account=shop, changes={"address": "desk"}, by=alice, at=NOW)

    assert merge(shop, None, address="phone") == {}


@pytest.mark.parametrize("base_version", [0, -1, 2])
def test_a_version_that_has_not_been_is_refused(shop, base_version):
    with pytest.raises(Invalid) as refusal:
        merge(shop, base_version, phone="120")

    assert "base_version" in refusal.value.fields


def test_a_team_mate_merges_nothing(shop, bob):
    with pytest.raises(NotYours):
        merge_account(account=shop, changes={"phone": "120"}, base_version=1, by=bob, at=NOW)


def test_contacts_merge_alike(shop, alice):
    contact = add_contact(account=shop, by=alice, at=NOW, name="Li", phone="1")
    update_contact(contact=contact, changes={"phone": "2"}, by=alice, at=NOW)

    merged = merge_contact(contact=contact, changes={"phone": "3", "notes": "likes tea"}, base_version=1, by=alice, at=NOW)

    contact.refresh_from_db()
    assert merged.contested == {"phone": "3"}
    assert (contact.phone, contact.notes) == ("2", "likes tea")


def test_fields_of_ones_own_are_contested_key_by_key(cast):
    for key in ("area", "remark"):
        define_field(by=None, at=NOW, key=key, label_zh=key, type="text")
    account = open_account(by=cast.alice, at=NOW, name="永庆米店", role="retailer")
    update_account(account=account, changes={"custom": {"area": "theirs"}}, by=cast.lena, at=NOW)

    free = merge_account(account=account, changes={"custom": {"remark": "x"}}, base_version=1, by=cast.alice, at=NOW)
    same = merge_account(account=account, changes={"custom": {"area": "mine"}}, base_version=1, by=cast.alice, at=NOW)

    assert (dict(free.contested), dict(same.contested)) == ({}, {"custom": {"area": "mine"}})
    account.refresh_from_db()
    assert account.custom == {"area": "theirs", "remark": "x"}
