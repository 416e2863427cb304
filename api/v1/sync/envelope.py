"""What a phone posts: the envelope is read strictly, an op that cannot be read never holds up the others."""

import codecs
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from api.errors import TooLarge, flatten
from api.parsers import check, refuse_constant
from api.resources import StrictSerializer
from api.v1.fields import InstantField
from crm.errors import Invalid

MOST_OPS = 50


class TwiceNamed(dict[str, Any]):
    """An object in which a key stood twice; the later value is in it, but nobody should rely on that."""


class EnvelopeParser(BaseParser):
    """JSON whose faults inside of one op are that op's alone."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge("The body is over 2.5 MB; send fewer ops at once.")
        try:
            return json.loads(codecs.decode(raw, "utf-8"), object_pairs_hook=_marked, parse_constant=refuse_constant)
        except RecursionError as error:
            raise Invalid("Nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"Not JSON: {error}") from error


def _marked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else TwiceNamed(found)


class OpsField(serializers.Field[list[Any], Any, list[Any], Any]):
    """A list of whatever the phone sent: each op is read on its own."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list) or len(data) > MOST_OPS:
            raise serializers.ValidationError(f"A list of at most {MOST_OPS} ops.")
        return data


class EnvelopeForm(StrictSerializer):
    """`sent_at` is the phone's clock at sending: beside our own it tells how wrong the phone's times are."""

    device = serializers.CharField(max_length=64)
    ops = OpsField()
    sent_at = InstantField(required=False)


class OpForm(StrictSerializer):
    id = serializers.UUIDField()
    type = serializers.CharField(max_length=40)
    at = InstantField()
    base_version = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**31 - 1)
    payload = serializers.DictField()


@dataclass(frozen=True, slots=True)
class Envelope:
    device: str
    ops: list[Any]
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpRequest:
    """One op as it was sent. `digest` tells the same body from another one under the same id."""

    id: UUID
    type: str
    at: datetime
    base_version: int | None
    payload: Mapping[str, Any]
    digest: str


def read_envelope(body: Any) -> Envelope:
    """Raises `Invalid` (400) when the envelope itself is broken."""
    if not isinstance(body, dict) or isinstance(body, TwiceNamed):
        raise Invalid("The body is an object with device and ops, each once.")
    check({name: value for name, value in body.items() if name != "ops"})
    form = EnvelopeForm(data=body)
    form.is_valid(raise_exception=True)
    return Envelope(form.validated_data["device"], form.validated_data["ops"], form.validated_data.get("sent_at"))


def read_op(raw: Any) -> OpRequest:
    """Raises `Invalid` naming what is wrong with this op."""
    if not isinstance(raw, dict):
        raise Invalid("An op is an object.", fields={"op": ["Not an object."]})
    check(raw)
    _require_single_names(raw)
    form = OpForm(data=raw)
    if not form.is_valid():
        raise Invalid("This op cannot be read.", fields=flatten(form.errors))
    fields = form.validated_data
    return OpRequest(
        id=fields["id"], type=fields["type"], at=fields["at"], base_version=fields.get("base_version"), payload=raw["payload"],
        digest=digest_of(raw),
    )  # fmt: skip


def _require_single_names(value: Any) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, TwiceNamed):
            raise Invalid("A field is given twice.", fields={"op": ["A field is given twice."]})
        pending += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()


def digest_of(raw: Mapping[str, Any]) -> str:
    """Equal for the same op however its JSON is written; the id is the key, not the body."""
    body = {name: raw.get(name) for name in ("type", "at", "base_version", "payload")}
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def id_of(raw: Any) -> Any:
    """Whatever the op calls itself, so that the phone finds the answer again."""
    named = raw.get("id") if isinstance(raw, dict) else None
    return named if isinstance(named, str) and len(named) <= 200 and named.isprintable() else None
