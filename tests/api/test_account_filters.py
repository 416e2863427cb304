"""What one may ask of the accounts beside plain fields: places near, silence, tags, territories, fields of one's own."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from accounts.actions.accounts import open_account, update_account
from accounts.actions.custom_fields import archive_field, define_field
from accounts.actions.figures import write_figures
from accounts.models import Account, CustomField, Territory
from crm.calendar import today
from tests.api.conftest import NOW


@pytest.fixture
def shop(cast: SimpleNamespace) -> Callable[..., Account]:
    def open_shop(name: str, **fields: Any) -> Account:
        return open_account(by=None, at=NOW, team=cast.north, owner=cast.alice, name=name, **({"role": "retailer"} | fields))

    return open_shop


@pytest.fixture
def names(call: Callable[..., Any]) -> Callable[..., list[str]]:
    def ask(query: str, who: str = "alice") -> list[str]:
        answer = call(who, "GET", f"/api/v1/accounts/?{query}")
        assert answer.status_code == 200, answer.content
        return [row["name"] for row in answer.json()["results"]]

    return ask


def fields() -> None:
    freezers = [{"value": "own", "zh": "自有"}, {"value": "lent", "zh": "投放"}]
    for key, type, more in (
        ("area", "number", {}), ("until", "date", {}), ("deposit", "money", {}), ("freezer", "choice", {"choices": freezers}),
        ("invoice", "yes_no", {}), ("remark", "text", {}),
    ):  # fmt: skip
        define_field(by=None, at=NOW, key=key, label_zh=key, type=type, **more)


@pytest.fixture
def own(shop: Callable[..., Account]) -> None:
    """Three shops with fields of one's own, and one without."""
    fields()
    shop("A", custom={"area": 10, "until": "2026-05-01", "deposit": "500", "freezer": "own", "invoice": True, "remark": "a,b"})
    shop("B", custom={"area": 20.5, "until": "2027-05-01", "deposit": "100 EUR", "freezer": "lent", "invoice": False})
    shop("C", custom={"area": 30, "freezer": "own"})
    shop("D")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("custom.area=20.5", "B"),
        ("custom.area__gte=20", "BC"),
        ("custom.area__gte=20&custom.area__lte=25", "B"),
        ("custom.until__lte=2026-12-31", "A"),
        ("custom.until=2027-05-01", "B"),
        ("custom.deposit__gte=100", "A"),
        ("custom.deposit__gte=100 EUR", "B"),
        ("custom.deposit=500", "A"),
        ("custom.freezer=own", "AC"),
        ("custom.freezer__in=own,lent", "ABC"),
        ("custom.invoice=true", "A"),
        ("custom.invoice=false", "B"),
        ("custom.remark__in=" + quote("x,a\\,b"), "A"),
        ("custom.invoice__isnull=true", "CD"),
        ("custom.remark__isnull=false", "A"),
        ("custom.freezer=own&custom.area__gte=20", "C"),
    ],
)
def test_fields_of_ones_own_are_asked_by_their_type(query: str, found: str, own: None, names: Callable[..., list[str]]):
    assert "".join(sorted(names(query))) == found


