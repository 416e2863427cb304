"""Where a check-in was made, judged against where the customer is: it warns and never blocks."""

import math
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Account
from crm.errors import Invalid
from visits.models import Visit
from visits.planning.geo import SAME_FIXES, Fix, Place, haversine_m, is_too_fast, judge_check_in

LOOKED_BACK = timedelta(days=90)
MOST_LOOKED_AT = 50
WARNINGS = {"far": Visit.Flag.FAR, "low_accuracy": Visit.Flag.LOW_ACCURACY, "no_fix": Visit.Flag.NO_FIX}


def check_in_fields(
    *, account: Account, latitude: float | None, longitude: float | None, accuracy_m: float | None
) -> tuple[dict[str, Any], str | None]:
    """The columns of a check-in and the flag it earns, if any. Raises `Invalid` for coordinates that are not on the globe."""
    fix = read_fix(latitude, longitude, accuracy_m)
    verdict = judge_check_in(_place_of(account), fix)
    flag = WARNINGS.get(verdict.verdict)
    if fix and fix.latitude == fix.longitude == 0:  # the Gulf of Guinea is what a receiver says before it knows
        flag = Visit.Flag.LOW_ACCURACY
    columns = {"latitude": latitude, "longitude": longitude, "accuracy_m": accuracy_m, "distance_m": verdict.distance_m}
    return columns, flag


def doubts_of(
    *, visit: Visit, at: datetime, latitude: float | None, longitude: float | None, accuracy_m: float | None, mocked: bool
) -> list[str]:
    """What speaks against a fix (row 21): the phone said it is made up, nobody travels so fast, or it never varies.

    One statement over the manager's last check-ins. At one customer's door a receiver may well repeat itself; the same metre at
    several customers it never says.
    """
    doubts: list[str] = [Visit.Flag.MOCKED] if mocked else []
    fix = read_fix(latitude, longitude, accuracy_m)
    if fix is None:
        return doubts
    before: list[tuple[Any, ...]] = list(
        Visit.objects.filter(manager=visit.manager, started_at__lt=at, started_at__gte=at - LOOKED_BACK, latitude__isnull=False)
        .exclude(pk=visit.pk)
        .order_by("-started_at", "-pk")
        .values_list("started_at", "completed_at", "latitude", "longitude", "accuracy_m", "account_id")[:MOST_LOOKED_AT]
    )
    if before:
        started, completed, lat, lon, accuracy, _ = before[0]
        left = max(started, min(completed or started, at))
        metres = haversine_m(fix, Fix(lat, lon))
        if is_too_fast(metres, (accuracy_m or 0) + (accuracy or 0), (at - left).total_seconds()):
            doubts.append(Visit.Flag.TOO_FAST)
    same = sum(account != visit.account_id and haversine_m(fix, Fix(lat, lon)) == 0 for _, _, lat, lon, _, account in before)
    if same + 1 >= SAME_FIXES:
        doubts.append(Visit.Flag.SAME_FIX)
    return doubts


def read_fix(latitude: float | None, longitude: float | None, accuracy_m: float | None) -> Fix | None:
    problems = {
        name: ["Out of range."]
        for name, value, low, high in (
            ("latitude", latitude, -90, 90), ("longitude", longitude, -180, 180), ("accuracy_m", accuracy_m, 0, math.inf),
        )
        if value is not None and not (math.isfinite(value) and low <= value <= high)
    }  # fmt: skip
    if (latitude is None) != (longitude is None):
        problems["latitude" if latitude is None else "longitude"] = ["A place needs both."]
    if problems:
        raise Invalid("This is no place on the globe.", fields=problems)
    return None if latitude is None or longitude is None else Fix(latitude, longitude, accuracy_m)


def _place_of(account: Account) -> Place | None:
    if account.latitude is None or account.longitude is None:
        return None
    return Place(account.latitude, account.longitude, account.village)
