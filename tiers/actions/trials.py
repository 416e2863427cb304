"""Terms tried out as a job: begun, worked out team by team, called off (row 68)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from uuid6 import uuid7

from crm.calendar import today
from crm.errors import DomainError
from crm.locks import one_at_a_time
from crm.models import Team, User
from tiers.actions.policies import require_policy_lead, sound_terms
from tiers.actions.review import NoPolicy
from tiers.board.simulation import Simulation, simulate, sum_up, told
from tiers.models import PolicyTrial, TierFigure, TierPolicy

#: More accounts than these are left to the worker.
AT_ONCE = 20_000
#: Asked again for the same terms, what was found so lately is the answer.
FRESH = timedelta(minutes=10)


class TrialOver(DomainError):
    """It has ended already."""

    code = "trial_over"


def try_at_once(*, terms: Mapping[str, Any], by: User, team: UUID | None = None) -> dict[str, Any] | None:
    """What these terms would change, where it takes no time to find out; None where the accounts are too many.

    Raises `Invalid` for terms that make no policy, `LeadOnly` for who sets none, `NoPolicy` where nothing is in force.
    """
    require_policy_lead(by)
    terms, in_force = sound_terms(terms), policy_in_force()
    if sum(_accounts_by_team(by, team).values()) > AT_ONCE:
        return None
    return told(simulate(policy=TierPolicy(**terms), today=in_force, user=by, team=team), in_force)


@transaction.atomic
def begin_trial(*, terms: Mapping[str, Any], by: User, at: datetime, team: UUID | None = None) -> tuple[PolicyTrial, bool]:
    """The trial of these terms, and whether it is new. Others of the same person that still run are called off: a number that
    was typed on makes them worthless."""
    require_policy_lead(by)
    sound_terms(terms)
    policy_in_force()
    User.objects.select_for_update().get(pk=by.pk)  # two keys typed fast
    filters = {"team": str(team)} if team else {}
    own = PolicyTrial.objects.filter(by=by)
    same = own.filter(terms=_kept(terms), filters=filters, cancel_requested=False).exclude(state=PolicyTrial.State.FAILED)
    if known := same.filter(created_at__gte=at - FRESH).order_by("-created_at").first():
        return known, False
    own.filter(state=PolicyTrial.State.QUEUED).update(state=PolicyTrial.State.CANCELLED, cancel_requested=True, ended_at=at)
    own.filter(state=PolicyTrial.State.RUNNING).update(cancel_requested=True)
    return PolicyTrial.objects.create(
        id=uuid7(), terms=_kept(terms), filters=filters, by=by, reach=by.token_team_ids, created_at=at,
        rows_total=sum(_accounts_by_team(by, team).values()),
    ), True  # fmt: skip


def perform_trial(trial: PolicyTrial) -> PolicyTrial:
    """Team by team, from the first one: a killed worker's part is worked out again. After it is over this changes nothing."""
    with one_at_a_time(f"policy trial {trial.pk}"):
        trial = PolicyTrial.objects.select_related("by").get(pk=trial.pk)
        if trial.is_over:
            return trial
        by = trial.by
        assert by is not None
        if trial.reach is not None:
            by.token_team_ids = tuple(trial.reach)
        trial.change(state=PolicyTrial.State.RUNNING, started_at=timezone.now(), rows_done=0)
        try:
            result = _worked_out(trial, by)
        except DomainError as error:  # the version in force was another one when it was asked for
            return trial.change(state=PolicyTrial.State.FAILED, error=error.detail, ended_at=timezone.now())
        if result is None:
            return trial.change(state=PolicyTrial.State.CANCELLED, ended_at=timezone.now())
        return trial.change(state=PolicyTrial.State.DONE, result=result, ended_at=timezone.now())


def _worked_out(trial: PolicyTrial, by: User) -> dict[str, Any] | None:
    """None when it was called off on the way."""
    policy, in_force = TierPolicy(**sound_terms(trial.terms)), policy_in_force()
    parts: list[Simulation] = []
    for team, accounts in _accounts_by_team(by, (trial.filters or {}).get("team")).items():
        if PolicyTrial.objects.filter(pk=trial.pk, cancel_requested=True).exists():
            return None
        parts.append(simulate(policy=policy, today=in_force, user=by, team=team))
        trial.change(rows_done=trial.rows_done + accounts)
    return told(sum_up(parts, policy=policy, today=in_force), in_force)


@transaction.atomic
def cancel_trial(*, trial: PolicyTrial, by: User, at: datetime) -> PolicyTrial:
    trial = PolicyTrial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if trial.is_over:
        raise TrialOver("This trial is over.")
    trial.change(cancel_requested=True)
    if trial.state == PolicyTrial.State.QUEUED:
        trial.change(state=PolicyTrial.State.CANCELLED, ended_at=at)
    return trial


def give_up_trial(trial: PolicyTrial, *, error: str) -> None:
    trial = PolicyTrial.objects.get(pk=trial.pk)
    if not trial.is_over:
        trial.change(state=PolicyTrial.State.FAILED, error=error, ended_at=timezone.now())


def drop_old_trials(*, at: datetime) -> int:
    """They are worth a day."""
    return PolicyTrial.objects.filter(created_at__lt=at - timedelta(days=1)).delete()[0]


def policy_in_force() -> TierPolicy:
    found = TierPolicy.objects.in_force_on(today()).first()
    if found is None:
        raise NoPolicy("No tier policy holds today.")
    return found


def _accounts_by_team(by: User, team: Any) -> dict[UUID, int]:
    """From the sums of the board, so that nothing is counted."""
    figures = TierFigure.objects.visible_to(by)
    if team:
        figures = figures.filter(team_id=team)
    counted = dict(figures.order_by().values_list("team_id").annotate(Sum("accounts")))
    return {
        pk: max(counted.get(pk, 0), 0)
        for pk in Team.objects.filter(pk__in=counted).order_by("name", "id").values_list("pk", flat=True)
    }


def _kept(terms: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: decimals as text, so that 0.05 stays 0.05."""
    return {name: str(value) if hasattr(value, "as_tuple") else value for name, value in terms.items()}
