"""The undo itself, one table after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from uuid6 import uuid7

from crm.events import record_event
from crm.history.authors import note_author
from crm.history.undoing import rules
from crm.history.undoing.catalogue import Link, Part, Table, tables_of
from crm.history.undoing.report import Kept, Undone, Why
from crm.models import User

MOST_TOLD = 1000

#: One row for each that the batch touched, with the first old and the last new value of every field. In one pass: the planner knows
#: nothing yet of a batch that has just ended, and would join two halves row by row.
GATHER = """
    INSERT INTO undo_row (table_name, row_id, account_id, first_id, is_made, whole, was, became)
    SELECT touched.table_name, touched.row_id, touched.account_id, touched.first_id, touched.is_made,
           (SELECT old FROM crm_change WHERE id = touched.gone_id), touched.was, touched.became
    FROM (
        SELECT change.table_name, change.row_id, (array_agg(change.account_id ORDER BY change.id DESC))[1] AS account_id,
               min(change.id) AS first_id, bool_or(change.op = 'insert') AS is_made,
               max(change.id) FILTER (WHERE change.op = 'delete') AS gone_id,
               jsonb_object_agg(was.key, was.value ORDER BY change.id DESC) FILTER (WHERE was.key IS NOT NULL) AS was,
               jsonb_object_agg(was.key, change.new -> was.key ORDER BY change.id) FILTER (WHERE was.key IS NOT NULL) AS became
        FROM crm_change AS change
        LEFT JOIN LATERAL jsonb_each(CASE WHEN change.op = 'update' THEN change.old END) AS was ON true
        WHERE change.batch = %(batch)s GROUP BY change.table_name, change.row_id
    ) AS touched
"""
TABLES = """
    DROP TABLE IF EXISTS undo_row, undo_kept;
    CREATE TEMP TABLE undo_row (
        table_name text, row_id uuid, account_id uuid, first_id bigint, is_made boolean, whole jsonb, was jsonb, became jsonb,
        is_open boolean NOT NULL DEFAULT true, is_done boolean NOT NULL DEFAULT false
    ) ON COMMIT DROP;
    CREATE TEMP TABLE undo_kept (table_name text, row_id uuid, account_id uuid, why text, what text) ON COMMIT DROP;
