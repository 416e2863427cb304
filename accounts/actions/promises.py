"""Giving one's word, keeping it, and being seen when one does not (row 22)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.actions.trust import note_settled_promise
from accounts.models import Account, Contact, Promise, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event, record_events
from crm.models import Event, User

#: An overdue promise is brought up again after so many days.
AGAIN_AFTER = timedelta(days=7)


class PromiseNotOpen(DomainError):
    code = "promise_not_open"


@transaction.atomic
def make_promise(
    *,
    account: Account,
    text: str,
    due_on: date,
    by: User,
    at: datetime,
    id: UUID | None = None,
    contact: Contact | None = None,
) -> Promise:
    """Give one's word to a customer, with a day. It stays with the account when the manager changes; its owner keeps it."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(Promise, {"text": text, "due_on": due_on}, writable={"text", "due_on"})
    if not fields["text"]:
        raise Invalid("A promise needs words.", fields={"text": ["What is promised?"]})
    require_of_account(contact, account)
    promise = _insert(
        Promise(
            id=id or uuid7(), account=account, contact=contact, made_by=by, made_at=at, keeper=account.owner or by, **fields
        )
    )  # fmt: skip
    _tell(promise, account, "promise.made", by=by, at=at)
    return promise


def require_of_account(contact: Contact | None, account: Account) -> None:
    if contact is not None and contact.account_id != account.pk:
        raise Invalid("This person belongs to another account.", fields={"contact": ["Not a contact of this account."]})


def _insert(promise: Promise) -> Promise:
    try:
        with transaction.atomic():
            promise.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another promise has this id.") from error
    return promise


def keep_promise(*, promise: Promise, by: User | None, at: datetime, reason: str = "") -> Promise:
    """Word kept; on time it builds trust (row 36)."""
    return _settle(promise, Promise.State.KEPT, by=by, at=at, reason=reason)


def break_promise(*, promise: Promise, by: User | None, at: datetime, reason: str) -> Promise:
    """Word not kept; it counts in the keeper's rate and against trust, and says why."""
    return _settle(promise, Promise.State.BROKEN, by=by, at=at, reason=_said(reason))


def release_promise(*, promise: Promise, by: User | None, at: datetime, reason: str) -> Promise:
    """The customer no longer asks for it; it counts neither way."""
    return _settle(promise, Promise.State.RELEASED, by=by, at=at, reason=_said(reason))


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["A promise is not given up in silence: say why."]})
    return reason


@transaction.atomic
def _settle(promise: Promise, state: str, *, by: User | None, at: datetime, reason: str) -> Promise:
    account = lock_account(account=promise.account, by=by)
    locked = Promise.objects.select_for_update(of=("self",)).filter(pk=promise.pk).first()
    if locked is None:
        raise Unseen("No such promise.")
    if locked.state != Promise.State.OPEN:
        raise PromiseNotOpen("This promise is settled already.")
    fields = clean_fields(Promise, {"settled_reason": reason}, writable={"settled_reason"})
    locked.change(state=state, settled_at=at, settled_by=by, **fields)
    _tell(locked, account, f"promise.{state}", by=by, at=at)
    note_settled_promise(promise=locked, account=account, is_late=business_day(at) > locked.due_on, by=by, at=at)
    return locked


def _tell(promise: Promise, account: Account, event: str, *, by: User | None, at: datetime) -> None:
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.PROMISE, by=by, at=at, text=promise.text, subject=promise.id,
        contact=promise.contact, code=event, details={"due_on": promise.due_on.isoformat(), "reason": promise.settled_reason},
    )  # fmt: skip
    record_event(
        type=event, subject=promise.id, account_id=account.id, team_id=account.team_id, at=at, by=by,
        payload={
            "text": promise.text, "due_on": promise.due_on.isoformat(), "state": promise.state, "reason": promise.settled_reason,
        },
    )  # fmt: skip


#: Open promises whose keeper is not the owner of their account any more.
HAND_ON = """
    UPDATE accounts_promise AS promise
    SET keeper_id = before.owner_id, inherited_at = %(at)s, version = promise.version + 1, updated_at = clock_timestamp()
    FROM (
        SELECT given.id, given.keeper_id, account.owner_id, account.team_id
        FROM accounts_promise AS given JOIN accounts_account AS account ON account.id = given.account_id
        WHERE given.account_id = ANY(%(accounts)s) AND given.state = 'open' AND given.keeper_id IS DISTINCT FROM account.owner_id
        ORDER BY given.id FOR UPDATE OF given
    ) AS before
    WHERE promise.id = before.id
    RETURNING promise.id, promise.account_id, before.team_id, before.keeper_id, promise.keeper_id, promise.text, promise.due_on
"""


@transaction.atomic
def pass_on_promises(*, accounts: Collection[UUID], by: User | None, at: datetime) -> int:
    """After a change of owner the open promises are the new owner's to keep; who made them stays. One statement for any number of
    accounts, and an event for each promise, which is how the new keeper is told. Says how many went over."""
    with connection.cursor() as cursor:
        cursor.execute(HAND_ON, {"at": at, "accounts": list(accounts)})
        rows = cursor.fetchall()
    record_events(
        Event(
            type="promise.inherited", subject=promise, account_id=account, team_id=team, at=at, by=by,
            payload={"from": _text(before), "to": _text(keeper), "text": text, "due_on": due_on.isoformat()},
        )
        for promise, account, team, before, keeper, text, due_on in rows
    )  # fmt: skip
    return len(rows)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


#: Due today or tomorrow: once. Overdue: on the first morning, then every week until somebody settles it.
REMIND = """
    UPDATE accounts_promise AS promise SET reminded_on = %(day)s
    FROM accounts_account AS account
    WHERE account.id = promise.account_id AND promise.state = 'open' AND account.status <> 'archived'
      AND promise.due_on <= %(tomorrow)s
      AND (
        promise.reminded_on IS NULL
        OR (promise.due_on < %(day)s AND (promise.reminded_on <= promise.due_on OR promise.reminded_on <= %(last)s))
      )
    RETURNING promise.id, promise.account_id, account.team_id, promise.keeper_id, promise.text, promise.due_on
"""


@transaction.atomic
def remind_of_promises(*, day: date, at: datetime) -> int:
    """Tell of promises that fall due or are overdue, with an event each (`promise.due`, `promise.overdue`).

    Nothing is broken in silence: only a person settles a promise. A second run on the same day finds nothing. Says how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(REMIND, {"day": day, "tomorrow": day + timedelta(days=1), "last": day - AGAIN_AFTER})
        rows = cursor.fetchall()
    record_events(_reminders(rows, day=day, at=at))
    return len(rows)


def _reminders(rows: Iterable[tuple[Any, ...]], *, day: date, at: datetime) -> Iterable[Event]:
    for promise, account, team, keeper, text, due_on in rows:
        yield Event(
            type="promise.overdue" if due_on < day else "promise.due",
            subject=promise, account_id=account, team_id=team, at=at, by=None,
            payload={"text": text, "due_on": due_on.isoformat(), "keeper": _text(keeper), "days_late": max(0, (day - due_on).days)},
        )  # fmt: skip
