"""Who may open accounts where, and who may own one."""

from crm.errors import Forbidden, Invalid
from crm.models import Role, Team, User

OPENERS = (Role.MANAGER, Role.LEAD, Role.ADMIN, Role.INTEGRATION)
REASSIGNERS = (Role.LEAD, Role.ADMIN, Role.INTEGRATION)


def require_opener(*, by: User | None, team: Team) -> None:
    """Managers open accounts in their team, leads in the teams they lead, integrations where their token reaches."""
    if by is None or by.role == Role.ADMIN:
        return
    if by.role not in OPENERS:
        raise Forbidden("Managers and leads open accounts.")
    require_reach(by=by, team=team)


def require_reassigner(*, by: User | None, team: Team) -> None:
    """Balancing the load is the lead's work, also into another team that the same lead answers for."""
    if by is None or by.role == Role.ADMIN:
        return
    if by.role not in REASSIGNERS:
        raise Forbidden("Only the sales lead hands accounts over.")
    require_reach(by=by, team=team)


def require_reach(*, by: User, team: Team) -> None:
    if by.reach is not None and team.pk not in by.reach:
        raise Invalid("This team is not yours.", fields={"team": ["Not one of your teams."]})


def require_owner_fits(*, owner: User | None, team: Team) -> None:
    """An owner sells in the team or leads it, and still works here."""
    if owner is None:
        return
    member = owner.role in (Role.MANAGER, Role.LEAD) and owner.team_id == team.pk
    leader = owner.role == Role.LEAD and team.lead_id == owner.pk
    if not owner.is_active or not (member or leader):
        raise Invalid("This owner does not work in the team.", fields={"owner": ["Not an active manager or lead of the team."]})


def team_of(person: User | None) -> Team:
    """The team that this person sells in, or the only one that this person leads; raises `Invalid` when that says nothing."""
    if person is not None and person.team is not None:
        return person.team
    led = list(person.teams_led.all()[:2]) if person is not None and person.role == Role.LEAD else []
    if len(led) != 1:
        raise Invalid("Which team?", fields={"team": ["This field is needed."]})
    return led[0]
