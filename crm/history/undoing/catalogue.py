"""What the database itself knows of the tables: keys, columns, and who points at whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.db import connection

from crm.history.tracking import Tracking, tracked_tables


@dataclass(frozen=True)
class Link:
    """`child.column` points at `parent`."""

    child: str
    column: str
    parent: str


@dataclass(frozen=True)
class Part:
    """Rows that the history tells of as a list of their parent."""

    table: str
    parent_key: str
    word: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    name: str
    key: str
    key_is_number: bool
    columns: tuple[str, ...]
    links: tuple[Link, ...]
    parts: tuple[Part, ...]

    def row_id(self, alias: str) -> str:
        """The key of a row as the history writes it."""
        return f"lpad(to_hex({alias}.{self.key}), 32, '0')::uuid" if self.key_is_number else f"{alias}.{self.key}"

    def key_of(self, row_id: str) -> str:
        """The key that the history wrote as `row_id`."""
        return f"('x' || right(replace({row_id}::text, '-', ''), 16))::bit(64)::bigint" if self.key_is_number else row_id


def tables_of(names: Collection[str]) -> list[Table]:
    """The tracked ones of `names`, children before the parents that they or their parts point to."""
    tracked, links = tracked_tables(), _links()
    wanted = sorted(set(names) & tracked.keys())
    whole = {table: tracking.part_of[1] for table, tracking in tracked.items() if tracking.part_of}
    before: dict[str, set[str]] = {name: set() for name in wanted}
    for link in links:
        child = whole.get(link.child, link.child)
        if child in before and link.parent in before and child != link.parent:
            before[link.parent].add(child)
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError:  # two that point at each other: what hangs on a row is asked anyway
        order = wanted
    return [_table(name, links, tracked) for name in order]


def _table(name: str, links: list[Link], tracked: dict[str, Tracking]) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT attname, atttypid = 'bigint'::regtype, attnum = ANY(conkey) FROM pg_attribute
            JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            """,
            [name],
        )
        columns = cursor.fetchall()
    key, is_number = next((column, is_number) for column, is_number, is_key in columns if is_key)
    return Table(
        name, key, is_number, tuple(column for column, _, _ in columns), tuple(link for link in links if link.parent == name),
        tuple(_parts(name, tracked)),
    )  # fmt: skip


def _parts(parent: str, tracked: dict[str, Tracking]) -> Iterator[Part]:
    for table, tracking in tracked.items():
        if tracking.part_of and tracking.part_of[1] == parent:
            key = tracking.part_of[0]
            yield Part(table, key, tracking.part_of[2], tuple(column for column in tracking.columns if column != key))


def _links() -> list[Link]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conrelid::regclass::text, attname, confrelid::regclass::text
            FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
            """
        )
        return [Link(*row) for row in cursor.fetchall()]
