"""How a manager's day is driven: habits, real roads, the rest of a day that has begun, and free hours (rows 17, 20).

Reads only; the rules are in `visits.planning`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from accounts.models import Account, AccountKind, AccountStatus
from crm.models import User
from visits.distances.learning import estimate_for
from visits.distances.matrix import Matrix, matrix
from visits.models import DayRule
from visits.planning.agenda import Candidate, DayPlan, Shift
from visits.planning.candidates import Field
from visits.planning.distance import TravelModel
from visits.planning.geo import Place
from visits.planning.replan import replan
from visits.planning.working import Working
from visits.readings.shifts import working_of

MOST_DAYS = 10
#: How far the days to come are looked through for working ones.
DAYS_AHEAD = 62


@dataclass(frozen=True, slots=True)
class Habits:
    """A manager's rule, the roads of their territory, and when they work."""

    orders_first: bool
    travel: TravelModel
    working: Working

    @property
    def shift(self) -> Shift:
        return self.working.shift


def habits_of(manager: User, territory: UUID | None, *, since: date, until: date) -> Habits:
    """`working` knows the days away between two days."""
    rule = DayRule.objects.filter(manager=manager).values_list("orders_first", flat=True).first()
    return Habits(
        orders_first=True if rule is None else rule, travel=estimate_for(territory),
        working=working_of(manager, since=since, until=until),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneDay:
    """What a phone plans its days on without a network: the usual day, the days off to come, the roads, and where a day begins."""

    shift: Shift
    off: Mapping[date, str]
    travel: TravelModel
    start: Place | None


def phone_day(manager: User, *, today: date) -> PhoneDay:
    """Five statements."""
    habits = habits_of(manager, home_territory_of(manager), since=today, until=today + timedelta(days=DAYS_AHEAD))
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD))
    off = {day: why for day in days if (why := habits.working.why_off(day))}
    return PhoneDay(habits.shift, off, habits.travel, habits.working.start)


def home_territory(counts: Mapping[UUID, int]) -> UUID | None:
    """Where most of the manager's customers are: its roads are the ones driven."""
    return max(counts, key=lambda pk: (counts[pk], str(pk))) if counts else None


def home_territory_of(manager: User) -> UUID | None:
    """The same, asked of the table."""
    counted = Account.objects.filter(owner=manager, kind=AccountKind.EXTERNAL, territory__isnull=False)
    return home_territory(
        dict(counted.exclude(status=AccountStatus.ARCHIVED).order_by().values_list("territory").annotate(Count("pk")))
    )


def on_real_roads(plan: DayPlan, field: Field, habits: Habits, *, today: date) -> tuple[DayPlan, Matrix]:
    """The same stops on the ways that the engine knows. Who is on the day was decided on the estimate; the engine is asked
    about these stops only, and says in which order and when."""
    chosen = {stop.account for stop in plan.stops}
    stops = [candidate for candidate in field.candidates if candidate.account in chosen]
    measured = matrix(_places(stops, field.start), estimate=habits.travel)
    if measured.travel.measured is None or plan.day != today:
        return plan, measured
    found = replan(
        day=plan.day, candidates=stops, order=[stop.account for stop in plan.stops], now_minute=plan_start(plan), here=field.start,
        is_next_frozen=False, shift=habits.shift, travel=measured.travel, orders_first=habits.orders_first,
    )  # fmt: skip
    return replace(found.proposal or found.kept, left_out=plan.left_out), measured


def plan_start(plan: DayPlan) -> int:
    """When the day leaves its start."""
    first = plan.stops[0] if plan.stops else None
    return first.arrive_minute - (first.travel_minutes or 0) if first else 0


def _places(stops: Iterable[Candidate], start: Place | None) -> list[Place]:
    return [place for place in (start, *(stop.place for stop in stops)) if place is not None]


def working_days_from(day: date, working: Working, count: int = MOST_DAYS) -> list[date]:
    """The next days that the manager works, `day` among them if it is one; none further than `DAYS_AHEAD`."""
    return [each for each in (day + timedelta(days=n) for n in range(DAYS_AHEAD)) if not working.why_off(each)][:count]


def minute_of(instant: datetime, day: date) -> int:
    """Minutes after the business day's midnight, as the plan counts them."""
    wall = instant.astimezone(settings.BUSINESS_TZ).replace(tzinfo=None)
    return int((wall - datetime.combine(day, datetime.min.time())).total_seconds() // 60)
