"""A cycle's plan made from beginning to end: asked, solved by a process of its own, checked, kept."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from crm.locks import one_at_a_time
from visits.actions.cycle_runs import claim_run, end_called_off, give_up_run, is_called_off, keep_plan, note_progress, release_run
from visits.models import Cycle
from visits.planning.cycle.apart import Interrupted, SolverFailed, solve_apart
from visits.planning.cycle.check import violations
from visits.planning.cycle.problem import Progress
from visits.readings.cycle_plans import question_of

logger = logging.getLogger("crm.jobs")

#: Often enough to see it move, seldom enough to cost nothing.
TELL_EVERY_SECONDS = 0.5
#: A plan whose process dies so often will do so again.
MOST_ATTEMPTS = 3
DIED = "The planning process ended before its time, several times. Start it again, or ask for fewer iterations; the log says why."
UNSOUND = "The plan that was found does not keep its own rules. The log names them; nothing of it was kept."


def solve_cycle(cycle_id: UUID, *, is_interrupted: Callable[[], bool] | None = None) -> None:
    """Plan and keep it; the same seed comes to the same plan, however often it was interrupted.

    Another worker at the same plan, thought dead too early, is waited for. Raises `SolverFailed` while it may be tried again, and
    `Interrupted` when the worker is to stop, which is no failed attempt.
    """
    with one_at_a_time(f"cycle {cycle_id}"):
        cycle = claim_run(cycle_id)
        if cycle is None:
            return
        try:
            _solve(cycle, is_interrupted)
        except Interrupted:
            release_run(cycle)
            raise
        except SolverFailed:
            logger.exception("the solver's process failed", extra={"cycle": str(cycle_id), "attempts": cycle.attempts})
            if cycle.attempts < MOST_ATTEMPTS:
                raise
            give_up_run(cycle=cycle, error=DIED, at=timezone.now())


def _solve(cycle: Cycle, is_interrupted: Callable[[], bool] | None) -> None:
    question = question_of(cycle)
    problem = question.problem()
    follower = Follower(cycle)
    plan = solve_apart(
        problem, iterations=cycle.iterations, seed=cycle.seed, on_progress=follower.tell, is_cancelled=follower.is_cancelled,
        is_interrupted=is_interrupted, cache=settings.DATA_DIR / "solver",
    )  # fmt: skip
    if plan.is_cancelled:
        end_called_off(cycle=cycle, at=timezone.now())
    elif wrong := violations(problem, plan):
        logger.error("unsound plan", extra={"cycle": str(cycle.pk), "violations": wrong[:20]})
        give_up_run(cycle=cycle, error=UNSOUND, at=timezone.now())
    elif keep_plan(cycle=cycle, question=question, plan=plan, at=timezone.now()) is None:
        end_called_off(cycle=cycle, at=timezone.now())


class Follower:
    """Writes down how far it is and asks whether it is still wanted, now and then."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.told_at = self.asked_at = 0.0

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self.told_at >= TELL_EVERY_SECONDS:
            note_progress(self.cycle, progress)
            self.told_at = time.monotonic()

    def is_cancelled(self) -> bool:
        if time.monotonic() - self.asked_at < TELL_EVERY_SECONDS:
            return False
        self.asked_at = time.monotonic()
        return is_called_off(self.cycle)
