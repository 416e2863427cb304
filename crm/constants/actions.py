"""Correcting the register and adding to it: leads and administrators, each change with its reason (row 1)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.explain import plain
from crm.models import ConstantEdit, Role, SourcedConstant, Unit, User

EDITABLE = ("low", "high", "reading", "note", "is_used")
SHORTEST_REASON = 5
#: What numeric(20,6) holds.
LARGEST = Decimal(10) ** 14


class KeepersOnly(Forbidden):
    """Everybody reads the register; leads and administrators keep it."""

    code = "register_keepers_only"


class ConstantKeyTaken(DomainError):
    code = "constant_key_taken"


@transaction.atomic
def edit_constant(
    *, constant: SourcedConstant, changes: Mapping[str, Any], why: str, by: User, at: datetime, version: int | None = None
) -> SourcedConstant:
    """Correct value, reading, note or use. From now on no load of the file touches it; the same values again change nothing."""
    _require_keeper(by)
    row = SourcedConstant.objects.select_for_update(of=("self",)).filter(pk=constant.pk).first()
    if row is None:
        raise Unseen("No such constant.")
    if version is not None and version != row.version:
        raise Stale(f"This constant is at version {row.version} by now.")
    _require_sound(row, changes, why)
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: _stored(getattr(row, name)) for name in changed}
    row.change(**changed, edited_at=at)
    after = {name: _stored(value) for name, value in changed.items()}
    ConstantEdit.objects.create(constant=row, at=at, by=by, why=why.strip(), before=before, after=after)
    record_event(
        type="constant.edited", subject=row.pk, at=at, by=by,
        payload={"key": row.key, "before": before, "after": after, "why": why.strip()},
    )  # fmt: skip
    return row


@transaction.atomic
def add_constant(*, by: User, at: datetime, why: str, id: UUID | None = None, **fields: Any) -> SourcedConstant:
    """A number of our own, such as a measured one, perhaps as another answer to a question that the sources dispute."""
    _require_keeper(by)
    row = SourcedConstant(id=id or uuid7(), edited_at=at, **fields)
    _require_sound(row, {"low": row.low, "high": row.high}, why)
    if row.question is not None and row.question.unit != row.unit:
        raise Invalid("This does not answer the question.", fields={"unit": [f"The question asks for {row.question.unit}."]})
    if (row.unit == Unit.MONEY) != bool(row.currency):
        raise Invalid("Money has a currency, nothing else has.", fields={"currency": ["For money, and only for money."]})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ConstantKeyTaken("The register has this key already.", fields={"key": ["Choose another."]}) from error
    after = {name: _stored(getattr(row, name)) for name in EDITABLE}
    ConstantEdit.objects.create(constant=row, at=at, by=by, why=why.strip(), before={}, after=after)
    record_event(type="constant.added", subject=row.pk, at=at, by=by, payload={"key": row.key, "after": after})
    return row


def _require_keeper(by: User) -> None:
    if not by.is_active or by.role not in (Role.LEAD, Role.ADMIN):
        raise KeepersOnly("Only leads and administrators change the register.")


def _require_sound(row: SourcedConstant, changes: Mapping[str, Any], why: str) -> None:
    wrong: dict[str, list[str]] = {name: ["This field is read-only."] for name in changes if name not in EDITABLE}
    low, high = changes.get("low", row.low), changes.get("high", row.high)
    for name, value in (("low", low), ("high", high)):
        if not value.is_finite() or abs(value) >= LARGEST:
            wrong[name] = ["Not a number that has room."]
        elif row.unit == Unit.SHARE and not 0 <= value <= 1:
            wrong[name] = ["A share lies between 0 and 1."]
    if not wrong and low > high:
        wrong["high"] = ["Not below the lower end."]
    if "reading" in changes and changes["reading"] not in {way["code"] for way in row.readings}:
        wrong["reading"] = [f"One of {', '.join(way['code'] for way in row.readings) or 'none: this sentence is clear'}."]
    if len(why.strip()) < SHORTEST_REASON:
        wrong["why"] = [f"Say why, in at least {SHORTEST_REASON} characters."]
    if wrong:
        raise Invalid("The register cannot take this.", fields=wrong)


def _stored(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else value
