"""Writes the vectors that hold the Python rules and their TypeScript twins together.

    python -m tests.vectors.make           write them
    python -m tests.vectors.make --check   say which would change

The plans come from the Python rule; `day_cases.py` says for the telling days what a person expects,
and the writing stops when the rule answers otherwise. The drawn days are seeded: a second run
writes the same bytes.
"""

import json
import random
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from tests.vectors.day_cases import CASES, DAY, START
from tests.vectors.filter_cases import custom_values, filters
from tests.vectors.notebook_cases import files, supplies
from tests.vectors.people_cases import people
from tests.vectors.reading import HERE, found_by, plan_as_json, plan_from, text_of, tokens_of
from tests.vectors.road_cases import replans, slots
from tests.vectors.search_cases import QUESTIONS, ROWS
from tests.vectors.step_cases import steps
from tiers.work_list import side_of
from visits.planning.geo import Fix, Place, haversine_m, judge_check_in
from visits.planning.rhythm import interval_for, next_visit_on, rhythm_on

TIERS = ("vip", "gold", "key", "ordinary", None)
INTERVALS = {"vip": 7, "gold": 14, "key": 28, "ordinary": 56}
STREETS = ("人民路", "解放街", "中山路", "建设巷", "和平里", "")
STATUSES = ("prospect", "active", "dormant", "lost", "archived")
VILLAGES = ("上塘村", "下塘村", "石桥村", "枫林村", "")


def days() -> dict[str, Any]:
    drawn = [(f"drawn {seed}", drawn_day(seed)) for seed in range(60)]
    drawn += [(f"drawn {seed}, orders at the road", drawn_day(seed) | {"orders_first": False}) for seed in range(3, 60, 8)]
    return {
        "told": [told_day(*case) for case in CASES],
        "drawn": [{"name": name, "request": request, "plan": plan_as_json(plan_from(request))} for name, request in drawn],
    }


def told_day(name: str, request: dict[str, Any], stops: list[str], left_out: dict[str, str]) -> dict[str, Any]:
    plan = plan_as_json(plan_from(request))
    found = [f"{stop['account']} {stop['reason']['code']}" for stop in plan["stops"]]
    found_out = {out["account"]: out["code"] for out in plan["left_out"]}
    if (found, found_out) != (stops, left_out):
        raise SystemExit(f"{name}: expected {stops} and {left_out}, the rule says {found} and {found_out}")
    return {"name": name, "request": request, "stops": stops, "left_out": left_out, "plan": plan}


