"""Who makes a visit or drives a route."""

from accounts.models import Account
from crm.errors import Forbidden, Invalid
from crm.models import Role, Team, User

VISITORS = (Role.MANAGER, Role.LEAD)


def require_visitor(*, account: Account, manager: User | None, by: User | None) -> User:
    """The person who is to go: the one named, else whoever plans it, else the account's owner. `Invalid` when nobody fits."""
    person = manager or (by if by is not None and by.role in VISITORS else account.owner)
    if person is None:
        raise Invalid("Nobody is named to make this visit.", fields={"manager": ["This account has no owner: say who goes."]})
    require_works_in(team=account.team, person=person)
    return person


def require_works_in(*, team: Team, person: User) -> None:
    """A manager or lead of the team, or the lead who answers for it, and still working here."""
    member = person.role in VISITORS and person.team_id == team.pk
    if not person.is_active or not (member or team.lead_id == person.pk):
        raise Invalid("This person does not work in the team.", fields={"manager": ["Not an active manager or lead of the team."]})


def require_planner(*, team: Team, manager: User, by: User | None) -> None:
    """Managers plan their own routes, leads those of the teams they lead, integrations where their token reaches."""
    if by is None or by.role == Role.ADMIN or by.pk == manager.pk:
        return
    if by.role not in (Role.LEAD, Role.INTEGRATION) or (by.reach is not None and team.pk not in by.reach):
        raise Forbidden("This route is planned by its manager or the lead.")