@pytest.mark.parametrize(
    "name_and_value",
    [
        "custom.colour=red", "custom.area=large", "custom.area__in=1,2", "custom.freezer__gte=own", "custom.freezer=stolen",
        "custom.until__gte=2026-02-30", "custom.invoice=perhaps", "custom.area__isnull=1", "custom.area=", "custom.=1",
        "custom.deposit__lte=1 yuan",
    ],
)  # fmt: skip
def test_a_question_that_does_not_fit_its_field_is_named(name_and_value: str, own: None, call: Callable[..., Any]):
    answer = call("alice", "GET", f"/api/v1/accounts/?{name_and_value}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [name_and_value.partition("=")[0]]


def test_a_list_in_the_order_of_a_field_goes_through_to_the_empty_ones(own: None, call: Callable[..., Any]):
    def walk(ordering: str) -> str:
        found, cursor = "", ""
        while True:
            page = call("alice", "GET", f"/api/v1/accounts/?ordering={ordering}&limit=1{cursor}").json()
            found += "".join(row["name"] for row in page["results"])
            if not page["next"]:
                return found
            cursor = f"&cursor={page['next']}"

    assert walk("custom.area") == "ABCD"
    assert walk("-custom.area") == "CBAD"


def test_no_order_where_there_is_none(own: None, call: Callable[..., Any]):
    for ordering in ("custom.freezer", "custom.colour", "distance", "custom."):
        answer = call("alice", "GET", f"/api/v1/accounts/?ordering={ordering}")
        assert answer.status_code == 400, ordering


def test_an_archived_field_is_neither_shown_nor_asked(own: None, call: Callable[..., Any], cast: SimpleNamespace):
    archive_field(field=CustomField.objects.get(key="area"), by=None, at=NOW)

    rows = call("alice", "GET", "/api/v1/accounts/?custom.freezer=own").json()["results"]
    asked = call("alice", "GET", "/api/v1/accounts/?custom.area=10")

    assert all("area" not in row["custom"] for row in rows)
    assert Account.objects.filter(custom__has_key="area").count() == 3
    assert (asked.status_code, list(asked.json()["fields"])) == (400, ["custom.area"])


def test_what_is_near_comes_nearest_first(shop: Callable[..., Account], names: Callable[..., list[str]], call: Callable[..., Any]):
    for name, latitude, longitude in (
        ("here", 30.0, 120.0), ("east 900 m", 30.0, 120.0094), ("north 1 km", 30.009, 120.0), ("far", 30.2, 120.0), ("none", None, None),
    ):  # fmt: skip
        shop(name, latitude=latitude, longitude=longitude)

    assert names("near=30,120&within_km=5&ordering=distance") == ["here", "east 900 m", "north 1 km"]
    assert names("near=30,120&within_km=0.95&ordering=distance") == ["here", "east 900 m"]
    assert sorted(names("near=30,120&within_km=25")) == ["east 900 m", "far", "here", "north 1 km"]
    first = call("alice", "GET", "/api/v1/accounts/?near=30,120&ordering=distance&limit=2").json()
    assert names(f"near=30,120&ordering=distance&limit=2&cursor={first['next']}") == ["north 1 km"]


@pytest.mark.parametrize(
    "query", ["near=30", "near=91,0", "near=a,b", "near=30,120&within_km=0", "near=30,120&within_km=far", "within_km=5"]
)
def test_a_place_that_is_none_is_refused(query: str, cast: SimpleNamespace, call: Callable[..., Any]):
    assert call("alice", "GET", f"/api/v1/accounts/?{query}").status_code == 400


def test_silence_counts_from_the_last_contact_or_from_the_beginning(shop: Callable[..., Account], names: Callable[..., list[str]]):
    day = today()
    for name, days in (("silent", 90), ("spoken", 10), ("seen", 40)):
        column = "last_visit_on" if name == "seen" else "last_spoken_on"
        write_figures(columns=[column], rows=[(shop(name).pk, day - timedelta(days=days))])
    shop("new")
    Account.objects.filter(pk=shop("old").pk).update(created_at=NOW - timedelta(days=400))

    assert sorted(names("no_contact_days=30")) == ["old", "seen", "silent"]
    assert sorted(names("no_contact_days=60")) == ["old", "silent"]
    assert names("ordering=-last_contact_on")[:3] == ["spoken", "seen", "silent"]


def test_what_nobody_changed_since_is_found_behind_the_newer_ones(shop: Callable[..., Account], names: Callable[..., list[str]]):
    for name, opened, changed in (("old", 90, 80), ("old but changed", 90, 2), ("new", 2, 1)):
        times = {"created_at": NOW - timedelta(days=opened), "updated_at": NOW - timedelta(days=changed)}
        Account.objects.filter(pk=shop(name).pk).update(**times)
    until = quote((NOW - timedelta(days=30)).isoformat())

    assert names(f"updated_at__lte={until}") == ["old"]
    assert sorted(names(f"updated_at__gte={until}")) == ["new", "old but changed"]


def test_a_territory_holds_what_lies_below_it(cast: SimpleNamespace, shop: Callable[..., Account], names: Callable[..., list[str]]):
    county = Territory.objects.create(name="county")
    town = Territory.objects.create(name="town", parent=county)
    street = Territory.objects.create(name="street", parent=town)
    shop("in town", territory=town)
    shop("in street", territory=street)
    shop("elsewhere")

    assert sorted(names(f"territory__within={county.pk}")) == ["in street", "in town"]
    assert names(f"territory__within={street.pk}") == ["in street"]
    assert names(f"territory={county.pk}") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=post", ["desk"]),
        ("role=dealer", ["D"]),
        ("role__in=post,department", ["desk", "stores"]),
        ("role__in=post,dealer", ["D", "desk"]),
        ("role=post&kind=external", []),
    ],
)
def test_roles_of_either_kind(query: str, found: list[str], shop: Callable[..., Account], names: Callable[..., list[str]]):
    shop("D", role="dealer")
    shop("R")
    shop("desk", kind="internal", role="post")
    shop("stores", kind="internal", role="department")

    assert sorted(names(query)) == found


def test_any_of_some_tags_and_texts(shop: Callable[..., Account], names: Callable[..., list[str]]):
    shop("A", tags=["big", "a,b"], street="中山路", industry="食品")
    shop("B", tags=["small"], street="解放路")
    shop("C")

    assert sorted(names("tag__in=small," + quote("a\\,b"))) == ["A", "B"]
    assert sorted(names("street__in=中山路,解放路")) == ["A", "B"]
    assert names("industry__in=食品&tag=big") == ["A"]


def test_a_service_agent_asks_nothing_of_the_sort(own: None, call: Callable[..., Any]):
    for query in ("custom.area=10", "no_contact_days=3", "near=30,120", "ordering=custom.area", "ordering=distance"):
        assert call("sam", "GET", f"/api/v1/accounts/?{query}").status_code == 400, query


def test_a_manager_reads_field_by_field_what_a_form_refused(own: None, call: Callable[..., Any]):
    account = Account.objects.get(name="A")

    answer = call(
        "alice", "PATCH", f"/api/v1/accounts/{account.pk}/", {"custom": {"area": "x", "until": "2026-02-30"}}, If_Match='"1"'
    )

    assert (answer.status_code, sorted(answer.json()["fields"])) == (400, ["custom.area", "custom.until"])
    update_account(account=account, changes={"custom": {"area": 11}}, by=None, at=NOW)
    assert call("alice", "GET", f"/api/v1/accounts/{account.pk}/").json()["custom"]["area"] == 11