"""


@transaction.atomic
def undo_batch(*, batch: UUID, by: User | None, at: datetime, keeping: Collection[str] = ()) -> Undone:
    """Take back what was written under `batch`, except in the tables of `keeping`: the batch's own record, say.

    Doing it again changes nothing more. Who may do so is the caller's question.
    """
    undone = Undone(batch=uuid7())
    note_author(by=by, cause="undo", batch=undone.batch)
    for prepare in rules.preparations:
        prepare()
    run(TABLES)
    run(GATHER, {"batch": batch})
    run("CREATE INDEX ON undo_row (table_name, row_id)")
    run("ANALYZE undo_row")
    along = {companion.table for companion in rules.companions if companion.where == "true"}
    tables = tables_of({name for (name,) in rows("SELECT DISTINCT table_name FROM undo_row")} - along - {*keeping})
    for table in reversed(tables):  # parents first
        undone.brought_back[table.name] += bring_back(table)
    for table in tables:  # children first: what is left hanging on a row then was not the batch's
        undone.removed[table.name] += remove(table, batch)
    for table in tables:
        undone.restored[table.name] += restore(table)
    derive(tables)
    report(undone)
    if undone.changed:
        record_event(type="batch.undone", subject=batch, at=at, by=by, payload=_payload(undone))
    return undone


def _payload(undone: Undone) -> dict[str, Any]:
    counts = {"restored": undone.restored, "removed": undone.removed, "brought_back": undone.brought_back}
    return {name: dict(+count) for name, count in counts.items()} | {"kept": undone.kept_count, "batch": str(undone.batch)}


def run(sql: str, params: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def keep(select: str, params: Sequence[Any] | None = None) -> int:
    """Note rows that stay as they are, and leave them alone from here."""
    return run(
        f"""
        WITH held AS (INSERT INTO undo_kept {select} RETURNING table_name, row_id)
        UPDATE undo_row SET is_open = false FROM held
        WHERE held.table_name = undo_row.table_name AND held.row_id = undo_row.row_id
        """,
        params,
    )


# --- what the batch deleted ------------------------------------------------------------------------------------------------


def bring_back(table: Table) -> int:
    """With what it held when it went; a row that somebody has put there again is left."""
    gone = f"undo_row.table_name = '{table.name}' AND whole IS NOT NULL AND NOT is_made"
    columns = ", ".join(f'"{column}"' for column in table.columns)
    count = run(
        f"""
        INSERT INTO {table.name} ({columns})
        SELECT {", ".join(f'held."{column}"' for column in table.columns)}
        FROM undo_row CROSS JOIN LATERAL jsonb_populate_record(NULL::{table.name}, whole) AS held
        WHERE {gone} ON CONFLICT DO NOTHING
        """
    )
    run(f"UPDATE undo_row SET is_done = true, is_open = false WHERE {gone}")
    return count


# --- what the batch made ---------------------------------------------------------------------------------------------------


def remove(table: Table, batch: UUID) -> int:
    made = f"undo_row.table_name = '{table.name}' AND is_made AND is_open"
    there = f"SELECT FROM {table.name} AS own WHERE own.{table.key} = {table.key_of('undo_row.row_id')}"
    run(f"UPDATE undo_row SET is_open = false WHERE {made} AND NOT EXISTS ({there})")
    _keep_changed(table, made, batch)
    links = [link for link in table.links if link.child not in {part.table for part in table.parts}]
    while sum([_keep_used(table, link, made) for link in links]):
        pass  # what is kept may point at what could have gone
    keys = f"SELECT {table.key_of('undo_row.row_id')} FROM undo_row WHERE {made}"
    for part in table.parts:
        run(f"DELETE FROM {part.table} WHERE {part.parent_key} IN ({keys})")
    for link in links:
        for companion in rules.companions:
            if companion.table == link.child:
                run(f"DELETE FROM {link.child} WHERE {link.column} IN ({keys}) AND {companion.where}")
    count = run(f"DELETE FROM {table.name} WHERE {table.key} IN ({keys})")
    run(f"UPDATE undo_row SET is_done = true, is_open = false WHERE {made}")
    return count


def _keep_changed(table: Table, made: str, batch: UUID) -> None:
    later = f"""
        crm_change AS later WHERE later.row_id = undo_row.row_id AND later.table_name = '{table.name}'
        AND later.id > undo_row.first_id AND later.batch IS DISTINCT FROM %s
    """
    keep(
        f"""
        SELECT table_name, row_id, account_id, '{Why.CHANGED}',
               (SELECT coalesce(string_agg(DISTINCT name, ', '), '')
                FROM (SELECT jsonb_object_keys(later.old) AS name FROM {later} AND later.op = 'update') AS field)
        FROM undo_row WHERE {made} AND EXISTS (SELECT FROM {later})
        """,
        [batch, batch],
    )


def _keep_used(table: Table, link: Link, made: str) -> int:
    """Rows of `link.child` hold it back, unless they go along or go as well."""
    conditions = [f"NOT ({each.where})" for each in rules.companions if each.table == link.child]
    if link.child == table.name:
        conditions.append(f"{table.row_id('hanging')} NOT IN (SELECT row_id FROM undo_row WHERE {made})")
    return keep(
        f"""
        SELECT table_name, row_id, account_id, '{Why.IN_USE}', '{link.child}' FROM undo_row
        WHERE {made} AND EXISTS (
            SELECT FROM {link.child} AS hanging
            WHERE {" AND ".join([f"hanging.{link.column} = {table.key_of('undo_row.row_id')}", *conditions])}
        )
        """
    )


# --- what the batch changed ------------------------------------------------------------------------------------------------


def restore(table: Table) -> int:
    """Field by field, where it still has the batch's value; in one statement, unless an old value is taken by now."""
    changed = f"undo_row.table_name = '{table.name}' AND NOT is_made AND is_open AND was IS NOT NULL"
    keep(
        f"""
        SELECT table_name, row_id, account_id, '{Why.GONE}', '' FROM undo_row
        WHERE {changed} AND NOT EXISTS (SELECT FROM {table.name} AS own WHERE own.{table.key} = {table.key_of("undo_row.row_id")})
        """
    )
    names = {name for (name,) in rows(f"SELECT DISTINCT jsonb_object_keys(was) FROM undo_row WHERE {changed}")}
    fields = [column for column in table.columns if column in names]
    has_custom = any(name.startswith("custom.") for name in names)
    parts = [part for part in table.parts if part.word in names]
    if not (fields or has_custom or parts):
        return 0
    if fields:
        _note_contested(table, fields, changed)
        _put_back_patiently(table, fields, changed)
    if has_custom:
        _put_back_custom(table, changed)
    for part in parts:
        _put_back_parts(table, part, changed)
    done = f"table_name = '{table.name}' AND NOT is_made AND is_done AND whole IS NULL"
    return int(rows(f"SELECT count(*) FROM undo_row WHERE {done}")[0][0])


