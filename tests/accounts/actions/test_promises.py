"""Whose word it is to keep, who is told, and how well it was kept (row 22)."""

from datetime import date, timedelta

import pytest

from accounts.actions.accounts import reassign_account
from accounts.actions.promises import break_promise, keep_promise, make_promise, release_promise, remind_of_promises
from accounts.models import Promise, TrustEvent
from accounts.queries.promises import kept_rates
from crm.calendar import business_day
from crm.errors import Invalid
from crm.models import Event
from tests.accounts.factories import AccountFactory, ContactFactory, PromiseFactory
from tests.crm.factories import NOW

DUE = date(2026, 3, 20)
TODAY = business_day(NOW)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice)


def test_the_owner_keeps_what_a_lead_promised(cast, account):
    promise = make_promise(account=account, text="给一次培训", due_on=DUE, by=cast.lena, at=NOW)

    assert (promise.made_by, promise.keeper) == (cast.lena, cast.alice)


def test_open_promises_go_with_the_account_and_the_new_owner_is_told(cast, account):
    given, done = PromiseFactory(account=account), PromiseFactory(account=account, kept=True)

    reassign_account(account=account, owner=cast.bob, by=cast.lena, at=NOW + timedelta(days=1), reason="划区")

    given.refresh_from_db()
    done.refresh_from_db()
    assert (given.made_by, given.keeper, given.inherited_at) == (cast.alice, cast.bob, NOW + timedelta(days=1))
    assert (done.keeper, done.inherited_at) == (cast.alice, None)
    told = Event.objects.get(type="promise.inherited")
    assert (told.subject, told.payload["from"], told.payload["to"]) == (given.pk, str(cast.alice.pk), str(cast.bob.pk))


@pytest.mark.parametrize("settle", [break_promise, release_promise])
def test_a_promise_is_not_given_up_in_silence(cast, account, settle):
    promise = PromiseFactory(account=account)

    with pytest.raises(Invalid) as refusal:
        settle(promise=promise, by=cast.alice, at=NOW, reason=" ")

    assert refusal.value.fields.keys() == {"reason"}


@pytest.mark.parametrize(
    ("settle", "days", "effect"),
    [(keep_promise, 0, "built"), (keep_promise, 30, None), (break_promise, 0, "broke"), (release_promise, 0, None)],
)
def test_word_kept_in_time_builds_trust_and_word_broken_breaks_it(cast, account, settle, days, effect):
    promise = PromiseFactory(account=account)

    settle(promise=promise, by=cast.alice, at=NOW + timedelta(days=days), reason="断货")

    assert list(TrustEvent.objects.values_list("effect", "promise")) == ([(effect, promise.pk)] if effect else [])


def test_reminders_come_once_before_the_day_once_late_and_then_every_week(cast, account):
    PromiseFactory(account=account, due_on=DUE)
    PromiseFactory(account=account, due_on=DUE, kept=True)
    told = {}

    for days in range(-3, 16):
        day = DUE + timedelta(days=days)
        if remind_of_promises(day=day, at=NOW):
            told[days] = Event.objects.latest("created_at").type
        assert remind_of_promises(day=day, at=NOW) == 0

    assert told == {-1: "promise.due", 1: "promise.overdue", 8: "promise.overdue", 15: "promise.overdue"}
    assert Promise.objects.get(state="open").version == 1


def test_a_promise_made_late_is_told_of_the_next_morning(cast, account):
    PromiseFactory(account=account, due_on=TODAY - timedelta(days=40))

    assert remind_of_promises(day=TODAY, at=NOW) == 1
    assert Event.objects.latest("created_at").payload["days_late"] == 40


def test_rates_count_who_had_to_keep_it(cast, account, django_assert_num_queries):
    for days, settle in ((0, keep_promise), (0, keep_promise), (20, keep_promise), (0, break_promise), (0, release_promise)):
        settle(promise=PromiseFactory(account=account), by=cast.alice, at=NOW + timedelta(days=days), reason="断货")
    PromiseFactory(account=account, due_on=TODAY - timedelta(days=1))
    PromiseFactory(account=AccountFactory(owner=cast.charlie), kept=True)

    with django_assert_num_queries(3):
        (rate,) = kept_rates(by=cast.lena, since=TODAY, until=TODAY + timedelta(days=20), day=TODAY)

    assert (rate.keeper, rate.kept, rate.kept_late, rate.broken, rate.released) == (cast.alice, 3, 1, 1, 1)
    assert (rate.open, rate.overdue) == (1, 1)
    assert (rate.kept_share.rate, rate.kept_share.count, rate.kept_share.is_few) == (0.75, 4, True)
    assert rate.on_time_share.hits == 2


def test_a_promise_is_made_to_somebody_of_the_account(cast, account):
    stranger = ContactFactory(account=AccountFactory(owner=cast.alice))

    with pytest.raises(Invalid) as refusal:
        make_promise(account=account, contact=stranger, text="送样", due_on=DUE, by=cast.alice, at=NOW)

    assert refusal.value.fields.keys() == {"contact"}
