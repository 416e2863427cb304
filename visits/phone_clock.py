"""Whether the time a phone wrote down can be true. What it wrote is kept; a wrong clock is flagged, and moves no figure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
#: As long as the ledger of operations remembers: nobody comes back later with work of a day long past.
LONGEST_OFFLINE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Heard:
    """When the server heard of it, and how far the phone's clock was ahead at that moment (None: the phone did not say)."""

    at: datetime
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """`happened_at` is the best we know: the phone's own time, mended where its clock was wrong."""

    is_wrong: bool
    happened_at: datetime


def judge_clock(told_at: datetime, heard: Heard | None) -> Told:
    """Compare what the phone wrote with when we heard of it. Without `heard` the time comes from a clock we trust."""
    if heard is None:
        return Told(False, told_at)
    if heard.ahead is not None and abs(heard.ahead) > TOLERANCE:
        return Told(True, _plausible(told_at - heard.ahead, heard.at) or heard.at)
    if _plausible(told_at, heard.at) is None:
        return Told(True, heard.at)
    return Told(False, told_at)


def _plausible(at: datetime, heard_at: datetime) -> datetime | None:
    return at if heard_at - LONGEST_OFFLINE <= at <= heard_at + TOLERANCE else None
