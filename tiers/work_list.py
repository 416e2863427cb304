"""Which side a customer stands on and what asks for something to be done: keeping comes before winning (rows 13, 24)."""

from enum import StrEnum
from typing import Final

from tiers.equity_causes import LOST_BELOW

#: A customer that buys from us, whether lately or not.
KEPT: Final = ("active", "dormant")


class Side(StrEnum):
    KEEP = "keep"
    WIN = "win"


def side_of(status: str) -> Side:
    return Side.KEEP if status in KEPT else Side.WIN


class Reason(StrEnum):
    """In the order in which they are told: what hurts first."""

    COMPLAINT = "complaint"
    PROMISE = "promise"
    LEAVING = "leaving"
    ORDER_LATE = "order_late"
    ACTION_DUE = "action_due"
    VISIT_LATE = "visit_late"


#: More likely gone than not.
LEAVING_BELOW: Final = LOST_BELOW
