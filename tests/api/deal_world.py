"""A project of Alice's shop, registered and quoted by a dealer of hers who went below the floor three times."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from accounts.actions.accounts import open_account
from accounts.actions.deals import register_deal
from accounts.actions.floors import set_floor
from accounts.actions.quotes import QuoteLineDraft, give_quote
from accounts.models import Account, Deal
from crm.calendar import today

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def dealer_of(world: SimpleNamespace, cast: SimpleNamespace) -> Account:
    found = Account.objects.filter(name="Alice's dealer").first()
    return found or open_account(by=None, at=NOW, team=cast.north, owner=cast.alice, name="Alice's dealer", role="dealer")


def deal_of(world: SimpleNamespace, cast: SimpleNamespace) -> Deal:
    """Made once a test, with its floor, quotes, offences and the proposal."""
    found = Deal.objects.filter(name="Boiler house").first()
    if found:
        return found
    dealer = dealer_of(world, cast)
    deal = register_deal(account=world.mine.account, registrant=dealer, name="Boiler house", by=cast.alice, at=timezone.now())
    tea = world.mine.product
    set_floor(product=tea, price=Decimal(10), currency="CNY", valid_from=today(), reason="policy", by=cast.admin, at=timezone.now())
    for price in ("9.50", "9.40", "9.30"):
        lines = [QuoteLineDraft(tea, Decimal(3), Decimal(price))]
        give_quote(deal=deal, dealer=dealer, lines=lines, by=cast.alice, at=timezone.now(), was_given=True)
    return deal
