"""Trial packs and short free covers, with a window in which an order counts as their fruit (row 40)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging, require_words
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Product, Touchpoint, TrialOffer
from crm.calendar import business_day, today
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User

LONGEST_WINDOW = timedelta(days=366)


class TrialNotOpen(DomainError):
    code = "trial_not_open"


@transaction.atomic
def offer_trial(
    *,
    account: Account,
    text: str,
    ends_on: date,
    by: User | None,
    at: datetime,
    product: Product | None = None,
    offered_on: date | None = None,
    id: UUID | None = None,
) -> TrialOffer:
    """Offer something to try; the window may have an order in it already when it is written down late."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(TrialOffer, {"text": text, "ends_on": ends_on}, writable={"text", "ends_on"})
    require_words(fields, "text", "What is on trial?")
    begins = offered_on or business_day(at)
    if not begins <= fields["ends_on"] <= begins + LONGEST_WINDOW:
        raise Invalid("The window does not fit.", fields={"ends_on": ["From the day of the offer, at most a year."]})
    offer = insert(
        TrialOffer(id=id or uuid7(), account=account, product=product, offered_on=begins, noted_by=by, noted_at=at, **fields)
    )
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=offer.text, subject=offer.pk, code="trial.offered",
        details={"ends_on": offer.ends_on.isoformat()}, medium=Touchpoint.Medium.THING,
    )  # fmt: skip
    _tell("trial.offered", offer, by=by, at=at)
    settle_trials(accounts=[account.pk])
    return TrialOffer.objects.select_related("account").get(pk=offer.pk)


@transaction.atomic
def decline_trial(*, offer: TrialOffer, by: User | None, at: datetime) -> TrialOffer:
    """The customer does not want to try."""
    offer = lock_hanging(offer, by=by)
    if offer.state != TrialOffer.State.OPEN:
        raise TrialNotOpen("This offer is settled already.")
    offer.change(state=TrialOffer.State.DECLINED, settled_on=business_day(at))
    note_touchpoint(
        account=offer.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=offer.text, subject=offer.pk, code="trial.declined"
    )
    _tell("trial.declined", offer, by=by, at=at)
    return offer


#: The first order of the window settles an open offer; of the product on trial, where one is named.
CONVERT_SQL = """
    UPDATE accounts_trialoffer AS offer
    SET state = 'converted', settled_on = fruit.on_day, order_id = fruit.id, version = offer.version + 1, updated_at = now()
    FROM (
        SELECT DISTINCT ON (open.id) open.id AS offer_id, placed.id, (placed.ordered_at AT TIME ZONE %(zone)s)::date AS on_day
        FROM accounts_trialoffer AS open
        JOIN accounts_order AS placed ON placed.account_id = open.account_id AND placed.kind = 'sale'
        WHERE open.state = 'open' {and_only}
          AND (placed.ordered_at AT TIME ZONE %(zone)s)::date BETWEEN open.offered_on AND open.ends_on
          AND (open.product_id IS NULL OR EXISTS (
              SELECT FROM accounts_orderline AS line WHERE line.order_id = placed.id AND line.product_id = open.product_id))
        ORDER BY open.id, placed.ordered_at, placed.id
    ) AS fruit
    WHERE offer.id = fruit.offer_id AND offer.state = 'open'
"""


@transaction.atomic
def settle_trials(*, accounts: Collection[UUID] | None = None, as_of: date | None = None) -> int:
    """Offers whose order came are converted, those whose window has passed expire; says how many were settled."""
    params: dict[str, Any] = {"zone": settings.BUSINESS_TZ.key, "accounts": sorted(set(accounts or ())), "today": as_of or today()}
    only = "" if accounts is None else "AND open.account_id = ANY(%(accounts)s)"
    with connection.cursor() as cursor:
        cursor.execute(CONVERT_SQL.format(and_only=only), params)
        converted = cursor.rowcount
        cursor.execute(
            f"""
            UPDATE accounts_trialoffer AS open
            SET state = 'expired', settled_on = ends_on, version = version + 1, updated_at = now()
            WHERE state = 'open' AND ends_on < %(today)s {only}
            """,
            params,
        )
        return int(converted + cursor.rowcount)


def _tell(type: str, offer: TrialOffer, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=offer.pk, account_id=offer.account_id, team_id=offer.account.team_id, at=at, by=by,
        payload={"ends_on": offer.ends_on.isoformat()},
    )  # fmt: skip
