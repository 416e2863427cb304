"""Vectors as JSON on one side, the rules' words on the other. Read by pytest here, by vitest in `frontend/`."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from accounts.search import search_text, search_tokens
from accounts.search.query import All, Lexeme, Query, parse
from accounts.search.query import Any as Any_
from visits.planning.agenda import WORKDAY, Candidate, DayPlan, Lunch, Shift, Window
from visits.planning.day import plan_day
from visits.planning.geo import Place
from visits.planning.replan import replan
from visits.planning.slots import OpenDay, best_slots

HERE = Path(__file__).parent
DAYS = ("next_visit_on", "last_visit_on")


def vectors(name: str) -> Any:
    """The contents of `tests/vectors/NAME.json`."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def candidate_from(row: Mapping[str, Any]) -> Candidate:
    """A candidate as the vectors write it: days as text, what is missing has its default."""
    fields = dict(row)
    for name in DAYS:
        fields[name] = date.fromisoformat(fields[name]) if fields.get(name) else None
    fields["order_weekdays"] = tuple(fields.get("order_weekdays", ()))
    fields["window"] = Window(**fields["window"]) if fields.get("window") else None
    return Candidate(**fields)


def shift_from(row: Mapping[str, Any] | None) -> Shift:
    if row is None:
        return WORKDAY
    return Shift(**{**row, "lunch": Lunch(**row["lunch"]) if row.get("lunch") else None})


def plan_from(request: Mapping[str, Any]) -> DayPlan:
    """Plan the day that a vector asks for."""
    return plan_day(
        day=date.fromisoformat(request["day"]),
        today=date.fromisoformat(request["today"]),
        candidates=[candidate_from(row) for row in request["candidates"]],
        start=Place(**request["start"]) if request.get("start") else None,
        shift=shift_from(request.get("shift")),
        orders_first=request.get("orders_first", True),
    )


def replan_from(request: Mapping[str, Any]) -> dict[str, Any]:
    """Go on with the day that a vector asks for; the answer in the words of JSON."""
    found = replan(
        day=date.fromisoformat(request["day"]),
        candidates=[candidate_from(row) for row in request["candidates"]],
        order=request["order"],
        now_minute=request["now_minute"],
        here=Place(**request["here"]) if request.get("here") else None,
        is_next_frozen=request.get("is_next_frozen", True),
        shift=shift_from(request.get("shift")),
        orders_first=request.get("orders_first", True),
    )
    return {
        "kept": plan_as_json(found.kept),
        "proposal": plan_as_json(found.proposal) if found.proposal else None,
        "saved_minutes": found.saved_minutes,
        "late": list(found.late),
    }


def slots_from(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    days = [
        OpenDay(
            day=date.fromisoformat(row["day"]),
            candidates=tuple(candidate_from(each) for each in row["candidates"]),
            start=Place(**row["start"]) if row.get("start") else None,
            order=tuple(row["order"]) if "order" in row else None,
            from_minute=row.get("from_minute"),
        )
        for row in request["days"]
    ]
    slots = best_slots(wanted=candidate_from(request["wanted"]), days=days, today=date.fromisoformat(request["today"]))
    return [asdict(slot) | {"day": slot.day.isoformat()} for slot in slots]


def plan_as_json(plan: DayPlan) -> dict[str, Any]:
    """The plan in the words of JSON, as the twin returns it."""
    written = asdict(plan) | {"day": plan.day.isoformat(), "distance_km": plan.distance_km}
    return dict(json.loads(json.dumps(written)))


def tokens_of(row: Mapping[str, Any]) -> list[str]:
    """The lexemes the server stores for a customer of the search vectors."""
    return sorted(search_tokens(**{name: row[name] for name in ("name", "contacts", "phones", "address", "street", "village")}))


def text_of(row: Mapping[str, Any]) -> str:
    """The search text the phone gets for a customer of the search vectors."""
    return search_text(**{name: row[name] for name in ("name", "contacts", "phones", "street", "village")})


def found_by(text: str, tokens: Mapping[str, Collection[str]]) -> list[str]:
    """Whom a question finds, by the meaning of a tsquery."""
    query = parse(text)
    return sorted(id for id, lexemes in tokens.items() if query and answers(query, lexemes))


def answers(query: Query, lexemes: Collection[str]) -> bool:
    """What PostgreSQL's `@@` says; a test asks PostgreSQL the same."""
    match query:
        case Lexeme(text, is_prefix=True):
            return any(lexeme.startswith(text) for lexeme in lexemes)
        case Lexeme(text):
            return text in lexemes
        case All(parts):
            return all(answers(part, lexemes) for part in parts)
        case Any_(parts):
            return any(answers(part, lexemes) for part in parts)
