"""When a manager works and when an account is visited: what cycles are planned from."""

import itertools
import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken
from accounts.models import Account
from crm.errors import Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, Team, User
from visits.actions.people import VISITORS, require_planner
from visits.actions.places import read_fix
from visits.models import Absence, ManagerShift, VisitRules

SHIFT_FIELDS = frozenset(
    {
        "weekdays", "starts_at", "ends_at", "lunch_from", "lunch_until", "lunch_minutes",
        "start_latitude", "start_longitude", "end_latitude", "end_longitude",
    }
)  # fmt: skip
ABSENCE_FIELDS = frozenset({"kind", "since", "until", "note"})
RULES_FIELDS = frozenset({"weekdays", "windows", "service_minutes", "interval_days"})
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOST_WINDOWS = 14


@transaction.atomic
def set_shift(*, manager: User, by: User | None, at: datetime, version: int | None = None, **changes: Any) -> ManagerShift:
    """A manager's usual day; fields left out stay as they are, for a new one as usual. `version` is what the writer saw, 0 where
    there was none (`Stale` when someone was faster)."""
    require_plans_for(manager, by=by)
    shift = ManagerShift.objects.select_for_update(of=("self",), no_key=True).filter(manager=manager).first()
    _require_version(shift, version, of="This shift is")
    known = shift or ManagerShift(manager=manager, weekdays=[1, 2, 3, 4, 5])
    fields = clean_fields(ManagerShift, changes, writable=SHIFT_FIELDS)
    _require_shift({name: fields.get(name, getattr(known, name)) for name in SHIFT_FIELDS})
    if shift is None:
        for name, value in fields.items():
            setattr(known, name, value)
        known.save(force_insert=True)
    else:
        known.change(**fields)
    record_event(type="shift.set", subject=known.pk, team_id=manager.team_id, at=at, by=by, payload={"manager": str(manager.pk)})
    return known


@transaction.atomic
def plan_absence(*, manager: User, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> Absence:
    """Days on which a manager visits nobody."""
    require_plans_for(manager, by=by)
    cleaned = clean_fields(Absence, fields, writable=ABSENCE_FIELDS)
    if cleaned["until"] < cleaned["since"]:
        raise Invalid("An absence ends after it begins.", fields={"until": ["Not before the first day."]})
    if (cleaned["until"] - cleaned["since"]).days > 366:
        raise Invalid("An absence lasts a year at most.", fields={"until": ["At most a year after the first day."]})
    absence = Absence(id=id or uuid7(), manager=manager, **cleaned)
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another absence has this id.") from error
    _tell_absence("absence.planned", absence, by=by, at=at)
    return absence


@transaction.atomic
def call_off_absence(*, absence: Absence, by: User | None, at: datetime) -> Absence:
    """They come after all."""
    locked = Absence.objects.select_for_update(of=("self",), no_key=True).filter(pk=absence.pk).select_related("manager").first()
    if locked is None:
        raise Unseen("No such absence.")
    require_plans_for(locked.manager, by=by)
    if locked.archived_at is None:
        locked.change(archived_at=at)
        _tell_absence("absence.called_off", locked, by=by, at=at)
    return locked


@transaction.atomic
def set_visit_rules(*, account: Account, by: User | None, at: datetime, version: int | None = None, **changes: Any) -> VisitRules:
    """When and how an account wishes to be visited; fields left out stay as they are. `version` is what the writer saw, 0 where
    there were none (`Stale` when someone was faster). Raises `Invalid` naming a bad window."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(VisitRules, changes, writable=RULES_FIELDS)
    if "windows" in fields:
        fields["windows"] = clean_windows(fields["windows"])
    _require_weekdays(fields.get("weekdays", ()))
    rules = VisitRules.objects.filter(account=account).first()
    _require_version(rules, version, of="These rules are")
    if rules is None:
        rules = VisitRules(account=account, **fields)
        rules.save(force_insert=True)
    else:
        rules.change(**fields)
    record_event(
        type="visit_rules.set", subject=rules.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"fields": sorted(fields)},
    )  # fmt: skip
    return rules


def _require_version(row: ManagerShift | VisitRules | None, seen: int | None, *, of: str) -> None:
    version = row.version if row is not None else 0
    if seen not in (None, version):
        raise Stale(f"{of} at version {version} by now.")


def require_plans_for(manager: User, *, by: User | None) -> None:
    """Somebody who visits, and `by` plans for them."""
    if manager.role not in VISITORS or not manager.is_active:
        raise Invalid("This person visits nobody.", fields={"manager": ["Not an active manager or lead."]})
    if by is None or by.pk == manager.pk:
        return
    teams = Team.objects.filter(pk=manager.team_id) if manager.team_id else Team.objects.filter(lead=manager)
    team = teams.first()
    if team is None:
        if by.role != Role.ADMIN:
            raise Forbidden("This shift is planned by its manager or the lead.")
        return
    require_planner(team=team, manager=manager, by=by)


def clean_windows(windows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Windows in order, each from a time to a later one, none inside of another."""
    problems = []
    if len(windows) > MOST_WINDOWS:
        problems.append(f"At most {MOST_WINDOWS}.")
    for window in windows:
        if not _is_window(window):
            problems.append(f"{window}: two times such as 08:30.")
        elif window[0] >= window[1]:
            problems.append(f"{window[0]}-{window[1]}: closes before it opens.")
    if problems:
        raise Invalid("These are no visiting hours.", fields={"windows": problems})
    found = sorted([str(window[0]), str(window[1])] for window in windows)
    if any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(found)):
        raise Invalid("These visiting hours overlap.", fields={"windows": ["Each hour in one window."]})
    return found


