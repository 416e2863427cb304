"""Findings of a visit and the tasks they leave: noted, taken over, settled (row 37)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.accounts import update_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_words
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import User
from visits.actions.people import require_visitor, require_works_in
from visits.models import Finding, FollowUp, Visit
from visits.steps import Seen, Task

WRITABLE = frozenset({"kind", "text", "due_on"})
MOST_FINDINGS = 50


class FollowUpSettled(DomainError):
    """Done or dropped already."""

    code = "follow_up_settled"


def add_findings(*, visit: Visit, seen: Sequence[Seen], by: User | None, at: datetime) -> list[Finding]:
    """What was seen on a visit whose account is locked; those that leave something to do create their tasks."""
    if not seen:
        return []
    first = (visit.findings.aggregate(last=Max("position"))["last"] or 0) + 1
    rows = [
        Finding(
            id=uuid7(), account_id=visit.account_id, visit=visit, kind=each.kind, text=each.text[:1000], position=position,
            found_on=business_day(at), by=by or visit.manager,
        )
        for position, each in enumerate(seen, start=first)
    ]  # fmt: skip
    Finding.objects.bulk_create(rows)
    tasks = [_task(visit, finding, each.task, at=at) for finding, each in zip(rows, seen, strict=True) if each.task]
    FollowUp.objects.bulk_create(tasks)
    for task in tasks:
        _tell("follow_up.opened", task, visit.account, by=by, at=at)
    return rows


def _task(visit: Visit, finding: Finding, task: Task, *, at: datetime) -> FollowUp:
    other = _owner_of(visit.account, task)
    return FollowUp(
        id=uuid7(), account_id=visit.account_id, visit=visit, finding=finding, kind=task.kind,
        text=(finding.text or finding.kind)[:300], owner=other if other and other.is_active else visit.manager,
        due_on=business_day(at) + timedelta(days=task.days),
    )  # fmt: skip


def _owner_of(account: Account, task: Task) -> User | None:
    """Whose it is beside the visitor."""
    match task.owner:
        case "lead":
            return account.team.lead
        case "keeper":
            return account.owner
    return None


@transaction.atomic
def add_finding(*, visit: Visit, kind: str, text: str, by: User | None, at: datetime, id: UUID | None = None) -> Finding:
    """One more thing that was seen, also after the visit was closed."""
    account = lock_account(account=visit.account, by=by)
    said = {"text": text} if text.strip() else {}  # a kind says enough
    fields = {"text": ""} | clean_fields(Finding, {"kind": kind} | said, writable={"kind", "text"})
    if not (fields["kind"] or fields["text"]):
        raise Invalid("A finding says what was seen.", fields={"text": ["Say what you saw."]})
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("manager").get(pk=visit.pk)
    locked.account = account
    if locked.findings.count() >= MOST_FINDINGS:
        raise Invalid("There are many findings already.", fields={"text": [f"At most {MOST_FINDINGS} a visit."]})
    position = (locked.findings.aggregate(last=Max("position"))["last"] or 0) + 1
    finding = insert(
        Finding(
            id=id or uuid7(), account=account, visit=locked, position=position, found_on=business_day(at),
            by=by or locked.manager, **fields,
        )
    )  # fmt: skip
    if task := Seen(finding.kind).task:
        follow_up = _task(locked, finding, task, at=at)
        follow_up.save(force_insert=True)
        _tell("follow_up.opened", follow_up, account, by=by, at=at)
    locked.touch()  # a visit shows its findings
    return finding


@transaction.atomic
def open_follow_up(
    *, account: Account, kind: str, text: str, due_on: date, by: User | None, at: datetime, owner: User | None = None,
    id: UUID | None = None,
) -> FollowUp:  # fmt: skip
    """A task without a finding of its own: one that a lead or the manager sees."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(FollowUp, {"kind": kind, "text": text, "due_on": due_on}, writable=WRITABLE)
    require_words(fields, "text", "A task says what is to be done.")
    person = require_visitor(account=account, manager=owner, by=by)
    follow_up = insert(FollowUp(id=id or uuid7(), account=account, owner=person, **fields))
    _tell("follow_up.opened", follow_up, account, by=by, at=at)
    return follow_up


@transaction.atomic
def change_follow_up(
    *, follow_up: FollowUp, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> FollowUp:
    """Another owner, another day, clearer words."""
    follow_up = _lock_open(follow_up, by=by, version=version)
    fields = clean_fields(FollowUp, {name: value for name, value in changes.items() if name != "owner"}, writable=WRITABLE)
    if owner := changes.get("owner"):
        require_works_in(team=follow_up.account.team, person=owner)
        fields["owner"] = owner
    if "text" in fields:
        require_words(fields, "text", "A task says what is to be done.")
    follow_up.change(**fields)
    _tell("follow_up.changed", follow_up, follow_up.account, by=by, at=at)
    return follow_up


@transaction.atomic
def settle_follow_up(
    *, follow_up: FollowUp, state: str, outcome: str, by: User | None, at: datetime, take_over: bool = False
) -> FollowUp:
    """Done or no longer needed, and what came of it; the timeline hears it.

    `take_over`: the name that was read on the licence goes into the record (row 17), by somebody who may write to the account.
    """
    if state not in (FollowUp.State.DONE, FollowUp.State.DROPPED):
        raise Invalid("Done or dropped.", fields={"state": ["done or dropped."]})
    fields = clean_fields(FollowUp, {"outcome": outcome}, writable={"outcome"})
    require_words(fields, "outcome", "Say what came of it.")
    follow_up = _lock_open(follow_up, by=by)
    if take_over:
        _take_over(follow_up, state, by=by, at=at)
    follow_up.change(state=state, settled_at=at, settled_by=by, **fields)
    note_touchpoint(
        account=follow_up.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=follow_up.outcome, subject=follow_up.pk,
        code=f"follow_up.{state}", details={"kind": follow_up.kind, "text": follow_up.text},
    )  # fmt: skip
    _tell(f"follow_up.{state}", follow_up, follow_up.account, by=by, at=at)
    return follow_up


def _take_over(follow_up: FollowUp, state: str, *, by: User | None, at: datetime) -> None:
    finding = follow_up.finding
    if state != FollowUp.State.DONE or finding is None or finding.kind != "licence_mismatch" or not finding.text:
        raise Invalid("There is no name to take over.", fields={"take_over": ["Only the name that was read on a licence."]})
    update_account(account=follow_up.account, changes={"licence_name": finding.text}, by=by, at=at)


def _lock_open(follow_up: FollowUp, *, by: User | None, version: int | None = None) -> FollowUp:
    """Whoever owns the task may write to it, whosever customer it is."""
    row = FollowUp.objects.filter(pk=follow_up.pk).select_related("account").first()
    if row is None:
        raise Unseen("No such task.")
    own = by is not None and row.owner_id == by.pk and Account.objects.visible_to(by).filter(pk=row.account_id).exists()
    account = lock_account(account=row.account, by=None if own else by, archived=True)
    locked = FollowUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.account = account
    if version is not None and version != locked.version:
        raise Stale(f"This row is at version {locked.version} by now.")
    if locked.state != FollowUp.State.OPEN:
        raise FollowUpSettled("This is settled already.")
    return locked


def _tell(type: str, follow_up: FollowUp, account: Account, *, by: User | None, at: datetime) -> None:
    payload = {"kind": follow_up.kind, "owner": str(follow_up.owner_id), "due_on": follow_up.due_on.isoformat()}
    record_event(type=type, subject=follow_up.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by, payload=payload)
