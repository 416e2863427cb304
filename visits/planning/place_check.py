"""What a check-in says about the customer's place (row 21)."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from accounts.datum import SHARP_M, Point, looks_like_gcj02
from visits.planning.geo import NEAR_M, Fix, Place, haversine_m

#: With one of these a fix is evidence of nothing.
DOUBTS = frozenset({"mocked", "too_fast", "same_fix", "clock"})


class Says(StrEnum):
    """`found`: we did not know the place and do now; `confirms`: it is right; `misses`: it was sharp and somewhere else."""

    NOTHING = "nothing"
    FOUND = "found"
    CONFIRMS = "confirms"
    MISSES = "misses"


def what_it_says(fix: Fix | None, place: Place | None, *, flags: Collection[str], was_met: bool) -> Says:
    """Only a sharp fix without a doubt speaks; who met nobody may have stood at the wrong door, and finds no place."""
    if fix is None or fix.accuracy_m is None or fix.accuracy_m > SHARP_M or DOUBTS & set(flags):
        return Says.NOTHING
    if fix.latitude == fix.longitude == 0:
        return Says.NOTHING
    if place is None or place.latitude == place.longitude == 0:
        return Says.FOUND if was_met else Says.NOTHING
    if haversine_m(fix, place) <= NEAR_M:
        return Says.CONFIRMS if was_met else Says.NOTHING
    return Says.MISSES if was_met else Says.NOTHING


def was_told_in_gcj02(place: Place | None, missing: Sequence[Point]) -> bool:
    """Whether the check-ins that miss the place meet it once it is read as GCJ-02."""
    return place is not None and looks_like_gcj02((place.latitude, place.longitude), missing)
