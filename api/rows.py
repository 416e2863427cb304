"""Rows as PostgreSQL writes them: a serializer's fields become one JSON text per row.

A read is one statement whatever the number of relations, and no Python runs per field. The same serializer class documents
the answer in the OpenAPI schema, so there is one declaration of a resource's shape.

The statement has two halves. The inner one finds whole rows of one table (filters, order, limit) and differs from request to
request; the outer one joins what the shape needs to those few rows and is made once per shape. Joining after the limit keeps
the planner's work small and its choice of index free of the joins.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Expression, F, Func, JSONField, Model, QuerySet, When
from django.db.models.functions import Cast
from rest_framework import serializers

from crm.statements import run


class JsonBuildObject(Func):
    """`json_build_object('id', …, 'name', …)`: keeps the order of its keys, unlike jsonb."""

    function = "json_build_object"
    output_field = JSONField()

    @classmethod
    def of(cls, **entries: Any) -> "JsonBuildObject":
        arguments = [part for name, value in entries.items() for part in (Literal(name), value)]
        return cls(*arguments)


class Literal(Func):
    """One of our own field names in the statement's text, so that a shape has no parameters."""

    output_field = CharField()

    def __init__(self, name: str) -> None:
        if not name.isidentifier():
            raise ValueError(f"{name!r} is not a field name")
        super().__init__(template=f"'{name}'::text")


class Ref(serializers.Serializer[Any]):
    """Another row inside a row: its id and its name; null when there is none. Writes take the id.

    In a `RowSerializer` it is named by the relation it follows.
    """

    id = serializers.UUIDField()
    name = serializers.CharField()

    def __init__(self, *, relation: str | None = None, named_by: str = "name", **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)
        self.relation = relation
        self.named_by = named_by

    def expression(self, name: str) -> Expression:
        relation = self.relation or name
        entry = JsonBuildObject.of(id=F(f"{relation}_id"), name=F(f"{relation}__{self.named_by}"))
        return Case(When(**{f"{relation}_id__isnull": False}, then=entry), default=None, output_field=JSONField())


class Around(NamedTuple):
    """What stands before and after the table's name in `SELECT … FROM table …`."""

    before: str
    after: str


class Shape(dict[str, Any]):
    """`{field name: expression}` in the order of the JSON; made once and kept, it remembers the SQL that it comes to."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self._made: dict[type[Model], Around] = {}

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other

    def around(self, model: type[Model]) -> Around:
        if model not in self._made:
            self._made[model] = select_from(model, self)
        return self._made[model]


def select_from(model: type[Model], shape: dict[str, Any]) -> Around:
    columns = {f"row_{position}": expression for position, expression in enumerate(shape.values())}
    rows = model._default_manager.order_by().annotate(**columns).values_list(*columns)
    sql = with_literals(*rows.query.get_compiler(connection.alias).as_sql())
    table = connection.ops.quote_name(model._meta.db_table)
    before, found, after = sql.partition(f" FROM {table}")
    if not found:
        raise ValueError(f"the shape of {model.__name__} cannot stand around a page")
    return Around(before, f" AS {table}{after}")


def with_literals(sql: str, parameters: Sequence[Any]) -> str:
    """A shape's parameters are words of the program, never of a request; as literals they keep their types when prepared."""
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, parameters)).replace("%", "%%")


class RowSerializer(serializers.Serializer[Any]):
    """Declares the fields of a resource. `expressions` overrides where a value comes from."""

    expressions: ClassVar[dict[str, Any]] = {}

    @classmethod
    def shape(cls, only: tuple[str, ...] | None = None) -> Shape:
        """`{field name: expression}` in the order of declaration, perhaps of some fields only; made once."""
        return shape_of(cls, only)


@cache
def shape_of(cls: type[RowSerializer], only: tuple[str, ...] | None) -> Shape:
    declared = cls._declared_fields
    return Shape(
        {
            name: cls.expressions.get(name) or expression_of(name, field)
            for name, field in declared.items()
            if only is None or name in only
        }
    )


