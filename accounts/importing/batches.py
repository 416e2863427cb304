"""Some thousand lines that land together: in one transaction with the counters that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.importing.mappings import Mapping as ColumnMapping
from accounts.models import ImportRun
from crm.errors import DomainError
from crm.models import User


class Refusal(NamedTuple):
    """Why a line does not land. `line` is its place in the file, `column` the file's own name of the column."""

    line: int
    column: str
    reason: str


class Line(NamedTuple):
    """A staged line: its place in the file and its cells by column; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


class Doubt(NamedTuple):
    """A line that looks like an account of another number. `because` is the column in which they are alike."""

    line: int
    account_id: UUID
    because: str
    told: Mapping[str, str]
    done: str


@dataclass(frozen=True, slots=True)
class Landed:
    """Lines by what became of them, and the accounts and orders that came into being on the way."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    accounts_created: int = 0
    orders_created: int = 0

    @property
    def lines(self) -> int:
        return self.created + self.updated + self.unchanged


#: Lines shown as a sample of what a run changes and brings.
MOST_CHANGED, MOST_NEW = 50, 10

#: The lines of one batch in SQL, as table `staged` with their `line` and `cells`.
LINES_SQL = "accounts_importline AS staged WHERE staged.run_id = %(run)s AND staged.key > %(low)s AND staged.key <= %(high)s"


@dataclass
class Batch:
    """All lines of a run whose key lies above `low` and not above `high`."""

    run: ImportRun
    mapping: ColumnMapping
    columns: Collection[str]
    low: str
    high: str
    refusals: list[Refusal] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    made_ahead: Any = None

    @property
    def by(self) -> User | None:
        return self.run.by

    @property
    def at(self) -> datetime:
        """One instant for the whole run, so that a resumed one tells the same story."""
        return self.run.started_at or self.run.created_at

    @property
    def source(self) -> str:
        return self.mapping.source

    @property
    def bounds(self) -> dict[str, Any]:
        """Parameters for LINES_SQL."""
        return {"run": self.run.pk, "low": self.low, "high": self.high}

    @cached_property
    def size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {LINES_SQL}", self.bounds)
            return int(cursor.fetchone()[0])

    @cached_property
    def lines(self) -> list[Line]:
        """In the order of their keys, and within a key as they stand in the file."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT staged.line, staged.cells FROM {LINES_SQL} ORDER BY staged.key, staged.line", self.bounds)
            return [
                Line(number, {name: cell for name, cell in zip(self.columns, cells, strict=True) if cell})
                for number, cells in cursor.fetchall()
            ]

    def one_line_each(self, column: str) -> tuple[dict[str, Line], int]:
        """The first line of each value, and how many more said the same again; who says otherwise is refused."""
        return self.one_line_each_by(lambda cells: cells[column], column)

    def one_line_each_by(self, key: Callable[[Mapping[str, str]], str], column: str) -> tuple[dict[str, Line], int]:
        """The same by a key that is made of a line's cells, of `column` for the most part."""
        firsts: dict[str, Line] = {}
        again = 0
        for line in self.lines:
            first = firsts.setdefault(key(line.cells), line)
            if first is line:
                continue
            if first.cells == line.cells:
                again += 1
            else:
                self.refuse(
                    line.number, column, f"Line {first.number} says otherwise about the same {self.mapping.theirs(column)}."
                )
        return firsts, again

    def show(self, line: int, name: str, changes: Mapping[str, tuple[Any, Any]] | None = None) -> None:
        """Put a line into the sample: a new one, or what changes from what to what."""
        told = {field: [before, after] for field, (before, after) in (changes or {}).items()}
        shown = sum(bool(entry["changes"]) == bool(told) for entry in self.sample)
        if shown < (MOST_CHANGED if told else MOST_NEW):
            self.sample.append({"line": line, "name": name, "changes": told})

    def refuse(self, line: int, column: str, reason: str) -> None:
        self.refusals.append(Refusal(line, self.mapping.theirs(column), reason))

    def refuse_for(self, line: int, error: DomainError) -> None:
        """In the words of the action that would not write it."""
        column, messages = next(iter(error.fields.items()), ("", [error.detail]))
        self.refuse(line, column, " ".join(map(str, messages)) or error.detail)
