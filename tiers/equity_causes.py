"""Why the equity of an account changed between two nights (row 46). No numpy: the web asks it, too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Each account that changed has exactly one, so that the parts add up to the change."""

    NEW = "new"
    RETURNED = "returned"
    GROWN = "grown"
    SHRUNK = "shrunk"
    LOST = "lost"
    #: One of the two nights could not tell its equity: neither came nor went anybody.
    NOT_COMPARABLE = "not_comparable"


CAUSES = [(cause.value, cause.value) for cause in Cause]
#: An account that probably has left is lost, whatever little it still seems worth.
LOST_BELOW = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """An account in one night. Without an equity: `is_known` says that it had none to tell (it never ordered, or was not there),
    else that the models could not tell."""

    equity: float | None
    alive: float | None = None
    is_known: bool = True


#: It never ordered, or was not there.
NOTHING = Held(None)


def cause(before: Held, after: Held) -> Cause | None:
    """None where nothing changed."""
    if before.equity is None and after.equity is None:
        return None
    if (before.equity is None and not before.is_known) or (after.equity is None and not after.is_known):
        return Cause.NOT_COMPARABLE
    if before.equity is None:
        return Cause.NEW
    if after.equity is None:
        return Cause.LOST
    return _of_two(before.equity, after.equity, before.alive or 0.0, after.alive or 0.0)


def _of_two(before: float, after: float, alive_before: float, alive_after: float) -> Cause | None:
    if after == before:
        return None
    if after < before:
        return Cause.LOST if alive_after < LOST_BELOW <= alive_before else Cause.SHRUNK
    return Cause.RETURNED if alive_before < LOST_BELOW <= alive_after else Cause.GROWN
