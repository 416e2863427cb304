"""Reads how much work each manager of a team has; never writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Account, AccountStatus, TierName
from crm.models import Role, Team, User
from visits.distances.learning import estimates_for
from visits.models import HandoverAccount, OwnerLock, VisitRules
from visits.planning.agenda import WORKDAY
from visits.planning.cycle.overload import UNRATED
from visits.planning.distance import ESTIMATE, TravelModel
from visits.planning.geo import Place
from visits.planning.territories import Holding
from visits.planning.workload import travel_shares, visits_in_cycle, work_minutes
from visits.queries import visit_intervals


@dataclass(frozen=True, slots=True)
class Work:
    """The customers of the team's managers with the work that each one is."""

    managers: Sequence[User]
    holdings: Sequence[Holding]

    @property
    def without_place(self) -> int:
        return sum(each.place is None for each in self.holdings)

    @property
    def without_rhythm(self) -> int:
        return sum(each.visits == 0 for each in self.holdings)


def work_of(team: Team, *, day: date) -> Work:
    """As the tier policy of `day` asks for it. VIPs and locked customers are fixed (rows 16, 18); who is being handed over
    is the taker's work already, and fixed too. Seven statements."""
    managers = list(User.objects.filter(team=team, role=Role.MANAGER, is_active=True).order_by("name", "id"))
    intervals = visit_intervals(day)
    locked = set(OwnerLock.objects.in_force().filter(account__team=team).values_list("account_id", flat=True))
    going = takers_of(team)
    served = Account.objects.active().external().exclude(status=AccountStatus.LOST).filter(team=team, owner__in=managers)
    rows = list(served.only("id", "owner", "tier", "latitude", "longitude", "village", "territory").order_by("pk"))
    rules = {rule.account_id: rule for rule in VisitRules.objects.filter(account__in=served)}
    places = {str(row.pk): place for row in rows if (place := _place(row))}
    learned = estimates_for({row.territory_id for row in rows if row.territory_id})
    roads = {str(row.pk): learned[row.territory_id] for row in rows if row.territory_id}
    shares = travel_shares(places, roads)
    return Work(
        managers=managers,
        holdings=[
            _holding(
                row, rules.get(row.pk), intervals, places.get(str(row.pk)), shares.get(str(row.pk), 0.0),
                travel=roads.get(str(row.pk), ESTIMATE), taker=going.get(row.pk), is_locked=row.pk in locked,
            )
            for row in rows
        ],
    )  # fmt: skip


def takers_of(team: Team) -> dict[UUID, UUID]:
    """By account of an open hand-over, who takes it."""
    open_items = HandoverAccount.objects.filter(is_open=True, handover__team=team)
    return dict(open_items.values_list("account_id", "handover__taker_id"))


def _holding(
    account: Account, rule: VisitRules | None, intervals: Mapping[str, int], place: Place | None, share: float, *,
    travel: TravelModel, taker: UUID | None, is_locked: bool,
) -> Holding:  # fmt: skip
    """What the customer itself asks for goes before what its tier does."""
    interval = (rule.interval_days if rule else None) or intervals.get(account.tier or UNRATED)
    service = (rule.service_minutes if rule else None) or WORKDAY.service_minutes
    return Holding(
        account=str(account.pk), owner=str(taker or account.owner_id), visits=visits_in_cycle(interval),
        minutes=work_minutes(interval_days=interval, service_minutes=service, travel_minutes=share),
        place=place, is_fixed=is_locked or taker is not None or account.tier == TierName.VIP, travel=travel,
    )  # fmt: skip


def _place(account: Account) -> Place | None:
    """Nowhere also where the coordinates are those of an empty form."""
    if account.latitude is None or account.longitude is None or (account.latitude, account.longitude) == (0, 0):
        return None
    return Place(account.latitude, account.longitude, account.village)
