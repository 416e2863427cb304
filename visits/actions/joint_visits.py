"""Former and new manager visit a customer together: planned, done with what the new one learned, or called off (row 16)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Channel, Touchpoint
from crm.calendar import at_noon, business_day
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import Role, User
from visits.actions.handovers import HandoverNotOpen, NotAParty, lock_handover, refresh_dossiers
from visits.models import Handover, HandoverAccount, JointVisit

#: A joint visit is logged in the days after it, not a season later.
LATEST_LOG = timedelta(days=90)


class JointVisitSettled(DomainError):
    code = "joint_visit_settled"


class SameDay(DomainError):
    """Two joint visits to one customer on one day are one."""

    code = "joint_visit_same_day"


@transaction.atomic
def plan_joint_visit(
    *, handover: Handover, account: Account, planned_on: date, by: User, at: datetime, id: UUID | None = None
) -> JointVisit:
    """Put a joint visit on a day."""
    handover = _open(handover, by)
    _require_in(handover, account)
    if planned_on < business_day(at):
        raise Invalid("That day is over.", fields={"planned_on": ["Today or later; what was made is logged."]})
    visit = insert(JointVisit(id=id or uuid7(), handover=handover, account=account, planned_on=planned_on, planned_by=by))
    _tell("joint_visit.planned", visit, by=by, at=at)
    return visit


@transaction.atomic
def log_joint_visit(
    *, handover: Handover, account: Account, by: User, at: datetime, done_on: date | None = None, learned: str = "",
    id: UUID | None = None,
) -> JointVisit:  # fmt: skip
    """It was made. The visit that was planned for the account is done by it, without one it is added."""
    handover = _open(handover, by)
    _require_in(handover, account)
    day = done_on or business_day(at)
    if not business_day(at) - LATEST_LOG <= day <= business_day(at):
        raise Invalid("This day cannot be.", fields={"done_on": ["Today or within the last 90 days."]})
    visits = JointVisit.objects.select_for_update(of=("self",)).filter(handover=handover, account=account)
    if visits.filter(state=JointVisit.State.DONE, done_on=day).exists():
        raise SameDay("This joint visit is logged already.")
    fields = clean_fields(JointVisit, {"learned": learned}, writable={"learned"})
    visit = visits.filter(state=JointVisit.State.PLANNED).order_by("planned_on", "id").first()
    done: dict[str, Any] = {"state": JointVisit.State.DONE, "done_on": day, "done_by": by, **fields}
    if visit is None:
        visit = insert(JointVisit(id=id or uuid7(), handover=handover, account=account, planned_on=day, planned_by=by, **done))
    else:
        visit.change(**done)
    _note(visit, handover, by=by, at=at)
    item = HandoverAccount.objects.filter(handover=handover, account=account).values_list("pk", flat=True)
    refresh_dossiers(handover=handover, day=business_day(at), at=at, only=list(item))
    _tell("joint_visit.done", visit, by=by, at=at)
    return visit


@transaction.atomic
def cancel_joint_visit(*, visit: JointVisit, by: User, at: datetime) -> JointVisit:
    """Take a planned one off."""
    _open(visit.handover, by)
    visit = JointVisit.objects.select_for_update(of=("self",)).select_related("account", "handover").get(pk=visit.pk)
    if visit.state != JointVisit.State.PLANNED:
        raise JointVisitSettled("This joint visit is no longer planned.")
    visit.change(state=JointVisit.State.CANCELLED)
    _tell("joint_visit.cancelled", visit, by=by, at=at)
    return visit


def _open(handover: Handover, by: User) -> Handover:
    """Joint visits go on until the lead has signed: some customers are seen together after the change."""
    handover = lock_handover(handover)
    leads = by.role == Role.ADMIN or (by.role == Role.LEAD and by.reach is not None and handover.team_id in by.reach)
    if by.pk not in (handover.giver_id, handover.taker_id) and not leads:
        raise NotAParty("Joint visits are planned and logged by giver, taker and the lead.")
    if handover.is_over:
        raise HandoverNotOpen("This hand-over is over.")
    return handover


def _require_in(handover: Handover, account: Account) -> None:
    if not HandoverAccount.objects.filter(handover=handover, account=account).exists():
        raise Unseen("This account is not in the hand-over.", fields={"account": ["Not in this hand-over."]})


def _note(visit: JointVisit, handover: Handover, *, by: User, at: datetime) -> None:
    when = at if visit.done_on == business_day(at) else at_noon(visit.done_on or business_day(at))
    note_touchpoint(
        account=visit.account, kind=Touchpoint.Kind.VISIT, channel=Channel.IN_PERSON, by=by, at=when, text=visit.learned,
        subject=visit.pk, code="joint_visit.done", details={"giver": handover.giver.name, "taker": handover.taker.name},
    )  # fmt: skip


def _tell(type: str, visit: JointVisit, *, by: User, at: datetime) -> None:
    record_event(
        type=type, subject=visit.pk, account_id=visit.account_id, team_id=visit.account.team_id, at=at, by=by,
        payload={"handover": str(visit.handover_id), "planned_on": str(visit.planned_on)},
    )  # fmt: skip
