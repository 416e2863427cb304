"""The visit rhythm; the phone's twin reads the same vectors."""

from datetime import date
from typing import Any

import pytest

from tests.vectors.reading import vectors
from visits.planning.rhythm import Rhythm, early_days, interval_for, next_visit_on, overdue_days, rhythm_on


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", vectors("rhythm"))
def test_the_rhythm(case: dict[str, Any]) -> None:
    history, expected = case["history"], case["rhythm"]
    interval = interval_for(case["tier"])
    found = next_visit_on(
        last_visit_on=day(history["last_visit_on"]),
        created_on=date.fromisoformat(history["created_on"]),
        interval_days=interval,
        agreed_on=day(history["agreed_on"]),
    )

    rhythm = rhythm_on(day=date.fromisoformat(case["day"]), next_visit_on=found, interval_days=interval)

    assert rhythm == Rhythm(**(expected | {"next_visit_on": day(expected["next_visit_on"])}))


def test_the_policy_brings_its_own_intervals() -> None:
    assert interval_for("gold", {"gold": 10}) == 10
    assert interval_for("key", {"gold": 10}) is None


@pytest.mark.parametrize(("interval", "days"), [(None, 0), (1, 1), (7, 1), (14, 2), (28, 5), (56, 11)])
def test_how_early_a_visit_keeps_the_rhythm(interval: int | None, days: int) -> None:
    assert early_days(interval) == days


@pytest.mark.parametrize(
    ("next_visit", "late"), [(None, 0), ("2025-03-13", 0), ("2025-03-12", 0), ("2025-03-11", 1), ("2024-03-12", 365)]
)
def test_overdue_days(next_visit: str | None, late: int) -> None:
    assert overdue_days(day=date(2025, 3, 12), next_visit_on=day(next_visit)) == late


def test_a_new_customer_of_a_short_rhythm_is_met_sooner_than_in_a_week() -> None:
    due = next_visit_on(last_visit_on=None, created_on=date(2025, 3, 12), interval_days=3)

    assert due == date(2025, 3, 15)