def _is_window(window: Any) -> bool:
    return isinstance(window, list | tuple) and len(window) == 2 and all(
        isinstance(clock, str) and CLOCK.fullmatch(clock) for clock in window
    )  # fmt: skip


def _require_weekdays(weekdays: Sequence[int]) -> None:
    if any(day not in range(1, 8) for day in weekdays):
        raise Invalid("These are no weekdays.", fields={"weekdays": ["1 (Monday) to 7 (Sunday)."]})


def _require_shift(shift: dict[str, Any]) -> None:
    _require_weekdays(shift["weekdays"])
    problems: dict[str, list[str]] = {}
    if not shift["weekdays"]:
        problems["weekdays"] = ["At least one."]
    if not isinstance(shift["starts_at"], time) or not isinstance(shift["ends_at"], time) or shift["ends_at"] <= shift["starts_at"]:
        problems["ends_at"] = ["After the beginning."]
    if (shift["lunch_from"] is None) != (shift["lunch_until"] is None):
        problems["lunch_until"] = ["Both, or none."]
    elif shift["lunch_from"] is not None:
        if not shift["starts_at"] <= shift["lunch_from"] <= shift["lunch_until"] <= shift["ends_at"]:
            problems["lunch_from"] = ["Within the shift, the first beginning before the last."]
        if not shift["lunch_minutes"]:
            problems["lunch_minutes"] = ["How long does it take?"]
    if problems:
        raise Invalid("This is no shift.", fields=problems)
    for end in ("start", "end"):
        try:
            read_fix(shift[f"{end}_latitude"], shift[f"{end}_longitude"], None)
        except Invalid as error:
            raise Invalid(error.detail, fields={f"{end}_{name}": told for name, told in error.fields.items()}) from error


def _tell_absence(type: str, absence: Absence, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=absence.pk, team_id=absence.manager.team_id, at=at, by=by,
        payload={
            "manager": str(absence.manager_id), "kind": absence.kind, "since": absence.since.isoformat(),
            "until": absence.until.isoformat(),
        },
    )  # fmt: skip
