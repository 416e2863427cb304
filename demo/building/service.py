"""How the steps of the process serve each other: staff, standards, requests and ratings (rows 5, 47)."""

from datetime import datetime, time, timedelta

from django.conf import settings

from accounts.actions.escalation import escalate_overdue
from accounts.actions.ratings import rate_service
from accounts.actions.service_requests import ask_service, confirm_request, finish_request, pause_request
from accounts.actions.standards import set_standard
from accounts.actions.step_members import join_step
from accounts.models import ProcessLink, ServiceRequest, ServiceStandard
from crm.models import User
from demo import service
from demo.building.setting import Setting
from demo.rhythm import HISTORY_DAYS

Links = dict[tuple[str, str], ProcessLink]
Standards = dict[tuple[str, str, str], ServiceStandard]

#: Long enough ago that what is asked today is asked in the morning of a working day.
MORNING = time(9, 20)


def serve_each_other(setting: Setting) -> None:
    """Everything between the steps, from the standards to what they think of each other."""
    for staff in service.STAFF:
        join_step(
            account=setting.steps[staff.step], user=setting.people[staff.username], is_lead=staff.is_lead, by=setting.admin,
            at=setting.ago(HISTORY_DAYS),
        )  # fmt: skip
    links = _links(setting)
    standards = _standards(setting, links)
    for request in service.REQUESTS:
        _ask(setting, request, links, standards)
    escalate_overdue(at=setting.at)
    for rating in service.RATINGS:
        rate_service(
            link=links[rating.supplier, rating.customer], score=rating.score, comment=rating.comment,
            by=setting.people[rating.by], at=_end_of_last_month(setting.at) if rating.is_last_month else setting.at,
        )  # fmt: skip


def _links(setting: Setting) -> Links:
    keys = {account.pk: key for key, account in setting.steps.items()}
    rows = ProcessLink.objects.filter(supplier__in=keys, customer__in=keys).select_related("supplier", "customer")
    return {(keys[link.supplier_id], keys[link.customer_id]): link for link in rows}


def _standards(setting: Setting, links: Links) -> Standards:
    return {
        (spec.supplier, spec.customer, spec.what): set_standard(
            link=links[spec.supplier, spec.customer], what=spec.what, within=spec.within, unit=spec.unit, measure=spec.measure,
            target=spec.target, round_the_clock=spec.round_the_clock, by=setting.admin, at=setting.ago(HISTORY_DAYS),
        )
        for spec in service.STANDARDS
    }  # fmt: skip


def _ask(setting: Setting, spec: service.RequestSpec, links: Links, standards: Standards) -> None:
    asked_at = setting.at - timedelta(days=spec.days_ago)
    if spec.days_ago >= 1:
        asked_at = datetime.combine(asked_at.astimezone(settings.BUSINESS_TZ).date(), MORNING, tzinfo=settings.BUSINESS_TZ)
    by = setting.people[spec.by] if spec.by else setting.admin
    standard = standards[spec.supplier, spec.customer, spec.standard] if spec.standard else None
    request = ask_service(
        link=links[spec.supplier, spec.customer], standard=standard, text=spec.text, by=by, at=asked_at,
        kind=ServiceRequest.Kind.REQUEST if standard else ServiceRequest.Kind.COMPLAINT,
    )  # fmt: skip
    if spec.paused:
        pause_request(request=request, reason=spec.paused, by=_server(setting, spec), at=asked_at + timedelta(minutes=20))
    if spec.ended is not None and request.due_at is not None:
        done_at = min(max(request.due_at + timedelta(minutes=spec.ended), asked_at + timedelta(minutes=5)), setting.at)
        finish_request(request=request, answer=spec.answer, by=_server(setting, spec), at=done_at)
        if spec.is_confirmed:
            confirm_request(request=request, by=by if spec.by else None, at=min(done_at + timedelta(hours=3), setting.at))


def _server(setting: Setting, spec: service.RequestSpec) -> User:
    """Who answers for the serving step; the administrator where it has no user."""
    leads = {staff.step: staff.username for staff in service.STAFF if staff.is_lead}
    return setting.people[leads.get(spec.supplier, "admin")]


def _end_of_last_month(at: datetime) -> datetime:
    return at.astimezone(settings.BUSINESS_TZ).replace(day=1) - timedelta(days=1)
