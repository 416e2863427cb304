"""`/cycle-plans/` as a client sees it: shapes, refusals, statements that do not grow, the calendar's secret address."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.accounts import open_account
from accounts.models import Account
from crm.calendar import today
from tests.api.conftest import NOW
from visits.actions.cycles import next_monday
from visits.models import CalendarFeed, Cycle, CycleCall, CycleStop, Visit

CYCLES = "/api/v1/cycle-plans/"


def add_shops(cast: SimpleNamespace, count: int) -> None:
    for i in range(count):
        open_account(by=None, at=NOW, team=cast.north, owner=cast.alice, name=f"S{i}", role="retailer",
                     latitude=29.1 + i / 300, longitude=120.2)  # fmt: skip
    Account.objects.filter(owner=cast.alice).update(created_at=NOW)


@pytest.fixture
def ready(call: Any, world: SimpleNamespace, cast: SimpleNamespace) -> Cycle:
    """A plan of four shops, one a day, as the solver would leave it."""
    return make_ready(call, cast, shops=4)


def make_ready(call: Any, cast: SimpleNamespace, *, shops: int) -> Cycle:
    add_shops(cast, shops)
    body = call("alice", "POST", CYCLES, {}).json()
    cycle = Cycle.objects.get(pk=body["id"])
    for day, asked in enumerate(CycleCall.objects.filter(cycle=cycle).order_by("account__name")):
        times = {"arrive_minute": 520, "begin_minute": 520, "leave_minute": 540, "travel_minutes": 10}
        on = cycle.starts_on + timedelta(days=day % 5)
        CycleStop.objects.create(cycle=cycle, account_id=asked.account_id, on=on, position=day // 5 + 1, **times)
    CycleCall.objects.filter(cycle=cycle).update(reason="")
    Cycle.objects.filter(pk=cycle.pk).update(state="ready")
    return Cycle.objects.get(pk=cycle.pk)


def test_a_draft_answers_with_its_load_and_what_is_odd(call: Any, world: Any, cast: Any):
    add_shops(cast, 3)

    answer = call("alice", "POST", CYCLES, {})
    preview = call("lena", "GET", f"{CYCLES}overload/?manager={cast.alice.pk}")

    body = answer.json()
    assert (answer.status_code, body["state"], body["starts_on"]) == (201, "draft", str(next_monday(today())))
    assert body["overload"] == preview.json()["overload"]
    assert ("no_place", str(world.mine.account.pk)) in {(n["code"], n["account"]) for n in body["notices"]}
    named = {(n["code"], n["account"], n["name"]) for n in preview.json()["notices"]}
    assert ("no_place", str(world.mine.account.pk), "Alice's shop") in named
    assert all(name == "" for _, account, name in named if account is None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"starts_on": "2020-01-01"}, "starts_on"), ({"starts_on": "soon"}, "starts_on"), ({"seed": 0}, "seed"),
        ({"iterations": 10**9}, "iterations"), ({"weeks": 5}, "weeks"), ({"based_on": "0191d3f0-0000-7000-8000-000000000000"}, "based_on"),
    ],
)  # fmt: skip
def test_bad_questions_name_the_field(call: Any, world: Any, body: dict[str, Any], field: str):
    answer = call("alice", "POST", CYCLES, body)

    assert answer.status_code == 400
    assert field in answer.json()["fields"]


def test_starting_leaves_it_to_the_worker_and_cancelling_asks_it_to_stop(call: Any, world: Any, cast: Any):
    cycle = call("alice", "POST", CYCLES, {}).json()["id"]

    started = call("alice", "POST", f"{CYCLES}{cycle}/start/", {})
    twice = call("alice", "POST", f"{CYCLES}{cycle}/start/", {})
    cancelled = call("alice", "POST", f"{CYCLES}{cycle}/cancel/", {})

    assert (started.status_code, started.json()["state"]) == (202, "running")
    assert (twice.status_code, twice.json()["code"]) == (409, "cycle_not_startable")
    assert cancelled.json()["cancel_requested"] is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'visits.solve_cycle'")
        assert cursor.fetchone() == (1,)


def test_prices_move_lock_undo_publish(call: Any, ready: Cycle):
    plan = call("alice", "GET", f"{CYCLES}{ready.pk}/plan/").json()
    stop = plan["days"][0]["stops"][0]
    prices = call("alice", "GET", f"{CYCLES}{ready.pk}/prices/?stop={stop['id']}").json()
    to = prices["best"][0]["on"]
    assert len(prices["best"]) == 3
    assert len(prices["days"]) == 19

    moved = call("alice", "POST", f"{CYCLES}{ready.pk}/move/", {"stop": stop["id"], "to": to}).json()
    assert {day["on"] for day in moved["days"]} == {plan["days"][0]["on"], to}
    assert moved["minutes"] == prices["best"][0]["minutes"]
    assert moved["can_undo"]
    locked = call("alice", "POST", f"{CYCLES}{ready.pk}/lock/", {"stop": stop["id"], "locked": True}).json()
    refused = call("alice", "POST", f"{CYCLES}{ready.pk}/move/", {"stop": stop["id"], "to": plan["days"][0]["on"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_stop_locked")
    assert locked["edit"]["verb"] == "lock"
    for _ in range(2):
        call("alice", "POST", f"{CYCLES}{ready.pk}/undo/", {})
    again = call("alice", "GET", f"{CYCLES}{ready.pk}/plan/").json()
    assert again["days"] == plan["days"]

    preview = call("lena", "GET", f"{CYCLES}{ready.pk}/changes/").json()
    published = call("alice", "POST", f"{CYCLES}{ready.pk}/publish/", {}).json()
    assert published["changes"] == preview["changes"]
    assert published["counts"]["added"] == Visit.objects.filter(planned_on__gte=ready.starts_on).count() > 0
    edits = call("alice", "GET", f"{CYCLES}{ready.pk}/edits/").json()
    assert [(edit["verb"], edit["undone_at"] is None) for edit in edits] == [("lock", False), ("move", False)]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"to": "2026-01-01"}, 400, "stop"), ({"stop": "x", "to": None}, 400, "stop"),
        ({"stop": "0191d3f0-0000-7000-8000-000000000000", "to": None}, 400, "stop"),
        ({"account": "0191d3f0-0000-7000-8000-000000000000", "to": "2026-01-01"}, 400, "account"),
    ],
)  # fmt: skip
def test_bad_moves_name_the_field(call: Any, ready: Cycle, body: dict[str, Any], status: int, told: str):
    answer = call("alice", "POST", f"{CYCLES}{ready.pk}/move/", body)

    assert answer.status_code == status
    assert told in answer.json()["fields"]


@pytest.mark.parametrize("path", ["", "plan/", "changes/", "edits/"])
def test_a_plan_costs_the_same_statements_whatever_its_length(call: Any, ask: Any, cast: Any, ready: Cycle, path: str):
    client = ask("lena")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{CYCLES}{ready.pk}/{path}").status_code == 200
        return len(captured)

    statements()
    few = statements()
    stop = CycleStop.objects.filter(cycle=ready).first()
    for day in range(14):
        CycleStop.objects.create(
            cycle=ready, account=stop.account, on=ready.starts_on + timedelta(days=7 * (day % 4) + 1), position=day + 5,
            arrive_minute=600, begin_minute=600, leave_minute=620, travel_minutes=5,
        )  # fmt: skip

    assert statements() == few <= 9


def test_coverage_counts_required_against_made_in_a_fixed_number_of_statements(ask: Any, call: Any, cast: Any, world: Any):
    Account.objects.filter(pk=world.mine.account.pk).update(tier="vip", created_at=NOW, next_visit_on=today() - timedelta(days=3))
    for days in (25, 18, 11, 4):
        made(world.mine.account, cast.alice, today() - timedelta(days=days))

    client = ask("lena")
    client.get("/api/v1/coverage/")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/api/v1/coverage/").json()

    vip = next(line for line in answer["tiers"] if line["tier"] == "vip")
    assert (vip["required_visits"], vip["done_visits"], vip["share"]) == (4.0, 4, 1.0)
    assert (vip["overdue"], vip["longest_overdue_days"], vip["gaps"], vip["spacing"]) == (1, 3, 3, 1.0)
    assert {line["manager"]["name"] for line in answer["managers"]} == {"Alice", "Bob"}
    assert len(captured) <= 6


def made(account: Account, manager: Any, on: date) -> None:
    Visit.objects.create(account=account, manager=manager, planned_on=on, status="completed", outcome="ordered", visited_on=on,
                         started_at=NOW, completed_at=NOW)  # fmt: skip


class TestCalendar:
    def test_the_address_is_told_once_reads_without_signing_in_and_dies_when_renewed(self, call: Any, ready: Cycle):
        call("alice", "POST", f"{CYCLES}{ready.pk}/publish/", {})
        first = path_of(call("alice", "POST", "/api/v1/calendar-feed/", {}).json()["address"])
        seen = call("alice", "GET", "/api/v1/calendar-feed/").json()

        text = Client().get(first)
        second = path_of(call("alice", "POST", "/api/v1/calendar-feed/", {}).json()["address"])

        assert (seen["is_on"], seen["address"]) == (True, None)
        assert text["Content-Type"] == "text/calendar; charset=utf-8"
        assert text.content.decode().count("BEGIN:VEVENT") == Visit.objects.filter(planned_on__gte=ready.starts_on).count()
        assert "SUMMARY:S0" in text.content.decode()
        assert f"DTSTART:{ready.starts_on:%Y%m%d}T" in text.content.decode()  # timed as planned
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
        assert first.split("/")[-1].removesuffix(".ics") not in str(CalendarFeed.objects.values())

    def test_who_has_left_has_no_calendar(self, call: Any, cast: Any):
        address = path_of(call("alice", "POST", "/api/v1/calendar-feed/", {}).json()["address"])
        cast.alice.is_active = False
        cast.alice.save()

        assert Client().get(address).status_code == 404
        assert Client().get("/api/v1/calendar/guess.ics").status_code == 404


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]
