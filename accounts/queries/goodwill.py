"""What somebody may still give a customer today, and who may give more (row 4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from accounts.goodwill import NOTHING, is_within, roles_that_may
from accounts.models import Account, Goodwill, GoodwillLimit
from crm.calendar import business_day, day_bounds
from crm.models import Role, User


@dataclass(frozen=True, slots=True)
class Giver:
    """Somebody who may give more than the asking person; `limit` None: as much as is right."""

    role: str
    name: str | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class Room:
    """What one person may give one customer in a day. `limit` None: nothing, unless `has_no_limit`; `already` is what of it was
    given today and has not come back; `above` are who may give more, the nearest first. `bound_by` says whose limit that is, the
    role's or the customer's tier's."""

    currency: str
    has_no_limit: bool
    limit: Decimal | None
    already: Decimal
    above: tuple[Giver, ...]
    bound_by: str = "role"

    @property
    def left(self) -> Decimal | None:
        return None if self.has_no_limit else max((self.limit or NOTHING) - self.already, NOTHING)

    def holds(self, amount: Decimal) -> bool:
        return self.has_no_limit or is_within(amount=amount, already=self.already, limit=self.limit)

    def who_may(self, amount: Decimal) -> tuple[Giver, ...]:
        """Of those above, whose limit reaches so far."""
        reaching = {giver.role for giver in self.above if giver.limit is None}
        reaching |= {*roles_that_may(amount=amount, limits={g.role: g.limit for g in self.above if g.limit is not None})}
        return tuple(giver for giver in self.above if giver.role in reaching)


def room_of(account: Account, *, by: User | None, currency: str, at: datetime) -> Room:
    """The program itself and administrators have no limit."""
    if by is None or by.role == Role.ADMIN:
        return Room(currency, True, None, NOTHING, ())
    current = GoodwillLimit.objects.filter(currency=currency, ended_at__isnull=True)
    limits = dict(current.order_by().values_list("role", "amount"))
    already = given_on(account, currency=currency, at=at, by=by)
    return Room(currency, False, limits.get(by.role), already, tuple(_above(account, by, limits)))


def given_on(account: Account, *, currency: str, at: datetime, by: User | None = None) -> Decimal:
    """What the customer got on the business day of `at` and has not brought back; by one person, or by all."""
    since, until = day_bounds(business_day(at))
    rows = Goodwill.objects.standing().filter(account=account, currency=currency, given_at__gte=since, given_at__lt=until)
    rows = rows if by is None else rows.filter(given_by=by)
    total: Decimal | None = rows.order_by().aggregate(total=Sum(F("amount") - F("recovered")))["total"]
    return total or NOTHING


def _above(account: Account, by: User, limits: dict[str, Decimal]) -> list[Giver]:
    lead = account.team.lead
    admin = Giver(Role.ADMIN.value, None, None)
    if by.role == Role.LEAD or limits.get(Role.LEAD) is None:
        return [admin]
    return [Giver(Role.LEAD.value, lead.name if lead else None, limits[Role.LEAD]), admin]
