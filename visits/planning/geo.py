"""Where a customer is, and how far from there a check-in was made (rows 17, 21)."""

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
NEAR_M = 200  # a shop front, its yard and the other side of the street
COARSE_M = 100  # a phone that knows its place worse than this has only seen a mast


@dataclass(frozen=True, slots=True)
class Place:
    """A point on WGS-84 in degrees; `village` is set in the country and empty in town."""

    latitude: float
    longitude: float
    village: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What the phone's positioning answered: degrees, and the radius in metres it vouches for."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The verdict on a check-in with its parts. It warns and never blocks.

    `verdict` is `ok`, `far`, `low_accuracy`, `no_fix` (the phone gave no position) or
    `no_place` (we do not know yet where the customer is; this check-in can tell us, row 21).
    `distance_m` is null where one of the two points is missing.
    """

    verdict: str
    distance_m: int | None = None
    accuracy_m: float | None = None


def haversine_m(a: Place | Fix, b: Place | Fix) -> int:
    """Straight distance over the globe in whole metres, half a metre rounded up."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    rise = math.sin((lat_b - lat_a) / 2)
    run = math.sin(math.radians(b.longitude - a.longitude) / 2)
    chord = rise * rise + math.cos(lat_a) * math.cos(lat_b) * run * run
    return math.floor(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord))) + 0.5)


#: Faster from door to door than any road: one of the two places is made up.
IMPOSSIBLE_KMH = 150
#: The same metre at so many visits, to different customers: a program stands in for the receiver.
SAME_FIXES = 3


def is_too_fast(metres: int, accuracies_m: float, seconds: float) -> bool:
    """Whether nobody can have come so far in that time, the circles of both fixes granted."""
    surely = metres - accuracies_m
    return surely > 1000 and surely * 3.6 > IMPOSSIBLE_KMH * max(seconds, 1.0)


def judge_check_in(place: Place | None, fix: Fix | None, *, near_m: int = NEAR_M, coarse_m: int = COARSE_M) -> CheckIn:
    """Compare a check-in with the customer's place.

    `far` is only said when the whole circle of the fix lies outside `near_m`: a coarse fix
    that may still be at the door is `low_accuracy`, not an accusation.
    """
    if fix is None:
        return CheckIn("no_fix")
    if place is None:
        return CheckIn("no_place", accuracy_m=fix.accuracy_m)
    distance = haversine_m(place, fix)
    return CheckIn(_verdict(distance, fix.accuracy_m, near_m, coarse_m), distance, fix.accuracy_m)


def _verdict(distance_m: int, accuracy_m: float | None, near_m: int, coarse_m: int) -> str:
    if distance_m - (accuracy_m or 0) > near_m:
        return "far"
    if accuracy_m is None or accuracy_m > coarse_m:
        return "low_accuracy"
    return "ok"
