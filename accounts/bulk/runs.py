"""The run of a bulk action: begun, carried through to its end however often it is interrupted, called off, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.access import queue_for_bulk
from accounts.bulk.selecting import freeze
from accounts.bulk.verbs import Verb, verb_of
from accounts.models import Account, AccountStatus, BulkAction, BulkTarget
from crm.errors import DomainError, Forbidden, Invalid
from crm.events import Happened, record_alike
from crm.history import note_author
from crm.history.undoing import undo_batch
from crm.locks import one_at_a_time
from crm.models import Role, User

BATCH = 2_000
MOST_NAMED = 5_000
#: How long a bulk action can be taken back.
UNDO_FOR = timedelta(hours=24)
ACTORS = (Role.MANAGER, Role.LEAD, Role.ADMIN, Role.INTEGRATION)

Select = Callable[[BulkAction], QuerySet[Account]]
FindVerb = Callable[..., Verb]


class BulkOver(DomainError):
    """It has ended already; what was done is done."""

    code = "bulk_action_over"


class BulkNotDone(DomainError):
    """It is still at work: call it off first."""

    code = "bulk_action_not_over"


class BulkUndone(DomainError):
    code = "bulk_action_undone"


class TooLate(DomainError):
    """Too long ago to be taken back."""

    code = "undo_expired"


@transaction.atomic
def begin_bulk(
    *,
    verb: str,
    params: Mapping[str, Any],
    by: User | None,
    at: datetime,
    accounts: Sequence[UUID] | None = None,
    filters: Mapping[str, str] | None = None,
    id: UUID | None = None,
    find_verb: FindVerb = verb_of,
) -> BulkAction:
    """Note what is to be done to which accounts; `perform_bulk` does it. Raises `Invalid`, `Forbidden`."""
    if by is not None and by.role not in ACTORS:
        raise Forbidden("Your role does not change accounts.")
    if (accounts is None) == (filters is None):
        raise Invalid("Which accounts?", fields={"accounts": ["Either these accounts or all that match filters."]})
    if accounts is not None and not 1 <= len(accounts) <= MOST_NAMED:
        raise Invalid("Too many accounts are named.", fields={"accounts": [f"From 1 to {MOST_NAMED}; more by filters."]})
    find_verb(verb, params, by=by)
    return BulkAction.objects.create(
        id=id or uuid7(), verb=verb, params=dict(params), by=by, reach=by.token_team_ids if by is not None else None,
        accounts=list(dict.fromkeys(accounts)) if accounts is not None else None,
        filters=dict(filters) if filters is not None else None, created_at=at,
    )  # fmt: skip


def perform_bulk(run: BulkAction, *, select: Select, find_verb: FindVerb = verb_of) -> BulkAction:
    """Carry it through from wherever it stands. Running it again after it is over changes nothing."""
    with _only_one(run):
        run = BulkAction.objects.select_related("by").get(pk=run.pk)
        if run.by is not None and run.reach is not None:
            run.by.token_team_ids = tuple(run.reach)
        if run.is_over:
            return run
        try:
            verb = find_verb(run.verb, run.params, by=run.by)
            if run.rows_total is None:
                freeze(run, select(run))
        except DomainError as error:  # the owner has left, a field was archived meanwhile
            return _end(run, BulkAction.State.FAILED, error=error.detail)
        while _next_batch(run, verb):
            pass
    return run


def _only_one(run: BulkAction) -> AbstractContextManager[None]:
    return one_at_a_time(f"bulk action {run.pk}")


@transaction.atomic
def _next_batch(run: BulkAction, verb: Verb) -> bool:
    """Some thousand accounts with the counters that tell of them, in one transaction; False when there are no more."""
    if BulkAction.objects.filter(pk=run.pk, cancel_requested=True).exists():
        _end(run, BulkAction.State.CANCELLED)
        return False
    targets = BulkTarget.objects.filter(action_id=run.pk, place__gt=run.landed_to).order_by("place")
    batch: dict[UUID, int] = dict(targets.values_list("account_id", "place")[:BATCH])
    if not batch:
        _end(run, BulkAction.State.DONE)
        return False
    outcomes = _apply(run, verb, list(batch))
    _keep(run, batch, outcomes)
    return True


def _apply(run: BulkAction, verb: Verb, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What became of each: rights are asked row by row, of the accounts as they are now."""
    at = run.started_at or run.created_at
    note_author(by=run.by, cause="bulk", batch=run.pk)
    queue_for_bulk()
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).select_related("team").order_by("pk")
    found = {account.pk: account for account in rows}
    seen, writable = _allowed(run.by, list(found))
    outcomes: dict[UUID, str] = {}
    changed: list[Account] = []
    for id in ids:
        account = found.get(id)
        outcomes[id] = _outcome(account, verb, seen=seen, writable=writable)
        if account is not None and outcomes[id] == "changed":
            changed.append(account)
    if changed:
        verb.write(changed, by=run.by, at=at)
        _tell(run, verb, changed, at=at)
    return outcomes


