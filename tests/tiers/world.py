"""A small market: a team, accounts of a given age, and orders that give them a wanted yearly value."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from uuid6 import uuid7

from accounts.models import Account, Order
from crm.calendar import at_noon
from crm.models import Role, Team, User
from tiers.models import Standing, TierPolicy

LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 6, 15)
NOW = at_noon(TODAY)


def make_team(name="North", **fields):
    return Team.objects.create(name=name, **fields)


def make_user(name, role=Role.MANAGER, team=None, leads=()):
    user = User.objects.create_user(name.lower(), name=name, role=role, team=team)
    for each in leads:
        each.lead = user
        each.save()
    return User.objects.get(pk=user.pk)


def make_account(team, name="Shop", *, created_on=LONG_AGO, value=None, **fields):
    """An account; `value` is one order of the last month (a return when it is negative)."""
    fields = {"role": "retailer", "currency": team.currency, "name": name, "name_key": name.lower()} | fields
    account = Account.objects.create(id=uuid7(), team=team, created_at=at_noon(created_on), **fields)
    if value is not None:
        make_order(account, value)
    return account


def make_order(account, total, *, on=TODAY - timedelta(days=30), currency=None):
    kind = Order.Kind.SALE if Decimal(total) >= 0 else Order.Kind.RETURN
    return Order.objects.create(
        id=uuid7(), account=account, kind=kind, ordered_at=at_noon(on), total=total, currency=currency or account.currency
    )


def make_market(team, values, **fields):
    """One account for each value, in that order."""
    return [make_account(team, f"Shop {number}", value=value, **fields) for number, value in enumerate(values)]


def give(account, tier, *, month_end=date(2026, 3, 31), **fields):
    """A standing as the review of a month end left it, and the tier shown."""
    policy = TierPolicy.objects.get(number=1)
    Standing.objects.create(
        account=account, policy=policy, as_of=month_end, computed=tier, computed_since=month_end, candidate=tier, value=1,
        currency="CNY", rank=1, peers=1, last_month_end=month_end, reason="in_tier", **fields,
    )  # fmt: skip
    Account.objects.filter(pk=account.pk).update(tier=tier, tier_since=month_end)
    account.refresh_from_db()


def tiers_of(accounts):
    shown = dict(Account.objects.filter(pk__in=[account.pk for account in accounts]).values_list("pk", "tier"))
    return [shown[account.pk] for account in accounts]


def instant(day: date) -> datetime:
    return at_noon(day)
