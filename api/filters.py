"""Filters that refuse what they do not know."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_filters import rest_framework as df

from api.parsers import LARGEST_OFFSET, check_text
from crm.errors import Invalid

#: What every list understands beside its filters.
PAGING = frozenset({"limit", "cursor", "ordering", "search", "count", "updated_since"})
EARLIEST, LATEST = 1900, 2200


def read_instant(text: str) -> datetime:
    """RFC 3339 with offset; offsets beyond ±14:00 and years outside of 1900-2200 are refused."""
    try:
        value = parse_datetime(text.replace(" ", "+", 1) if "T" in text else text)
    except ValueError:
        value = None
    if value is None:
        raise ValidationError("An instant such as 2026-01-31T08:30:00+08:00.")
    if timezone.is_naive(value):
        raise ValidationError("An instant needs its offset, such as +08:00 or Z.")
    if abs(value.utcoffset() or timedelta()) > LARGEST_OFFSET:
        raise ValidationError("The offset must lie within ±14:00.")
    if not EARLIEST <= value.year <= LATEST:
        raise ValidationError(f"A year from {EARLIEST} to {LATEST}.")
    return value


class InstantField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        return read_instant(value) if value not in self.empty_values else None


class InstantFilter(df.Filter):
    field_class = InstantField


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class DayFilter(df.Filter):
    field_class = DayField


class StrictBooleanField(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if value not in ("true", "false"):
            raise ValidationError("true or false.")
        return bool(value == "true")


class FlagFilter(df.Filter):
    """`true` or `false`, nothing else."""

    field_class = StrictBooleanField


class ChoiceInField(forms.Field):
    def __init__(self, *, choices: Iterable[str], **kwargs: Any) -> None:
        self.choices = list(choices)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str] | None:
        if value in self.empty_values:
            return None
        wanted: list[str] = value.split(",")
        if unknown := [item for item in wanted if item not in self.choices]:
            raise ValidationError(f"{unknown[0]!r} is none of {', '.join(self.choices)}.")
        return wanted


class ChoiceInFilter(df.Filter):
    field_class = ChoiceInField


class IdListField(forms.Field):
    def to_python(self, value: Any) -> list[UUID] | None:
        if value in self.empty_values:
            return None
        try:
            return [UUID(item) for item in value.split(",")]
        except ValueError as error:
            raise ValidationError("Ids separated by commas.") from error


class IdListFilter(df.Filter):
    field_class = IdListField


class IdFilter(df.UUIDFilter):
    pass


def split_list(text: str) -> list[str]:
    r"""`a,b\,c` → `a` and `b,c`: what people wrote themselves may hold a comma."""
    items, item, escaped = [], "", False
    for character in text:
        if escaped or character not in "\\,":
            item, escaped = item + character, False
        elif character == "\\":
            escaped = True
        else:
            items.append(item)
            item = ""
    return [entry.strip() for entry in (*items, item) if entry.strip()]


class TextListField(forms.Field):
    def to_python(self, value: Any) -> list[str] | None:
        return split_list(value) if value not in self.empty_values else None


class TextListFilter(df.Filter):
    field_class = TextListField


def text_filters(name: str) -> dict[str, df.Filter]:
    """`name` and `name__in`."""
    return {name: df.CharFilter(field_name=name), f"{name}__in": TextListFilter(field_name=name, lookup_expr="in")}


def choice_filters(name: str, choices: Iterable[str], *, nullable: bool = False) -> dict[str, df.Filter]:
    """`name`, `name__in` and, where it makes sense, `name__isnull`."""
    values = list(choices)
    made: dict[str, df.Filter] = {
        name: df.ChoiceFilter(field_name=name, choices=[(value, value) for value in values]),
        f"{name}__in": ChoiceInFilter(field_name=name, lookup_expr="in", choices=values),
    }
    return made | null_filter(name) if nullable else made


def range_filters(name: str, kind: type[df.Filter], *, nullable: bool = True) -> dict[str, df.Filter]:
    """`name`, `name__gte`, `name__lte` and `name__isnull`."""
    made = {name: kind(field_name=name)} | {f"{name}__{end}": kind(field_name=name, lookup_expr=end) for end in ("gte", "lte")}
    return made | null_filter(name) if nullable else made


def id_filters(name: str, *, nullable: bool = False) -> dict[str, df.Filter]:
    made: dict[str, df.Filter] = {
        name: IdFilter(field_name=f"{name}_id"),
        f"{name}__in": IdListFilter(field_name=f"{name}_id", lookup_expr="in"),
    }
    return made | null_filter(name) if nullable else made


def null_filter(name: str) -> dict[str, df.Filter]:
    return {f"{name}__isnull": FlagFilter(field_name=name, lookup_expr="isnull")}


class StrictFilterSet(df.FilterSet):
    """Only declared names; each name once; a bad value names its field. `extra` are names that the view reads itself."""

    extra: ClassVar[frozenset[str]] = frozenset()


def filter_rows(
    filterset_class: type[StrictFilterSet] | None, params: QueryDict, queryset: QuerySet[Any], *, also: Iterable[str] = ()
) -> QuerySet[Any]:
    """`also` names parameters of this request that the caller reads itself."""
    known = PAGING.union(also, filterset_class.base_filters.keys() | filterset_class.extra if filterset_class else ())
    refuse_unknown(params, known)
    if filterset_class is None or not params.keys() & filterset_class.base_filters.keys():
        return queryset
    filters = filterset_class.base_filters
    wrong: dict[str, list[str]] = {}
    for name in params.keys() & filters.keys():
        try:
            queryset = filters[name].filter(queryset, filters[name].field.clean(params[name]))
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise Invalid("Some filters are not acceptable.", fields=wrong)
    return queryset


def refuse_unknown(params: QueryDict, known: Iterable[str]) -> None:
    """400 that names every unknown, doubled or unstorable parameter."""
    allowed = set(known)
    wrong: dict[str, list[str]] = {}
    for name, values in params.lists():
        if name not in allowed:
            wrong[name] = ["Unknown parameter."]
        elif len(values) > 1:
            wrong[name] = ["Given more than once; separate values of an __in filter by commas."]
        else:
            check_text(values[0])
    if wrong:
        raise Invalid(f"Cannot use: {', '.join(sorted(wrong))}.", fields=wrong)


def read_id(name: str, text: str | None) -> UUID:
    """The id in the parameter `name`, or a refusal that names it."""
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Invalid(f"{name} is no id.", fields={name: ["An id."]}) from error


def changed_since(params: Mapping[str, str]) -> datetime | None:
    if "updated_since" not in params:
        return None
    try:
        return read_instant(params["updated_since"])
    except ValidationError as error:
        raise Invalid("updated_since is not an instant.", fields={"updated_since": error.messages}) from error