#: The row as it is (`own`), as the batch left it (`became`) and as it was before (`was`), in the types of its columns.
RECORDS = """
    FROM undo_row
    CROSS JOIN LATERAL jsonb_populate_record(NULL::{name}, undo_row.was) AS was
    CROSS JOIN LATERAL jsonb_populate_record(NULL::{name}, undo_row.became) AS became
"""


def _is_contested(column: str) -> str:
    return (
        f'undo_row.was ? \'{column}\' AND own."{column}" IS DISTINCT FROM became."{column}"'
        f' AND own."{column}" IS DISTINCT FROM was."{column}"'
    )


def _is_ours(column: str) -> str:
    return (
        f'undo_row.was ? \'{column}\' AND own."{column}" IS NOT DISTINCT FROM became."{column}"'
        f' AND own."{column}" IS DISTINCT FROM was."{column}"'
    )


def _note_contested(table: Table, fields: Sequence[str], changed: str) -> None:
    """Fields that somebody has changed since: they stay, the others of the row go back."""
    contested = ", ".join(f"CASE WHEN {_is_contested(column)} THEN '{column}' END" for column in fields)
    run(
        f"""
        INSERT INTO undo_kept
        SELECT table_name, row_id, account_id, '{Why.CHANGED}', array_to_string(contested, ', ') FROM (
            SELECT undo_row.table_name, undo_row.row_id, undo_row.account_id, array_remove(ARRAY[{contested}], NULL) AS contested
            {RECORDS.format(name=table.name)} JOIN {table.name} AS own ON own.{table.key} = {table.key_of("undo_row.row_id")}
            WHERE {changed}
        ) AS looked_at WHERE contested <> '{{}}'
        """
    )


def _put_back_patiently(table: Table, fields: Sequence[str], changed: str) -> None:
    try:
        with transaction.atomic():
            _put_back(table, fields, changed)
    except IntegrityError:
        for (row_id,) in rows(f"SELECT row_id FROM undo_row WHERE {changed}"):
            only = f"{changed} AND undo_row.row_id = '{row_id}'"
            try:
                with transaction.atomic():
                    _put_back(table, fields, only)
            except IntegrityError as error:
                name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
                keep(f"SELECT table_name, row_id, account_id, '{Why.TAKEN}', %s FROM undo_row WHERE {only}", [name])


def _put_back(table: Table, fields: Sequence[str], changed: str) -> None:
    """Inside its savepoint the constraints are asked at once, so that a refusal is this row's and not the transaction's."""
    values = [f'"{column}" = CASE WHEN {_is_ours(column)} THEN was."{column}" ELSE own."{column}" END' for column in fields]
    if "version" in table.columns:
        values += ["version = own.version + 1", "updated_at = now()"]
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(
        f"""
        WITH put AS (
            UPDATE {table.name} AS own SET {", ".join(values)} {RECORDS.format(name=table.name)}
            WHERE {changed} AND own.{table.key} = {table.key_of("undo_row.row_id")}
              AND ({" OR ".join(f"({_is_ours(column)})" for column in fields)})
            RETURNING undo_row.row_id
        )
        UPDATE undo_row SET is_done = true FROM put WHERE undo_row.table_name = '{table.name}' AND undo_row.row_id = put.row_id
        """
    )
    run("SET CONSTRAINTS ALL DEFERRED")


