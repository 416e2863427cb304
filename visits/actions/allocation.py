"""Finding customers who get less since their manager changed, and settling the task to explain it (row 19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, AccountKind, AccountStatus, Ownership, Touchpoint
from crm.calendar import business_day, day_bounds
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User
from visits.actions.handovers import policy_of
from visits.allocation import Fall, fall_of, fallen_by
from visits.models import AllocationFall
from visits.turnover import Turnover, own_turnover, read_turnover

#: Before this many days after the change there is too little to compare; before it the comparison looks back half a year.
FIRST_DAYS, BEFORE_DAYS = 28, 182
#: The new manager explains within a week.
EXPLAIN_WITHIN = timedelta(days=7)
LONGEST_WATCH = 365
BATCH = 200


class FallSettled(DomainError):
    code = "allocation_fall_settled"


def watched_changes(*, day: date) -> list[Ownership]:
    """Present chapters of accounts in work that began between four weeks and the team's limit ago, with somebody before."""
    ended = Ownership.objects.filter(account=OuterRef("account"), until__isnull=False)
    before = ended.filter(owner__isnull=False).order_by("-until", "-id")
    first, last = (day_bounds(day - timedelta(days=days))[0] for days in (LONGEST_WATCH, FIRST_DAYS - 1))
    chapters = Ownership.objects.current().filter(
        since__gte=first, since__lt=last, owner__isnull=False, account__kind=AccountKind.EXTERNAL,
    )  # fmt: skip
    chapters = chapters.exclude(account__status=AccountStatus.ARCHIVED).annotate(former=Subquery(before.values("owner")[:1]))
    found = chapters.filter(former__isnull=False).select_related("account", "owner").order_by("account_id")
    watch = {team: policy_of(team).watch_days for team in set(chapters.order_by().values_list("team", flat=True))}
    known = set(AllocationFall.objects.values_list("account_id", "changed_on"))
    return [
        each
        for each in found
        if each.former != each.owner_id
        and (each.account_id, business_day(each.since)) not in known
        and (day - business_day(each.since)).days <= watch.get(each.team_id, 0)
    ]


def find_falls(*, day: date, at: datetime) -> int:
    """Compare the orders after each change of manager with those before it; a fall becomes a task. A second run on the same
    day finds nothing. Says how many."""
    changes = watched_changes(day=day)
    found = 0
    for start in range(0, len(changes), BATCH):
        found += _find_among(changes[start : start + BATCH], day=day, at=at)
    return found


@transaction.atomic
def _find_among(changes: Sequence[Ownership], *, day: date, at: datetime) -> int:
    return sum(_judge(change, policy_of(change.account.team_id).fall_percent, day=day, at=at) for change in changes)


def _judge(change: Ownership, fall_percent: int, *, day: date, at: datetime) -> bool:
    seen: dict[str, Any] = {
        "account": change.account, "changed_on": business_day(change.since), "day": day, "before_days": BEFORE_DAYS,
    }  # fmt: skip
    before, after = own_turnover(**seen)
    if fallen_by(before=before, after=after, fall_percent=fall_percent) is None:
        return False
    turnover = read_turnover(**seen)
    fall = fall_of(
        before=turnover.before, after=turnover.after, team_before=turnover.team_before, team_after=turnover.team_after,
        products=turnover.products, fall_percent=fall_percent,
    )  # fmt: skip
    return fall is not None and _ask_to_explain(change, turnover, fall, day=day, at=at)


def _ask_to_explain(change: Ownership, turnover: Turnover, fall: Fall, *, day: date, at: datetime) -> bool:
    assert change.owner is not None
    task, is_new = AllocationFall.objects.get_or_create(
        account=change.account, changed_on=business_day(change.since),
        defaults={
            "manager": change.owner, "former_id": change.former, "found_on": day, "due_on": day + EXPLAIN_WITHIN,  # type: ignore[attr-defined]
            "change_percent": max(-100, fall.percent), "team_percent": fall.team_percent and min(fall.team_percent, 32_000),
            "evidence": _evidence(turnover, fall),
        },
    )  # fmt: skip
    if is_new:
        _tell("allocation_fall.found", task, by=None, at=at, percent=task.change_percent)
    return is_new


def _evidence(turnover: Turnover, fall: Fall) -> dict[str, Any]:
    spells = {name: getattr(turnover, name) for name in ("before", "after", "team_before", "team_after")}
    return {
        **{name: {"days": each.days, "orders": each.orders, "amount": f"{each.amount:.2f}"} for name, each in spells.items()},
        "since": turnover.since.isoformat(), "until": turnover.until.isoformat(), "currency": turnover.currency,
        "reason": fall.reason, "products": [asdict(each) for each in fall.products], "alternatives": fall.alternatives,
    }  # fmt: skip


@transaction.atomic
def explain_fall(*, fall: AllocationFall, said: str, by: User | None, at: datetime, offered: str = "") -> AllocationFall:
    """The manager has explained it to the customer, and perhaps offered another product."""
    return _settle(fall, AllocationFall.State.EXPLAINED, said=said, offered=offered, by=by, at=at)


@transaction.atomic
def dismiss_fall(*, fall: AllocationFall, said: str, by: User | None, at: datetime) -> AllocationFall:
    """There is nothing to explain, and why."""
    return _settle(fall, AllocationFall.State.DISMISSED, said=said, offered="", by=by, at=at)


def _settle(fall: AllocationFall, state: str, *, said: str, offered: str, by: User | None, at: datetime) -> AllocationFall:
    account = lock_account(account=fall.account, by=by)
    locked = AllocationFall.objects.select_for_update(of=("self",)).filter(pk=fall.pk).first()
    if locked is None:
        raise Unseen("No such task.")
    if locked.state != AllocationFall.State.OPEN:
        raise FallSettled("This is settled already.")
    fields = clean_fields(AllocationFall, {"said": said, "offered": offered}, writable={"said", "offered"})
    if not fields["said"]:
        raise Invalid("Say what was explained.", fields={"said": ["Say what was explained."]})
    locked.change(state=state, settled_at=at, settled_by=by, **fields)
    if state == AllocationFall.State.EXPLAINED:
        _note(locked, account, by=by, at=at)
    _tell(f"allocation_fall.{state}", locked, by=by, at=at)
    return locked


def _note(fall: AllocationFall, account: Account, *, by: User | None, at: datetime) -> None:
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=fall.said, subject=fall.pk,
        code="allocation_fall.explained", details={"percent": fall.change_percent, "offered": fall.offered},
    )  # fmt: skip


def _tell(type: str, fall: AllocationFall, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=fall.pk, account_id=fall.account_id, team_id=fall.account.team_id, at=at, by=by,
        payload={"manager": str(fall.manager_id), "changed_on": fall.changed_on.isoformat(), **payload},
    )  # fmt: skip
