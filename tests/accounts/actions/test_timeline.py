"""Notes and promises."""

from datetime import date, timedelta

import pytest
from uuid6 import uuid7

from accounts.actions.accounts import AccountArchived
from accounts.actions.promises import PromiseNotOpen, break_promise, keep_promise, make_promise, release_promise
from accounts.actions.timeline import IdTaken, add_note
from accounts.models import Promise, Touchpoint
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory, ContactFactory, PromiseFactory
from tests.crm.factories import NOW

LATER = NOW + timedelta(hours=1)
DUE = date(2026, 3, 20)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice)


def test_a_note_carries_when_it_was_said(cast, account):
    yesterday = NOW - timedelta(days=1)

    note = add_note(account=account, text=" 要新货架 ", by=cast.alice, at=yesterday)

    note.refresh_from_db()
    assert (note.kind, note.text, note.at, note.by, note.medium) == ("note", "要新货架", yesterday, cast.alice, "person")
    assert Event.objects.get(type="note.added").subject == note.pk


@pytest.mark.parametrize(("channel", "medium"), [("phone", "person"), ("email", "information"), (None, "person")])
def test_a_contact_has_a_medium(cast, account, channel, medium):
    note = add_note(account=account, text="好", kind="message", channel=channel, by=cast.alice, at=NOW)

    assert (note.channel, note.medium) == (channel, medium)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": "  "}, {"text"}),
        ({"text": "a\x00"}, {"text"}),
        ({"channel": "pigeon"}, {"channel"}),
        ({"kind": "visit"}, {"kind"}),
        ({"kind": "x"}, {"kind"}),
    ],
)
def test_a_note_that_says_nothing_is_refused(cast, account, fields, named):
    with pytest.raises(Invalid) as refusal:
        add_note(account=account, by=cast.alice, at=NOW, **({"text": "好"} | fields))

    assert refusal.value.fields.keys() == named
    assert not Touchpoint.objects.exists()


def test_an_id_stands_once(cast, account):
    chosen = uuid7()
    add_note(account=account, text="好", by=cast.alice, at=NOW, id=chosen)
    with pytest.raises(IdTaken):
        add_note(account=account, text="好", by=cast.alice, at=NOW, id=chosen)

    make_promise(account=account, text="送样", due_on=DUE, by=cast.alice, at=NOW, id=chosen)
    with pytest.raises(IdTaken):
        make_promise(account=account, text="送样", due_on=DUE, by=cast.alice, at=NOW, id=chosen)


@pytest.mark.parametrize(("person", "refusal"), [("bob", NotYours), ("charlie", Unseen), ("ann", NotYours)])
def test_others_note_and_promise_nothing(cast, account, person, refusal):
    promise, by = PromiseFactory(account=account, by=cast.alice), getattr(cast, person)

    for write in (
        lambda: add_note(account=account, text="好", by=by, at=NOW),
        lambda: make_promise(account=account, text="送样", due_on=DUE, by=by, at=NOW),
        lambda: keep_promise(promise=promise, by=by, at=NOW),
        lambda: break_promise(promise=promise, by=by, at=NOW, reason="忘了"),
        lambda: release_promise(promise=promise, by=by, at=NOW, reason="不要了"),
    ):
        with pytest.raises(refusal):
            write()

    assert Promise.objects.get().state == "open"


def test_a_promise_names_what_and_by_when(cast, account):
    contact = ContactFactory(account=account)

    promise = make_promise(account=account, text="送样", due_on=DUE, by=cast.alice, at=NOW, contact=contact)

    promise.refresh_from_db()
    assert (promise.state, promise.due_on, promise.made_by, promise.made_at) == ("open", DUE, cast.alice, NOW)
    assert (promise.contact, promise.settled_at) == (contact, None)
    assert Touchpoint.objects.get(subject=promise.pk).text == "送样"


def test_a_promise_to_a_person_of_another_account_is_none(cast, account):
    contact = ContactFactory(account=AccountFactory(owner=cast.alice))

    with pytest.raises(Invalid) as refusal:
        make_promise(account=account, text="送样", due_on=DUE, by=cast.alice, at=NOW, contact=contact)

    assert refusal.value.fields.keys() == {"contact"}


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 501}, {"due_on": "2026-02-30"}, {"due_on": None}])
def test_a_promise_without_words_or_day_is_none(cast, account, fields):
    with pytest.raises(Invalid) as refusal:
        make_promise(account=account, by=cast.alice, at=NOW, **({"text": "送样", "due_on": DUE} | fields))

    assert refusal.value.fields.keys() == fields.keys()


@pytest.mark.parametrize(("settle", "state"), [(keep_promise, "kept"), (break_promise, "broken"), (release_promise, "released")])
def test_a_promise_is_settled_once(cast, account, settle, state):
    promise = PromiseFactory(account=account, by=cast.alice)

    settle(promise=promise, by=cast.alice, at=LATER, reason="说好了")

    promise.refresh_from_db()
    assert (promise.state, promise.settled_at) == (state, LATER)
    assert Event.objects.get(type=f"promise.{state}").subject == promise.pk
    for again in (keep_promise, break_promise, release_promise):
        with pytest.raises(PromiseNotOpen):
            again(promise=promise, by=cast.alice, at=LATER, reason="说好了")


def test_a_lead_settles_what_a_manager_promised(cast, account):
    promise = PromiseFactory(account=account, by=cast.alice)

    keep_promise(promise=promise, by=cast.lena, at=LATER)

    assert Promise.objects.get().made_by == cast.alice


def test_an_archived_account_gets_no_promises(cast):
    account = AccountFactory(owner=cast.alice, archived=True)

    with pytest.raises(AccountArchived):
        make_promise(account=account, text="送样", due_on=DUE, by=cast.alice, at=NOW)