def _allowed(by: User | None, ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    if by is None:
        return set(ids), set(ids)
    among = Account.objects.filter(pk__in=ids)
    return (
        set(among.visible_to(by).values_list("pk", flat=True)),
        set(among.writable_by(by).values_list("pk", flat=True)),
    )


def _outcome(account: Account | None, verb: Verb, *, seen: set[UUID], writable: set[UUID]) -> str:
    if account is None or account.pk not in seen:
        return "not_found"
    if account.pk not in writable:
        return "not_your_account"
    if account.status == AccountStatus.ARCHIVED:
        return "account_archived"
    return verb.refusal(account) or ("changed" if verb.differs(account) else "unchanged")


def _tell(run: BulkAction, verb: Verb, changed: Sequence[Account], *, at: datetime) -> None:
    versions = dict(Account.objects.filter(pk__in=[account.pk for account in changed]).values_list("pk", "version"))
    payload = {"fields": list(verb.fields), "bulk_action": str(run.pk)}
    record_alike(
        type=verb.event,
        by=run.by,
        happened=(
            Happened(account.pk, account.pk, account.team_id, at, {**payload, "version": versions[account.pk]})
            for account in changed
        ),
    )


def _keep(run: BulkAction, batch: Mapping[UUID, int], outcomes: Mapping[UUID, str]) -> None:
    places = [batch[id] for id in outcomes]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounts_bulktarget AS target SET outcome = told.outcome
            FROM unnest(%s::int[], %s::text[]) AS told (place, outcome)
            WHERE target.action_id = %s AND target.place = told.place
            """,
            [places, list(outcomes.values()), run.pk],
        )
    counts = Counter(outcomes.values())
    changed, unchanged = counts.pop("changed", 0), counts.pop("unchanged", 0)
    run.change(
        rows_done=run.rows_done + len(batch), changed=run.changed + changed, unchanged=run.unchanged + unchanged,
        refused=dict(Counter(run.refused) + counts), landed_to=max(places),
    )  # fmt: skip


def _end(run: BulkAction, state: str, *, error: str = "") -> BulkAction:
    return run.change(state=state, error=error, ended_at=timezone.now())


@transaction.atomic
def cancel_bulk(*, run: BulkAction, by: User | None, at: datetime) -> BulkAction:
    """Stop at the next batch; what was done stays and can be undone."""
    run = BulkAction.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_over:
        raise BulkOver("This bulk action is over.")
    run.change(cancel_requested=True)
    if run.state == BulkAction.State.QUEUED:
        run.change(state=BulkAction.State.CANCELLED, ended_at=at)
    return run


@transaction.atomic
def undo_bulk(*, run: BulkAction, by: User | None, at: datetime) -> BulkAction:
    """Put back what it changed, where nobody changed it since."""
    run = BulkAction.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.is_over:
        raise BulkNotDone("This bulk action is still at work.")
    if run.undone_at is not None:
        raise BulkUndone("This bulk action was taken back already.")
    if run.ended_at is not None and at - run.ended_at > UNDO_FOR:
        raise TooLate("A bulk action can be taken back for a day.")
    undone = undo_batch(batch=run.pk, by=by, at=at)
    put_back = undone.restored["accounts_account"] + undone.removed["visits_routestop"]
    return run.change(undone_at=at, undone=put_back, kept=undone.kept_count)


def give_up_bulk(run: BulkAction, *, error: str) -> None:
    """End a run that the program itself cannot carry through."""
    run = BulkAction.objects.get(pk=run.pk)
    if not run.is_over:
        _end(run, BulkAction.State.FAILED, error=error)
