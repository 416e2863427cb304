"""Accounts as other files name them: by the number that they have at the source."""

from __future__ import annotations

from collections.abc import Collection

from accounts.actions.merges import current_account
from accounts.importing.batches import Batch
from accounts.models import Account, AccountStatus


def accounts_by_number(batch: Batch, numbers: Collection[str]) -> dict[str, Account]:
    """Those that the importer may write to, with team and owner. The number of a merged account leads to the one that was kept."""
    named = Account.objects.filter(source=batch.source, external_id__among=set(numbers)).select_related(
        "team", "owner", "merged_into__team", "merged_into__owner"
    )
    meant = {str(account.external_id): current_account(account) for account in named}
    ours = _writable(batch, meant.values())
    return {number: account for number, account in meant.items() if account in ours}


def _writable(batch: Batch, accounts: Collection[Account]) -> set[Account]:
    active = {account for account in accounts if account.status != AccountStatus.ARCHIVED}
    if batch.by is None:
        return active
    ids = [account.pk for account in active]
    ours = set(Account.objects.writable_by(batch.by).filter(pk__in=ids).values_list("pk", flat=True))
    return {account for account in active if account.pk in ours}