def _put_back_custom(table: Table, changed: str) -> None:
    """The same for each custom field."""
    now = "coalesce(own.custom -> substr(field.key, 8), 'null')"
    looked_at = f"""
        FROM undo_row JOIN {table.name} AS own ON own.{table.key} = {table.key_of("undo_row.row_id")}
        CROSS JOIN LATERAL jsonb_each(undo_row.was) AS field
        WHERE {changed} AND starts_with(field.key, 'custom.')
    """
    run(
        f"""
        INSERT INTO undo_kept SELECT table_name, row_id, account_id, '{Why.CHANGED}', string_agg(field.key, ', ') {looked_at}
        AND {now} NOT IN (undo_row.became -> field.key, field.value) GROUP BY 1, 2, 3
        """
    )
    run(
        f"""
        WITH ours AS (
            SELECT undo_row.row_id, array_agg(substr(field.key, 8)) AS names,
                   coalesce(jsonb_object_agg(substr(field.key, 8), field.value) FILTER (WHERE field.value <> 'null'), '{{}}') AS was
            {looked_at} AND {now} = undo_row.became -> field.key GROUP BY undo_row.row_id
        ), put AS (
            UPDATE {table.name} AS own
            SET custom = (own.custom - ours.names) || ours.was, version = own.version + 1, updated_at = now()
            FROM ours WHERE own.{table.key} = {table.key_of("ours.row_id")} RETURNING ours.row_id
        )
        UPDATE undo_row SET is_done = true FROM put WHERE undo_row.table_name = '{table.name}' AND undo_row.row_id = put.row_id
        """
    )


def _put_back_parts(table: Table, part: Part, changed: str) -> None:
    """The lines of an order, as a whole."""
    now = f"""
        (SELECT coalesce(jsonb_agg(to_jsonb(part) - 'id' - '{part.parent_key}' ORDER BY part.id), '[]')
         FROM {part.table} AS part WHERE part.{part.parent_key} = {table.key_of("undo_row.row_id")})
    """
    touched = f"{changed} AND undo_row.was ? '{part.word}'"
    run(
        f"""
        INSERT INTO undo_kept SELECT table_name, row_id, account_id, '{Why.CHANGED}', '{part.word}' FROM undo_row
        WHERE {touched} AND {now} NOT IN (undo_row.became -> '{part.word}', undo_row.was -> '{part.word}')
        """
    )
    run("DROP TABLE IF EXISTS undo_part")
    run(
        f"""
        CREATE TEMP TABLE undo_part ON COMMIT DROP AS
        SELECT undo_row.row_id, undo_row.was -> '{part.word}' AS parts FROM undo_row
        WHERE {touched} AND {now} = undo_row.became -> '{part.word}'
        """
    )
    run(f"DELETE FROM {part.table} WHERE {part.parent_key} IN (SELECT {table.key_of('row_id')} FROM undo_part)")
    columns = ", ".join(part.columns)
    run(
        f"""
        INSERT INTO {part.table} ({part.parent_key}, {columns})
        SELECT {table.key_of("undo_part.row_id")}, {", ".join(f"held.{column}" for column in part.columns)}
        FROM undo_part CROSS JOIN LATERAL jsonb_populate_recordset(NULL::{part.table}, undo_part.parts) AS held
        """
    )
    run(
        f"""
        UPDATE undo_row SET is_done = true FROM undo_part
        WHERE undo_row.table_name = '{table.name}' AND undo_row.row_id = undo_part.row_id
        """
    )


# --- afterwards ------------------------------------------------------------------------------------------------------------


def derive(tables: Sequence[Table]) -> None:
    for table in tables:
        touched = rows(f"SELECT row_id, account_id FROM undo_row WHERE table_name = '{table.name}' AND is_done")
        if touched:
            for aftermath in rules.aftermaths.get(table.name, ()):
                aftermath({row_id for row_id, _ in touched}, {account_id for _, account_id in touched if account_id})


def report(undone: Undone) -> None:
    kept = rows(
        "SELECT table_name, row_id, account_id, why, what, count(*) OVER () FROM undo_kept ORDER BY 1, 2 LIMIT %s", [MOST_TOLD]
    )
    undone.kept = [Kept(*row[:-1]) for row in kept]
    undone.kept_count = kept[0][-1] if kept else 0
