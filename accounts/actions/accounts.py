"""Opening, changing, handing over and archiving accounts (rows 5, 16)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.actions.access import AccountArchived, lock_account, require_visible, require_writable
from accounts.actions.account_fields import UPDATABLE, WHOLE, clean_account, clean_custom, differing, names_of, require_whole
from accounts.actions.figures import refresh_trade_figures
from accounts.actions.hierarchy import refuse_circle, require_parent
from accounts.actions.opening import AccountDraft, ExternalIdTaken, RefusedDraft, open_account, open_accounts, open_many
from accounts.actions.ownership import require_owner_fits, require_reassigner
from accounts.actions.promises import pass_on_promises
from accounts.actions.search_index import INDEXED, index_accounts
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, AccountStatus, Ownership, Touchpoint
from accounts.search import name_key
from crm.errors import DomainError, Invalid, Stale
from crm.events import record_event
from crm.models import Team, User
from crm.trees import wait_for_tree

__all__ = [
    "AccountArchived",
    "AccountDraft",
    "AccountNotArchived",
    "ExternalIdTaken",
    "RefusedDraft",
    "archive_account",
    "open_account",
    "open_accounts",
    "open_many",
    "reassign_account",
    "reopen_account",
    "require_visible",
    "require_writable",
    "update_account",
]


class AccountNotArchived(DomainError):
    code = "account_not_archived"


@transaction.atomic
def update_account(
    *, account: Account, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Account:
    """Write the fields that differ. `version` is what the writer saw: `Stale` when someone was faster.

    Owner and team change by `reassign_account`, archiving by its own verb; figures are nobody's to write (`Invalid`).
    """
    if changes.get("parent") is not None:
        wait_for_tree(Account._meta.db_table)
    account = lock_account(account=account, by=by)
    if version is not None and version != account.version:
        raise Stale(f"This account is at version {account.version} by now.")
    fields = clean_account(changes, writable=UPDATABLE)
    if fields.get("status") == AccountStatus.ARCHIVED:
        raise Invalid("Archiving has its own verb.", fields={"status": ["Use archive."]})
    fields = clean_custom(account, fields)
    changed = differing(account, fields)
    if changed:
        require_whole({name: getattr(account, name) for name in WHOLE} | fields, team=account.team_id)
        require_parent(changed, kind=account.kind, by=by)
        names = names_of(account, changed)
        _write(account, dict(changed))
        _tell("account.updated", account, by=by, at=at, payload={"fields": names})
    return account


def _write(account: Account, fields: dict[str, Any]) -> None:
    if "name" in fields:
        fields["name_key"] = name_key(fields["name"])
    try:
        with transaction.atomic():
            account.change(**fields)
    except IntegrityError as error:
        refuse_circle(error)
        raise ExternalIdTaken.of(error) from error
    if INDEXED & fields.keys():
        index_accounts([account.pk])
    if "currency" in fields:
        refresh_trade_figures(accounts=[account.pk])


@transaction.atomic
def reassign_account(
    *, account: Account, owner: User | None, by: User | None, at: datetime, reason: str, team: Team | None = None
) -> Account:
    """Hand the account to another manager, perhaps of another team. Its open promises go with it: the new owner keeps
    them from now on (row 22)."""
    account = lock_account(account=account, by=by)
    team = team or account.team
    require_reassigner(by=by, team=team)
    require_owner_fits(owner=owner, team=team)
    if not reason.strip():
        raise Invalid("A hand-over needs its reason.", fields={"reason": ["Say why."]})
    if (account.owner_id, account.team_id) == (owner and owner.pk, team.pk):
        return account
    before = account.owner
    account.change(owner=owner, team=team)
    _pass_on(account, by=by, at=at, reason=reason.strip())
    pass_on_promises(accounts=[account.pk], by=by, at=at)
    _note(
        account, f"{before or '—'} → {owner or '—'}: {reason.strip()}", code="account.reassigned", by=by, at=at,
        **{"from": str(before or ""), "to": str(owner or ""), "reason": reason.strip()},
    )  # fmt: skip
    _tell(
        "account.reassigned", account, by=by, at=at,
        payload={"from": str(before.pk) if before else None, "to": str(owner.pk) if owner else None, "reason": reason.strip()},
    )  # fmt: skip
    return account


def _pass_on(account: Account, *, by: User | None, at: datetime, reason: str) -> None:
    """Close the current chapter of the history and begin the next; a phone's clock may not turn it around."""
    current = Ownership.objects.select_for_update().filter(account=account).current().first()
    since = max(at, current.since) if current else at
    if current:
        current.until = since
        current.save(update_fields=["until"])
    Ownership.objects.create(account=account, team=account.team, owner=account.owner, since=since, reason=reason[:200], by=by)


@transaction.atomic
def archive_account(*, account: Account, by: User | None, at: datetime, reason: str = "") -> Account:
    """Put the account away; nothing is deleted, and nothing more is written to it until it is reopened."""
    account = lock_account(account=account, by=by)
    account.change(status=AccountStatus.ARCHIVED)
    _note(account, reason.strip(), code="account.archived", by=by, at=at)
    _tell("account.archived", account, by=by, at=at, payload={"reason": reason.strip()})
    return account


@transaction.atomic
def reopen_account(*, account: Account, by: User | None, at: datetime, reason: str = "") -> Account:
    """Take an archived account back into work."""
    account = lock_account(account=account, by=by, archived=True)
    if account.status != AccountStatus.ARCHIVED:
        raise AccountNotArchived("This account is not archived.")
    account.change(status=AccountStatus.ACTIVE)
    _note(account, reason.strip(), code="account.reopened", by=by, at=at)
    _tell("account.reopened", account, by=by, at=at, payload={"reason": reason.strip()})
    return account


def _note(account: Account, text: str, *, code: str, by: User | None, at: datetime, **details: str) -> None:
    note_touchpoint(
        account=account,
        kind=Touchpoint.Kind.EVENT,
        medium=Touchpoint.Medium.INFORMATION,
        by=by,
        at=at,
        text=text,
        code=code,
        details=details,
        subject=account.pk,
    )


def _tell(type: str, account: Account, *, by: User | None, at: datetime, payload: Mapping[str, Any]) -> None:
    """`version` lets a later edit from an old copy see which fields were touched meanwhile (`merging`)."""
    record_event(
        type=type, subject=account.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={**payload, "version": account.version},
    )  # fmt: skip
