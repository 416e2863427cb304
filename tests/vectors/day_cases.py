"""Days whose plan a person worked out: what the rule must answer, whatever else changes in it.

Around the start (29.0 N, 120.0 E) one hundredth of a degree of longitude is 973 m, so an east-west
row of customers makes the shortest road easy to see. Wednesday is the day.
"""

from typing import Any

DAY = "2025-03-12"  # a Wednesday
START = {"latitude": 29.0, "longitude": 120.0}


def at(account: str, east: int, **facts: Any) -> dict[str, Any]:
    """A customer `east` hundredths of a degree from the start."""
    return {"account": account, "latitude": 29.0, "longitude": round(120 + east / 100, 6), **facts}


def due(account: str, east: int, **facts: Any) -> dict[str, Any]:
    return at(account, east, next_visit_on=DAY, **facts)


def day(*candidates: dict[str, Any], **request: Any) -> dict[str, Any]:
    return {"day": DAY, "today": DAY, "start": START, "candidates": list(candidates)} | request


def window(opens: int, closes: int) -> dict[str, int]:
    return {"opens_minute": opens * 60, "closes_minute": closes * 60}


def shift(start: int, end: int, service: int, **lunch: int) -> dict[str, Any]:
    return {"start_minute": start, "end_minute": end, "service_minutes": service, "lunch": lunch or None}


