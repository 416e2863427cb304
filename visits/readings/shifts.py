"""The one place that reads when a manager works: shift, absences, the company's calendar."""

from datetime import date, time, timedelta

from django.conf import settings

from crm.models import User
from visits.models import Absence, ManagerShift
from visits.planning.cycle.grid import Week
from visits.planning.geo import Place
from visits.planning.working import Working

#: A day's lunch where a manager has told of none: 45 minutes, begun between 11:30 and 13:00.
USUAL_LUNCH = (11 * 60 + 30, 13 * 60, 45)


def working_of(manager: User, *, since: date, until: date) -> Working:
    """When `manager` works between two days, both included. Two statements."""
    shift = ManagerShift.objects.filter(manager=manager).first()
    away: dict[date, str] = {}
    absences = Absence.objects.filter(manager=manager, archived_at__isnull=True, since__lte=until, until__gte=since)
    for absence in absences.order_by("since", "pk"):
        first, last = max(absence.since, since), min(absence.until, until)
        away |= {first + timedelta(days=n): absence.kind for n in range((last - first).days + 1)}
    return Working(
        week=_week(shift), away=away, free_days=frozenset(settings.FREE_DAYS), extra_days=frozenset(settings.EXTRA_WORKDAYS),
        is_told=shift is not None,
        start=_place(shift.start_latitude, shift.start_longitude) if shift else None,
        end=_place(shift.end_latitude, shift.end_longitude) if shift else None,
    )  # fmt: skip


def _week(shift: ManagerShift | None) -> Week:
    if shift is None:
        starts, ends = (_minutes(clock) for clock in settings.WORK_HOURS)
        lunch = USUAL_LUNCH if starts < USUAL_LUNCH[0] and ends > USUAL_LUNCH[1] + USUAL_LUNCH[2] else None
        return Week(frozenset(settings.WORKDAYS), starts, ends, lunch)
    lunch = None
    if shift.lunch_from and shift.lunch_until:
        lunch = (_minutes(shift.lunch_from), _minutes(shift.lunch_until), shift.lunch_minutes)
    return Week(frozenset(shift.weekdays), _minutes(shift.starts_at), _minutes(shift.ends_at), lunch)


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None or latitude == longitude == 0 else Place(latitude, longitude)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
