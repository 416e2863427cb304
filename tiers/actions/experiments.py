"""Test and learn: drafted, started once everybody knows, drawn, measured, ended, judged (rows 41, 42)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.models import Account
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_event
from crm.locks import one_at_a_time
from crm.models import User
from tiers.actions.segments import SegmentArchived, require_keeper, unread_by
from tiers.experiments.counting import Counted, before, count_window
from tiers.experiments.lift import Lift, measure
from tiers.experiments.split import draw
from tiers.models import Experiment, ExperimentDecision, Segment

WRITABLE = frozenset({"name", "hypothesis", "offer", "metric", "holdout_share", "days"})
LEAST_SHARE, MOST_SHARE = Decimal("0.05"), Decimal("0.95")
LEAST_DAYS, MOST_DAYS = 7, 365
MOST_NAMED = 50
#: Why an experiment is a draft again, beside the codes of refusals.
NOBODY = "segment_empty"

Members = Callable[[Segment, User], QuerySet[Account]]


class BriefUnread(DomainError):
    """Some of the staff do not know of it yet; `more` names them."""

    code = "brief_not_acknowledged"


class NoBrief(DomainError):
    """There is nothing the staff could have read."""

    code = "segment_without_brief"


class NotADraft(DomainError):
    code = "experiment_started"


class NotRunning(DomainError):
    code = "experiment_not_running"


class NotMeasured(DomainError):
    """A judgement needs something to judge."""

    code = "experiment_not_measured"


@transaction.atomic
def draft_experiment(*, segment: Segment, by: User, at: datetime, id: UUID | None = None, **fields: Any) -> Experiment:
    require_keeper(by=by, team=segment.team)
    if segment.archived_at is not None:
        raise SegmentArchived("This segment was put away.")
    found = Experiment.objects.filter(pk=id).first() if id else None
    if found is not None:
        return found
    experiment = Experiment(id=id or uuid7(), segment=segment, by=by, created_at=at, **_cleaned({"name": "", **fields}))
    experiment.save(force_insert=True)
    _tell("experiment.drafted", experiment, by=by, at=at)
    return experiment


@transaction.atomic
def change_experiment(
    *, experiment: Experiment, changes: Mapping[str, Any], by: User, at: datetime, version: int | None = None
) -> Experiment:
    locked = _lock(experiment, by=by)
    if locked.status != Experiment.Status.DRAFT:
        raise NotADraft("It has started: what is tried and how it is measured no longer changes.")
    if version is not None and version != locked.version:
        raise Stale(f"This experiment is at version {locked.version} by now.")
    return locked.change(**_cleaned(changes))


@transaction.atomic
def start_experiment(*, experiment: Experiment, by: User, at: datetime) -> Experiment:
    """Refused while anybody concerned has not acknowledged the brief. The parts are drawn by a job, which `draw_experiment` is."""
    locked = _lock(experiment, by=by)
    if locked.status in (Experiment.Status.DRAWING, Experiment.Status.RUNNING):
        return locked
    if locked.status != Experiment.Status.DRAFT:
        raise NotADraft("It has started already.")
    if locked.segment.archived_at is not None:
        raise SegmentArchived("This segment was put away.")
    if not locked.segment.brief.strip():
        raise NoBrief("The segment has no brief for the staff yet.")
    unread = [(str(pk), name) for pk, name in unread_by(locked.segment).values_list("pk", "name")]
    if unread:
        raise BriefUnread(
            "Not everybody concerned has acknowledged the brief.",
            more={"people": [{"id": pk, "name": name} for pk, name in unread[:MOST_NAMED]], "count": len(unread)},
        )
    return locked.change(status=Experiment.Status.DRAWING, started_by=by, error="")


def draw_experiment(*, experiment: Experiment, members: Members, at: datetime) -> Experiment:
    """Freeze who is in the segment and split them. Run again, nothing changes; called off meanwhile, nothing is kept."""
    with one_at_a_time(f"draw of experiment {experiment.pk}"), transaction.atomic():
        return _draw(experiment, members=members, at=at)


def _draw(experiment: Experiment, *, members: Members, at: datetime) -> Experiment:
    found = Experiment.objects.select_related("segment__team", "started_by").get(pk=experiment.pk)
    if found.status != Experiment.Status.DRAWING or found.started_by is None:
        return found
    split, error = None, ""
    try:
        with transaction.atomic():
            split = draw(found, members(found.segment, found.started_by))
    except DomainError as refusal:
        error = refusal.code
    locked = _locked(Experiment.objects.select_related("segment__team", "started_by"), experiment)
    if split is not None and (locked.status != Experiment.Status.DRAWING or not split["treated"]):
        locked.members.all().delete()
    if locked.status != Experiment.Status.DRAWING:
        return locked
    if split is None:
        return locked.change(status=Experiment.Status.DRAFT, error=error)
    if not split["treated"]:
        return locked.change(status=Experiment.Status.DRAFT, split=split, error=NOBODY)
    starts = business_day(at)
    locked.change(
        status=Experiment.Status.RUNNING, split=split, starts_on=starts, ends_on=starts + timedelta(days=locked.days - 1), error=""
    )
    payload = {"treated": split["treated"], "holdout": split["holdout"]}
    _tell("experiment.started", locked, by=locked.started_by, at=at, **payload)
    return locked


@transaction.atomic
def measure_experiment(*, experiment: Experiment, at: datetime) -> Experiment:
    """Count what both parts bought so far and say what may be said; the day after its last it is over."""
    locked = Experiment.objects.select_for_update(of=("self",)).select_related("segment").get(pk=experiment.pk)
    if locked.starts_on is None or locked.ends_on is None:
        return locked
    today = business_day(at)
    until = min(today, locked.ends_on)
    now = count_window(locked, since=locked.starts_on, until=until)
    since, last = before(locked)
    earlier = count_window(locked, since=since, until=last)
    lift = _lift(locked, now)
    earlier_days = {"since": since.isoformat(), "until": last.isoformat()}
    told = lift.told() | {
        "since": locked.starts_on.isoformat(),
        "until": until.isoformat(),
        "is_over": today > locked.ends_on,
        "currency": next(iter(now.currencies)) if len(now.currencies) == 1 else None,
        "before": earlier_days | {"treated": earlier.treated.mean, "holdout": earlier.holdout.mean},
    }
    is_over = locked.status == Experiment.Status.RUNNING and today > locked.ends_on
    locked.change(result=told, measured_at=at, **({"status": Experiment.Status.ENDED} if is_over else {}))
    if is_over:
        _tell("experiment.ended", locked, by=None, at=at, outcome=lift.outcome)
    return locked


@transaction.atomic
def end_experiment(*, experiment: Experiment, by: User, at: datetime) -> Experiment:
    """Before its time. A draft is dropped, one that is being drawn is a draft again, a running one stops counting today; what was
    drawn stays known."""
    locked = _lock(experiment, by=by)
    if locked.status == Experiment.Status.DRAFT:
        return locked.change(status=Experiment.Status.CANCELLED)
    if locked.status in (Experiment.Status.CANCELLED, Experiment.Status.ENDED):
        return locked
    if locked.status == Experiment.Status.DRAWING:
        return locked.change(status=Experiment.Status.DRAFT)
    locked.change(status=Experiment.Status.ENDED, ends_on=business_day(at))
    _tell("experiment.ended", locked, by=by, at=at, outcome="stopped")
    return locked


@transaction.atomic
def decide_experiment(*, experiment: Experiment, verdict: str, reason: str, by: User, at: datetime) -> ExperimentDecision:
    """What is made of it, with the measurement it was made on."""
    locked = _lock(experiment, by=by)
    fields = {}
    if verdict not in ExperimentDecision.Verdict.values:
        fields["verdict"] = [f"One of {', '.join(ExperimentDecision.Verdict.values)}."]
    if len(reason.strip()) < 5:
        fields["reason"] = ["At least 5 characters."]
    if fields:
        raise Invalid("This decision is not complete.", fields=fields)
    if locked.result is None:
        raise NotMeasured("Nothing has been measured yet.")
    decision = ExperimentDecision.objects.create(
        experiment=locked, verdict=verdict, reason=reason.strip(), result=locked.result, by=by, at=at
    )
    _tell("experiment.decided", locked, by=by, at=at, verdict=verdict)
    return decision


def _lift(experiment: Experiment, counted: Counted) -> Lift:
    counts_money = experiment.metric == Experiment.Metric.NET_SALES
    return measure(counted.treated, counted.holdout, currencies=len(counted.currencies) if counts_money else 1)


def _lock(experiment: Experiment, *, by: User) -> Experiment:
    locked = _locked(Experiment.objects.select_related("segment__team"), experiment)
    require_keeper(by=by, team=locked.segment.team)
    return locked


def _locked(rows: QuerySet[Experiment], experiment: Experiment) -> Experiment:
    """Not by its key, or nobody could call it off while its members are drawn."""
    locked = rows.select_for_update(of=("self",), no_key=True).filter(pk=experiment.pk).first()
    if locked is None:
        raise Unseen("No such experiment.")
    return locked


def _tell(type: str, experiment: Experiment, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=experiment.pk, team_id=experiment.segment.team_id, at=at, by=by,
        payload={"segment": str(experiment.segment_id), "name": experiment.name, **payload},
    )  # fmt: skip


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = clean_fields(Experiment, fields, writable=WRITABLE)
    wrong: dict[str, list[str]] = {}
    share, days = cleaned.get("holdout_share"), cleaned.get("days")
    if share is not None and share != 0 and not LEAST_SHARE <= share <= MOST_SHARE:
        wrong["holdout_share"] = [f"0 for nobody, or {LEAST_SHARE} to {MOST_SHARE}."]
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        wrong["days"] = [f"{LEAST_DAYS} to {MOST_DAYS}."]
    if wrong:
        raise Invalid("This experiment is not acceptable.", fields=wrong)
    return cleaned
