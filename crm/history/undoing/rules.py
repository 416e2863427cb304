"""What an app says about its tables, so that an undo leaves nothing derived behind. Registered when the app starts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

Preparation = Callable[[], None]
#: Takes the rows of the table that an undo has touched, and the accounts that they hang on.
Aftermath = Callable[[Collection[UUID], Collection[UUID]], None]


@dataclass(frozen=True)
class Companion:
    """Rows that go with the row they hang on and never hold it back: derived, or chapters of its history."""

    table: str
    where: str


aftermaths: dict[str, list[Aftermath]] = {}
companions: list[Companion] = []
preparations: list[Preparation] = []


def after_undo(table: str) -> Callable[[Aftermath], Aftermath]:
    """Decorator: brings up to date what is derived from rows of `table`."""

    def register(aftermath: Aftermath) -> Aftermath:
        aftermaths.setdefault(table, []).append(aftermath)
        return aftermath

    return register


def before_undo(preparation: Preparation) -> Preparation:
    """Decorator: done before any row is locked."""
    preparations.append(preparation)
    return preparation


def goes_along(table: str, where: str = "true") -> None:
    """Rows of `table` (those for which `where` holds) are companions of what they hang on."""
    companions.append(Companion(table, where))
