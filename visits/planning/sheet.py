"""How a day or a route is written on paper: by street in the dense town, by village in the scattered country (row 17)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Stop = TypeVar("Stop", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Area(Generic[Stop]):
    """One heading of the sheet. `kind` is `street`, `village`, or `unknown` where the address says neither."""

    kind: str
    name: str
    stops: tuple[Stop, ...]


def area_of(*, street: str, village: str) -> tuple[str, str]:
    """A customer with a village lies in the country, whatever its street is called."""
    if village.strip():
        return "village", village.strip()
    return ("street", street.strip()) if street.strip() else ("unknown", "")


def by_area(stops: Iterable[tuple[Stop, str, str]]) -> Sequence[Area[Stop]]:
    """Stops (with street and village) under their headings: headings in the order in which the road first comes there, what
    has no address last. A street that the road comes to twice stands once, and its stops keep their numbers."""
    areas: dict[tuple[str, str], list[Stop]] = {}
    for stop, street, village in stops:
        areas.setdefault(area_of(street=street, village=village), []).append(stop)
    ordered = sorted(areas.items(), key=lambda item: item[0][0] == "unknown")
    return [Area(kind, name, tuple(members)) for (kind, name), members in ordered]
