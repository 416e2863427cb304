"""`?custom.KEY=…`: filters over the fields that a company added, each named and typed by its definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.custom import Definition, Unfit, clean_value
from accounts.models import CustomField, CustomValue
from api.filters import split_list
from crm.errors import Invalid

PREFIX = "custom."
EPOCH = date(1970, 1, 1)

#: As text, so that PostgreSQL sees that the index over filled rows holds the answer.
IS_FILLED = RawSQL("accounts_account.custom <> '{}'::jsonb", (), output_field=BooleanField())

#: What may be asked of each type beside equality and `isnull`.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "text": ("in",), "choice": ("in",), "yes_no": (), "number": ("gte", "lte"), "date": ("gte", "lte"), "money": ("gte", "lte"),
}  # fmt: skip

Narrow = Callable[[Definition, str], Q]


def custom_names(params: Mapping[str, Any]) -> list[str]:
    return [name for name in params if name.startswith(PREFIX)]


def definitions() -> dict[str, Definition]:
    """What may be asked for by its key; archived fields are not among it."""
    return {definition.key: definition for definition in CustomField.objects.definitions()}


def narrow_by_custom(queryset: QuerySet[Any], params: Mapping[str, str], known: Mapping[str, Definition]) -> QuerySet[Any]:
    """The rows whose fields are as the `custom.…` parameters say. Raises `Invalid` naming each that cannot be asked."""
    problems: dict[str, list[str]] = {}
    for name in custom_names(params):
        try:
            queryset = queryset.filter(question(name, params[name], known))
        except Unfit as error:
            problems[name] = [str(error)]
    if problems:
        raise Invalid(f"Cannot use: {', '.join(sorted(problems))}.", fields=problems)
    return queryset


def question(name: str, value: str, known: Mapping[str, Definition]) -> Q:
    key, _, ending = name.removeprefix(PREFIX).partition("__")
    definition = known.get(key)
    if definition is None:
        raise Unfit("There is no such field.")
    if ending not in ("", "isnull", *ENDINGS[definition.type]):
        raise Unfit("This field cannot be asked so.")
    return ASKED[ending](definition, value)


def _equal(definition: Definition, value: str) -> Q:
    wanted = _wanted(definition, value)
    return Q(IS_FILLED) & Q(custom__contains={definition.key: wanted})


def _in(definition: Definition, value: str) -> Q:
    asked = Q()
    for item in split_list(value):
        asked |= Q(custom__contains={definition.key: _wanted(definition, item)})
    return Q(IS_FILLED) & asked


def _is_null(definition: Definition, value: str) -> Q:
    if value not in ("true", "false"):
        raise Unfit("true or false.")
    if value == "true":
        return ~Q(custom__has_key=definition.key)
    return Q(pk__in=CustomValue.objects.filter(key=definition.key).values("account_id"))


def _at_least(definition: Definition, value: str) -> Q:
    return _range(definition, value, "number__gte")


def _at_most(definition: Definition, value: str) -> Q:
    return _range(definition, value, "number__lte")


def _range(definition: Definition, value: str, bound: str) -> Q:
    """Amounts compare within one currency: the field's own, or the one named behind the amount."""
    unit, number = comparable(_wanted(definition, value))
    return Q(pk__in=CustomValue.objects.filter(key=definition.key, unit=unit, **{bound: number}).values("account_id"))


def comparable(value: Any) -> tuple[str, Decimal]:
    """As the trigger writes it beside the account: unit and number."""
    if isinstance(value, dict):
        return value["currency"], Decimal(value["amount"])
    if isinstance(value, str):
        return "", Decimal((date.fromisoformat(value) - EPOCH).days)
    return "", Decimal(str(value))


def _wanted(definition: Definition, value: str) -> Any:
    wanted = clean_value(definition, value)
    if wanted is None:
        raise Unfit("A value is expected; ask with __isnull for none.")
    return wanted


ASKED: Mapping[str, Narrow] = {"": _equal, "in": _in, "isnull": _is_null, "gte": _at_least, "lte": _at_most}
