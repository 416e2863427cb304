"""What only a lead of the team, or an administrator, decides."""

from crm.errors import Forbidden
from crm.models import Role, Team, User


class LeadDecides(Forbidden):
    """Seen, but for a lead to decide."""

    code = "lead_only"


def require_lead(*, by: User | None, team: Team | None) -> None:
    """The lead of `team` or an administrator; without a team, for all of them, only an administrator."""
    if by is None or (by.is_active and by.role == Role.ADMIN):
        return
    if by.is_active and by.role == Role.LEAD and team is not None and team.pk in (by.reach or ()):
        return
    raise LeadDecides("Only the lead of the team or an administrator decides this.")
