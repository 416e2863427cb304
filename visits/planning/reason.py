"""Why a customer is visited on a day, which class of the plan that is, and what is kept first (row 20).

Two orders must not be mixed up. `klass` is the order on the road: orders first, then overdue by
tier, then the rest. `keep` is the order in which calls win a place in a day that is too short:
a visit somebody has already planned goes before all, a customer who is merely near comes last.
"""

from dataclasses import dataclass
from datetime import date

from visits.planning.agenda import Candidate, Reason
from visits.planning.rhythm import early_days, overdue_days

TIERS = ("vip", "gold", "key", "ordinary")
UNTIERED = len(TIERS)
ORDERS, OVERDUE, REST = 0, 1, UNTIERED + 2  # overdue takes one class a tier, and one for no tier
KEEP_PINNED, KEEP_ORDERS, KEEP_OVERDUE, KEEP_DUE, KEEP_ORDER_DAY, KEEP_NEAR = range(6)


@dataclass(frozen=True, slots=True)
class Call:
    """A candidate worth a visit on the day; of `klass` and `keep` the lowest goes first."""

    candidate: Candidate
    reason: Reason
    klass: int
    keep: tuple[int, int, int]
    overdue_days: int

    @property
    def is_pinned(self) -> bool:
        """Planned already or put in by hand: no rule takes it out again."""
        return self.keep[0] == KEEP_PINNED

    @property
    def is_near(self) -> bool:
        """Not due yet: only taken along when it lies at the road."""
        return self.keep[0] == KEEP_NEAR


def tier_rank(tier: str | None) -> int:
    """0 for vip to 3 for ordinary, 4 while there is no tier."""
    return TIERS.index(tier) if tier in TIERS else UNTIERED


def judge(candidate: Candidate, *, day: date, today: date, orders_first: bool = True) -> Call | str:
    """The call to make, or the code why there is none: `visited` or `not_due`.

    Without `orders_first` an order still wins a place in the day, but it is driven to where it lies at the road.
    """
    pinned = candidate.added or candidate.visit is not None
    if not pinned and candidate.last_visit_on is not None and candidate.last_visit_on >= day:
        return "visited"
    late = overdue_days(day=day, next_visit_on=candidate.next_visit_on)
    reason = _order(candidate, day, today) or _lateness(late) or _rest(candidate, day, pinned=pinned)
    if reason is None:
        return "not_due"
    rank = tier_rank(candidate.tier)
    klass, group = _class_and_keep(reason, rank, is_later=day > today)
    if klass == ORDERS and not orders_first:
        klass = OVERDUE + rank if late else REST
    urgency = reason.parts.get("due_in_days", -late)
    keep = (KEEP_PINNED if pinned else group, rank, urgency)
    return Call(candidate, reason, klass, keep, overdue_days=late)


def _order(candidate: Candidate, day: date, today: date) -> Reason | None:
    """Orders count on their day; of a later day only the customer's order weekday is known."""
    if day > today:
        return _order_day(candidate, day)
    if candidate.orders_today > 0:
        return Reason("order_today", {"orders": candidate.orders_today})
    return None


def _order_day(candidate: Candidate, day: date) -> Reason | None:
    weekday = day.isoweekday()
    return Reason("order_day", {"weekday": weekday}) if weekday in candidate.order_weekdays else None


def _lateness(late: int) -> Reason | None:
    return Reason("overdue", {"overdue_days": late}) if late else None


def _rest(candidate: Candidate, day: date, *, pinned: bool) -> Reason | None:
    """Neither an order nor overdue: due, planned, by hand, an order day still without its order, or near."""
    due_in = (candidate.next_visit_on - day).days if candidate.next_visit_on else None
    if due_in == 0 or (pinned and not candidate.added):
        return Reason("due")
    if candidate.added:
        return Reason("added")
    if order_day := _order_day(candidate, day):
        return order_day
    if due_in is not None and due_in <= early_days(candidate.interval_days):
        return Reason("near", {"due_in_days": due_in})
    return None


def _class_and_keep(reason: Reason, rank: int, *, is_later: bool) -> tuple[int, int]:
    match reason.code:
        case "order_today":
            return ORDERS, KEEP_ORDERS
        case "order_day":
            return (ORDERS, KEEP_ORDERS) if is_later else (REST, KEEP_ORDER_DAY)
        case "overdue":
            return OVERDUE + rank, KEEP_OVERDUE
        case "near":
            return REST, KEEP_NEAR
        case _:
            return REST, KEEP_DUE
