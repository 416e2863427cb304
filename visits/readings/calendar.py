"""A manager's planned visits as calendar entries."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from crm.models import User
from visits.models import Cycle, CycleStop, Visit
from visits.planning.calendar import Entry

BACK, AHEAD = timedelta(days=14), timedelta(days=70)


def calendar_entries(manager: User, *, today: date) -> list[Entry]:
    """The visits of the last two weeks and the next ten, in two statements; timed where the running plan says when."""
    visits = (
        Visit.objects.visible_to(manager)
        .filter(manager=manager, planned_on__range=(today - BACK, today + AHEAD))
        .exclude(status__in=(Visit.Status.CANCELLED, Visit.Status.MISSED))
        .select_related("account")
        .order_by("planned_on", "pk")
    )
    times = {
        visit: (on, begin, leave)
        for visit, on, begin, leave in CycleStop.objects.filter(
            visit__manager=manager, cycle__state=Cycle.State.PUBLISHED, on__range=(today - BACK, today + AHEAD)
        ).values_list("visit_id", "on", "begin_minute", "leave_minute")
    }
    return [_entry(visit, times.get(visit.pk)) for visit in visits]


def _entry(visit: Visit, timed: tuple[date, float, float] | None) -> Entry:
    account = visit.account
    begins = ends = None
    if visit.started_at and visit.completed_at and visit.completed_at > visit.started_at:
        begins, ends = visit.started_at, visit.completed_at
    elif timed and timed[0] == visit.planned_on:
        begins, ends = _instant(timed[0], timed[1]), _instant(timed[0], timed[2])
    return Entry(
        id=str(visit.pk), on=visit.planned_on, title=account.name, changed_at=visit.updated_at, number=visit.version,
        location=account.address or " ".join(filter(None, (account.village, account.street))),
        text="\n".join(filter(None, (visit.purpose, account.phone))), latitude=account.latitude, longitude=account.longitude,
        begins=begins.astimezone(UTC) if begins else None, ends=ends.astimezone(UTC) if ends else None,
    )  # fmt: skip


def _instant(on: date, minute: float) -> datetime:
    return datetime.combine(on, time.min, tzinfo=settings.BUSINESS_TZ) + timedelta(minutes=round(minute))
