"""How a person mapped a header the last time: the next file of the same system needs no mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.importing.headers import header_digest
from accounts.models import ImportMemory
from crm.models import User


def remember(*, by: User, type: str, columns: Mapping[str, str], identity: str, at: datetime) -> None:
    """`columns` names every column of the file, with ours or with nothing."""
    if columns:
        ImportMemory.objects.update_or_create(
            by=by, type=type, header_digest=header_digest(list(columns)),
            defaults={"columns": dict(columns), "identity": identity, "at": at},
        )  # fmt: skip


def recall(*, by: User, type: str, header: Sequence[str]) -> ImportMemory | None:
    return ImportMemory.objects.filter(by=by, type=type, header_digest=header_digest(header)).first()
