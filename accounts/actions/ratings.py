"""The next step rates the one before, month by month (rows 5, 47)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actions.access import require_visible
from accounts.actions.chain import current_link
from accounts.actions.fields import clean_fields
from accounts.actions.step_rights import NotYourStep, speaks_for
from accounts.models import ProcessLink, ServiceRating, ServiceStandard
from crm.calendar import business_day
from crm.errors import Invalid
from crm.events import record_event
from crm.models import Role, User


class OwnStep(NotYourStep):
    """Nobody rates the step that they work at themselves."""

    code = "own_step"


@transaction.atomic
def rate_service(
    *,
    link: ProcessLink,
    score: int,
    by: User,
    at: datetime,
    standard: ServiceStandard | None = None,
    period: date | None = None,
    comment: str = "",
) -> ServiceRating:
    """Rate the link, or one standard of it, for the month of `period` (this month). Each person has one rating of a thing in a
    month: rating again replaces it, the same again changes nothing."""
    link = current_link(link=link)
    require_visible(account=link.customer, by=by)
    _require_rater(link, by)
    if standard is not None and standard.link_id != link.pk:
        raise Invalid("This standard belongs to another link.", fields={"standard": ["Not of this link."]})
    month = _month(period, at)
    fields = clean_fields(ServiceRating, {"score": score, "comment": comment}, writable={"score", "comment"})
    series = standard.series if standard else None
    # the lock on the link lets one rating of it in at a time
    known = ServiceRating.objects.filter(link=link, rater=by, period=month, series=series).first()
    if known is None:
        known = ServiceRating.objects.create(
            account=link.supplier, link=link, standard=standard, series=series, period=month, rater=by, at=at, **fields
        )
    elif _differs(known, fields):
        known.change(at=at, standard=standard, **fields)
    else:
        return known
    record_event(
        type="service.rated", subject=known.pk, account_id=link.supplier_id, team_id=link.supplier.team_id, at=at, by=by,
        payload={"link": str(link.pk), "score": known.score, "period": month.isoformat()},
    )  # fmt: skip
    return known


def _require_rater(link: ProcessLink, by: User) -> None:
    if by.role == Role.INTEGRATION or not by.is_active or not speaks_for(link.customer, by):
        raise NotYourStep(f"Only the staff of {link.customer.name} rate what they are given.")
    if speaks_for(link.supplier, by):
        raise OwnStep("Nobody rates their own step.")


def _month(period: date | None, at: datetime) -> date:
    """This month, or the last one, which is judged when it is over."""
    this_month = business_day(at).replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    month = period.replace(day=1) if period else this_month
    if month not in (this_month, last_month):
        raise Invalid("Rate this month or the last one.", fields={"period": [f"{last_month:%Y-%m} or {this_month:%Y-%m}."]})
    return month


def _differs(rating: ServiceRating, fields: dict[str, Any]) -> bool:
    return any(getattr(rating, name) != value for name, value in fields.items())
