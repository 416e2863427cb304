"""Two accounts that are one customer: everything of the lost one goes over to the kept one, and can come back.

Who hangs on an account the database knows by its foreign keys, so that no app has to be named here, nor to register. A row that
would stand beside one of which there may be only one (an active stop on the same route, a running override) stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from uuid6 import uuid7

from accounts.actions.access import AccountArchived, queue_for_bulk, require_visible, require_writable
from accounts.actions.account_fields import GIVEN
from accounts.actions.accounts import update_account
from accounts.actions.figures import refresh_spoken_figures, refresh_trade_figures
from accounts.actions.search_index import index_accounts
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, AccountStatus, Contact, DuplicatePair, Merge, Touchpoint
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.history import note_author
from crm.history.undoing import Undone, undo_batch
from crm.history.undoing.rules import aftermaths
from crm.models import User

#: What a person may choose from the lost account. Tags come together, empty fields are filled unasked.
CHOOSABLE = (
    "name", "licence_name", "industry", "role", "phone", "address", "street", "village", "latitude", "longitude", "territory",
    "opens_at", "closes_at", "order_weekdays",
)  # fmt: skip
#: A place is one fact in several columns: where it is, and as it was told.
PLACE = ("latitude", "longitude", *GIVEN, "checked_latitude", "checked_longitude", "place_checked_on")
#: Chapters and figures of the lost account's own, and what is kept by triggers.
STAYS = frozenset(
    {"accounts_customvalue", "accounts_identitykey", "accounts_duplicatepair", "accounts_merge", "accounts_ownership",
     "accounts_poolwarning", "tiers_standing", "tiers_tierassignment"}
)  # fmt: skip


class MergeWithItself(DomainError):
    code = "merge_with_itself"


class AccountMerged(DomainError):
    """This account went into another one; `merged_into` says which."""

    code = "account_merged"


class OtherTeam(DomainError):
    """Two teams' accounts are not merged: one of the teams would lose it unseen. Reassign it first."""

    code = "merge_across_teams"


class KindsDiffer(DomainError):
    code = "merge_across_kinds"


class MergeUndone(DomainError):
    code = "merge_undone"


class Column(NamedTuple):
    """A column that points at an account."""

    table: str
    column: str


