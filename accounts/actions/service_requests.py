"""The step served asks the serving one, under a standard whose clock runs; or it complains (rows 5, 47)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import require_visible
from accounts.actions.chain import current_link
from accounts.actions.fields import clean_fields
from accounts.actions.standards import StandardEnded
from accounts.actions.step_rights import NotYourStep, require_side, sides_of
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.models import ProcessLink, ServiceRequest, ServiceStandard, Touchpoint
from accounts.request_states import ASKING, MOVES, next_state
from accounts.service_clock import Term, due_at, is_late, minutes_left, run_on
from crm.calendar import working_time
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User

State = ServiceRequest.State
EVENTS = {
    "pause": "service.paused", "resume": "service.resumed", "finish": "service.done", "confirm": "service.confirmed",
    "reopen": "service.reopened", "withdraw": "service.withdrawn",
}  # fmt: skip


class RequestState(DomainError):
    """This state knows no such step."""

    code = "request_state"


class RequestLate(DomainError):
    """A pause would not bring lost time back."""

    code = "request_late"


class OwnWork(NotYourStep):
    """Nobody says of their own work that it is well done."""

    code = "own_work"


@transaction.atomic
def ask_service(
    *,
    link: ProcessLink,
    text: str,
    by: User | None,
    at: datetime,
    standard: ServiceStandard | None = None,
    kind: str = ServiceRequest.Kind.REQUEST,
    id: UUID | None = None,
) -> ServiceRequest:
    """Ask the serving step for something; the standard sets the due instant. A complaint may stand under none.

    A complaint also leaves a touchpoint on the serving account: it is a customer like any other.
    """
    link = current_link(link=link)
    require_visible(account=link.customer, by=by)
    require_side(link, ASKING, by)
    fields = clean_fields(ServiceRequest, {"text": text, "kind": kind}, writable={"text", "kind"})
    _require_standard(standard, link, fields["kind"])
    request = ServiceRequest(
        id=id or uuid7(), account=link.supplier, customer=link.customer, link=link, standard=standard, asked_by=by, asked_at=at,
        due_at=due_at(term_of(standard), asked_at=at, work=working_time()) if standard else None, **fields,
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another request has this id.") from error
    if request.kind == ServiceRequest.Kind.COMPLAINT:
        _note_complaint(request, by=by, at=at)
    _tell("service.asked", request, by=by, at=at)
    return request


def term_of(standard: ServiceStandard) -> Term:
    return Term(standard.within, standard.unit, standard.round_the_clock)


def _require_standard(standard: ServiceStandard | None, link: ProcessLink, kind: str) -> None:
    if standard is None:
        if kind != ServiceRequest.Kind.COMPLAINT:
            raise Invalid("A request stands under a standard.", fields={"standard": ["Which one?"]})
        return
    if standard.link_id != link.pk:
        raise Invalid("This standard belongs to another link.", fields={"standard": ["Not of this link."]})
    if standard.ended_at is not None:
        raise StandardEnded("This standard holds no longer.", fields={"standard": ["Ended."]})


def _note_complaint(request: ServiceRequest, *, by: User | None, at: datetime) -> None:
    touchpoint = note_touchpoint(
        account=request.account, kind=Touchpoint.Kind.COMPLAINT, by=by, at=at, text=request.text, subject=request.pk,
        medium=Touchpoint.Medium.PERSON,
    )  # fmt: skip
    request.touchpoint = touchpoint.pk
    request.save(update_fields=["touchpoint"])


@transaction.atomic
def pause_request(*, request: ServiceRequest, reason: str, by: User | None, at: datetime) -> ServiceRequest:
    """Stop the clock while the asking step owes something; what is late already stays late."""
    locked = _lock(request, "pause", by)
    fields = clean_fields(ServiceRequest, {"pause_reason": reason}, writable={"pause_reason"})
    if not fields["pause_reason"]:
        raise Invalid("A pause needs its reason.", fields={"pause_reason": ["What is missing?"]})
    if is_late(due=locked.due_at, done=None, is_running=True, at=at):
        raise RequestLate("This request is late: a pause brings no time back.")
    return _move(locked, "pause", by=by, at=at, paused_at=at, left_minutes=_left(locked, at), **fields)


def _left(request: ServiceRequest, at: datetime) -> int | None:
    if request.due_at is None or request.standard is None:
        return None
    return minutes_left(term_of(request.standard), at=at, due=request.due_at, work=working_time())


@transaction.atomic
def resume_request(*, request: ServiceRequest, by: User | None, at: datetime) -> ServiceRequest:
    """The clock runs on with what it held."""
    locked = _lock(request, "resume", by)
    return _move(locked, "resume", by=by, at=at, **_running_again(locked, at))


def _running_again(request: ServiceRequest, at: datetime) -> dict[str, Any]:
    due = request.due_at
    if request.left_minutes is not None and request.standard is not None:
        due = run_on(term_of(request.standard), start=at, minutes=request.left_minutes, work=working_time())
    return {"paused_at": None, "left_minutes": None, "due_at": due}


@transaction.atomic
def finish_request(*, request: ServiceRequest, by: User | None, at: datetime, answer: str = "") -> ServiceRequest:
    """The serving step says that it is done; the asking one will judge."""
    locked = _lock(request, "finish", by)
    fields = clean_fields(ServiceRequest, {"answer": answer}, writable={"answer"})
    clock = _running_again(locked, at) if locked.state == State.PAUSED else {}
    return _move(locked, "finish", by=by, at=at, done_by=by, done_at=at, **clock, **fields)


@transaction.atomic
def confirm_request(*, request: ServiceRequest, by: User | None, at: datetime) -> ServiceRequest:
    """The asking step agrees."""
    locked = _lock(request, "confirm", by)
    if by is not None and locked.done_by_id == by.pk:
        raise OwnWork("Who did it does not confirm it: a colleague of the asking step does.")
    return _move(locked, "confirm", by=by, at=at, settled_by=by, settled_at=at)


@transaction.atomic
def reopen_request(*, request: ServiceRequest, reason: str, by: User | None, at: datetime) -> ServiceRequest:
    """It was not done after all; the clock was never turned back."""
    locked = _lock(request, "reopen", by)
    fields = clean_fields(ServiceRequest, {"answer": reason}, writable={"answer"})
    if not fields["answer"]:
        raise Invalid("Say what is still missing.", fields={"reason": ["What is missing?"]})
    return _move(locked, "reopen", by=by, at=at, done_by=None, done_at=None, **fields)


@transaction.atomic
def withdraw_request(*, request: ServiceRequest, by: User | None, at: datetime) -> ServiceRequest:
    """The asking step no longer needs it; it counts neither way."""
    locked = _lock(request, "withdraw", by)
    return _move(locked, "withdraw", by=by, at=at, settled_by=by, settled_at=at, paused_at=None, left_minutes=None)


def _lock(request: ServiceRequest, verb: str, by: User | None) -> ServiceRequest:
    """The request as it is now, when this person may do this to it in its state."""
    rows = ServiceRequest.objects.select_for_update(of=("self",)).select_related("standard", "link__supplier", "link__customer")
    locked = rows.filter(pk=request.pk).first()
    if locked is None:
        raise Unseen("No such request.")
    sides = MOVES[verb].sides
    if not sides & sides_of(locked.link, by):
        raise NotYourStep("The other step says this.")
    if next_state(verb, locked.state) is None:
        raise RequestState(f"This request is {locked.get_state_display()}.")
    return locked


def _move(request: ServiceRequest, verb: str, *, by: User | None, at: datetime, **fields: Any) -> ServiceRequest:
    request.change(state=next_state(verb, request.state), **fields)
    _tell(EVENTS[verb], request, by=by, at=at)
    return request


def _tell(type: str, request: ServiceRequest, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=request.pk, account_id=request.account_id, team_id=request.link.supplier.team_id, at=at, by=by,
        payload={
            "kind": request.kind, "link": str(request.link_id), "customer": str(request.customer_id), "text": request.text,
            "due_at": request.due_at.isoformat() if request.due_at else None,
        },
    )  # fmt: skip
