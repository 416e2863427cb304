"""Who may write to an account: asked inside the transaction, with the row locked, so that a hand-over cannot slip between."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from accounts.models import Account, AccountStatus
from crm.errors import DomainError, NotYours, Unseen
from crm.models import User


class AccountArchived(DomainError):
    """An archived account is history: reopen it first."""

    code = "account_archived"


def require_writable(*, account: Account, by: User | None) -> None:
    """`Unseen` (404) for what this person must not know of, `NotYours` (403) for a team mate's account."""
    if by is None or Account.objects.writable_by(by).filter(pk=account.pk).exists():
        return
    require_visible(account=account, by=by)
    raise NotYours("This account belongs to a colleague.")


def require_visible(*, account: Account, by: User | None) -> None:
    if by is not None and not Account.objects.visible_to(by).filter(pk=account.pk).exists():
        raise Unseen("No such account.")


def lock_account(*, account: Account, by: User | None, archived: bool = False) -> Account:
    """The account as it is now, locked against others until the transaction ends, and `by` may write to it."""
    locked = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk=account.pk).first()
    if locked is None:
        raise Unseen("No such account.")
    require_writable(account=locked, by=by)
    if not archived and locked.status == AccountStatus.ARCHIVED:
        raise AccountArchived("This account is archived: reopen it first.")
    return locked


#: Two writers of many account rows that meet in the middle would wait for each other, so they queue for this lock first.
BULK_LOCK = 0x6163636F756E7473


def queue_for_bulk(*, beside_its_like: bool = False) -> None:
    """Wait for the other bulk writer; held until the transaction ends. Take it before any row is locked.

    Those that are `beside_its_like` do not wait for each other: only for writers whose accounts can never be the same.
    """
    lock = "pg_advisory_xact_lock_shared" if beside_its_like else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [BULK_LOCK])


def lock_accounts(*, accounts: Collection[UUID], by: User | None) -> dict[UUID, Account]:
    """All accounts of a bulk write as they are now, locked, and each writable for `by`."""
    if len(set(accounts)) > 1:
        queue_for_bulk()
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(accounts)).order_by("pk")
    locked = {account.pk: account for account in rows}
    if set(accounts) - locked.keys():
        raise Unseen("No such account.")
    if by is not None:
        writable = set(Account.objects.writable_by(by).filter(pk__in=locked).values_list("pk", flat=True))
        for pk in sorted(locked.keys() - writable):
            require_writable(account=locked[pk], by=by)
    if any(account.status == AccountStatus.ARCHIVED for account in locked.values()):
        raise AccountArchived("One of these accounts is archived: reopen it first.")
    return locked
