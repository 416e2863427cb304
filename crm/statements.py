"""Statements by hand for what every request runs, with parameters apart from the text, so that PostgreSQL can keep their plans."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

import psycopg
from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.models import Model

Instance = TypeVar("Instance", bound=Model)


class PreparingCursor(psycopg.Cursor[Any]):
    """Sends parameters apart from the text, which is planned once; psycopg keeps the hundred statements used last."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Self:
        return super().execute(query, params, prepare=True)


class LoggingCursor(CursorDebugWrapper):
    """Notes the statement as it was written: Django would ask the cursor for it, which knows it only with values inside."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(sql, params):
            return CursorWrapper.execute(self, sql, params)


def run(sql: str, parameters: Sequence[Any] | Mapping[str, Any], *, prepared: bool = False) -> list[tuple[Any, ...]]:
    """All rows. `prepared` is for statements whose best plan hangs on no value; the others are planned for their values."""
    with preparing_cursor() if prepared else connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def preparing_cursor() -> CursorWrapper:
    """Inside Django's own wrapper, so that errors, counting and logging stay what they are elsewhere."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    keep_plans(connection.connection)
    raw = PreparingCursor(connection.connection)
    return (LoggingCursor if connection.queries_logged else CursorWrapper)(raw, connection)


def keep_plans(raw: psycopg.Connection[Any]) -> None:
    """Once a connection: let statements be prepared, which Django forbids, and keep the first plan of each.

    Left to itself PostgreSQL plans the account's page anew for every request, since it compares guessed costs and not the
    planning, which takes longer than the reading. Django's own statements are never prepared, so this changes none of them.
    """
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 0
        raw.execute("SET plan_cache_mode = force_generic_plan")


def columns_of(model: type[Model], alias: str) -> str:
    """The model's columns in the order that `from_row` expects."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def width_of(model: type[Model]) -> int:
    return len(model._meta.concrete_fields)


def from_row(model: type[Instance], row: Sequence[Any]) -> Instance:
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], row)
