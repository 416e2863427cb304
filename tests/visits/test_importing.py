"""Visits from a file."""

import pytest

from accounts.models import Account, Touchpoint
from tests.accounts.factories import AccountFactory
from tests.accounts.importing.conftest import counts, refusals, run_import, write
from tests.crm.factories import make_cast
from visits.actions.visits import finish_next_action
from visits.models import Visit

__all__ = ["run_import", "write"]

HEADER = "external_id,account_external_id,manager,planned_on,completed_at,outcome,missed_reason,service_level,notes,next_action\n"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def account(cast) -> Account:
    return AccountFactory(owner=cast.alice, external_id="A1")


def test_a_row_becomes_a_visit_that_was_made(write, run_import, account, cast):
    path = write(HEADER + "V1,A1,bob,,2025-12-01 10:30:00,已订货,,3,货架已补,送样")

    run = run_import("visits", path)

    assert counts(run) == {"rows_total": 1, "created": 1}
    visit = Visit.objects.get()
    assert (visit.account, visit.manager, visit.outcome, visit.service_level) == (account, cast.bob, "ordered", 3)
    assert (str(visit.planned_on), str(visit.visited_on)) == ("2025-12-01", "2025-12-01")
    assert Touchpoint.objects.get(subject=visit.pk).text == "货架已补"
    account.refresh_from_db()
    assert (str(account.last_visit_on), account.next_action) == ("2025-12-01", "送样")
    assert counts(run_import("visits", path)) == {"rows_total": 1, "unchanged": 1}


def test_the_owner_goes_unless_another_is_named(write, run_import, account, cast):
    run_import("visits", write(HEADER + "V1,A1,,2025-12-01,,,店主外出,,,"))

    visit = Visit.objects.get()
    assert (visit.manager, visit.status, visit.missed_reason) == (cast.alice, "missed", "店主外出")


def test_what_differs_is_written_and_what_we_finished_stays_finished(write, run_import, account, cast):
    run_import("visits", write(HEADER + "V1,A1,,,2025-12-01,ordered,,,first,送样"))
    visit = Visit.objects.get()
    finish_next_action(visit=visit, by=cast.alice, at=visit.completed_at)

    run = run_import("visits", write(HEADER + "V1,A1,,,2025-12-01,ordered,,,second,送样"))

    assert counts(run) == {"rows_total": 1, "updated": 1}
    visit.refresh_from_db()
    assert visit.notes == "second"
    assert visit.next_action_done_at is not None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",A1,,,2025-12-01,ordered,,,,", "external_id", "empty"),
        ("V1,A9,,,2025-12-01,ordered,,,,", "account_external_id", "no such account"),
        ("V1,A1,nobody,,2025-12-01,ordered,,,,", "manager", "No such person"),
        ("V1,A1,charlie,,2025-12-01,ordered,,,,", "manager", "of the team"),
        ("V1,A1,,,,,,,,", "planned_on", "when"),
        ("V1,A1,,2025-12-01,,,,,,", "completed_at", "why it was missed"),
        ("V1,A1,,,2025-12-01,,,,,", "outcome", "what came of it"),
        ("V1,A1,,,2025-12-01,bought,,,,", "outcome", "none of"),
        ("V1,A1,,,2025-12-01,ordered,,7,,", "service_level", "Not between"),
        ("V1,A1,,,2025-13-01,ordered,,,,", "completed_at", "no such time"),
    ],
)
def test_a_row_that_makes_no_visit_is_told_and_the_others_land(write, run_import, account, row, column, reason):
    run = run_import("visits", write(HEADER + row + "\nV2,A1,,,2025-12-02,ordered,,,,"))

    assert counts(run) == {"rows_total": 2, "created": 1, "rejected": 1}
    ((line, told_column, told_reason),) = refusals(run)
    assert (line, told_column) == (2, column)
    assert reason in told_reason


def test_a_known_visit_stays_with_its_account(write, run_import, account, cast):
    AccountFactory(owner=cast.alice, external_id="A2")
    run_import("visits", write(HEADER + "V1,A1,,,2025-12-01,ordered,,,,"))

    run = run_import("visits", write(HEADER + "V1,A2,,,2025-12-01,ordered,,,,"))

    assert [column for _, column, _ in refusals(run)] == ["external_id"]
    assert Visit.objects.get().account == account


def test_a_manager_brings_in_visits_to_own_accounts_only(write, run_import, account, cast):
    AccountFactory(owner=cast.bob, external_id="B1")

    run = run_import("visits", write(HEADER + "V1,A1,,,2025-12-01,ordered,,,,\nV2,B1,,,2025-12-01,ordered,,,,"), by=cast.alice)

    assert [(line, column) for line, column, _ in refusals(run)] == [(3, "account_external_id")]
