"""What came of an undo."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices


class Why(TextChoices):
    """Why a row was left as it is."""

    CHANGED = "changed", "之后有人改过"
    IN_USE = "in_use", "已被使用"
    TAKEN = "taken", "原值已被占用"
    GONE = "gone", "已不存在"


@dataclass(frozen=True, slots=True)
class Kept:
    """`what` names the fields, or the table that hangs on the row."""

    table: str
    row_id: UUID
    account_id: UUID | None
    why: str
    what: str


@dataclass
class Undone:
    """Rows by table. `batch` is the undo's own; `kept` are the first of `kept_count`."""

    batch: UUID
    restored: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    brought_back: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)
    kept_count: int = 0

    @property
    def changed(self) -> int:
        return (self.restored + self.removed + self.brought_back).total()
