"""Kinds of visits, defined by leads and administrators (row 79)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields, clean_text
from accounts.actions.hanging import insert, require_words
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, User
from visits.models import VisitType
from visits.steps import KINDS, with_must_from

WORDS = frozenset({"label_zh", "label_en", "position"})
KEEPERS = (Role.LEAD, Role.ADMIN)
MOST_TYPES = 50


class VisitTypeTaken(DomainError):
    """Another type in use has this name."""

    code = "visit_type_taken"


class DefaultVisitType(DomainError):
    """A visit is always of some type: make another the usual one first."""

    code = "visit_type_is_default"


@transaction.atomic
def define_visit_type(
    *, label_zh: str, steps: Sequence[Any], by: User | None, at: datetime, id: UUID | None = None, is_default: bool = False,
    **words: Any,
) -> VisitType:  # fmt: skip
    _require_keeper(by)
    fields = clean_fields(VisitType, {"label_zh": label_zh} | words, writable=WORDS)
    require_words(fields, "label_zh", "A type needs its name.")
    if VisitType.objects.count() >= MOST_TYPES:
        raise Invalid("There are many types already.", fields={"label_zh": [f"At most {MOST_TYPES} types."]})
    if is_default:
        _no_default()
    type = VisitType(id=id or uuid7(), is_default=is_default, steps=with_must_from(_steps(steps), [], version=1), **fields)
    taken = VisitTypeTaken("Another type has this name.", fields={"label_zh": ["Taken."]})
    insert(type, taken={"visit_type_label_once_in_use": taken})
    _tell("visit_type.defined", type, by=by, at=at)
    return type


@transaction.atomic
def update_visit_type(
    *, type: VisitType, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> VisitType:
    """Other names, other steps. A step that becomes a must binds the phones that have heard of it."""
    locked = _lock(type, by=by)
    if version is not None and version != locked.version:
        raise Stale(f"This type is at version {locked.version} by now.")
    fields = clean_fields(VisitType, {name: value for name, value in changes.items() if name in WORDS}, writable=WORDS)
    if "label_zh" in fields:
        require_words(fields, "label_zh", "A type needs its name.")
    if "steps" in changes:
        fields["steps"] = with_must_from(_steps(changes["steps"]), locked.steps, version=locked.version + 1)
    if changes.get("is_default") and not locked.is_default:
        if locked.archived_at is not None:
            raise Invalid("This type is no longer used.", fields={"is_default": ["Not of an archived type."]})
        _no_default()
        fields["is_default"] = True
    try:
        with transaction.atomic():
            locked.change(**fields)
    except IntegrityError as error:
        raise VisitTypeTaken("Another type has this name.", fields={"label_zh": ["Taken."]}) from error
    _tell("visit_type.updated", locked, by=by, at=at)
    return locked


@transaction.atomic
def archive_visit_type(*, type: VisitType, by: User | None, at: datetime) -> VisitType:
    """Nobody chooses it any more; visits of it keep it."""
    locked = _lock(type, by=by)
    if locked.is_default:
        raise DefaultVisitType("Make another type the usual one first.")
    if locked.archived_at is None:
        locked.change(archived_at=at)
        _tell("visit_type.archived", locked, by=by, at=at)
    return locked


def _no_default() -> None:
    for before in VisitType.objects.select_for_update(of=("self",)).filter(is_default=True):
        before.change(is_default=False)


def _lock(type: VisitType, *, by: User | None) -> VisitType:
    _require_keeper(by)
    locked = VisitType.objects.select_for_update(of=("self",)).filter(pk=type.pk).first()
    if locked is None:
        raise Unseen("No such type.")
    return locked


def _require_keeper(by: User | None) -> None:
    if by is not None and by.role not in KEEPERS:
        raise Forbidden("Leads and administrators say what belongs to a visit.")


def _steps(steps: Sequence[Any]) -> list[dict[str, Any]]:
    if not isinstance(steps, list | tuple) or not all(isinstance(step, Mapping) for step in steps):
        raise _refusal('A list of {"kind", "must", "hint"?}.')
    kinds = [step.get("kind") for step in steps]
    if strange := [str(kind) for kind in kinds if kind not in KINDS]:
        raise _refusal(f"Not a step: {', '.join(strange)}.")
    if len(set(kinds)) < len(kinds):
        raise _refusal("Each step once.")
    if any(set(step) - {"kind", "must", "must_from", "hint"} or not isinstance(step.get("must", False), bool) for step in steps):
        raise _refusal('A step is {"kind", "must", "hint"?}; must is true or false.')
    hints = [step.get("hint", "") for step in steps]
    if any(not isinstance(hint, str) or len(hint) > 100 for hint in hints):
        raise _refusal("A hint is a text of at most 100 characters.")
    return [{"kind": step["kind"], "must": bool(step.get("must")), "hint": clean_text(step.get("hint", ""))} for step in steps]


def _refusal(message: str) -> Invalid:
    return Invalid("These steps cannot be kept.", fields={"steps": [message]})


def _tell(type: str, row: VisitType, *, by: User | None, at: datetime) -> None:
    record_event(type=type, subject=row.pk, at=at, by=by, payload={"label": row.label_zh, "steps": [s["kind"] for s in row.steps]})