@transaction.atomic
def merge_accounts(
    *, kept: Account, lost: Account, by: User | None, at: datetime, take: Collection[str] = (), id: UUID | None = None
) -> Merge:
    """`lost` goes into `kept`. `take` names the fields in which the lost one is right.

    Raises `MergeWithItself`, `AccountMerged`, `OtherTeam`, `KindsDiffer`, `AccountArchived`, `NotYours`, `Unseen`, `Invalid`.
    """
    if kept.pk == lost.pk:
        raise MergeWithItself("An account cannot be merged with itself.")
    if unknown := sorted(set(take) - {*CHOOSABLE}):
        raise Invalid("Some fields cannot be taken over.", fields={"take": [f"Unknown: {', '.join(unknown)}."]})
    merge = Merge(id=id or uuid7(), kept=kept, lost=lost, by=by, at=at, taken=sorted(set(take)))
    note_author(by=by, cause="merge", batch=merge.pk)
    kept, lost = _lock(kept, lost, by=by)
    _require_mergeable(kept, lost)
    _make_room(kept, lost)
    for column in columns_of_accounts():
        moved, left = _move(column, kept=kept.pk, lost=lost.pk)
        for counts, count in ((merge.moved, moved), (merge.left, left)):
            if count:
                counts[column.table] = counts.get(column.table, 0) + count
    if changes := _changes(kept, lost, take):
        kept = update_account(account=kept, changes=changes, by=by, at=at)
    lost.change(status=AccountStatus.ARCHIVED, merged_into=kept)
    merge.kept, merge.lost = kept, lost
    merge.save(force_insert=True)
    _settle_pairs(kept, lost, by=by, at=at)
    _derive(kept, lost, merge.moved)
    _tell("account.merged", merge, by=by, at=at)
    return merge


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a merge would do: rows by table that go over or stay, and empty fields that would be filled."""

    moved: dict[str, int]
    left: dict[str, int]
    filled: list[str]


def preview_merge(*, kept: Account, lost: Account) -> Prospect:
    """What `merge_accounts` would do now, without doing it. Raises as it does, except for who may."""
    if kept.pk == lost.pk:
        raise MergeWithItself("An account cannot be merged with itself.")
    _require_mergeable(kept, lost)
    moved: Counter[str] = Counter()
    left: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for column in columns_of_accounts():
            table, name = column
            stays = " OR ".join(_clashes(column)) or "false"
            cursor.execute(
                f"SELECT count(*) FILTER (WHERE NOT ({stays})), count(*) FILTER (WHERE {stays}) FROM {table} AS own "
                f"WHERE {name} = %(lost)s",
                {"kept": kept.pk, "lost": lost.pk},
            )
            going, staying = cursor.fetchone()
            moved[table] += going
            left[table] += staying
    filled = [name for name in CHOOSABLE if _is_filled(kept, lost, name)]
    return Prospect(moved=dict(+moved), left=dict(+left), filled=filled)


@transaction.atomic
def undo_merge(*, merge: Merge, by: User | None, at: datetime) -> Undone:
    """Both accounts as they were, as far as nobody has changed since what the merge had changed."""
    queue_for_bulk()
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "lost").get(pk=merge.pk)
    require_writable(account=merge.kept, by=by)
    if merge.undone_at is not None:
        raise MergeUndone("This merge was undone already.")
    if merge.kept.merged_into_id is not None:
        raise AccountMerged("The kept account was merged as well: undo that merge first.")
    undone = undo_batch(batch=merge.pk, by=by, at=at, keeping=("accounts_merge",))
    note_author(by=by, cause="undo", batch=undone.batch)
    merge.change(undone_at=at, undone_by=by)
    merge.kept.refresh_from_db()
    merge.lost.refresh_from_db()
    DuplicatePair.objects.filter(**_pair(merge.kept, merge.lost)).update(
        state=DuplicatePair.State.DIFFERENT, decided_at=at, decided_by=by
    )
    _derive(merge.kept, merge.lost, merge.moved)
    _tell("account.unmerged", merge, by=by, at=at)
    return undone


def current_account(account: Account) -> Account:
    """The account that this one went into, or itself: merges of merged ones lead straight to the last."""
    return account.merged_into or account


def _lock(kept: Account, lost: Account, *, by: User | None) -> tuple[Account, Account]:
    queue_for_bulk()
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=(kept.pk, lost.pk)).order_by("pk")
    locked = {account.pk: account for account in rows}
    if len(locked) < 2:
        raise Unseen("No such account.")
    for account in locked.values():
        require_visible(account=account, by=by)
    for account in locked.values():
        require_writable(account=account, by=by)
    return locked[kept.pk], locked[lost.pk]


def _require_mergeable(kept: Account, lost: Account) -> None:
    for account in (kept, lost):
        if account.merged_into_id is not None:
            raise AccountMerged(f"{account.name} went into another account already.")
    if kept.status == AccountStatus.ARCHIVED:
        raise AccountArchived("The account to keep is archived: reopen it first.")
    if kept.team_id != lost.team_id:
        raise OtherTeam("These accounts belong to two teams: reassign one of them first.")
    if kept.kind != lost.kind:
        raise KindsDiffer("A customer and a step of our own are never the same.")


def _make_room(kept: Account, lost: Account) -> None:
    """What there may be only one of, and what would come to point at itself."""
    if Contact.objects.filter(account=kept, is_primary=True, archived_at=None).exists():
        Contact.objects.filter(account=lost, is_primary=True, archived_at=None).update(is_primary=False)
    if lost.pk in _ancestors(kept):
        kept.change(parent_id=lost.parent_id)


def _ancestors(account: Account) -> Iterator[UUID]:
    seen: set[UUID] = set()
    above = account.parent
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        yield above.pk
        above = above.parent


def columns_of_accounts() -> list[Column]:
    """Every column of every table that points at an account, except those that stay with the lost one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conrelid::regclass::text, attname FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE contype = 'f' AND confrelid = 'accounts_account'::regclass ORDER BY 1, 2
            """
        )
        return [Column(*row) for row in cursor.fetchall() if row[0] not in STAYS]


def _move(column: Column, *, kept: UUID, lost: UUID) -> tuple[int, int]:
    """How many rows went over, and how many stay because the kept account has its own."""
    table, name = column
    stays = " OR ".join(_clashes(column)) or "false"
    with connection.cursor() as cursor:
        parameters = {"kept": kept, "lost": lost}
        cursor.execute(f"UPDATE {table} AS own SET {name} = %(kept)s WHERE {name} = %(lost)s AND NOT ({stays})", parameters)
        moved = cursor.rowcount
        if stays == "false":
            return moved, 0
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {name} = %(lost)s", parameters)
        return moved, int(cursor.fetchone()[0])


def _clashes(column: Column) -> Iterator[str]:
    """Conditions under which a row would break a unique index, or a check that two columns differ."""
    table, name = column
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array(SELECT attname::text FROM pg_attribute
                         WHERE attrelid = indrelid AND attnum = ANY(indkey::int2[]) ORDER BY attnum),
                   coalesce(pg_get_expr(indpred, indrelid), 'true')
            FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND 0 <> ALL(indkey::int2[])
            """,
            [table],
        )
        for columns, predicate in cursor.fetchall():
            if name in columns:
                same = [f"other.{other} = own.{other}" for other in columns if other != name]
                beside = " AND ".join([f"other.{name} = %(kept)s", *same])
                yield f"({predicate}) AND EXISTS (SELECT FROM (SELECT * FROM {table} WHERE {predicate}) AS other WHERE {beside})"
        if table == "accounts_processlink":
            yield f"{'customer_id' if name == 'supplier_id' else 'supplier_id'} = %(kept)s"


