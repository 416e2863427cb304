"""JSON out: rows that PostgreSQL already wrote as text go through untouched."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONText(bytes):
    """A response body that is JSON already."""


def plain(value: Any) -> Any:
    """What orjson does not know: money stays exact as a string, lazy texts become texts."""
    if isinstance(value, Decimal | bytes):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        if data is None:
            return b""
        if isinstance(data, JSONText):
            return bytes(data)
        return orjson.dumps(data, default=plain, option=orjson.OPT_NON_STR_KEYS)
