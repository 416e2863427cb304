"""What a change of satisfaction may do to the unit share (row 25): a range, never a single figure."""

from dataclasses import dataclass
from decimal import Decimal

from crm.constants.register import Register
from crm.explain import Figure, computed, entered

#: The source found the tie looser where few households own the product yet; no number is stated for how much.
WEAKER = "weaker_while_few_own"


@dataclass(frozen=True)
class ShareOutlook:
    """The figures that could be reckoned, and which constants the others wait for."""

    figures: tuple[Figure, ...]
    missing: tuple[str, ...]


def share_outlook(register: Register, *, points: Decimal) -> ShareOutlook:
    """`points` of satisfaction gained or lost, of 100. A constant that was edited down to one number gives no figure:
    the sources only know a range, and a single one would promise what nobody measured."""
    per_point, explained = register.constant("share_per_point"), register.constant("share_explained")
    found, missing = [], []
    if per_point is None or per_point.low == per_point.high:
        missing.append("share_per_point")
    else:
        gained = entered("points", points, unit="points")
        found.append(computed("share_change", "points * share_per_point", gained, per_point, unit="percentage_points", note=WEAKER))
    if explained is None:
        missing.append("share_explained")
    else:
        found.append(explained)
    return ShareOutlook(tuple(found), tuple(missing))