def _changes(kept: Account, lost: Account, take: Collection[str]) -> dict[str, Any]:
    """The kept account's fields after the merge: chosen ones from the lost, empty ones filled, tags and own fields together."""
    changes = {name: getattr(lost, name) for name in CHOOSABLE if name in take or _is_filled(kept, lost, name)}
    if {"latitude", "longitude"} & changes.keys():
        changes |= {name: getattr(lost, name) for name in PLACE}
    if tags := [tag for tag in lost.tags if tag not in kept.tags]:
        changes["tags"] = [*kept.tags, *tags]
    if custom := {key: value for key, value in lost.custom.items() if kept.custom.get(key) is None}:
        Account.objects.filter(pk=kept.pk).update(custom={**kept.custom, **custom})
    return changes


def _is_filled(kept: Account, lost: Account, name: str) -> bool:
    empty: tuple[Any, ...] = (None, "", [])
    if name in ("latitude", "longitude"):
        return kept.latitude is None and lost.latitude is not None
    return getattr(kept, name) in empty and getattr(lost, name) not in empty


def _pair(one: Account, other: Account) -> Mapping[str, UUID]:
    first, second = sorted((one.pk, other.pk))
    return {"first_id": first, "second_id": second}


def _settle_pairs(kept: Account, lost: Account, *, by: User | None, at: datetime) -> None:
    """What the lost one looked like is found anew for the kept one."""
    DuplicatePair.objects.filter(**_pair(kept, lost)).update(state=DuplicatePair.State.MERGED, decided_at=at, decided_by=by)
    DuplicatePair.objects.open().filter(first=lost).delete()
    DuplicatePair.objects.open().filter(second=lost).delete()


def _derive(kept: Account, lost: Account, moved: Mapping[str, int]) -> None:
    both = [kept.pk, lost.pk]
    index_accounts(both)
    refresh_trade_figures(accounts=both)
    refresh_spoken_figures(accounts=both)
    for table in moved:
        if not table.startswith("accounts_"):
            for aftermath in aftermaths.get(table, ()):
                aftermath((), both)


def _tell(type: str, merge: Merge, *, by: User | None, at: datetime) -> None:
    arrow = "←" if type == "account.merged" else "⇠"
    note_touchpoint(
        account=merge.kept, kind=Touchpoint.Kind.EVENT, medium=Touchpoint.Medium.INFORMATION, by=by, at=at,
        text=f"{merge.kept.name} {arrow} {merge.lost.name}", subject=merge.lost.pk,
    )  # fmt: skip
    record_event(
        type=type, subject=merge.kept.pk, account_id=merge.kept.pk, team_id=merge.kept.team_id, at=at, by=by,
        payload={"merge": str(merge.pk), "kept": str(merge.kept.pk), "lost": str(merge.lost.pk), "moved": merge.moved},
    )  # fmt: skip
