"""JSON that is read strictly: no key twice, no deep nesting, no NUL, no NaN, no huge body."""

import codecs
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from api.errors import TooLarge
from crm.errors import Invalid

MAX_DEPTH = 32
#: Of an instant: no clock on earth is further from UTC.
LARGEST_OFFSET = timedelta(hours=14)


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge("The body is over 2.5 MB; use an import.")
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    """Decode one JSON document or raise `Invalid` naming what is wrong."""
    try:
        text = codecs.decode(raw, "utf-8")
        value = json.loads(text, object_pairs_hook=unique_keys, parse_constant=refuse_constant)
    except UnicodeDecodeError as error:
        raise ParseError("The body is not UTF-8.") from error
    except RecursionError as error:
        raise Invalid(f"Nested too deeply (at most {MAX_DEPTH} levels).") from error
    except ValueError as error:
        raise ParseError(f"Not JSON: {error}") from error
    check(value)
    return value


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Invalid(f"The field {key!r} is given twice.", fields={key: ["Given twice."]})
        found[key] = value
    return found


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def check(value: Any) -> None:
    """Walk without recursion: depth at most 32, every text storable."""
    pending: list[tuple[Any, int]] = [(value, 1)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise Invalid(f"Nested too deeply (at most {MAX_DEPTH} levels).")
            children = list(item.values()) + list(item) if isinstance(item, dict) else item
            pending += [(child, depth + 1) for child in children]


def check_text(text: str) -> None:
    """PostgreSQL stores neither NUL nor half a surrogate pair."""
    if "\0" in text:
        raise Invalid("NUL characters are not allowed.")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise Invalid("Half a surrogate pair is not a character.")
