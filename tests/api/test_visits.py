"""`/visits/`, `/routes/` and `/day-plans/`: status, body, and what a stranger must not see."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.figures import write_figures
from accounts.models import Account, Order
from crm.calendar import day_bounds, today
from visits.actions.visits import add_visit
from visits.models import Route, Visit

VISITS, ROUTES, PLANS = "/api/v1/visits/", "/api/v1/routes/", "/api/v1/day-plans/"


class TestVisits:
    def test_from_plan_to_result(self, call, world):
        body = {"id": str(uuid7()), "account": str(world.mine.account.pk), "planned_on": today().isoformat(), "purpose": "新品"}

        planned = call("alice", "POST", VISITS, body)
        started = call("alice", "POST", f"{VISITS}{body['id']}/start/", {"latitude": 29.1, "longitude": 120.2, "accuracy_m": 8})
        result = {"outcome": "ordered", "service_level": 3, "notes": "已补货", "next_action": "送样", "findings": ["竞品促销"]}
        done = call("alice", "POST", f"{VISITS}{body['id']}/complete/", result)

        assert [answer.status_code for answer in (planned, started, done)] == [201, 200, 200]
        assert planned.json()["account"] == {"id": body["account"], "name": "Alice's shop"}
        row = done.json()
        assert (row["status"], row["visited_on"], row["findings"]) == ("completed", today().isoformat(), [{"text": "竞品促销"}])
        assert done["ETag"] == f'"{row["version"]}"'
        again = call("alice", "POST", f"{VISITS}{body['id']}/complete/", result)
        assert (again.status_code, again.json()["code"]) == (409, "visit_not_open")

    @pytest.mark.parametrize(
        ("verb", "body", "field"),
        [
            ("complete", {}, "outcome"),
            ("complete", {"outcome": "bought"}, "outcome"),
            ("complete", {"outcome": "ordered", "service_level": 5}, "service_level"),
            ("complete", {"outcome": "ordered", "colour": "red"}, "colour"),
            ("complete", {"outcome": "ordered", "at": "2026-03-02T08:00:00"}, "at"),
            ("complete", {"outcome": "ordered", "findings": "none"}, "findings"),
            ("start", {"latitude": 91, "longitude": 181}, "latitude"),
            ("start", {"latitude": 29}, "longitude"),
            ("miss", {}, "reason"),
        ],
    )
    def test_a_wrong_body_is_refused_by_name(self, call, world, verb, body, field):
        response = call("alice", "POST", f"{VISITS}{world.mine.visit.pk}/{verb}/", body)

        assert response.status_code == 400
        assert field in response.json()["fields"]

    def test_what_happened_in_2031_is_kept_and_flagged(self, call, world):
        body = {"outcome": "ordered", "at": "2031-01-01T08:00:00+08:00"}

        row = call("alice", "POST", f"{VISITS}{world.mine.visit.pk}/complete/", body).json()

        assert (row["completed_at"], row["flags"], row["visited_on"]) == (
            "2031-01-01T00:00:00+00:00",
            ["clock"],
            today().isoformat(),
        )

    def test_lists_are_filtered_and_ordered(self, call, world, cast):
        for days in (1, 2, 3):
            add_visit(account=world.mine.account, planned_on=date(2026, 4, days), by=cast.alice, at=timezone.now())

        rows = call("alice", "GET", f"{VISITS}?planned_on__gte=2026-04-02&status=planned&ordering=planned_on").json()["results"]

        assert [row["planned_on"] for row in rows] == ["2026-04-02", "2026-04-03"]
        assert call("alice", "GET", f"{VISITS}?colour=red").status_code == 400

    def test_a_planned_visit_is_moved_by_whoever_saw_it_last(self, call, world):
        address = f"{VISITS}{world.mine.visit.pk}/"

        moved = call("alice", "PATCH", address, {"planned_on": "2026-04-02"}, If_Match='"1"')
        late = call("alice", "PATCH", address, {"planned_on": "2026-04-03"}, If_Match='"1"')

        assert (moved.status_code, moved.json()["planned_on"]) == (200, "2026-04-02")
        assert late.status_code == 412

    def test_a_list_costs_the_same_whatever_its_length(self, ask, world, cast, django_assert_num_queries):
        client = ask("alice")
        for number in range(20):
            add_visit(account=world.mine.account, planned_on=date(2026, 4, 1 + number), by=cast.alice, at=timezone.now())

        with django_assert_num_queries(3):
            assert len(client.get(VISITS).json()["results"]) == 21


class TestRoutes:
    def test_its_stops_are_set_in_order(self, call, world):
        accounts = [str(world.mates.pk), str(world.mine.account.pk)]

        response = call("alice", "POST", f"{ROUTES}{world.mine.route.pk}/set-stops/", {"accounts": accounts})

        assert response.status_code == 200
        stops = call("alice", "GET", f"/api/v1/stops/?route={world.mine.route.pk}").json()["results"]
        assert [(stop["position"], stop["account"]["id"]) for stop in stops] == list(enumerate(accounts, start=1))

    def test_a_strangers_account_is_answered_like_none(self, call, world):
        def answer(pk: object) -> dict[str, object]:
            response = call("alice", "POST", f"{ROUTES}{world.mine.route.pk}/set-stops/", {"accounts": [str(pk)]})
            return response.json() | {"fields": str(response.json()["fields"]).replace(str(pk), "…")}

        assert answer(world.theirs.account.pk) == answer(uuid7())

    def test_who_opens_one_drives_it(self, call, world):
        row = call("alice", "POST", ROUTES, {"name": "城东", "weekdays": [1, 3]}).json()

        assert (row["manager"]["name"], row["team"]["name"], row["weekdays"]) == ("Alice", "North", [1, 3])
        assert Route.objects.get(pk=row["id"]).group_by == "street"


class TestTheDayPlan:
    @pytest.fixture
    def due(self, world) -> Account:
        """Alice's shop, overdue by four days, with an order of today."""
        Visit.objects.all().delete()
        write_figures(columns=["next_visit_on"], rows=[(world.mine.account.pk, today() - timedelta(days=4))])
        noon = day_bounds(today())[0] + timedelta(hours=12)
        Order.objects.create(account=world.mine.account, ordered_at=noon, total=10, currency="CNY")
        return world.mine.account

    def test_it_has_the_shape_of_the_contract(self, call, due):
        response = call("alice", "GET", PLANS)

        assert response.status_code == 200
        plan = response.json()
        assert {"date", "manager", "stops", "done", "travel_minutes", "distance_km", "engine"} <= set(plan)
        assert (plan["date"], plan["manager"]["name"]) == (today().isoformat(), "Alice")
        (stop,) = plan["stops"]
        assert stop["account"] == {"id": str(due.pk), "name": "Alice's shop"}
        assert (stop["visit"], stop["position"], stop["orders_today"], stop["overdue_days"]) == (None, 1, 1, 4)
        assert (stop["reason"]["code"], stop["reason"]["text"]) == ("order_today", "今日有 1 张订单")
        arrive, leave = (datetime.fromisoformat(stop[name]) for name in ("arrive_at", "leave_at"))
        assert leave - arrive == timedelta(minutes=20)
        assert arrive - day_bounds(today())[0] == timedelta(hours=8, minutes=45)  # a quarter of an hour to a place nobody knows

    def test_asking_writes_nothing(self, call, due):
        call("alice", "GET", PLANS)

        assert not Visit.objects.exists()

    def test_what_is_done_stands_apart(self, call, due, cast):
        visit = add_visit(account=due, planned_on=today(), by=cast.alice, at=timezone.now())
        call("alice", "POST", f"{VISITS}{visit.pk}/complete/", {"outcome": "not_met"})

        plan = call("alice", "GET", PLANS).json()

        assert plan["stops"] == []
        assert [(done["visit"], done["outcome"]) for done in plan["done"]] == [(str(visit.pk), "not_met")]

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            *((who, 200) for who in ("alice", "bob", "lena", "ann", "admin", "token", "north_token")),
            *((who, 404) for who in ("charlie", "sam", "dora")),
        ],
    )
    def test_who_may_look_at_alices_day(self, call, due, cast, who, status):
        response = call(who, "GET", f"{PLANS}?manager={cast.alice.pk}&date={today()}")

        assert response.status_code == status
        if status == 200:
            assert len(response.json()["stops"]) == 1
        else:
            assert response.json() == call(who, "GET", f"{PLANS}?manager={uuid7()}").json()

    def test_another_day_goes_by_order_weekdays(self, call, due):
        tomorrow = today() + timedelta(days=1)
        Account.objects.filter(pk=due.pk).update(order_weekdays=[tomorrow.isoweekday()])

        (stop,) = call("alice", "GET", f"{PLANS}?date={tomorrow}").json()["stops"]

        assert (stop["reason"]["code"], stop["orders_today"]) == ("order_day", 0)

    @pytest.mark.parametrize(
        "query", ["date=2026-02-30", "date=x", "manager=x", "date=2999-01-01", "colour=red", "date=0001-01-01"]
    )
    def test_a_wrong_question_is_refused_by_name(self, call, cast, query):
        response = call("alice", "GET", f"{PLANS}?{query}")

        assert response.status_code == 400
        assert query.partition("=")[0] in response.json()["fields"]