def drawn_day(seed: int) -> dict[str, Any]:
    """Every kind of day: short and full, town and country, with and without windows, start, places."""
    draw = random.Random(seed)
    rural = seed % 3 == 2
    request: dict[str, Any] = {
        "day": DAY,
        "today": DAY if seed % 4 else (date.fromisoformat(DAY) - timedelta(days=2)).isoformat(),
        "start": START if seed % 5 else None,
        "candidates": [drawn_candidate(draw, i, rural=rural, windows=seed % 2) for i in range(1 + seed * 2 // 3)],
    }
    if seed >= 57:  # quick calls: forty stops in a day
        request["shift"] = {"start_minute": 480, "end_minute": 1200, "service_minutes": 4}
    elif seed % 3 == 1:
        request["shift"] = {
            "start_minute": draw.randrange(420, 780),
            "end_minute": draw.randrange(900, 1140),
            "service_minutes": draw.randrange(5, 35),
        }
    if seed % 7 == 2:
        usual = request.get("shift") or {"start_minute": 510, "end_minute": 1050, "service_minutes": 20}
        request["shift"] = usual | {"lunch": {"from_minute": 690, "until_minute": 780, "minutes": 45}}
    return request


def drawn_candidate(draw: random.Random, i: int, *, rural: bool, windows: int) -> dict[str, Any]:
    spread, day = (0.15 if rural else 0.02), date.fromisoformat(DAY)
    tier = draw.choice(TIERS)
    fields: dict[str, Any] = {
        "account": f"{draw.randrange(16**6):06x}-{i}",
        "latitude": round(29 + draw.uniform(-spread, spread), 5),
        "longitude": round(120 + draw.uniform(-spread, spread), 5),
        "village" if rural else "street": draw.choice(VILLAGES if rural else STREETS),
        "tier": tier,
        "orders_today": draw.choice((0, 0, 0, 1, 2)),
        "order_weekdays": sorted(draw.sample(range(1, 8), draw.choice((0, 0, 1, 2)))),
        "next_visit_on": _maybe(draw, 0.9, (day + timedelta(days=draw.randint(-30, 9))).isoformat()),
        "last_visit_on": _maybe(draw, 0.5, (day - timedelta(days=draw.randint(0, 40))).isoformat()),
        "interval_days": INTERVALS.get(tier or ""),
        "visit": _maybe(draw, 0.08, f"visit-{i}"),
        "position": _maybe(draw, 0.5, i),
        "added": draw.random() < 0.05,
        "service_minutes": _maybe(draw, 0.1, draw.randrange(0, 60)),
    }
    if draw.random() < 0.08:
        fields["latitude"] = None
    if windows and draw.random() < 0.25:
        opens = draw.randrange(480, 900)
        fields["window"] = {"opens_minute": opens, "closes_minute": opens + draw.randrange(0, 240)}
    return {name: value for name, value in fields.items() if value not in (None, "", 0, [], False)}


def _maybe(draw: random.Random, chance: float, value: Any) -> Any:
    return value if draw.random() < chance else None


def places() -> dict[str, Any]:
    draw = random.Random(7)
    pairs = [(_point(draw), _point(draw)) for _ in range(40)]
    pairs += [((0.0, 0.0), (0.0, 180.0)), ((90.0, 0.0), (-90.0, 0.0)), ((29.0, 120.0), (29.0, 120.0))]
    return {
        "distances": [{"a": a, "b": b, "metres": haversine_m(Place(*a), Place(*b))} for a, b in pairs],
        "check_ins": [_check_in(*case) for case in CHECK_INS],
    }


def _point(draw: random.Random) -> tuple[float, float]:
    return round(draw.uniform(20, 50), 6), round(draw.uniform(75, 130), 6)


HOME = (29.0, 120.0)
# place, fix (latitude, longitude, accuracy), verdict; 0.001 degrees of latitude are 111 m
CHECK_INS: list[tuple[Any, Any, str]] = [
    (HOME, (29.0, 120.0, 12), "ok"),
    (HOME, (29.001, 120.0, 12), "ok"),
    (HOME, (29.002, 120.0, 12), "far"),
    (HOME, (29.002, 120.0, 30), "ok"),
    (HOME, (29.003, 120.0, 150), "low_accuracy"),
    (HOME, (29.004, 120.0, 150), "far"),
    (HOME, (29.0, 120.0, 100), "ok"),
    (HOME, (29.0, 120.0, 100.5), "low_accuracy"),
    (HOME, (29.0, 120.0, None), "low_accuracy"),
    (HOME, (29.002, 120.0, None), "far"),
    (HOME, None, "no_fix"),
    (None, None, "no_fix"),
    (None, (29.0, 120.0, 12), "no_place"),
]


def _check_in(place: Any, fix: Any, verdict: str) -> dict[str, Any]:
    found = judge_check_in(Place(*place) if place else None, Fix(*fix) if fix else None)
    if found.verdict != verdict:
        raise SystemExit(f"check-in {place} {fix}: expected {verdict}, the rule says {found.verdict}")
    return {
        "place": place,
        "fix": fix,
        "verdict": verdict,
        "distance_m": found.distance_m,
        "accuracy_m": found.accuracy_m,
    }


# tier, created, last visit, agreed day, next visit (null: no rhythm), state on the DAY
RHYTHMS: list[tuple[str | None, str, str | None, str | None, str | None, str]] = [
    ("vip", "2025-01-01", "2025-03-05", None, "2025-03-12", "due"),
    ("vip", "2025-01-01", "2025-03-04", None, "2025-03-11", "overdue"),
    ("vip", "2025-01-01", "2025-03-06", None, "2025-03-13", "due"),
    ("vip", "2025-01-01", "2025-03-07", None, "2025-03-14", "fine"),
    ("gold", "2025-01-01", "2025-02-28", None, "2025-03-14", "due"),
    ("key", "2025-01-01", "2025-02-17", None, "2025-03-17", "due"),
    ("key", "2025-01-01", "2025-02-18", None, "2025-03-18", "fine"),
    ("ordinary", "2025-01-01", "2024-12-30", None, "2025-02-24", "overdue"),
    (None, "2025-01-01", "2025-03-01", None, None, "none"),
    (None, "2025-03-10", None, None, "2025-03-17", "fine"),
    ("ordinary", "2025-03-10", None, None, "2025-03-17", "due"),
    ("vip", "2025-01-01", "2025-03-05", "2025-04-01", "2025-04-01", "fine"),
    ("vip", "2025-01-01", "2025-03-05", "2025-03-05", "2025-03-12", "due"),
    ("vip", "2024-01-01", "2024-02-26", None, "2024-03-04", "overdue"),
]


def rhythms() -> list[dict[str, Any]]:
    return [_rhythm(row) for row in RHYTHMS]


def _rhythm(row: tuple[str | None, str, str | None, str | None, str | None, str]) -> dict[str, Any]:
    tier, created, last, agreed, expected, state = row
    interval = interval_for(tier)
    found = next_visit_on(
        last_visit_on=_day(last), created_on=date.fromisoformat(created), interval_days=interval, agreed_on=_day(agreed)
    )
    rhythm = rhythm_on(day=date.fromisoformat(DAY), next_visit_on=found, interval_days=interval)
    if (found, rhythm.state) != (_day(expected), state):
        raise SystemExit(f"rhythm {row}: the rule says {found} {rhythm.state}")
    return {
        "tier": tier,
        "history": {"created_on": created, "last_visit_on": last, "agreed_on": agreed, "interval_days": interval},
        "day": DAY,
        "rhythm": {
            "state": state,
            "next_visit_on": expected,
            "interval_days": interval,
            "days_left": rhythm.days_left,
            "overdue_days": rhythm.overdue_days,
        },
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def searches() -> dict[str, Any]:
    """Every question, told or drawn, is asked of every customer."""
    tokens = {row["id"]: frozenset(tokens_of(row)) for row in ROWS}
    told = []
    for text, ranks in QUESTIONS:
        found = found_by(text, tokens)
        if found != sorted(ranks):
            raise SystemExit(f"{text!r}: expected {sorted(ranks)}, the rule finds {found}")
        told.append({"text": text, "ranks": ranks})
    draw = random.Random(11)
    drawn = [{"text": text, "found": found_by(text, tokens)} for text in sorted({drawn_question(draw) for _ in range(300)})]
    return {"rows": [row | {"search": text_of(row)} for row in ROWS], "told": told, "drawn": drawn}


def sides() -> list[dict[str, str]]:
    return [{"status": status, "side": side_of(status)} for status in STATUSES]


def drawn_question(draw: random.Random) -> str:
    """A piece of something that is there: of a name, a number, or its pinyin with some syllables cut to initials."""
    row = draw.choice(ROWS)
    source = draw.choice([row["name"], *row["contacts"], *row["phones"], *text_of(row).replace("|", " ").split()])
    units = re.findall("[A-Z][a-z]*|.", source)
    start = draw.randrange(len(units))
    piece = units[start : start + draw.randint(1, 6)]
    style = draw.randrange(4)
    cut = [unit[0] if style == 1 or (style == 2 and draw.random() < 0.4) else unit for unit in piece]
    text = "".join(cut).lower()
    return text[: draw.randint(1, len(text))] if style == 3 else text


FILES: dict[str, Callable[[], Any]] = {
    "account_filters": filters,
    "approach": people,
    "custom_values": custom_values,
    "day_plan": days,
    "geo": places,
    "replan": replans,
    "rhythm": rhythms,
    "search": searches,
    "sides": sides,
    "slots": slots,
    "steps": steps,
    "supply": supplies,
    "completeness": files,
}


def written(value: Any) -> str:
    """JSON with one case a line: a changed case is one changed line in a diff."""
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {_lines(cases)}" for name, cases in value.items()]
        return "{\n" + ",\n".join(parts) + "\n}\n"
    return _lines(value) + "\n"


def _lines(cases: Iterable[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases) + "\n]"


def main(*, check: bool) -> int:
    stale = []
    for name, make in FILES.items():
        path, text = HERE / f"{name}.json", written(make())
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print("would change:", ", ".join(stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
