"""Places at the border: in which datum they come and go, how sure they are, and whom to ask (row 21)."""

import pytest

from accounts.datum import metres
from accounts.models import Account
from crm.calendar import today
from visits.models import Visit

ACCOUNTS = "/api/v1/accounts/"
TRUE, ON_AMAP = (31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)


@pytest.fixture
def shop(cast):
    return Account.objects.create(name="shop", name_key="shop", role="retailer", team=cast.north, owner=cast.alice)


def place(latitude, longitude, **more):
    return {"latitude": latitude, "longitude": longitude, **more}


def test_a_place_from_amap_is_stored_in_wgs84_and_kept_as_it_was_told(call, cast, shop):
    answer = call("alice", "patch", f"{ACCOUNTS}{shop.pk}/", place(*ON_AMAP, datum="gcj02"), If_Match='"1"')
    assert answer.status_code == 200, answer.json()
    row = answer.json()
    assert metres((row["latitude"], row["longitude"]), TRUE) < 0.01
    assert (row["given_latitude"], row["given_longitude"], row["given_datum"]) == (*ON_AMAP, "gcj02")
    assert row["place_confidence"] == "given"

    again = call("alice", "patch", f"{ACCOUNTS}{shop.pk}/", place(*ON_AMAP, datum="gcj02"), If_Match='"2"')
    assert again.json()["version"] == 2, "the same place again changes nothing"

    told = call("alice", "get", f"{ACCOUNTS}{shop.pk}/?datum=gcj02").json()
    assert metres((told["latitude"], told["longitude"]), ON_AMAP) < 0.01
    listed = call("alice", "get", f"{ACCOUNTS}?datum=bd09").json()["results"]
    assert metres((listed[0]["latitude"], listed[0]["longitude"]), ON_AMAP) > 500

    moved = call("alice", "patch", f"{ACCOUNTS}{shop.pk}/", place(30.0, 120.0), If_Match='"2"').json()
    assert (moved["latitude"], moved["given_latitude"], moved["given_datum"]) == (30.0, None, "")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (place(31.1, 121.5, datum="mars"), "datum"),
        ({"datum": "gcj02"}, "latitude"),
        ({"latitude": 31.1, "datum": "gcj02"}, "longitude"),
        (place(131.1, 121.5, datum="gcj02"), "latitude"),
    ],
)
def test_a_datum_that_says_nothing_is_refused(call, cast, shop, body, field):
    answer = call("alice", "patch", f"{ACCOUNTS}{shop.pk}/", body, If_Match='"1"')

    assert answer.status_code == 400
    assert field in answer.json()["fields"]


@pytest.mark.parametrize("path", ["?datum=mars", "{pk}/?datum=mars"])
def test_no_answer_in_an_unknown_datum(call, cast, shop, path):
    assert call("alice", "get", ACCOUNTS + path.format(pk=shop.pk)).status_code == 400


def test_uncertain_places_are_found_and_a_check_in_is_taken(call, cast, shop):
    visit = Visit.objects.create(
        account=shop, manager=cast.alice, planned_on=today(), visited_on=today(), status="completed", outcome="ordered",
        completed_at="2026-03-02T02:00Z", latitude=29.1, longitude=120.2, accuracy_m=9,
    )  # fmt: skip
    assert [row["id"] for row in call("alice", "get", f"{ACCOUNTS}?place_confidence__in=none,given").json()["results"]] == [
        str(shop.pk)
    ]
    facts = call("alice", "get", f"{ACCOUNTS}{shop.pk}/place/").json()
    assert (facts["confidence"], facts["agreeing"], facts["who"][0]["name"]) == ("none", 1, "Alice")

    taken = call("alice", "post", f"{ACCOUNTS}{shop.pk}/place/", {"visit": str(visit.pk)})

    assert taken.status_code == 200, taken.json()
    assert (taken.json()["confidence"], taken.json()["latitude"]) == ("confirmed", 29.1)
    assert call("alice", "get", f"{ACCOUNTS}?place_confidence=confirmed").json()["results"][0]["id"] == str(shop.pk)


def test_a_visit_that_is_not_there_is_no_place(call, cast, shop):
    answer = call("alice", "post", f"{ACCOUNTS}{shop.pk}/place/", {"visit": str(shop.pk)})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["visit"])
