"""Who brought whom (rows 10, 68): up to who first recommended, and down to all that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Account
from crm.models import User
from tiers.models import LoyaltyEvidence

#: A chain of recommendations longer than this is nobody's memory any more.
DEEPEST, MOST = 8, 300

#: `{of}` and `{to}` are the two ends of a referral: downwards from who recommends, upwards from who was recommended.
TREE = """
    WITH RECURSIVE tree AS (
        SELECT referral.id, referral.{to} AS account_id, referral.{of} AS parent_id, referral.kind, referral.on, 1 AS depth,
               ARRAY[referral.{of}, referral.{to}] AS way
        FROM tiers_loyaltyevidence AS referral
        WHERE referral.{of} = %(account)s AND referral.{to} IS NOT NULL
          AND referral.mark = 'advocacy' AND referral.voided_at IS NULL
        UNION ALL
        SELECT next.id, next.{to}, next.{of}, next.kind, next.on, tree.depth + 1, tree.way || next.{to}
        FROM tree JOIN tiers_loyaltyevidence AS next ON next.{of} = tree.account_id
        WHERE next.{to} IS NOT NULL AND next.mark = 'advocacy' AND next.voided_at IS NULL
          AND tree.depth < %(deepest)s AND NOT next.{to} = ANY(tree.way)
    )
    SELECT id, account_id, parent_id, kind, "on", depth FROM tree ORDER BY depth, "on", id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Link:
    """One referral: `parent` and `account` are its two ends as seen from the account that was asked about."""

    id: UUID
    account: Account
    parent: UUID
    kind: str
    on: date
    depth: int


@dataclass(frozen=True)
class Referrals:
    """`hidden` are links whose accounts the asking person does not see; what hangs on them is left out with them."""

    up: Sequence[Link]
    down: Sequence[Link]
    hidden: int

    @property
    def customers(self) -> int:
        """Of those brought, directly or by others: how many buy."""
        return len({link.account.pk for link in self.down if link.kind == LoyaltyEvidence.Kind.BECAME_CUSTOMER})

    @property
    def annual_value(self) -> Mapping[str, Decimal]:
        """12-month net sales of all that came of it, by currency."""
        held: dict[str, Decimal] = {}
        for account in {link.account.pk: link.account for link in self.down}.values():
            held[account.currency] = held.get(account.currency, Decimal(0)) + (account.annual_value or Decimal(0))
        return held


def referrals_of(account: Account, *, user: User) -> Referrals:
    """Three statements, whatever the size."""
    up, down = (_links(account, of=of, to=to) for of, to in (("about_id", "account_id"), ("account_id", "about_id")))
    ids = {row["account_id"] for row in (*up, *down)}
    seen = Account.objects.visible_to(user).in_bulk(list(ids)) if ids else {}
    shown = [_seen_links(rows, seen, root=account.pk) for rows in (up, down)]
    return Referrals(shown[0], shown[1], len(up) + len(down) - len(shown[0]) - len(shown[1]))


def _links(account: Account, *, of: str, to: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(TREE.format(of=of, to=to), {"account": account.pk, "deepest": DEEPEST, "most": MOST})
        names = ("id", "account_id", "parent_id", "kind", "on", "depth")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _seen_links(rows: Sequence[Mapping[str, Any]], seen: Mapping[UUID, Account], *, root: UUID) -> list[Link]:
    """Rows come with parents first, so that what hangs on an unseen account is left out with it."""
    reached, links = {root}, []
    for row in rows:
        account = seen.get(row["account_id"])
        if account is None or row["parent_id"] not in reached:
            continue
        reached.add(account.pk)
        links.append(Link(row["id"], account, row["parent_id"], row["kind"], row["on"], row["depth"]))
    return links
