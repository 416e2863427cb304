"""Business days: a day is a day in the company's own time zone, whatever the server's clock says."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from crm.working_time import WorkingTime


def business_day(instant: datetime) -> date:
    """The day in `CRM_TIME_ZONE` on which `instant` falls."""
    return instant.astimezone(settings.BUSINESS_TZ).date()


def today() -> date:
    return business_day(timezone.now())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of `day` and first instant of the next one."""
    start = datetime.combine(day, time.min, tzinfo=settings.BUSINESS_TZ)
    return start, datetime.combine(day + timedelta(days=1), time.min, tzinfo=settings.BUSINESS_TZ)


def at_noon(day: date) -> datetime:
    """A harmless instant on `day`, for facts of which only the day is known."""
    return datetime.combine(day, time(12), tzinfo=settings.BUSINESS_TZ)


def nightly(clock: time) -> str:
    """A cron line for `clock` of the business time zone: the worker's clock is UTC."""
    start = datetime.combine(today(), clock, tzinfo=settings.BUSINESS_TZ).astimezone(UTC)
    return f"{start.minute} {start.hour} * * *"


def working_time() -> WorkingTime:
    """When the company works, as `CRM_WORKDAYS`, `CRM_WORK_HOURS`, `CRM_FREE_DAYS` and `CRM_EXTRA_WORKDAYS` say."""
    opens, closes = settings.WORK_HOURS
    return WorkingTime(
        zone=settings.BUSINESS_TZ, opens=opens, closes=closes, weekdays=settings.WORKDAYS,
        free_days=settings.FREE_DAYS, extra_days=settings.EXTRA_WORKDAYS,
    )  # fmt: skip
