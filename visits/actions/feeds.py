"""The calendar address of a manager: made, renewed, taken away."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from crm.access import digest
from crm.errors import Forbidden
from crm.models import User
from visits.actions.people import VISITORS
from visits.models import CalendarFeed

#: Calendars ask every few minutes; when one last did is written down no oftener than this.
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def renew_feed(*, by: User, at: datetime) -> str:
    """A new secret for one's own calendar; the former address is dead from now on. Shown once: only its digest is kept."""
    if by.role not in VISITORS:
        raise Forbidden("Managers and leads have a calendar of visits.")
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user=by, defaults={"digest": digest(secret), "renewed_at": at, "read_at": None})
    return secret


@transaction.atomic
def drop_feed(*, by: User) -> None:
    """No calendar reads it any more."""
    CalendarFeed.objects.filter(user=by).delete()


def open_feed(*, secret: str, at: datetime) -> User | None:
    """Whose calendar it is; null for an address that is nobody's or whose owner has left."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest(secret), user__is_active=True).first()
    if feed is None:
        return None
    if feed.read_at is None or at - feed.read_at > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)
    return feed.user
