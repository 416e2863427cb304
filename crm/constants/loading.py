"""Brings the register's file into the database: what is new is added, what nobody touched is brought up to date."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from uuid6 import uuid7

REGISTER = Path(__file__).with_name("register.json")


def load_register(questions: type[Any], constants: type[Any], register: Path = REGISTER) -> int:
    """Says how many constants were added or changed. A constant that a person has edited stays as that person left it.

    The models are handed in: a migration brings those of its own time.
    """
    stated = json.loads(register.read_text(encoding="utf-8"), parse_float=Decimal)
    known_questions = _bring(questions, stated["questions"], {})
    sources = stated["sources"]
    wanted = [_constant(fields, sources, known_questions) for fields in stated["constants"]]
    before = {row.key: row for row in constants.objects.all()}
    _bring(constants, wanted, {key: row for key, row in before.items() if row.edited_at is not None})
    return sum(fields["key"] not in before or _differs(before[fields["key"]], fields) for fields in wanted)


def _constant(fields: Mapping[str, Any], sources: Mapping[str, Any], questions: Mapping[str, Any]) -> dict[str, Any]:
    source = sources[fields["source"]]
    values = {"low": Decimal(fields["low"]), "high": Decimal(fields["high"])}
    question = questions[fields["question"]] if "question" in fields else None
    return {**fields, **values, "source": source["file"], "source_title": source["title"], "question": question}


def _bring(model: type[Any], wanted: Iterable[Mapping[str, Any]], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by key, after those in `wanted` were added or brought up to date, except the `kept` ones."""
    rows = {row.key: row for row in model.objects.all()}
    missing = [model(id=uuid7(), **fields) for fields in wanted if fields["key"] not in rows]
    changed = [fields for fields in wanted if fields["key"] in rows and fields["key"] not in kept]
    for fields in changed:
        row = rows[fields["key"]]
        if _differs(row, fields):
            for name, value in fields.items():
                setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[*fields, "version"])
    model.objects.bulk_create(missing)
    return rows | {row.key: row for row in missing}


def _differs(row: Any, fields: Mapping[str, Any]) -> bool:
    if getattr(row, "edited_at", None) is not None:
        return False
    return any(getattr(row, name) != value for name, value in fields.items())
