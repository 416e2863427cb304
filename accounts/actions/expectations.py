"""What a customer had expected of a contact, and how it came out (rows 3, 49)."""

from datetime import datetime

from django.db import transaction

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import lock_hanging
from accounts.models import Touchpoint
from crm.errors import Invalid
from crm.events import record_event
from crm.models import User


@transaction.atomic
def judge_touchpoint(
    *, touchpoint: Touchpoint, verdict: str | None, expectation: str = "", by: User | None, at: datetime
) -> Touchpoint:
    """Say what was expected, and perhaps how it came out. "Uncertain" is an answer of its own: not knowing is not "met"."""
    touchpoint = lock_hanging(touchpoint, by=by)
    fields = clean_fields(Touchpoint, {"expectation": expectation, "verdict": verdict}, writable={"expectation", "verdict"})
    if not fields["expectation"] and fields["verdict"] is None and not touchpoint.expectation:
        raise Invalid("Say what was expected, or how it came out.", fields={"expectation": ["This field is needed."]})
    before = touchpoint.version
    judged = {"judged_by": by, "judged_at": at} if fields["verdict"] else {"judged_by": None, "judged_at": None}
    if (touchpoint.expectation, touchpoint.verdict) != (fields["expectation"], fields["verdict"]):
        touchpoint.change(**fields, **judged)
    if touchpoint.version != before:
        record_event(
            type="touchpoint.judged", subject=touchpoint.pk, account_id=touchpoint.account_id,
            team_id=touchpoint.account.team_id, at=at, by=by, payload={"verdict": touchpoint.verdict, "kind": touchpoint.kind},
        )  # fmt: skip
    return touchpoint
