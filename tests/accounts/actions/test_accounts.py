"""Changing, handing over, archiving: with every refusal."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.actions.accounts import (
    AccountArchived,
    AccountNotArchived,
    ExternalIdTaken,
    archive_account,
    reassign_account,
    reopen_account,
    update_account,
)
from accounts.models import Account, AccountStatus, Promise, Touchpoint
from crm.errors import Forbidden, Invalid, NotYours, Stale, Unseen
from crm.models import Event, Role
from tests.accounts.factories import AccountFactory, OrderFactory, PromiseFactory
from tests.accounts.finding import found
from tests.crm.factories import NOW, TeamFactory, UserFactory

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice, name="永庆米店")


def test_only_what_differs_is_written_and_told(cast, account):
    update_account(account=account, changes={"industry": "粮油", "name": "永庆米店"}, by=cast.alice, at=LATER)

    account.refresh_from_db()
    assert account.industry == "粮油"
    assert account.version == 2
    event = Event.objects.get(type="account.updated")
    assert event.payload["fields"] == ["industry"]
    assert (event.at, event.by, event.team_id) == (LATER, cast.alice, cast.team.pk)


def test_writing_what_stands_there_changes_nothing(cast, account):
    update_account(account=account, changes={"name": " 永庆米店 "}, by=cast.alice, at=LATER)

    assert Account.objects.get(pk=account.pk).version == 1
    assert not Event.objects.filter(type="account.updated").exists()


def test_two_people_who_edit_other_fields_lose_nothing(cast, account):
    stale_copy = Account.objects.get(pk=account.pk)
    update_account(account=account, changes={"industry": "粮油"}, by=cast.alice, at=LATER)
    update_account(account=stale_copy, changes={"phone": "138 0013 8000"}, by=cast.lena, at=LATER)

    account.refresh_from_db()
    assert (account.industry, account.phone, account.version) == ("粮油", "138 0013 8000", 3)


def test_who_saw_an_older_version_is_told(cast, account):
    update_account(account=account, changes={"industry": "粮油"}, by=cast.alice, at=LATER, version=1)

    with pytest.raises(Stale):
        update_account(account=account, changes={"industry": "百货"}, by=cast.alice, at=LATER, version=1)

    assert Account.objects.get(pk=account.pk).industry == "粮油"


def test_a_new_name_is_found_and_the_old_one_is_not(cast, account):
    update_account(account=account, changes={"name": "明德粮行"}, by=cast.alice, at=LATER)

    assert found("mingde") == {"明德粮行"}
    assert found("永庆") == set()
    assert Account.objects.get(pk=account.pk).name_key.startswith("ming")


@pytest.mark.parametrize("field", ["tier", "annual_value", "loyalty_index", "last_visit_on", "welcome", "version", "id", "search"])
def test_what_others_compute_nobody_writes(cast, account, field):
    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={field: 1}, by=cast.lena, at=LATER)

    assert refusal.value.fields == {field: ["This field is read-only."]}


@pytest.mark.parametrize("field", ["owner", "team", "kind", "source"])
def test_what_has_its_own_verb_is_not_a_change(cast, account, field):
    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={field: getattr(account, field)}, by=cast.lena, at=LATER)

    assert refusal.value.fields.keys() == {field}


def test_archiving_is_not_a_change_of_status(cast, account):
    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={"status": "archived"}, by=cast.alice, at=LATER)

    assert refusal.value.fields.keys() == {"status"}


def test_an_unknown_field_is_named(cast, account):
    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={"shoe_size": 43}, by=cast.alice, at=LATER)

    assert refusal.value.fields == {"shoe_size": ["Unknown field."]}


def test_half_a_place_is_none(cast, account):
    update_account(account=account, changes={"latitude": 30.0, "longitude": 120.0}, by=cast.alice, at=LATER)

    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={"longitude": None}, by=cast.alice, at=LATER)

    assert refusal.value.fields.keys() == {"longitude"}


def test_a_role_of_the_other_kind_does_not_fit(cast, account):
    with pytest.raises(Invalid) as refusal:
        update_account(account=account, changes={"role": "department"}, by=cast.alice, at=LATER)

    assert refusal.value.fields.keys() == {"role"}


def test_a_taken_external_id_is_refused(cast, account):
    AccountFactory(owner=cast.bob, external_id="A1")

    with pytest.raises(ExternalIdTaken):
        update_account(account=account, changes={"external_id": "A1"}, by=cast.alice, at=LATER)


def test_another_currency_computes_the_value_anew(cast, account):
    OrderFactory(account=account, ordered_at=NOW, currency="CNY")
    assert Account.objects.get(pk=account.pk).mixed_currency is False

    update_account(account=account, changes={"currency": "usd"}, by=cast.alice, at=LATER)

    account.refresh_from_db()
    assert account.currency == "USD"
    assert account.annual_value == Decimal(0)


def test_a_team_mates_account_is_readable_not_writable(cast, account):
    with pytest.raises(NotYours):
        update_account(account=account, changes={"industry": "x"}, by=cast.bob, at=LATER)


def test_an_unowned_account_of_the_team_is_readable_not_writable(cast):
    account = AccountFactory(owner=None, team=cast.team)

    with pytest.raises(NotYours):
        update_account(account=account, changes={"industry": "x"}, by=cast.alice, at=LATER)


def test_for_a_stranger_the_account_does_not_exist(cast, account):
    with pytest.raises(Unseen):
        update_account(account=account, changes={"industry": "x"}, by=cast.charlie, at=LATER)


@pytest.mark.parametrize("person", ["sam", "ann"])
def test_who_only_reads_writes_nothing(cast, account, person):
    with pytest.raises(NotYours):
        update_account(account=account, changes={"industry": "x"}, by=getattr(cast, person), at=LATER)


def test_a_lead_writes_in_the_team_and_nowhere_else(cast, account):
    stranger = AccountFactory(owner=cast.charlie)

    update_account(account=account, changes={"industry": "x"}, by=cast.lena, at=LATER)

    with pytest.raises(Unseen):
        update_account(account=stranger, changes={"industry": "x"}, by=cast.lena, at=LATER)


def test_who_has_left_writes_nothing(cast, account):
    cast.alice.is_active = False
    cast.alice.save()

    with pytest.raises(Unseen):
        update_account(account=account, changes={"industry": "x"}, by=cast.alice, at=LATER)


# --- handing over -----------------------------------------------------------------------------------------------------


def test_a_handover_keeps_the_history_and_tells_the_timeline(cast, account):
    reassign_account(account=account, owner=cast.bob, by=cast.lena, at=LATER, reason="new route")

    account.refresh_from_db()
    assert account.owner == cast.bob
    chapters = list(account.ownerships.order_by("since").values_list("owner__username", "since", "until"))
    assert chapters == [("alice", NOW, LATER), ("bob", LATER, None)]
    touchpoint = Touchpoint.objects.get(account=account, kind="event")
    assert touchpoint.text == "Alice → Bob: new route"
    assert Event.objects.get(type="account.reassigned").payload["to"] == str(cast.bob.pk)


def test_open_promises_stay_with_the_account(cast, account):
    promise = PromiseFactory(account=account, by=cast.alice)

    reassign_account(account=account, owner=cast.bob, by=cast.lena, at=LATER, reason="new route")

    assert Promise.objects.visible_to(cast.bob).open().get() == promise
    assert Account.objects.get(pk=account.pk) in Account.objects.writable_by(cast.bob)
    assert Account.objects.get(pk=account.pk) not in Account.objects.writable_by(cast.alice)


def test_a_handover_needs_its_reason(cast, account):
    with pytest.raises(Invalid) as refusal:
        reassign_account(account=account, owner=cast.bob, by=cast.lena, at=LATER, reason="  ")

    assert refusal.value.fields.keys() == {"reason"}


def test_a_manager_hands_nothing_over(cast, account):
    with pytest.raises(Forbidden):
        reassign_account(account=account, owner=cast.bob, by=cast.alice, at=LATER, reason="too much work")


def test_the_new_owner_must_work_in_the_team(cast, account):
    for owner in (cast.charlie, cast.ann, UserFactory(team=cast.team, is_active=False)):
        with pytest.raises(Invalid) as refusal:
            reassign_account(account=account, owner=owner, by=cast.lena, at=LATER, reason="new route")
        assert refusal.value.fields.keys() == {"owner"}


def test_an_account_moves_to_another_team_only_within_reach(cast, account):
    with pytest.raises(Invalid) as refusal:
        reassign_account(account=account, owner=cast.charlie, team=cast.other_team, by=cast.lena, at=LATER, reason="moved")
    assert refusal.value.fields.keys() == {"team"}

    reassign_account(account=account, owner=cast.charlie, team=cast.other_team, by=cast.admin, at=LATER, reason="moved")

    assert list(Account.objects.visible_to(cast.alice)) == []
    assert list(Account.objects.visible_to(cast.charlie)) == [account]


def test_a_lead_may_keep_an_account(cast, account):
    reassign_account(account=account, owner=cast.lena, by=cast.lena, at=LATER, reason="until somebody is hired")

    assert Account.objects.get(pk=account.pk).owner == cast.lena


def test_a_handover_to_the_same_person_is_none(cast, account):
    reassign_account(account=account, owner=cast.alice, by=cast.lena, at=LATER, reason="nothing")

    assert account.ownerships.count() == 1
    assert not Event.objects.filter(type="account.reassigned").exists()


def test_a_clock_that_is_behind_does_not_turn_the_history_around(cast, account):
    reassign_account(account=account, owner=cast.bob, by=cast.lena, at=NOW - timedelta(days=400), reason="phone of 2025")

    first, second = account.ownerships.order_by("id")
    assert first.since == first.until == second.since == NOW


# --- archiving --------------------------------------------------------------------------------------------------------


def test_an_archived_account_is_history(cast, account):
    archive_account(account=account, by=cast.alice, at=LATER, reason="closed down")

    assert Account.objects.get(pk=account.pk).status == AccountStatus.ARCHIVED
    assert Touchpoint.objects.get(account=account, kind="event").text == "closed down"
    with pytest.raises(AccountArchived):
        update_account(account=account, changes={"industry": "x"}, by=cast.alice, at=LATER)
    with pytest.raises(AccountArchived):
        archive_account(account=account, by=cast.alice, at=LATER)


def test_an_archived_account_comes_back(cast, account):
    archive_account(account=account, by=cast.alice, at=LATER)

    reopen_account(account=account, by=cast.alice, at=LATER, reason="new owner")

    assert Account.objects.get(pk=account.pk).status == AccountStatus.ACTIVE
    assert [event.type for event in Event.objects.filter(type__in=["account.archived", "account.reopened"]).order_by("id")] == [
        "account.archived",
        "account.reopened",
    ]


def test_only_an_archived_account_is_reopened(cast, account):
    with pytest.raises(AccountNotArchived):
        reopen_account(account=account, by=cast.alice, at=LATER)


@pytest.mark.parametrize(("person", "refusal"), [("bob", NotYours), ("charlie", Unseen)])
def test_others_archive_and_reopen_nothing(cast, account, person, refusal):
    with pytest.raises(refusal):
        archive_account(account=account, by=getattr(cast, person), at=LATER)
    archive_account(account=account, by=cast.alice, at=LATER)
    with pytest.raises(refusal):
        reopen_account(account=account, by=getattr(cast, person), at=LATER)


def test_an_integration_writes_where_its_token_reaches(cast, account):
    erp = UserFactory(role=Role.INTEGRATION, team=None)
    erp.token_team_ids = (TeamFactory().pk,)
    with pytest.raises(Unseen):
        update_account(account=account, changes={"industry": "x"}, by=erp, at=LATER)

    erp.token_team_ids = (cast.team.pk,)
    update_account(account=account, changes={"industry": "x"}, by=erp, at=LATER)

    assert Account.objects.get(pk=account.pk).industry == "x"
