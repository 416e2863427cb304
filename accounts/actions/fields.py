"""What may be written into a row: cleaned and judged alike, whether it comes from a phone, a file or a program."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import CharField, FloatField, ForeignKey, JSONField, Model, TextField

from crm.errors import Invalid

#: Digits with what people put between them; an extension as `ext`, `x` or 转.
PHONE = re.compile(r"(?=.*\d)[\d\s+\-–()./,;#*]+(?:(?:ext\.?|x|转|分机)\s*[\d\s]+)?", re.IGNORECASE)
CURRENCY = re.compile(r"[A-Z]{3}")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def clean_fields(model: type[Model], fields: Mapping[str, Any], *, writable: Collection[str]) -> dict[str, Any]:
    """The values as they will be stored. Raises `Invalid` naming every field that is unknown, read-only or wrong."""
    problems: dict[str, list[str]] = {}
    cleaned: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in writable:
            problems[name] = [_why_not(model, name)]
            continue
        room = _room(model, name)
        if room and type(value) is str and len(value) <= room and value.isprintable() and value.strip(" ") == value != "":
            cleaned[name] = value  # most of what an import brings: there is nothing to clean
            continue
        try:
            cleaned[name] = (
                _clean_once(model, name, value) if type(value) is str else clean_value(model._meta.get_field(name), value)
            )
        except ValidationError as error:
            problems[name] = list(error.messages)
    if problems:
        raise Invalid("Some fields cannot be written.", fields=problems)
    return cleaned


@cache
def _room(model: type[Model], name: str) -> int:
    """Characters that a field of plain words holds; 0 for every other kind of field."""
    field = model._meta.get_field(name)
    if type(field) is not CharField or field.choices or name in ("phone", "currency"):
        return 0
    return field.max_length or 0


@lru_cache(1 << 16)
def _clean_once(model: type[Model], name: str, value: str) -> Any:
    """A file repeats its choices, currencies and coordinates."""
    return clean_value(model._meta.get_field(name), value)


def _why_not(model: type[Model], name: str) -> str:
    known = name in {field.name for field in model._meta.concrete_fields}
    return "This field is read-only." if known else "Unknown field."


def clean_value(field: Any, value: Any) -> Any:
    """One value in the shape of its column; raises Django's `ValidationError`."""
    if isinstance(field, ForeignKey):
        return _reference(field, value)
    if isinstance(field, CharField | TextField) and isinstance(value, str):
        value = clean_text(value)
        if not value and field.null:
            return None
        if field.name == "phone":
            value = clean_phone(value)
        if field.name == "currency":
            value = clean_currency(value)
        if type(field) in (CharField, TextField) and not field.choices:
            return _fitting(field, value)
    if isinstance(field, ArrayField):
        value = _distinct(value)
        if field.name == "other_phones":
            value = [clean_phone(entry) for entry in value if isinstance(entry, str)]
    if isinstance(field, FloatField) and isinstance(value, float) and not math.isfinite(value):
        raise ValidationError("Not a number.")
    if isinstance(field, JSONField):
        return _json_list(value) if field.default is list else _json_object(value)
    return field.clean(value, None)


def _fitting(field: Any, value: str) -> str:
    """What Django's own validators say of plain text, ten times as fast: an import asks millions of times."""
    if not value and not field.blank:
        raise ValidationError(field.error_messages["blank"])
    if field.max_length is not None and len(value) > field.max_length:
        raise ValidationError(f"{len(value)} characters, at most {field.max_length} have room.")
    return value


def clean_text(value: str) -> str:
    """Without surrounding space; NUL and half characters are refused, everything else (emoji, rare Han) is kept."""
    if "\x00" in value:
        raise ValidationError("A NUL character cannot be stored.")
    if not value.isascii() and HALF_CHARACTER.search(value):
        raise ValidationError("This text holds half a character: it was read in the wrong encoding.")
    return value.strip()


def clean_phone(value: str) -> str:
    """As it was typed, in half-width characters; the search keeps its digits."""
    value = " ".join(unicodedata.normalize("NFKC", value).split())
    if value and not PHONE.fullmatch(value):
        raise ValidationError("Not a phone number: write it as +86 138 0013 8000 or 0571-8848 1234 ext 5.")
    return value


def clean_currency(value: str) -> str:
    value = value.upper()
    if not CURRENCY.fullmatch(value):
        raise ValidationError("Three capital letters, such as CNY.")
    return value


def _reference(field: Any, value: Any) -> Any:
    if value is None and field.null:
        return None
    if not isinstance(value, field.remote_field.model):
        raise ValidationError(f"Not a {field.remote_field.model.__name__.lower()}.")
    return value


def _distinct(value: Any) -> Any:
    """A list is a set here (tags, weekdays): each entry once, in order."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValidationError("A list is expected.")
    entries = {clean_text(entry) if isinstance(entry, str) else entry: None for entry in value}
    entries.pop("", None)
    return sorted(entries) if all(isinstance(entry, int) for entry in entries) else list(entries)


def _json_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValidationError("An object is expected.")
    return {clean_text(key): _json_value(entry, depth=1) for key, entry in value.items()}


def _json_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError("A list is expected.")
    return [_json_value(entry, depth=1) for entry in value]


def _json_value(value: Any, *, depth: int) -> Any:
    if depth > 8:
        raise ValidationError("Nested too deeply.")
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValidationError("Not a number.")
    if isinstance(value, dict):
        return {clean_text(key): _json_value(entry, depth=depth + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(entry, depth=depth + 1) for entry in value]
    return value
