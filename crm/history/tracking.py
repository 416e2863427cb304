"""Puts tables under the history: one trigger function a table, made from the columns that people can edit.

Followed is every editable column. `editable=False` marks what the program derives (figures, search, keys, `version`, times): a
nightly review of all figures neither appears here nor pays for it. The functions are made anew after each `migrate` where a
model's columns have changed (`renew_tracking`), so that only a new table needs a line in its migration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.operations.base import Operation

#: Types without an equality of their own are compared as text.
WITHOUT_EQUALITY = ("json", "point", "xml")


@dataclass(frozen=True)
class Tracking:
    """How one table is followed.

    `account`: the column that leads to the account. `naming`: the columns kept of a new row, so that the history can name it.
    `hidden`: changes are told without the value. `journal`: rows that say themselves who made them; their making is noted only
    within a batch, for its undo. `part_of`: (foreign key, parent table, word): rows that are told of as a list of their parent.
    """

    account: str | None = None
    naming: Sequence[str] = ()
    hidden: Sequence[str] = ()
    journal: bool = False
    part_of: Sequence[str] = ()
    columns: Sequence[str] = field(default=())

    def of(self, model: type[models.Model]) -> Tracking:
        """With the columns of the model as it is now."""
        columns = tuple(
            f.column for f in model._meta.concrete_fields if f.editable and not f.primary_key and f.column not in self.hidden
        )
        return Tracking(**asdict(self) | {"columns": columns})


class Track(Operation):
    """The migration step behind `track`."""

    reversible = True

    def __init__(self, name: str, **how: Any) -> None:
        self.name, self.how = name, how

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.name], self.how

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The triggers are no part of Django's picture of the tables."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        schema_editor.execute(tracking_sql(model, _found(model, self.how)), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(untracking_sql(to_state.apps.get_model(app_label, self.name)._meta.db_table), params=None)

    def describe(self) -> str:
        return f"Keep the history of {self.name}"


def track(name: str, **how: Any) -> Track:
    """In a migration, behind the model's creation: keep the history of model `name`. What can be said: see `Tracking`.

    An `account_id` leads to the account by itself; otherwise say `account="supplier_id"`.
    """
    return Track(name, **how)


def _found(model: type[models.Model], how: dict[str, Any]) -> Tracking:
    names = {f.column for f in model._meta.concrete_fields}
    account = {"account": "account_id"} if "account_id" in names else {}
    return Tracking(**account | how).of(model)


def renew_tracking(apps: Apps = installed) -> None:
    """Make the trigger functions of tables anew whose columns are no longer those that they were made for."""
    tables = {str(model._meta.db_table): model for model in apps.get_models()}
    for table, known in tracked_tables().items():
        if table in tables and (now := known.of(tables[table])) != known and set(now.columns) <= _columns_of(table):
            with connection.cursor() as cursor:
                cursor.execute(tracking_sql(tables[table], now))


def _columns_of(table: str) -> set[str]:
    """As the table stands, which may be behind the models where somebody migrates step by step."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def tracked_tables() -> dict[str, Tracking]:
    """As the database knows them: the comment of each trigger function says what it was made from."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT substr(proname, length('crm_history_') + 1), obj_description(oid, 'pg_proc') FROM pg_proc
            WHERE proname LIKE 'crm\\_history\\_%' AND pronamespace = current_schema()::regnamespace
            """
        )
        return {table: Tracking(**_tuples(json.loads(said))) for table, said in cursor.fetchall() if said}


