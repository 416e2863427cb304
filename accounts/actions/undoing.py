"""What an undo leaves to be done in the notebook: keys, search, figures, and who has the account (see `crm.history.undoing`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.actions.access import queue_for_bulk
from accounts.actions.figures import refresh_spoken_figures, refresh_trade_figures
from accounts.actions.search_index import index_accounts
from accounts.models import Account, Contact, Order
from accounts.search import name_key
from crm.history.undoing import after_undo, before_undo, goes_along

before_undo(queue_for_bulk)
#: Chapters of the history go only with the account itself; a hand-over that is undone is another hand-over.
goes_along("accounts_ownership")
goes_along("accounts_customvalue")
goes_along("accounts_touchpoint", "kind = 'tier'")
#: What the program has found out by itself in the meantime: it comes round every ten minutes.
goes_along("accounts_identitykey")
goes_along("accounts_duplicatepair", "state = 'open'")
goes_along("accounts_poolwarning")
goes_along("accounts_stagechange", "is_computed")
goes_along("accounts_journey", "set_stage IS NULL AND belief IS NULL AND arrival IS NULL AND referred_by_id IS NULL")


@after_undo("accounts_account")
def derive_accounts(rows: Collection[UUID], accounts: Collection[UUID]) -> None:
    _write_keys(Account.objects.filter(pk__in=rows))
    index_accounts(rows)
    _begin_chapters(rows)


@after_undo("accounts_contact")
def derive_contacts(rows: Collection[UUID], accounts: Collection[UUID]) -> None:
    _write_keys(Contact.objects.filter(pk__in=rows))
    index_accounts(accounts)


@after_undo("accounts_order")
def derive_orders(rows: Collection[UUID], accounts: Collection[UUID]) -> None:
    """Without its digest a restored order counts as different, whichever file brings it next."""
    Order.objects.filter(pk__in=rows).exclude(lines_digest=b"").update(lines_digest=b"")
    refresh_trade_figures(accounts=accounts)


@after_undo("accounts_touchpoint")
def derive_touchpoints(rows: Collection[UUID], accounts: Collection[UUID]) -> None:
    refresh_spoken_figures(accounts=accounts)


def _write_keys(rows: QuerySet[Any]) -> None:
    wrong = [row for row in rows.only("id", "name", "name_key") if row.name_key != name_key(row.name)]
    for row in wrong:
        row.name_key = name_key(row.name)
    rows.model._default_manager.bulk_update(wrong, ["name_key"], batch_size=2000)


def _begin_chapters(rows: Collection[UUID]) -> None:
    """Accounts that went back to another owner or team: that chapter ends now, and the next begins."""
    moved = Q(ownerships__until__isnull=True) & (
        ~Q(ownerships__team=F("team")) | ~Q(ownerships__owner=F("owner")) | Q(ownerships__owner__isnull=True, owner__isnull=False)
        | Q(ownerships__owner__isnull=False, owner__isnull=True)
    )  # fmt: skip
    ids = list(Account.objects.filter(moved, pk__in=rows).values_list("pk", flat=True))
    if ids:
        pass_on_many(ids, reason="undo")


def pass_on_many(accounts: Collection[UUID], *, reason: str, by: UUID | None = None) -> None:
    """Close the current chapters of these accounts and begin what the accounts themselves say by now."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH ended AS (
                UPDATE accounts_ownership SET until = greatest(since, %(at)s)
                WHERE account_id = ANY(%(accounts)s) AND until IS NULL RETURNING account_id, until
            )
            INSERT INTO accounts_ownership (account_id, team_id, owner_id, since, reason, by_id, changed_in, changed_at)
            SELECT account.id, account.team_id, account.owner_id, ended.until, %(reason)s, %(by)s, 0, %(at)s
            FROM ended JOIN accounts_account AS account ON account.id = ended.account_id
            """,
            {"accounts": sorted(accounts), "at": now, "reason": reason[:200], "by": by},
        )
