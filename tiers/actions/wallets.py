"""Estimating how much a customer buys from everybody (row 7)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.models import Account, AccountKind
from crm.calendar import business_day
from crm.errors import Invalid
from crm.events import record_event
from crm.models import User
from tiers.actions.rights import NotTiered
from tiers.models import Wallet


@transaction.atomic
def estimate_wallet(
    *, account: Account, amount: Decimal, source: str, by: User | None, at: datetime, estimated_on: date | None = None
) -> Wallet:
    """Whoever works with the account may say; the same again changes nothing."""
    locked = lock_account(account=account, by=by)
    if locked.kind != AccountKind.EXTERNAL:
        raise NotTiered("An internal account has no tier.")
    day = estimated_on or business_day(at)
    fields = {}
    if not amount.is_finite() or amount < 0:
        fields["amount"] = ["0 or more."]
    if not source.strip():
        fields["source"] = ["Who said it, or how was it reckoned?"]
    if day > business_day(at):
        fields["estimated_on"] = ["Today or earlier."]
    if fields:
        raise Invalid("This estimate is not complete.", fields=fields)
    said = {"amount": amount, "source": source.strip(), "estimated_on": day, "by": by}
    wallet = Wallet.objects.select_for_update(of=("self",)).filter(account=locked).first()
    if wallet is not None and all(getattr(wallet, name) == value for name, value in said.items()):
        return wallet
    if wallet is None:
        wallet = Wallet.objects.create(id=uuid7(), account=locked, **said)
    else:
        wallet.change(**said)
    record_event(type="wallet.estimated", subject=wallet.pk, account_id=locked.pk, team_id=locked.team_id, at=at, by=by, payload={})
    return wallet