def expression_of(name: str, field: serializers.Field) -> Any:
    if isinstance(field, Ref):
        return field.expression(name)
    source = (field.source or name).replace(".", "__")
    if isinstance(field, serializers.DecimalField):
        return Cast(F(source), CharField())  # money is a decimal string
    return F(source)


class JsonRow(NamedTuple):
    text: str
    extra: tuple[Any, ...]


def json_rows(
    rows: QuerySet[Any] | Sequence[QuerySet[Any]],
    shape: dict[str, Any],
    extra: Sequence[str] = (),
    *,
    as_text: bool = False,
    prepared: bool = False,
) -> list[JsonRow]:
    """Run a queryset, or disjoint ones of the same model and order, in one statement; each row as JSON text, beside the values
    of the columns `extra`, such as a sort key.

    `as_text` gives those values as PostgreSQL prints them, which is all that a cursor needs and spares their parsing.
    `prepared` keeps the plan on the connection: only for statements whose best plan hangs on no value.
    """
    page = whole_rows([rows] if isinstance(rows, QuerySet) else rows)
    if page is None:
        return []
    sql, parameters = statement(page, shape, extra, "::text" if as_text else "")
    return [JsonRow(row[0], tuple(row[1:])) for row in run(sql, parameters, prepared=prepared)]


class WholeRows(NamedTuple):
    """`SELECT table.* …`, the same ORDER BY once more, and the parameters."""

    model: type[Model]
    sql: str
    order: str
    limit: str
    parameters: tuple[Any, ...]


def statement(page: WholeRows, shape: dict[str, Any], extra: Sequence[str], cast: str) -> tuple[str, tuple[Any, ...]]:
    """The page's rows as the shape's JSON, in the page's order."""
    quote = connection.ops.quote_name
    around = (shape if isinstance(shape, Shape) else Shape(shape)).around(page.model)
    names = [quote(name) for name in shape]
    keys = [f"{column_of(page.model, name)}{cast} AS key_{position}" for position, name in enumerate(extra)]
    marks = [f"key_{position}" for position in range(len(keys))]
    inside = f"{', '.join([around.before, *keys])} FROM ({page.sql}){around.after}{page.order}"
    sql = (
        f"SELECT {', '.join(['row_to_json(r)::text', *marks])} FROM ({inside}) AS t({', '.join([*names, *marks])})"
        f" CROSS JOIN LATERAL (SELECT {', '.join(f't.{name}' for name in names)}) AS r"
    )
    return sql, page.parameters


def column_of(model: type[Model], name: str) -> str:
    quote = connection.ops.quote_name
    column: Any = model._meta.get_field(name)
    return f"{quote(model._meta.db_table)}.{quote(column.column)}"


def whole_rows(parts: Sequence[QuerySet[Any]]) -> WholeRows | None:
    """One source of rows out of the parts; None when nothing can be in them."""
    found = [page for page in map(whole_rows_of, parts) if page is not None]
    if len(found) < 2:
        return found[0] if found else None
    model, _, order, limit, _ = found[0]
    union = " UNION ALL ".join(f"({page.sql})" for page in found)
    sql = f"SELECT * FROM ({union}) AS {connection.ops.quote_name(model._meta.db_table)}{order}{limit}"
    return WholeRows(model, sql, order, limit, tuple(value for page in found for value in page.parameters))


def whole_rows_of(queryset: QuerySet[Any]) -> WholeRows | None:
    model = queryset.model
    table = connection.ops.quote_name(model._meta.db_table)
    try:
        sql, parameters = queryset.values_list("pk").query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return None
    start = f'SELECT {column_of(model, model._meta.pk.name)} AS "pk" FROM '
    if not sql.startswith(start):
        raise ValueError(f"cannot take whole rows from: {sql[:200]}")
    rest = sql.removeprefix(start)
    order, limit = "", ""
    if queryset.ordered:
        order, cut, number = rest.rpartition(" ORDER BY ")[2].partition(" LIMIT ")
        order, limit = f" ORDER BY {order}", cut + number
    return WholeRows(model, f"SELECT {table}.* FROM {rest}", order, limit, tuple(parameters))