# name, request, the stops in order as "account code", the left out as {account: code}
CASES: list[tuple[str, dict[str, Any], list[str], dict[str, str]]] = [
    ("a day without candidates", day(), [], {}),
    (
        "lunch takes its time of the shift",
        day(due("a", 0), due("b", 0), shift=shift(660, 800, 60, from_minute=690, until_minute=720, minutes=45)),
        ["a due"],
        {"b": "shift_full"},
    ),
    (
        "who is done before its latest beginning eats at home",
        day(due("a", 0), due("b", 0), shift=shift(660, 800, 60, from_minute=690, until_minute=780, minutes=45)),
        ["a due", "b due"],
        {},
    ),
    (
        "an hour that begins behind lunch is waited for over lunch",
        day(
            due("a", 0),
            due("b", 0, window=window(13, 14)),
            shift=shift(660, 860, 60, from_minute=690, until_minute=750, minutes=45),
        ),
        ["a due", "b due"],
        {},
    ),
    (
        "customers with an order come first, however far",
        day(due("near", 1), at("far", 9, orders_today=2), due("there", 8)),
        ["far order_today", "there due", "near due"],
        {},
    ),
    (
        "then the overdue by tier, not by road",
        day(
            at("ordinary", 1, tier="ordinary", next_visit_on="2025-02-01"),
            at("vip", 3, tier="vip", next_visit_on="2025-03-11"),
            at("gold", 2, tier="gold", next_visit_on="2025-03-01"),
            at("none", 4, next_visit_on="2025-03-01"),
            due("due", 1, tier="vip"),
        ),
        ["vip overdue", "gold overdue", "ordinary overdue", "none overdue", "due due"],
        {},
    ),
    (
        "an agreed hour in the morning keeps nobody with an order out: it is kept between them",
        day(
            at("agreed", 4, visit="v1", next_visit_on=DAY, window=window(9, 10)),
            *(at(f"order{n}", n, orders_today=1) for n in range(1, 8)),
        ),
        [
            "order1 order_today",
            "order2 order_today",
            "order3 order_today",
            "agreed window",
            "order4 order_today",
            "order5 order_today",
            "order6 order_today",
            "order7 order_today",
        ],
        {},
    ),
    (
        "inside a class the road decides",
        day(due("c", 3), due("a", 1), due("d", 4), due("b", 2)),
        ["a due", "b due", "c due", "d due"],
        {},
    ),
    (
        "on a later day the order weekday counts, and orders do not",
        day(
            due("due", 1),
            at("wednesday", 5, order_weekdays=[3, 5]),
            at("thursday", 1, order_weekdays=[4]),
            at("ordered", 1, orders_today=3),
            today="2025-03-10",
        ),
        ["wednesday order_day", "due due"],
        {"thursday": "not_due", "ordered": "not_due"},
    ),
    (
        "today an order day without its order is no order",
        day(at("wednesday", 1, order_weekdays=[3]), at("ordered", 3, orders_today=1), due("due", 2)),
        ["ordered order_today", "due due", "wednesday order_day"],
        {},
    ),
    (
        "who was seen today is done, even with an order; an open visit brings them back",
        day(
            at("seen", 1, orders_today=1, last_visit_on=DAY),
            at("again", 2, orders_today=1, last_visit_on=DAY, visit="v1"),
        ),
        ["again order_today"],
        {"seen": "visited"},
    ),
    (
        "near: early enough in the rhythm and at the road",
        day(
            due("due", 5),
            at("on the way", 3, next_visit_on="2025-03-16", interval_days=28),
            at("too early", 3, next_visit_on="2025-03-18", interval_days=28),
            {"account": "off the way", "latitude": 29.1, "longitude": 120.03, "next_visit_on": "2025-03-13", "interval_days": 28},
        ),
        ["on the way near", "due due"],
        {"too early": "not_due", "off the way": "not_near"},
    ),
    (
        "a full shift keeps orders, then the higher tier, then the later one",
        day(
            at("order", 1, orders_today=1),
            at("vip", 1, tier="vip", next_visit_on="2025-03-11"),
            at("gold long", 1, tier="gold", next_visit_on="2025-02-11"),
            at("gold short", 1, tier="gold", next_visit_on="2025-03-11"),
            due("due", 1, tier="vip"),
            shift={"start_minute": 510, "end_minute": 575, "service_minutes": 20},
        ),
        ["order order_today", "vip overdue", "gold long overdue"],
        {"gold short": "shift_full", "due": "shift_full"},
    ),
    (
        "planned visits and stops put in by hand stay in a full day",
        day(
            at("order", 1, orders_today=1),
            at("planned", 1, visit="v1"),
            at("by hand", 1, added=True),
            shift={"start_minute": 510, "end_minute": 560, "service_minutes": 20},
        ),
        ["by hand added", "planned due"],
        {"order": "shift_full"},
    ),
    (
        "a window may put a stop without an order first",
        day(
            at("order", 1, orders_today=1),
            at("order too", 2, orders_today=1),
            due("early", 3, window={"opens_minute": 480, "closes_minute": 530}),
        ),
        ["early window", "order too order_today", "order order_today"],
        {},
    ),
    (
        "a wide window changes nothing",
        day(at("order", 2, orders_today=1), due("due", 1, window=window(8, 18))),
        ["order order_today", "due due"],
        {},
    ),
    (
        "before an order that opens in the afternoon others are seen, and say why",
        day(
            at("afternoon", 1, orders_today=1, window=window(14, 16)),
            at("late", 1, tier="vip", next_visit_on="2025-03-10"),
            at("order", 2, orders_today=1),
        ),
        ["order order_today", "late window", "afternoon order_today"],
        {},
    ),
    (
        "a window that is over before one can be there is missed",
        day(due("gone", 9, window={"opens_minute": 480, "closes_minute": 515}), due("due", 1)),
        ["due due"],
        {"gone": "window_missed"},
    ),
    (
        "without a location: at the end of its class, by street and route",
        day(
            {"account": "b", "next_visit_on": DAY, "street": "人民路", "position": 1},
            {"account": "a", "next_visit_on": DAY, "street": "人民路", "position": 2},
            {"account": "order", "orders_today": 1},
            due("due", 1),
            at("order here", 1, orders_today=1),
        ),
        ["order here order_today", "order order_today", "due due", "b due", "a due"],
        {},
    ),
    (
        "a street is finished before the next when that costs little",
        day(
            due("a", 0, street="北街"),
            {"account": "b", "latitude": 29.0003, "longitude": 120.0, "next_visit_on": DAY, "street": "南街"},
            {"account": "c", "latitude": 29.0006, "longitude": 120.0, "next_visit_on": DAY, "street": "北街"},
            {"account": "d", "latitude": 29.0009, "longitude": 120.0, "next_visit_on": DAY, "street": "南街"},
        ),
        ["a due", "c due", "b due", "d due"],
        {},
    ),
    (
        "without a start the day begins at a customer",
        day(due("c", 3), due("a", 1), due("b", 2), start=None),
        ["a due", "b due", "c due"],
        {},
    ),
]
