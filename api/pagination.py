"""Pages by keyset: a page costs the same at any depth, and there is no COUNT that nobody asked for.

A sort key is one column plus the id in the same direction. Nulls count as smallest (last when descending), which one index
serves both ways. With a cursor the rows are taken in two segments, values and nulls, because `(column, id) < (v, i) OR column
IS NULL` would make PostgreSQL walk the index from its start; the second statement runs only on the page where they meet.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as ColumnTuple
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from api.parsers import LARGEST_OFFSET
from api.rows import JsonRow, json_rows
from crm.errors import Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
EXACT_UP_TO = 10_000


@dataclass(frozen=True)
class SortKey:
    """`name` as clients write it, `column` as the model knows it."""

    name: str
    column: str
    descending: bool

    @property
    def text(self) -> str:
        """As it stands in `?ordering=`."""
        return f"-{self.name}" if self.descending else self.name

    def field(self, model: type[Model]) -> Field[Any, Any]:
        field: Any = model._meta.get_field(self.column)
        return field.output_field if field.generated else field  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: beyond `(value, id)`, forwards or backwards, under the ordering it was made for."""

    ordering: str
    backwards: bool
    value: Any
    id: Any

    def encode(self) -> str:
        raw = json.dumps([self.ordering, int(self.backwards), self.value, self.id], separators=(",", ":"))
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, key: SortKey, model: type[Model]) -> Cursor:
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            ordering, backwards, value, row_id = json.loads(raw)
            cursor = cls(ordering, bool(backwards), key.field(model).to_python(value), UUID(row_id))
        except (ValueError, TypeError, AttributeError, RecursionError, ValidationError, binascii.Error) as error:
            raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor."]}) from error
        if isinstance(cursor.value, datetime) and abs(cursor.value.utcoffset() or timedelta()) > LARGEST_OFFSET:
            raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor."]})
        if ordering != key.text:
            raise Invalid("This cursor belongs to another ordering.", fields={"cursor": ["Belongs to another ordering."]})
        return cursor


@dataclass(frozen=True)
class Page:
    rows: list[str]
    next: str | None
    previous: str | None
    count: int | None = None
    count_is_exact: bool | None = None

    def body(self) -> bytes:
        """The JSON of the page, put together from rows that are JSON already."""
        parts = [f'"results":[{",".join(self.rows)}]', f'"next":{json.dumps(self.next)}', f'"previous":{json.dumps(self.previous)}']
        if self.count is not None:
            parts += [f'"count":{self.count}', f'"count_is_exact":{json.dumps(self.count_is_exact)}']
        return ("{" + ",".join(parts) + "}").encode()


def read_limit(params: Mapping[str, str]) -> int:
    text = params.get("limit", "")
    if not text:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= MAX_LIMIT:
        raise Invalid(f"limit is a number from 1 to {MAX_LIMIT}.", fields={"limit": [f"From 1 to {MAX_LIMIT}."]})
    return int(text)


def read_ordering(params: Mapping[str, str], orderings: Mapping[str, str], default: str) -> SortKey:
    text = params.get("ordering") or default
    descending, name = text.startswith("-"), text.removeprefix("-")
    if name not in orderings:
        raise Invalid(
            f"Cannot order by {name!r}.", fields={"ordering": [f"One of {', '.join(sorted(orderings))}, with - for descending."]}
        )
    return SortKey(name, orderings[name], descending)


def take_page(
    parts: Sequence[QuerySet[Any]],
    shape: dict[str, Any],
    *,
    key: SortKey,
    limit: int,
    cursor_text: str | None,
    prepared: bool = False,
) -> Page:
    """One page of the disjoint `parts` in the order of `key`: one statement, two where values and nulls meet."""
    cursor = Cursor.decode(cursor_text, key, parts[0].model) if cursor_text else None
    backwards = cursor.backwards if cursor else False
    found = fetch(parts, shape, key, cursor, limit + 1, prepared=prepared)
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    ahead, behind = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        rows=[row.text for row in found],
        next=mark(found[-1], key, backwards=False) if ahead and found else None,
        previous=mark(found[0], key, backwards=True) if behind and found else None,
    )


def mark(row: JsonRow, key: SortKey, *, backwards: bool) -> str:
    value, row_id = row.extra
    return Cursor(key.text, backwards, value, row_id).encode()


def fetch(
    parts: Sequence[QuerySet[Any]], shape: dict[str, Any], key: SortKey, cursor: Cursor | None, wanted: int, *, prepared: bool
) -> list[JsonRow]:
    descending = key.descending != (cursor.backwards if cursor else False)
    nullable = key.field(parts[0].model).null
    order = order_of(key.column, descending=descending, nullable=nullable)
    rows: list[JsonRow] = []
    for cut in segments(key, cursor, descending=descending, nullable=nullable):
        pages = [part.filter(cut).order_by(*order)[: wanted - len(rows)] for part in parts]
        rows += json_rows(pages, shape, (key.column, "id"), as_text=True, prepared=prepared)
        if len(rows) >= wanted:
            break
    return rows


def order_of(column: str, *, descending: bool, nullable: bool) -> tuple[OrderBy, OrderBy]:
    first, last = F(column), F("id")
    if descending:
        return first.desc(nulls_last=nullable or None), last.desc()
    return first.asc(nulls_first=nullable or None), last.asc()


def segments(key: SortKey, cursor: Cursor | None, *, descending: bool, nullable: bool) -> list[Q]:
    """What lies beyond the cursor, in the order in which it is to be read."""
    if cursor is None:
        return [Q()]
    nulls = Q(**{f"{key.column}__isnull": True})
    if cursor.value is None:
        rest = nulls & Q(**{"id__lt" if descending else "id__gt": cursor.id})
        return [rest] if descending else [rest, ~nulls]
    compare = TupleLessThan if descending else TupleGreaterThan
    beyond = Q(compare(ColumnTuple(F(key.column), F("id")), (cursor.value, cursor.id)))
    return [beyond, nulls] if descending and nullable else [beyond]


def count_rows(queryset: QuerySet[Any]) -> tuple[int, bool]:
    """Exact to 10,000; above that the planner's estimate, said to be one."""
    capped = queryset.order_by().values("pk")[: EXACT_UP_TO + 1]
    counted = capped.count()
    if counted <= EXACT_UP_TO:
        return counted, True
    try:
        plan = json.loads(queryset.order_by().values("pk").explain(format="json"))
    except (ValueError, FieldError):
        return counted, False
    return max(int(plan[0]["Plan"]["Plan Rows"]), counted), False
