"""One step asks the one before it; a clock runs (row 5)."""

from datetime import timedelta

import pytest

from accounts.actions.escalation import escalate_overdue
from accounts.actions.service_requests import (
    OwnWork,
    RequestLate,
    RequestState,
    confirm_request,
    finish_request,
    pause_request,
    reopen_request,
    resume_request,
    withdraw_request,
)
from accounts.actions.standards import StandardEnded, end_standard
from accounts.actions.step_members import join_step, leave_step
from accounts.actions.step_rights import NotYourStep
from accounts.actions.timeline import IdTaken
from accounts.models import ServiceRequest, StepMember, Touchpoint
from crm.errors import Invalid, Unseen
from crm.models import Event
from tests.accounts.steps import ask
from tests.crm.factories import NOW

HOUR = timedelta(hours=1)


def test_the_standard_sets_when_it_is_due(steps):
    request = ask(steps)

    assert (request.state, request.due_at) == ("open", NOW + 4 * HOUR)
    assert (request.account, request.customer) == (steps.warehouse, steps.freight)
    assert Event.objects.get(type="service.asked").payload["due_at"] == (NOW + 4 * HOUR).isoformat()


def test_it_is_done_and_the_asking_step_agrees(steps):
    request = finish_request(request=ask(steps), answer="已装车", by=steps.wei, at=NOW + HOUR)
    assert (request.state, request.done_by, request.answer) == ("done", steps.wei, "已装车")

    request = confirm_request(request=request, by=steps.fang, at=NOW + 2 * HOUR)

    assert (request.state, request.settled_by, request.settled_at) == ("confirmed", steps.fang, NOW + 2 * HOUR)


def test_a_pause_gives_its_time_back(steps):
    request = pause_request(request=ask(steps), reason="等车号", by=steps.wei, at=NOW + HOUR)
    assert (request.left_minutes, request.due_at) == (180, NOW + 4 * HOUR)

    request = resume_request(request=request, by=steps.fang, at=NOW + 3 * HOUR)

    assert (request.state, request.paused_at, request.due_at) == ("open", None, NOW + 6 * HOUR)


def test_what_is_finished_in_its_pause_gets_the_time_too(steps):
    request = pause_request(request=ask(steps), reason="等车号", by=steps.wei, at=NOW + HOUR)

    request = finish_request(request=request, by=steps.wei, at=NOW + 5 * HOUR)

    assert request.done_at <= request.due_at


def test_a_late_one_is_not_paused(steps):
    with pytest.raises(RequestLate):
        pause_request(request=ask(steps), reason="等车号", by=steps.wei, at=NOW + 5 * HOUR)


def test_not_done_after_all_the_clock_is_not_turned_back(steps):
    request = finish_request(request=ask(steps), by=steps.wei, at=NOW + HOUR)

    request = reopen_request(request=request, reason="少两箱", by=steps.fang, at=NOW + 2 * HOUR)

    assert (request.state, request.done_at, request.answer, request.due_at) == ("open", None, "少两箱", NOW + 4 * HOUR)


def test_each_step_says_what_is_its_own(cast, steps):
    request = ask(steps)
    for stranger in (steps.fang, cast.dora, cast.lena, cast.alice):
        with pytest.raises(NotYourStep):
            finish_request(request=request, by=stranger, at=NOW)
    with pytest.raises(NotYourStep):
        withdraw_request(request=request, by=steps.wei, at=NOW)
    with pytest.raises(NotYourStep):
        ask(steps, by=steps.wei)

    leave_step(member=StepMember.objects.get(user=steps.wei), by=None, at=NOW)

    with pytest.raises(NotYourStep):
        finish_request(request=request, by=steps.wei, at=NOW)


def test_nobody_confirms_their_own_work(steps):
    join_step(account=steps.freight, user=steps.wei, by=None, at=NOW)
    request = finish_request(request=ask(steps), by=steps.wei, at=NOW)

    with pytest.raises(OwnWork):
        confirm_request(request=request, by=steps.wei, at=NOW)


@pytest.mark.parametrize("verb", [confirm_request, resume_request])
def test_a_state_that_knows_no_such_step_refuses(steps, verb):
    with pytest.raises(RequestState):
        verb(request=ask(steps), by=steps.fang, at=NOW)


def test_who_looks_after_the_customer_asks_for_the_customer(cast, steps):
    request = ask(steps, link=steps.last_link, standard=None, kind="complaint", by=cast.alice)

    assert request.customer == steps.shop
    with pytest.raises(NotYourStep):
        ask(steps, link=steps.last_link, standard=None, kind="complaint", by=cast.bob)
    with pytest.raises(Unseen):
        ask(steps, link=steps.last_link, standard=None, kind="complaint", by=cast.charlie)


def test_a_complaint_goes_to_the_serving_step(steps):
    complaint = ask(steps, kind="complaint", standard=None, text="错配两次")

    touchpoint = Touchpoint.objects.get(account=steps.warehouse, kind="complaint")
    assert (touchpoint.text, touchpoint.subject, complaint.touchpoint) == ("错配两次", complaint.pk, touchpoint.pk)
    assert (complaint.state, complaint.due_at) == ("open", None)


def test_a_request_stands_under_a_standard_of_its_link_that_holds(cast, steps):
    with pytest.raises(Invalid) as refusal:
        ask(steps, standard=None)
    assert refusal.value.fields.keys() == {"standard"}
    with pytest.raises(Invalid):
        ask(steps, link=steps.last_link, by=cast.alice)
    with pytest.raises(Invalid) as refusal:
        ask(steps, text=" ")
    assert refusal.value.fields.keys() == {"text"}

    ended = end_standard(standard=steps.loading, by=None, at=NOW)

    with pytest.raises(StandardEnded):
        ask(steps, standard=ended)


def test_an_id_that_is_taken_is_refused(steps):
    request = ask(steps)

    with pytest.raises(IdTaken):
        ask(steps, id=request.pk)


def test_what_is_late_goes_once_to_who_answers_for_the_step(steps):
    late, in_time = ask(steps), ask(steps, at=NOW + 3 * HOUR)
    done = finish_request(request=ask(steps), by=steps.wei, at=NOW)

    assert escalate_overdue(at=NOW + 5 * HOUR) == 1
    assert escalate_overdue(at=NOW + 6 * HOUR) == 0

    late.refresh_from_db()
    assert (late.escalated_at, late.escalated_to) == (NOW + 5 * HOUR, steps.wei)
    assert not ServiceRequest.objects.filter(pk__in=[in_time.pk, done.pk], escalated_at__isnull=False).exists()
    assert Event.objects.get(type="service.overdue").payload["to"] == str(steps.wei.pk)


def test_a_step_without_a_lead_is_the_team_leads_matter(cast, steps):
    leave_step(member=StepMember.objects.get(user=steps.wei), by=None, at=NOW)
    request = ask(steps)

    escalate_overdue(at=NOW + 5 * HOUR)

    request.refresh_from_db()
    assert request.escalated_to == cast.lena


def test_a_stranger_sees_no_request_of_anothers_customer(cast, steps):
    ask(steps, link=steps.last_link, standard=None, kind="complaint", by=cast.alice)
    ask(steps)

    assert ServiceRequest.objects.visible_to(cast.lena).count() == 2
    assert ServiceRequest.objects.visible_to(cast.charlie).count() == 1
    assert ServiceRequest.objects.visible_to(cast.dora).count() == 1
