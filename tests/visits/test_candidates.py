"""Who may be on a day's plan: the same rows give the same candidates here and on the phone."""

from datetime import date, time
from typing import Any

import pytest

from tests.vectors.reading import candidate_from, vectors
from visits.planning.candidates import Appointment, Customer, Drive, Field, field_of
from visits.planning.geo import Place

VECTORS = vectors("candidates")
DEFAULTS = VECTORS["defaults"]
MONDAY = "2026-03-02"


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_rows_of_a_day_give_its_candidates(case: dict[str, Any]):
    field = field_from(case)

    assert list(field.candidates) == [candidate_from(row) for row in case["candidates"]]
    assert dict(field.resumed) == case.get("resumed", {})
    assert list(field.done) == case.get("done", [])
    assert field.start == (Place(**case["start"]) if case.get("start") else None)


def field_from(case: dict[str, Any]) -> Field:
    return field_of(
        manager="alice",
        day=date.fromisoformat(case.get("day", MONDAY)),
        today=date.fromisoformat(MONDAY),
        customers=[customer_from(DEFAULTS["customer"] | row) for row in case["customers"]],
        visits=[visit_from(DEFAULTS["visit"] | row) for row in case.get("visits", [])],
        drives=[drive_from(DEFAULTS["route"] | row, case) for row in case.get("routes", []) if not row.get("archived_at")],
        orders_today=case.get("orders_today", {}),
    )


def customer_from(row: dict[str, Any]) -> Customer:
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("next_visit_on", "last_visit_on")}
    times = {name: row[name] and time.fromisoformat(row[name]) for name in ("opens_at", "closes_at")}
    return Customer(**row | days | times | {"order_weekdays": tuple(row["order_weekdays"])})


def visit_from(row: dict[str, Any]) -> Appointment:
    return Appointment(
        **row | {name: row[name] and date.fromisoformat(row[name]) for name in ("planned_on", "visited_on")},
    )


def drive_from(row: dict[str, Any], case: dict[str, Any]) -> Drive:
    """Archived routes and stops are left out by the query on this side, by the twin on the phone's."""
    stops = [stop for stop in case.get("stops", []) if stop["route"] == row["id"] and not stop.get("archived_at")]
    accounts = tuple(stop["account"] for stop in sorted(stops, key=lambda stop: stop["position"]))
    fields = {name: value for name, value in row.items() if name != "archived_at"}
    return Drive(**fields | {"weekdays": tuple(row["weekdays"]), "accounts": accounts})
