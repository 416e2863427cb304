"""How sure an account's place is, and whom to ask for the way: who was there, the former managers, the neighbours (row 21)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, FloatField, Func, Q

from accounts.datum import Point
from accounts.models import Account, AccountStatus, Ownership, PlaceConfidence
from crm.models import User
from visits.acquaintance import who_knows
from visits.actions.place_checks import said_by
from visits.models import Visit
from visits.planning.geo import Place
from visits.planning.place_check import Says, was_told_in_gcj02

LOOKED_BACK = timedelta(days=730)
MOST_VISITS, MOST_NEIGHBOURS = 50, 3


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody to ask. `was_there_on`: a sharp check-in near the place, or where none is known; `had_until`: a former manager."""

    id: UUID
    name: str
    is_active: bool
    met_on: date | None = None
    was_there_on: date | None = None
    had_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    account: Account
    agreeing: int
    missing: list[Visit]
    is_gcj02: bool
    who: list[Knower] = field(default_factory=list)
    neighbours: list[Account] = field(default_factory=list)

    @property
    def better(self) -> Visit | None:
        """The last check-in that was sharp and somewhere else."""
        return self.missing[0] if self.missing else None


def place_facts(*, account: Account, user: User, day: date) -> PlaceFacts:
    """Six statements whatever the account. A neighbour is a shop of the same village or street whose place is confirmed."""
    visits = list(
        Visit.objects.visible_to(user)
        .filter(account=account, status=Visit.Status.COMPLETED, latitude__isnull=False, visited_on__gte=day - LOOKED_BACK)
        .select_related("manager")
        .order_by("-visited_on", "-pk")[:MOST_VISITS]
    )
    said = [(visit, said_by(visit, account)) for visit in visits]
    missing = [visit for visit, says in said if says == Says.MISSES]
    there = [visit for visit, says in said if says in (Says.CONFIRMS, Says.FOUND)]
    place = None if account.latitude is None or account.longitude is None else Place(account.latitude, account.longitude)
    fixes: list[Point] = [(visit.latitude or 0.0, visit.longitude or 0.0) for visit in missing]
    return PlaceFacts(
        account=account, agreeing=len(there), missing=missing, is_gcj02=not there and was_told_in_gcj02(place, fixes),
        who=_who(account, there or missing, day=day), neighbours=_neighbours(account, user),
    )  # fmt: skip


def _who(account: Account, there: list[Visit], *, day: date) -> list[Knower]:
    """Who was at the door first, then who met the customer, then who had the account before."""
    met = {person.id: person for person in who_knows([account.pk], day=day).get(account.pk, [])}
    was_there: dict[UUID, Visit] = {}
    for visit in there:
        was_there.setdefault(visit.manager_id, visit)
    former = {
        chapter.owner_id: chapter
        for chapter in Ownership.objects.filter(account=account, owner__isnull=False, until__isnull=False)
        .select_related("owner").order_by("until")
    }  # fmt: skip
    names: dict[UUID, tuple[str, bool]] = {person.id: (person.name, person.is_active) for person in met.values()}
    names |= {visit.manager_id: (visit.manager.name, visit.manager.is_active) for visit in was_there.values()}
    names |= {pk: (chapter.owner.name, chapter.owner.is_active) for pk, chapter in former.items() if pk and chapter.owner}
    found = [
        Knower(
            id=pk, name=name, is_active=is_active, met_on=met[pk].last_on if pk in met else None,
            was_there_on=was_there[pk].visited_on if pk in was_there else None,
            had_until=until.date() if pk in former and (until := former[pk].until) else None,
        )
        for pk, (name, is_active) in names.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.was_there_on or date.min, one.met_on or date.min, one.name), reverse=True)


def _neighbours(account: Account, user: User) -> list[Account]:
    where = Q()
    if account.village:
        where |= Q(village=account.village)
    if account.street:
        where |= Q(street=account.street)
    if not where:
        return []
    rows = (
        Account.objects.visible_to(user).external().exclude(pk=account.pk)
        .exclude(status__in=(AccountStatus.ARCHIVED, AccountStatus.LOST))
        .filter(where, team_id=account.team_id, place_confidence=PlaceConfidence.CONFIRMED)
    )  # fmt: skip
    if account.latitude is not None and account.longitude is not None:
        away = Func(
            F("latitude"), F("longitude"), function="accounts_place",
            template=f"%(function)s(%(expressions)s) <-> accounts_place({account.latitude!r}, {account.longitude!r})",
            output_field=FloatField(),
        )  # fmt: skip
        rows = rows.order_by(away, "pk")
    else:
        rows = rows.order_by("-last_visit_on", "pk")
    return list(rows.only("id", "name", "phone", "address", "place_checked_on")[:MOST_NEIGHBOURS])
