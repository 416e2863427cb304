"""Days that have begun, and questions for a free hour: what a person expects, then many drawn ones (rows 17, 20).

One hundredth of a degree of longitude is 973 m at the start, in town some four and a half minutes.
"""

import random
from datetime import date, timedelta
from typing import Any

from tests.vectors.day_cases import DAY, START, at, due, window
from tests.vectors.reading import replan_from, slots_from

HERE = START


def begun(order: str, *candidates: dict[str, Any], now: int = 9 * 60, **request: Any) -> dict[str, Any]:
    return {"day": DAY, "candidates": list(candidates), "order": order.split(), "now_minute": now, "here": HERE} | request


LUNCHING = {
    "start_minute": 510, "end_minute": 820, "service_minutes": 20,
    "lunch": {"from_minute": 690, "until_minute": 740, "minutes": 45},
}  # fmt: skip
# name, request, the order kept, the order proposed (None: none is worth it), who is reached too late
REPLANS: list[tuple[str, dict[str, Any], str, str | None, str]] = [
    ("nothing is left", begun(""), "", None, ""),
    ("a good order is kept", begun("a b c", due("a", 1), due("b", 2), due("c", 3)), "a b c", None, ""),
    (
        "a skipped stop leaves a detour behind: the shorter order is proposed, not taken",
        begun("a far b c", due("a", 1), due("far", 9), due("b", 2), due("c", 3)),
        "a far b c",
        "a b c far",
        "",
    ),
    (
        "the next stop is frozen, however bad it is",
        begun("far a b", due("a", 1), due("b", 4), due("far", 9)),
        "far a b",
        "far b a",
        "",
    ),
    (
        "unless one starts anew from here",
        begun("far a b", due("a", 1), due("b", 2), due("far", 9), is_next_frozen=False),
        "far a b",
        "a b far",
        "",
    ),
    (
        "who was added is worked in where it costs least, behind the next stop",
        begun("b c", due("b", 2), due("c", 4), at("new", 1, added=True), at("way", 3, added=True)),
        "b new way c",
        None,
        "",
    ),
    (
        "an order that comes in on the road goes before the rest, behind the next stop",
        begun("a b", due("a", 1), due("b", 2), at("order", 5, orders_today=1)),
        "a order b",
        None,
        "",
    ),
    (
        "with the rule off it lies at the road",
        begun("a b", due("a", 1), due("b", 2), at("order", 5, orders_today=1), orders_first=False),
        "a b order",
        None,
        "",
    ),
    (
        "who is late hears whose hours are missed, and nobody is dropped",
        begun("a b", due("a", 1), due("b", 3, window=window(9, 10)), now=10 * 60),
        "a b",
        None,
        "b",
    ),
    (
        "what the shift no longer holds is named",
        begun("a b", due("a", 1), due("b", 2), now=17 * 60),
        "a b",
        None,
        "b",
    ),
    (
        "lunch comes before the visit that would end behind its latest beginning, and makes the shift too short",
        begun("a b c", due("a", 1), due("b", 2), due("c", 3), now=705, shift=LUNCHING),
        "a b c",
        None,
        "c",
    ),
    (
        "in the afternoon nobody eats lunch",
        begun("a b c", due("a", 1), due("b", 2), due("c", 3), now=781, shift=LUNCHING | {"end_minute": 860}),
        "a b c",
        None,
        "",
    ),
    (
        "a stop without a place stays where it is",
        begun("a lost b", due("a", 1), {"account": "lost"}, due("b", 2)),
        "a lost b",
        None,
        "",
    ),
]


def replans() -> dict[str, Any]:
    return {"told": [_told(*case) for case in REPLANS], "drawn": [_drawn(seed) for seed in range(40)]}


def _told(name: str, request: dict[str, Any], kept: str, proposed: str | None, late: str) -> dict[str, Any]:
    answer = replan_from(request)
    found = (_order(answer["kept"]), _order(answer["proposal"]), " ".join(answer["late"]))
    if found != (kept, proposed, late):
        raise SystemExit(f"{name}: expected {(kept, proposed, late)}, the rule says {found}")
    return {"name": name, "request": request, "answer": answer}


def _order(plan: dict[str, Any] | None) -> str | None:
    return None if plan is None else " ".join(stop["account"] for stop in plan["stops"])


