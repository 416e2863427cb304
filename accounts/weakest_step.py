"""The shortest board of the barrel: a chain serves as well as its weakest step, not as its steps on average (row 47).

A link has up to three parts, each from 0 to 100, and counts as the least of them; a step counts as the least of what it
serves, the chain as the least of its steps. What nobody has measured is no part: without any part there is no score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

#: So many requests at least must have come to an end, before their share on time says anything.
ENOUGH_REQUESTS = 3
LOWEST, HIGHEST = 1, 5

Key = TypeVar("Key")


@dataclass(frozen=True)
class Facts:
    """What was seen of a link in the window. `ratings` are the means of what was rated: each standard, and the link itself."""

    on_time: int = 0
    late: int = 0
    ratings: tuple[Decimal, ...] = ()
    open_complaints: int = 0


@dataclass(frozen=True)
class Score:
    """`value` is the least of the `parts`; `limit` names the part that it is."""

    value: Decimal | None
    limit: str | None
    parts: Mapping[str, Decimal]


def score(facts: Facts) -> Score:
    """One open complaint halves what can be reached, two leave a third: whoever complains waits for it to be mended."""
    parts: dict[str, Decimal] = {}
    ended = facts.on_time + facts.late
    if ended >= ENOUGH_REQUESTS:
        parts["on_time"] = tenth(Decimal(100 * facts.on_time) / ended)
    if facts.ratings:
        parts["rating"] = tenth((min(facts.ratings) - LOWEST) * 100 / (HIGHEST - LOWEST))
    if facts.open_complaints:
        parts["complaints"] = tenth(Decimal(100) / (1 + facts.open_complaints))
    if not parts:
        return Score(None, None, parts)
    limit = min(parts, key=lambda name: parts[name])
    return Score(parts[limit], limit, parts)


def weakest(scores: Iterable[tuple[Key, Score]]) -> Key | None:
    """The one with the least score, the first of equals; None when none has one."""
    known = [(found.value, place, key) for place, (key, found) in enumerate(scores) if found.value is not None]
    return min(known, key=lambda entry: entry[:2])[2] if known else None


def tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
