"""The bulk verb that only this app knows: putting many accounts on a route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.bulk.verbs import Refusal, Verb, wrong
from accounts.bulk.verbs import verb_of as verb_on_accounts
from accounts.models import Account, BulkAction
from crm.events import record_event
from crm.models import User
from visits.actions.people import require_planner
from visits.actions.routes import MOST_STOPS
from visits.models import Route, RouteStop


class AddToRoute:
    """New stops at the end of the route; who stands on it already stays where it is."""

    event, fields = "account.routed", ("route",)

    def __init__(self, *, route: Route) -> None:
        self.route = route
        self.standing: set[UUID] | None = None
        self.taken = 0

    def refusal(self, account: Account) -> Refusal | None:
        if account.team_id != self.route.team_id:
            return "account_of_another_team"
        if not self.differs(account):
            return None
        if len(self._standing()) + self.taken >= MOST_STOPS:
            return "route_full"
        self.taken += 1
        return None

    def differs(self, account: Account) -> bool:
        return account.pk not in self._standing()

    def _standing(self) -> set[UUID]:
        if self.standing is None:
            Route.objects.select_for_update(no_key=True).filter(pk=self.route.pk).first()
            stops = RouteStop.objects.filter(route=self.route, archived_at__isnull=True)
            self.standing = set(stops.values_list("account_id", flat=True))
        return self.standing

    def write(self, accounts: Sequence[Account], *, by: User | None, at: datetime) -> None:
        last = len(self._standing())
        by_village = self.route.group_by == Route.GroupBy.VILLAGE
        RouteStop.objects.bulk_create(
            [
                RouteStop(
                    route=self.route,
                    account=account,
                    position=last + place,
                    group=account.village if by_village else account.street,
                )
                for place, account in enumerate(accounts, start=1)
            ],
            batch_size=1000,
        )
        record_event(
            type="route.stops_set", subject=self.route.pk, team_id=self.route.team_id, at=at, by=by,
            payload={"added": len(accounts)},
        )  # fmt: skip
        self.standing, self.taken = None, 0


def verb_of(verb: str, params: Mapping[str, Any], *, by: User | None) -> Verb:
    """Every bulk verb there is."""
    if verb != BulkAction.Verb.ADD_TO_ROUTE:
        return verb_on_accounts(verb, params, by=by)
    try:
        routes = Route.objects.select_related("team", "manager").filter(archived_at__isnull=True, pk=UUID(str(params.get("route"))))
    except ValueError as error:
        raise wrong("route", "An id is expected.") from error
    route = (routes.visible_to(by) if by is not None else routes).first()
    if route is None:
        raise wrong("route", "No such route.")
    require_planner(team=route.team, manager=route.manager, by=by)
    return AddToRoute(route=route)
