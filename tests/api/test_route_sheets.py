"""`/route-sheets/`: what stands on paper, for whom, and what a wrong question is answered."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.promises import make_promise
from accounts.models import Account
from crm.calendar import today
from tests.api.conftest import NOW
from visits.actions.routes import set_stops

SHEETS = "/api/v1/route-sheets/"


def test_a_route_is_listed_by_street_and_village_with_what_is_open(call, world, cast):
    shop = world.mine.account
    Account.objects.filter(pk=shop.pk).update(street="人民路", licence_name="义乌市爱丽丝副食店", open_complaints=1)
    Account.objects.filter(pk=world.mates.pk).update(village="李村")
    make_promise(account=shop, text="送展架", due_on=today() - timedelta(days=2), by=cast.alice, at=NOW)
    set_stops(route=world.mine.route, accounts=[world.mates, shop], by=cast.alice, at=NOW)

    answer = call("alice", "GET", f"{SHEETS}?route={world.mine.route.pk}")

    assert answer.status_code == 200
    sheet = answer.json()
    assert [(area["kind"], area["name"], [stop["number"] for stop in area["stops"]]) for area in sheet["areas"]] == [
        ("village", "李村", [1]),
        ("street", "人民路", [2]),
    ]
    stop = sheet["areas"][1]["stops"][0]
    assert stop["account"] == {"id": str(shop.pk), "name": "Alice's shop"}
    assert (stop["customer"], stop["licence_name"], stop["phone"]) == ("mine contact", "义乌市爱丽丝副食店", "13900001111")
    assert stop["last_order"] == {"on": "2026-03-02", "total": "19.00", "currency": "CNY"}
    assert {promise["text"] for promise in stop["promises"]} == {"mine promise", "送展架"}
    assert (stop["open_complaints"], stop["arrive_at"], sheet["date"]) == (1, None, None)


def test_a_place_is_told_in_the_datum_of_the_map_that_is_asked_for(call, world):
    Account.objects.filter(pk=world.mine.account.pk).update(latitude=31.1774276, longitude=121.5272106)

    def place(query=""):
        stop = call("alice", "GET", f"{SHEETS}?route={world.mine.route.pk}{query}").json()["areas"][0]["stops"][0]
        return round(stop["latitude"], 5), round(stop["longitude"], 5)

    assert place() == place("&datum=wgs84") == (31.17743, 121.52721)
    assert place("&datum=gcj02") == (31.1753, 121.53154)
    assert call("alice", "GET", f"{SHEETS}?route={world.mine.route.pk}&datum=mars").status_code == 400


def test_a_day_has_the_stops_of_its_plan_with_their_times(call, world):
    Account.objects.filter(pk=world.mine.account.pk).update(next_visit_on=today() - timedelta(days=3))

    sheet = call("lena", "GET", f"{SHEETS}?manager={world.mine.account.owner_id}&date={today()}").json()

    (area,) = sheet["areas"]
    assert [stop["account"]["name"] for stop in area["stops"]] == ["Alice's shop"]
    assert area["stops"][0]["arrive_at"]
    assert area["stops"][0]["reason"]["code"] == "overdue"


def test_a_sheet_takes_as_many_statements_for_five_stops_as_for_one(call, world, cast):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call("admin", "GET", f"{SHEETS}?route={world.mine.route.pk}").status_code == 200
        return len(captured)

    few = statements()
    more = [Account.objects.create(name=f"S{i}", team=cast.north, role="retailer", name_key="s") for i in range(4)]
    set_stops(route=world.mine.route, accounts=[world.mine.account, *more], by=cast.alice, at=NOW)

    assert statements() == few


def test_a_wrong_question_is_named(call, world):
    assert call("charlie", "GET", f"{SHEETS}?route={world.mine.route.pk}").status_code == 404
    for query, field in (
        ("route=x", "route"),
        ("route=x&date=2026-03-02", "date"),
        ("date=tomorrow", "date"),
        ("manger=me", "manger"),
    ):
        answer = call("alice", "GET", f"{SHEETS}?{query}")
        assert (answer.status_code, field in answer.json()["fields"]) == (400, True)
