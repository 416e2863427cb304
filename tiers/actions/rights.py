"""Who decides on tiers: the lead of the team, or an administrator."""

from uuid import UUID

from accounts.actions.access import lock_account
from accounts.models import Account, AccountKind
from crm.errors import DomainError, Forbidden
from crm.models import Role, User


class LeadOnly(Forbidden):
    """Seen, but for a lead to decide."""

    code = "lead_only"


class NotTiered(DomainError):
    """Internal accounts have no tier."""

    code = "not_tiered"


def may_lead(user: User, team_id: UUID) -> bool:
    """Whether this person leads the team; an administrator leads them all."""
    if not user.is_active:
        return False
    return user.role == Role.ADMIN or (user.role == Role.LEAD and team_id in (user.reach or ()))


def lock_for_lead(*, account: Account, by: User) -> Account:
    """The locked account, when `by` may decide on its tier. `Unseen` for strangers, `NotYours` or `LeadOnly` for the others."""
    locked = lock_account(account=account, by=by)
    if not may_lead(by, locked.team_id):
        raise LeadOnly("Only the lead of the team or an administrator decides this.")
    if locked.kind != AccountKind.EXTERNAL:
        raise NotTiered("An internal account has no tier.")
    return locked
