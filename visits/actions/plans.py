"""Planning many visits at once: a lead's week, a route's Tuesday."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_accounts
from accounts.actions.fields import clean_fields
from accounts.models import Account
from crm.copying import copy_objects
from crm.errors import Invalid
from crm.events import record_events
from crm.models import Event, Team, User
from visits.actions.figures import refresh_visit_figures
from visits.actions.people import require_works_in
from visits.models import Route, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """Who goes to whom on which day, perhaps as part of a route."""

    account_id: UUID
    manager_id: UUID
    planned_on: date
    route_id: UUID | None = None
    purpose: str = ""


@transaction.atomic
def plan_visits(*, plans: Iterable[PlannedVisit], by: User | None, at: datetime) -> list[Visit]:
    """Put visits on days; who already has an open one on the day is skipped, so that planning twice changes nothing.

    One account that `by` may not write to refuses them all (`NotYours`); `Invalid` for a person or route of another team.
    """
    plans = list(plans)
    accounts = lock_accounts(accounts={plan.account_id for plan in plans}, by=by)
    require_people_fit(((plan.account_id, plan.manager_id) for plan in plans), accounts)
    _require_routes_fit(plans, accounts)
    open_days = set(Visit.objects.open().filter(account__in=accounts).values_list("account_id", "planned_on"))
    visits = []
    for plan in plans:
        if (plan.account_id, plan.planned_on) not in open_days:
            open_days.add((plan.account_id, plan.planned_on))
            visits.append(_visit(plan, at=at))
    copy_objects(visits)
    record_events(_planned(visit, accounts[visit.account_id], by=by, at=at) for visit in visits)
    refresh_visit_figures(accounts=[visit.account_id for visit in visits])
    return visits


def require_people_fit(pairs: Iterable[tuple[UUID, UUID]], accounts: Mapping[UUID, Account]) -> None:
    """Each manager works in the team of each account that they are to visit; every pairing is asked once."""
    pairings = {(accounts[account_id].team_id, manager_id) for account_id, manager_id in pairs}
    teams = Team.objects.in_bulk({team_id for team_id, _ in pairings})
    people = User.objects.in_bulk({manager_id for _, manager_id in pairings})
    for team_id, manager_id in pairings:
        if manager_id not in people:
            raise Invalid("Nobody has this id.", fields={"manager": ["No such person."]})
        require_works_in(team=teams[team_id], person=people[manager_id])


def _require_routes_fit(plans: Iterable[PlannedVisit], accounts: Mapping[UUID, Account]) -> None:
    pairs = {(plan.route_id, accounts[plan.account_id].team_id) for plan in plans if plan.route_id}
    teams = dict(Route.objects.filter(pk__in={route_id for route_id, _ in pairs}).values_list("pk", "team_id"))
    if any(teams.get(route_id) != team_id for route_id, team_id in pairs):
        raise Invalid("This route belongs to another team.", fields={"route": ["Not a route of the account's team."]})


def _visit(plan: PlannedVisit, *, at: datetime) -> Visit:
    fields = clean_fields(Visit, {"planned_on": plan.planned_on, "purpose": plan.purpose}, writable={"planned_on", "purpose"})
    return Visit(
        id=uuid7(), account_id=plan.account_id, manager_id=plan.manager_id, route_id=plan.route_id, received_at=at, **fields
    )


def _planned(visit: Visit, account: Account, *, by: User | None, at: datetime) -> Event:
    return Event(
        type="visit.planned", subject=visit.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"manager": str(visit.manager_id), "planned_on": visit.planned_on.isoformat()},
    )  # fmt: skip