def _tuples(said: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def untracking_sql(table: str) -> str:
    return f"DROP FUNCTION IF EXISTS crm_history_{table} CASCADE"


def tracking_sql(model: type[models.Model], tracking: Tracking) -> str:
    """The function, what it was made from, and the triggers that call it."""
    table = model._meta.db_table
    body = _part_body(table, tracking) if tracking.part_of else _body(model, tracking)
    said = json.dumps(asdict(tracking)).replace("'", "''")
    return f"""
        CREATE OR REPLACE FUNCTION crm_history_{table}() RETURNS trigger LANGUAGE plpgsql AS $body$
        {body}
        $body$;
        COMMENT ON FUNCTION crm_history_{table}() IS '{said}';
        {"".join(_triggers(table, part=bool(tracking.part_of)))}
    """


def _triggers(table: str, *, part: bool) -> Iterator[str]:
    """Inserts and deletes a statement at a time, since they come by the hundred thousand; updates row by row, where most end
    after one comparison."""
    both = "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT" if part else "FOR EACH ROW"
    for op, how in (
        ("INSERT", "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"),
        ("UPDATE", both),
        ("DELETE", "REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT"),
    ):
        name = f"history_{op.lower()}"
        yield f"DROP TRIGGER IF EXISTS {name} ON {table};\n"
        yield f"CREATE TRIGGER {name} AFTER {op} ON {table} {how} EXECUTE FUNCTION crm_history_{table}();\n"


#: Who and by which way, as `crm.database` told it.
AUTHOR = """
    _by uuid;
    _cause text;
    _batch uuid;
"""
ASK_AUTHOR = """
    _by := nullif(current_setting('crm.by', true), '')::uuid;
    _batch := nullif(current_setting('crm.batch', true), '')::uuid;
    _cause := coalesce(nullif(current_setting('crm.cause', true), ''),
                       CASE WHEN current_setting('application_name') LIKE 'crm%' THEN 'program' ELSE 'database' END);
"""
INTO = "INSERT INTO crm_change (at, table_name, row_id, account_id, op, by_id, cause, batch, changed_in, old, new)"
XID = "pg_current_xact_id()::text::bigint"


def _body(model: type[models.Model], tracking: Tracking) -> str:
    table, key = model._meta.db_table, _key(model)
    fields = {f.column: f for f in model._meta.concrete_fields}
    compared = [(column, _comparable(fields[column])) for column in tracking.columns]
    hidden = [(column, _comparable(fields[column])) for column in tracking.hidden]
    all_of = ", ".join(f"{{0}}.{quoted}" for _, quoted in compared + hidden)
    account = f"{{0}}.{tracking.account}" if tracking.account else "NULL::uuid"
    named = ", ".join(f"'{column}', {{0}}.\"{column}\"" for column in tracking.naming)
    name = f"jsonb_build_object({named})" if named else "NULL::jsonb"
    derived = "".join(f" - '{f.column}'" for f in fields.values() if f.column in ("search", *tracking.hidden))
    return f"""
    DECLARE
        {AUTHOR}
        _was jsonb := '{{}}';
        _became jsonb := '{{}}';
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF ({all_of.format("OLD")}) IS NOT DISTINCT FROM ({all_of.format("NEW")}) THEN
                RETURN NULL;
            END IF;
            {"".join(_difference(column, quoted) for column, quoted in compared)}
            {"".join(_secret_difference(column, quoted) for column, quoted in hidden)}
        END IF;
        {ASK_AUTHOR}
        IF TG_OP = 'UPDATE' THEN
            {INTO}
            VALUES ({_head(table, key, account, "NEW", "update")}, _was, _became);
        ELSIF TG_OP = 'INSERT' THEN
            {"IF _batch IS NULL THEN RETURN NULL; END IF;" if tracking.journal else ""}
            {INTO}
            SELECT {_head(table, key, account, "new_rows", "insert")}, NULL, {name.format("new_rows")} FROM new_rows;
        ELSE
            {INTO}
            SELECT {_head(table, key, account, "old_rows", "delete")}, to_jsonb(old_rows){derived}, NULL FROM old_rows;
        END IF;
        RETURN NULL;
    END
    """


def _head(table: str, key: str, account: str, row: str, op: str) -> str:
    return f"now(), '{table}', {key.format(row)}, {account.format(row)}, '{op}', _by, _cause, _batch, {XID}"


def _key(model: type[models.Model]) -> str:
    primary = model._meta.pk
    if isinstance(primary, models.AutoField | models.BigAutoField):
        return f"lpad(to_hex({{0}}.{primary.column}), 32, '0')::uuid"
    return f"{{0}}.{primary.column}"


def _comparable(column: Any) -> str:
    kind = str(column.db_type(connection))
    return f'"{column.column}"' + ("::text" if kind in WITHOUT_EQUALITY else "")


def _difference(column: str, compared: str) -> str:
    if column == "custom":
        return _difference_by_key(column)
    return f"""
            IF OLD.{compared} IS DISTINCT FROM NEW.{compared} THEN
                _was := _was || jsonb_build_object('{column}', OLD."{column}");
                _became := _became || jsonb_build_object('{column}', NEW."{column}");
            END IF;"""


def _difference_by_key(column: str) -> str:
    """Custom fields are fields like others: `custom.shelf_metres`. One that is not there is null."""
    return f"""
            IF OLD."{column}" IS DISTINCT FROM NEW."{column}" THEN
                SELECT _was || coalesce(jsonb_object_agg('{column}.' || key, OLD."{column}" -> key), '{{}}'),
                       _became || coalesce(jsonb_object_agg('{column}.' || key, NEW."{column}" -> key), '{{}}')
                INTO _was, _became
                FROM jsonb_object_keys(OLD."{column}" || NEW."{column}") AS key
                WHERE OLD."{column}" -> key IS DISTINCT FROM NEW."{column}" -> key;
            END IF;"""


def _secret_difference(column: str, compared: str) -> str:
    return f"""
            IF OLD.{compared} IS DISTINCT FROM NEW.{compared} THEN
                _was := _was || '{{"{column}": null}}';
                _became := _became || '{{"{column}": null}}';
            END IF;"""


def _part_body(table: str, tracking: Tracking) -> str:
    """Lines that go are told as a change of the order they belonged to; lines that come, when others went in the same
    transaction. The lines of a new order are no change: the order itself has them."""
    parent_key, parent, word = tracking.part_of
    account = f"parent.{tracking.account}" if tracking.account else "NULL::uuid"
    parts = f"jsonb_agg(to_jsonb({{0}}) - 'id' - '{parent_key}' ORDER BY {{0}}.id)"
    return f"""
    DECLARE
        {AUTHOR}
    BEGIN
        {ASK_AUTHOR}
        IF TG_OP <> 'INSERT' THEN
            {INTO}
            SELECT now(), '{parent}', gone.parent_id, {account}, 'update', _by, _cause, _batch, {XID},
                   jsonb_build_object('{word}', gone.parts), jsonb_build_object('{word}', '[]'::jsonb)
            FROM (SELECT old_rows.{parent_key} AS parent_id, {parts.format("old_rows")} AS parts
                  FROM old_rows GROUP BY old_rows.{parent_key}) AS gone
            JOIN {parent} AS parent ON parent.id = gone.parent_id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            UPDATE crm_change SET new = jsonb_build_object('{word}', (
                SELECT {parts.format("new_rows")} FROM new_rows WHERE new_rows.{parent_key} = crm_change.row_id
            ))
            FROM (SELECT DISTINCT {parent_key} AS parent_id FROM new_rows) AS come
            WHERE crm_change.row_id = come.parent_id AND crm_change.changed_in = {XID} AND crm_change.table_name = '{parent}'
              AND crm_change.new = '{{"{word}": []}}';
        END IF;
        RETURN NULL;
    END
    """