def _drawn(seed: int) -> dict[str, Any]:
    """A day in some order, at some minute; every eighth has forty stops, as the phone must bear."""
    from tests.vectors.make import drawn_candidate

    draw = random.Random(1000 + seed)
    count = 40 if seed % 8 == 7 else draw.randrange(1, 25)
    candidates = [drawn_candidate(draw, i, rural=seed % 3 == 2, windows=seed % 2) for i in range(count)]
    order = [row["account"] for row in candidates if draw.random() < 0.85]
    draw.shuffle(order)
    request: dict[str, Any] = {"day": DAY, "candidates": candidates, "order": order, "now_minute": draw.randrange(500, 1000)}
    if seed % 5:
        request["here"] = {
            "latitude": round(29 + draw.uniform(-0.02, 0.02), 5),
            "longitude": round(120 + draw.uniform(-0.02, 0.02), 5),
        }
    if seed % 4 == 1:
        request["is_next_frozen"] = False
    if seed % 6 == 2:
        request["orders_first"] = False
    if seed % 8 == 7:
        request["shift"] = {"start_minute": 480, "end_minute": 1320, "service_minutes": 10}
    if seed % 5 == 3:
        usual = request.get("shift") or {"start_minute": 510, "end_minute": 1050, "service_minutes": 20}
        request["shift"] = usual | {"lunch": {"from_minute": 690, "until_minute": 780, "minutes": 45}}
    return {"name": f"drawn {seed}", "request": request, "answer": replan_from(request)}


def _open(days_on: int, *candidates: dict[str, Any], **more: Any) -> dict[str, Any]:
    day = (date.fromisoformat(DAY) + timedelta(days=days_on)).isoformat()
    return {"day": day, "candidates": list(candidates), "start": START} | more


def _asking(wanted: dict[str, Any], *days: dict[str, Any]) -> dict[str, Any]:
    return {"wanted": wanted, "days": list(days), "today": DAY}


FULL = {"from_minute": 17 * 60 + 10}
# name, request, the slots as "days on, extra minutes"
SLOTS: list[tuple[str, dict[str, Any], list[tuple[int, int | None]]]] = [
    ("on the way is free", _asking(at("x", 2), _open(1, at("a", 1), at("b", 3)), _open(2, at("c", 1))), [(1, 0), (2, 5)]),
    (
        "three at most, the cheapest first, of equals the sooner",
        _asking(at("x", 2), _open(4, at("d", 3)), _open(1, at("a", 3)), _open(2, at("b", 1)), _open(3, at("c", 3))),
        [(1, 0), (3, 0), (4, 0)],
    ),
    ("a day without room is none", _asking(at("x", 2), _open(0, at("a", 1), order=["a"], **FULL), _open(1, at("b", 3))), [(1, 0)]),
    (
        "nobody is made late",
        _asking(at("x", 2), _open(1, at("a", 3, window={"opens_minute": 510, "closes_minute": 525})), _open(2, at("b", 3))),
        [(2, 0), (1, 5)],
    ),
    (
        "hours that are over are no slot",
        _asking(at("x", 2, window=window(8, 9)), _open(0, at("a", 1), order=["a"], from_minute=660), _open(1, at("a", 3))),
        [(1, 0)],
    ),
    ("a place nobody knows costs nobody knows what", _asking({"account": "x"}, _open(1, at("a", 1))), [(1, None)]),
]


def slots() -> dict[str, Any]:
    return {"told": [_told_slots(*case) for case in SLOTS], "drawn": [_drawn_slots(seed) for seed in range(15)]}


def _told_slots(name: str, request: dict[str, Any], expected: list[tuple[int, int | None]]) -> dict[str, Any]:
    answer = slots_from(request)
    found = [((date.fromisoformat(row["day"]) - date.fromisoformat(DAY)).days, row["extra_minutes"]) for row in answer]
    if found != expected:
        raise SystemExit(f"{name}: expected {expected}, the rule says {found}: {answer}")
    return {"name": name, "request": request, "answer": answer}


def _drawn_slots(seed: int) -> dict[str, Any]:
    from tests.vectors.make import drawn_candidate

    draw = random.Random(2000 + seed)
    wanted = drawn_candidate(draw, 99, rural=False, windows=seed % 2)
    days = [
        _open(n, *(drawn_candidate(draw, i, rural=False, windows=seed % 2) for i in range(draw.randrange(0, 9))))
        for n in range(1, 7)
    ]
    return {"name": f"drawn {seed}", "request": _asking(wanted, *days), "answer": slots_from(_asking(wanted, *days))}
