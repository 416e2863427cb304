"""An account's history as people read it: each change with names instead of ids, whoever and whatever made it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Account
from crm.history.tracking import tracked_tables
from crm.models import Change, User

#: What a service agent may read of an account; the rest is the sales team's.
SERVICE_TABLES = ("accounts_contact", "accounts_promise", "accounts_touchpoint")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAME_COLUMNS = ("name", "text", "filename", "code", "what", "key")

Names = dict[tuple[str, str], str]


class Reference(NamedTuple):
    """An id in the history, and what it is called today; no name where the person may not see it or it is gone."""

    id: str
    name: str | None


def changes_of(account: Account, *, only: Iterable[str] | None = None) -> QuerySet[Change]:
    rows = Change.objects.filter(account_id=account.pk)
    return rows if only is None else rows.filter(table_name__in=list(only))


def touching(field: str) -> Q:
    """Changes of one field; `owner` stands for `owner_id` as everywhere in the API."""
    return Q(old__has_any_keys=[field, f"{field}_id"]) | Q(op=Change.Op.INSERT, new__has_any_keys=[field, f"{field}_id"])


def tables_by_noun() -> dict[str, str]:
    """`contact` → `accounts_contact`: how the API calls the tables."""
    return {noun_of(table): table for table in _models()}


def noun_of(table: str) -> str:
    model = _models().get(table)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower() if model else table


def told(changes: Sequence[Change], *, user: User) -> list[dict[str, Any]]:
    """Rows for the API, in the order given; the number of statements does not grow with them."""
    naming = {table: tracking.naming for table, tracking in tracked_tables().items()}
    labels = _labels(changes, naming)
    names = _names([*changes], labels, user=user)
    return [_row(change, labels.get((change.table_name, str(change.row_id))), names) for change in changes]


def _row(change: Change, label: tuple[str, Any] | None, names: Names) -> dict[str, Any]:
    person = str(change.by_id) if change.by_id else None
    return {
        "id": change.pk,
        "at": change.at,
        "by": person and Reference(person, names.get(("crm_user", person)))._asdict(),
        "cause": change.cause,
        "batch": change.batch,
        "op": change.op,
        "noun": noun_of(change.table_name),
        "row": str(change.row_id),
        "label": _value(change.table_name, label[0], label[1], names) if label else None,
        "changes": [
            {
                "field": field.removesuffix("_id"),
                "from": _value(change.table_name, field, (change.old or {}).get(field), names),
                "to": _value(change.table_name, field, (change.new or {}).get(field), names),
            }
            for field in (change.old if change.op == Change.Op.UPDATE else ()) or ()
        ],
    }


def _value(table: str, field: str, value: Any, names: Names) -> Any:
    target = _targets(table).get(field)
    if target is None or not isinstance(value, str):
        return value
    return Reference(value, names.get((target, value)))._asdict()


def _labels(changes: Sequence[Change], naming: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], tuple[str, Any]]:
    """What each row is called: (column, value), as it is now; of a deleted one as it was."""
    wanted: dict[str, set[UUID]] = {}
    for change in changes:
        if naming.get(change.table_name) and change.table_name in _models():
            wanted.setdefault(change.table_name, set()).add(change.row_id)
    found: dict[tuple[str, str], tuple[str, Any]] = {}
    for table, ids in wanted.items():
        column, model = naming[table][0], _models()[table]
        if isinstance(model._meta.pk, models.UUIDField):
            for pk, value in model._default_manager.filter(pk__in=ids).values_list("pk", column):
                found[table, str(pk)] = (column, str(value) if isinstance(value, UUID) else value)
    for change in changes:
        columns = naming.get(change.table_name)
        said = change.old if change.op == Change.Op.DELETE else change.new
        if columns and said and columns[0] in said:
            found.setdefault((change.table_name, str(change.row_id)), (columns[0], said[columns[0]]))
    return found


def _names(changes: Sequence[Change], labels: Mapping[Any, tuple[str, Any]], *, user: User) -> Names:
    """What the ids in these changes are called: one statement for each table that they point to."""
    wanted: dict[str, set[str]] = {"crm_user": {str(change.by_id) for change in changes if change.by_id}}
    said = [(change.table_name, change.old or {}) for change in changes] + [
        (change.table_name, change.new or {}) for change in changes
    ]
    said += [(table, {column: value}) for (table, _), (column, value) in labels.items()]
    for table, fields in said:
        for field, target in _targets(table).items():
            value = fields.get(field)
            if isinstance(value, str) and UUID_TEXT.fullmatch(value):
                wanted.setdefault(target, set()).add(value)
    names: Names = {}
    for target, ids in wanted.items():
        model = _models().get(target)
        column = _name_column(model) if model else None
        if ids and model and column:
            rows = Account.objects.visible_to(user) if model is Account else model._default_manager.all()
            names |= {(target, str(pk)): name for pk, name in rows.filter(pk__in=ids).values_list("pk", column)}
    return names


def _name_column(model: type[models.Model]) -> str | None:
    columns = {field.column for field in model._meta.concrete_fields}
    return next((name for name in NAME_COLUMNS if name in columns), None)


@cache
def _models() -> dict[str, type[models.Model]]:
    return {str(model._meta.db_table): model for model in apps.get_models()}


@cache
def _targets(table: str) -> dict[str, str]:
    """Which columns of a table are ids, and of which table."""
    model = _models().get(table)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)] if model else []
    return {str(field.column): str(field.remote_field.model._meta.db_table) for field in fields}
