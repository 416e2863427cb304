"""What somebody may give a customer of this tier today: the role's limit, and the tier's where it is narrower (rows 4, 7, 15)."""

from dataclasses import replace
from datetime import datetime

from accounts.models import Account
from accounts.queries.goodwill import Giver, Room, given_on, room_of
from crm.calendar import business_day
from crm.models import Role, User
from tiers.models import TierPolicy
from tiers.service_policy import ServicePolicy


def room_by_tier(account: Account, *, by: User | None, currency: str, at: datetime) -> Room:
    """As `room_of`. The tier's limit is the customer's: what everybody gave today counts against it, and beyond it only its
    approver gives, or an administrator. It is in the account's currency and says nothing of another one. Without a policy in
    force the role's limit stands alone."""
    room = room_of(account, by=by, currency=currency, at=at)
    policy = TierPolicy.objects.in_force_on(business_day(at)).first()
    if by is None or room.has_no_limit or policy is None or currency != account.currency:
        return room
    served = policy.service(account.tier)
    above = tuple(_under_tier(giver, served) for giver in room.above)
    if _agrees(by.role, served) or room.limit is None:
        return replace(room, above=above)
    given = given_on(account, currency=currency, at=at)
    if room.limit - room.already <= served.goodwill_limit - given:
        return replace(room, above=above)
    return replace(room, limit=served.goodwill_limit, already=given, above=above, bound_by="tier")


def _agrees(role: str, served: ServicePolicy) -> bool:
    return role in (served.approver, Role.ADMIN)


def _under_tier(giver: Giver, served: ServicePolicy) -> Giver:
    if _agrees(giver.role, served):
        return giver
    return replace(giver, limit=served.goodwill_limit if giver.limit is None else min(giver.limit, served.goodwill_limit))
