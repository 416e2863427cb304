"""The worker's part: the night's work on visits, hand-overs of many accounts, and the plans of cycles."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from crm.calendar import nightly, today
from crm.models import User
from visits import solving
from visits.actions.allocation import find_falls
from visits.actions.cycles import start_cycle
from visits.actions.figures import refresh_visit_figures
from visits.actions.handing_over import carry_out, carry_out_at_once, is_small, make_dossiers
from visits.actions.handovers import open_handover, refresh_dossiers, sign_handover
from visits.distances.learning import learn_paces
from visits.models import Cycle, Handover
from visits.planning.cycle.apart import Interrupted

#: After the tier review: a customer's tier sets the rhythm.
AT_NIGHT = time(1, 10)


@app.periodic(cron=nightly(AT_NIGHT))
@app.task(name="visits.refresh_figures", queueing_lock="visits.refresh_figures")
def refresh_figures_tonight(timestamp: int) -> None:
    """Recompute when everybody is next due. Run twice, the second changes nothing."""
    refresh_visit_figures()


@transaction.atomic
def begin_handover(**particulars: Any) -> Handover:
    """Open a hand-over; the dossiers of many accounts are left to the worker. Takes what `open_handover` takes."""
    handover = open_handover(**particulars)
    if not is_small(handover):
        write_dossiers.defer(handover_id=str(handover.pk))
    return handover


@transaction.atomic
def sign_and_move(*, handover: Handover, by: User, at: datetime, note: str = "") -> Handover:
    """Sign; with the second signature few accounts move at once, many are left to the worker."""
    handover = sign_handover(handover=handover, by=by, at=at, note=note)
    if handover.state != Handover.State.MOVING:
        return handover
    if is_small(handover):
        return carry_out_at_once(handover)
    move_accounts.defer(handover_id=str(handover.pk))
    return handover


@app.task(name="visits.write_dossiers", queue="bulk", retry=5)
def write_dossiers(handover_id: str) -> None:
    """A worker that is killed leaves it to the next one, which goes on where this one stopped."""
    if handover := Handover.objects.filter(pk=UUID(handover_id)).first():
        make_dossiers(handover, at=timezone.now())


@app.task(name="visits.move_accounts", queue="bulk", retry=5)
def move_accounts(handover_id: str) -> None:
    if handover := Handover.objects.filter(pk=UUID(handover_id)).first():
        carry_out(handover)


#: After the visits' figures, before anybody reads a dossier.
BEFORE_MORNING = time(2, 10)


@app.periodic(cron=nightly(BEFORE_MORNING))
@app.task(name="visits.follow_handovers", queueing_lock="visits.follow_handovers")
def follow_handovers_tonight(timestamp: int) -> None:
    """Dossiers of what is not signed yet, and customers who get less since their manager changed. Run twice, the second finds
    nothing new."""
    at = timezone.now()
    for handover in Handover.objects.filter(state=Handover.State.PREPARING).order_by("pk"):
        refresh_dossiers(handover=handover, day=today(), at=at)
    find_falls(day=today(), at=at)


@transaction.atomic
def enqueue_cycle(*, cycle: Cycle, by: User | None, at: datetime) -> Cycle:
    """Start a plan and leave it to the worker; both or neither."""
    cycle = start_cycle(cycle=cycle, by=by, at=at)
    solve_cycle.defer(cycle_id=str(cycle.pk))
    return cycle


@app.task(name="visits.solve_cycle", queue="cycles", retry=solving.MOST_ATTEMPTS, pass_context=True)
def solve_cycle(context: JobContext, cycle_id: str) -> None:
    """A worker that is killed or told to stop leaves it to the next one."""
    try:
        solving.solve_cycle(UUID(cycle_id), is_interrupted=context.should_abort)
    except Interrupted as error:
        raise JobAborted from error


#: Before the roads are needed in the morning.
PACES_AT = time(2, 40)


@app.periodic(cron=nightly(PACES_AT))
@app.task(name="visits.learn_paces", queueing_lock="visits.learn_paces")
def learn_paces_tonight(timestamp: int) -> None:
    """Learn from the done visits how fast each territory's roads are."""
    learn_paces(at=timezone.now())
