"""What is late goes to who answers for the step (row 5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from accounts.models import ServiceRequest, StepMember
from crm.events import record_events
from crm.models import Event

#: A first run after a long stop finds many; each batch is a transaction of its own.
BATCH = 500


def escalate_overdue(*, at: datetime) -> int:
    """Hand every late request to the lead of its step once, or to the lead of the team where the step has none; says how many.
    Running it again finds none: what was handed over stays so."""
    total = 0
    while found := _escalate_batch(at):
        total += found
    return total


@transaction.atomic
def _escalate_batch(at: datetime) -> int:
    late = ServiceRequest.objects.filter(state=ServiceRequest.State.OPEN, escalated_at__isnull=True, due_at__lt=at)
    ids = list(late.order_by("due_at", "id").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    leads = StepMember.objects.current().filter(account=OuterRef("account"), is_lead=True, user__is_active=True)
    chosen = Coalesce(
        Subquery(leads.order_by("since", "id").values("user")[:1]), F("account__team__lead"), output_field=UUIDField()
    )
    rows = ServiceRequest.objects.filter(pk__in=ids).select_related("account").annotate(answers=chosen)
    handed = list(rows.order_by("due_at", "id"))
    for request in handed:
        request.escalated_at, request.escalated_to_id = at, request.answers
    ServiceRequest.objects.bulk_update(handed, ["escalated_at", "escalated_to"])
    record_events(_event(request, at) for request in handed)
    return len(handed)


def _event(request: ServiceRequest, at: datetime) -> Event:
    assert request.due_at is not None
    return Event(
        type="service.overdue", subject=request.pk, account_id=request.account_id, team_id=request.account.team_id, at=at, by=None,
        payload={
            "kind": request.kind, "link": str(request.link_id), "text": request.text, "due_at": request.due_at.isoformat(),
            "to": str(request.escalated_to_id) if request.escalated_to_id else None,
        },
    )  # fmt: skip
