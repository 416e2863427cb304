"""Visits of another system, one row each, known again by their external_id: made (completed_at, outcome) or missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from accounts.importing import cells
from accounts.importing.batches import Batch, Landed, Line
from accounts.importing.kinds import Column, ImportKind, register
from accounts.importing.numbers import accounts_by_number
from accounts.models import Account, ImportRun, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.models import User
from visits.actions.history import PastVisit, read_past_visit, record_visits
from visits.actions.people import require_works_in
from visits.models import Visit

NUMBERS = ("latitude", "longitude", "accuracy_m")
WORDS = ("external_id", "outcome", "missed_reason", "purpose", "notes", "next_action")


@register
class Visits(ImportKind):
    """`manager` is a username and defaults to the account's owner, `planned_on` to the day of the visit."""

    type: ClassVar = ImportRun.Type.VISITS
    tables: ClassVar = (Visit, Touchpoint)
    columns: ClassVar[Sequence[Column]] = (
        Column("external_id", cells.text(100), ("拜访编号", "编号", "visit id", "id"), needed=True),
        Column(
            "account_external_id", cells.text(100), ("客户编号", "客户编码", "客户代码", "customer id", "account id"), needed=True
        ),
        Column("manager", cells.text(60), ("客户经理", "拜访人", "业务员", "username")),
        Column("planned_on", cells.day, ("计划日期", "拜访日期", "planned date", "date")),
        Column("started_at", cells.instant, ("开始时间", "签到时间", "start", "started")),
        Column("completed_at", cells.instant, ("完成时间", "结束时间", "completed", "end")),
        Column("outcome", cells.choice(Visit.Outcome), ("结果", "拜访结果", "result")),
        Column("missed_reason", cells.text(200), ("未拜访原因", "未完成原因")),
        Column("service_level", cells.number(1, 0, low=1, high=4), ("服务等级", "服务层次")),
        Column("latitude", cells.number(2, 12, low=-90, high=90), ("纬度", "lat")),
        Column("longitude", cells.number(3, 12, low=-180, high=180), ("经度", "lng", "lon")),
        Column("accuracy_m", cells.number(7, 3, low=0), ("精度", "定位精度", "accuracy")),
        Column("purpose", cells.text(200), ("拜访目的", "目的")),
        Column("notes", cells.text(10_000), ("备注", "拜访记录", "note")),
        Column("next_action", cells.text(200), ("下一步", "后续行动")),
        Column("next_action_on", cells.day, ("下一步日期", "后续日期")),
    )

    def land(self, batch: Batch) -> Landed:
        firsts, again = batch.one_line_each("external_id")
        accounts = accounts_by_number(batch, [line.cells["account_external_id"] for line in firsts.values()])
        people = _people(firsts.values())
        homes = dict(Visit.objects.filter(source=batch.source, external_id__among=firsts).values_list("external_id", "account_id"))
        read = [_read(batch, line, accounts, people, homes) for line in firsts.values()]
        recorded = record_visits(visits=[visit for visit in read if visit], by=batch.by)
        return Landed(created=recorded.created, updated=recorded.updated, unchanged=recorded.unchanged + again)


def _people(lines: Any) -> dict[str, User]:
    names = {line.cells["manager"] for line in lines if "manager" in line.cells}
    return {person.username: person for person in User.objects.filter(username__in=names)}


def _read(
    batch: Batch,
    line: Line,
    accounts: Mapping[str, Account],
    people: Mapping[str, User],
    homes: Mapping[str | None, UUID],
) -> PastVisit | None:
    """The visit of a line, or nothing and a word why not."""
    number, account = line.cells["external_id"], accounts.get(line.cells["account_external_id"])
    if account is None:
        batch.refuse(line.number, "account_external_id", "There is no such account of yours, or it is archived.")
    elif homes.get(number, account.pk) != account.pk:
        batch.refuse(line.number, "external_id", "Another account has this visit.")
    else:
        try:
            return _past_visit(batch, line.cells, account, people)
        except DomainError as error:
            batch.refuse_for(line.number, error)
    return None


def _past_visit(batch: Batch, told: Mapping[str, str], account: Account, people: Mapping[str, User]) -> PastVisit:
    manager = people.get(told["manager"]) if "manager" in told else account.owner
    if manager is None:
        raise Invalid("Nobody made this visit.", fields={"manager": ["No such person, or the account has no owner."]})
    require_works_in(team=account.team, person=manager)
    completed_at = _instant(told, "completed_at")
    planned_on = _day(told, "planned_on") or (business_day(completed_at) if completed_at else None)
    if planned_on is None:
        raise Invalid("This visit has no day.", fields={"planned_on": ["Say when it was planned or made."]})
    visit = PastVisit(
        account_id=account.pk, manager_id=manager.pk, planned_on=planned_on, completed_at=completed_at, source=batch.source,
        **_facts(told),
    )  # fmt: skip
    read_past_visit(visit, account)
    return visit


def _facts(told: Mapping[str, str]) -> dict[str, Any]:
    numbers = {name: float(told[name]) for name in NUMBERS if name in told}
    words = {name: told[name] for name in WORDS if name in told}
    return {
        **numbers, **words, "started_at": _instant(told, "started_at"), "next_action_on": _day(told, "next_action_on"),
        "service_level": int(Decimal(told["service_level"])) if "service_level" in told else None,
    }  # fmt: skip


def _instant(told: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(told[name]) if name in told else None


def _day(told: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(told[name]) if name in told else None
