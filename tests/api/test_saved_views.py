"""Views: one's own, the team's, a role's beginning; and honest about what is gone."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from accounts.actions.custom_fields import archive_field, define_field
from accounts.models import CustomField
from tests.api.conftest import NOW

URL = "/api/v1/saved-views/"
BIG = {"name": "大客户", "filters": {"tier__in": "vip,gold"}, "columns": ["name", "tier"], "ordering": "-annual_value"}


def make(call: Callable[..., Any], who: str, **body: Any) -> dict[str, Any]:
    answer = call(who, "POST", URL, BIG | body)
    assert answer.status_code == 201, answer.content
    view: dict[str, Any] = answer.json()
    return view


def names(call: Callable[..., Any], who: str) -> list[str]:
    return [view["name"] for view in call(who, "GET", URL).json()["results"]]


def test_a_private_view_is_ones_own(cast: SimpleNamespace, call: Callable[..., Any]):
    view = make(call, "alice")

    assert (names(call, "alice"), names(call, "bob"), names(call, "lena")) == (["大客户"], [], [])
    assert (view["filters"], view["columns"], view["ordering"], view["problems"]) == (
        BIG["filters"], BIG["columns"], BIG["ordering"], {}
    )  # fmt: skip


def test_a_shared_view_is_the_teams(cast: SimpleNamespace, call: Callable[..., Any]):
    view = make(call, "alice", team=str(cast.north.pk))

    assert (names(call, "bob"), names(call, "lena"), names(call, "charlie")) == (["大客户"], ["大客户"], [])
    match = {"If_Match": '"1"'}
    assert call("bob", "PATCH", f"{URL}{view['id']}/", {"name": "x"}, **match).status_code == 403
    assert call("lena", "PATCH", f"{URL}{view['id']}/", {"name": "重点", "position": 3}, **match).json()["name"] == "重点"
    assert call("bob", "DELETE", f"{URL}{view['id']}/").status_code == 403
    assert call("alice", "DELETE", f"{URL}{view['id']}/").status_code == 204


def test_a_view_is_not_shared_with_strangers(cast: SimpleNamespace, call: Callable[..., Any]):
    answer = call("alice", "POST", URL, BIG | {"team": str(cast.south.pk)})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["team"])


def test_one_default_per_role_said_by_the_lead(cast: SimpleNamespace, call: Callable[..., Any]):
    team = {"team": str(cast.north.pk), "default_roles": ["manager"]}

    assert call("alice", "POST", URL, BIG | team).status_code == 403
    assert call("alice", "POST", URL, BIG | {"default_roles": ["manager"]}).status_code == 400
    first, second = make(call, "lena", **team), make(call, "lena", name="次", **team)

    views = {view["id"]: view["default_roles"] for view in call("alice", "GET", URL).json()["results"]}
    assert views == {first["id"]: [], second["id"]: ["manager"]}


def test_a_name_stands_once(cast: SimpleNamespace, call: Callable[..., Any]):
    make(call, "alice")

    again = call("alice", "POST", URL, BIG)

    assert (again.status_code, again.json()["code"]) == (409, "view_name_taken")


def test_a_view_says_what_is_no_longer_there(cast: SimpleNamespace, call: Callable[..., Any]):
    define_field(by=None, at=NOW, key="area", label_zh="面积", type="number")
    filters = {"custom.area__gte": "10", "tier__in": "vip", "near": "30,120", "within_km": "5"}
    view = make(call, "alice", filters=filters, columns=["name", "custom.area"], ordering="-custom.area")
    assert view["problems"] == {}

    archive_field(field=CustomField.objects.get(), by=None, at=NOW)

    found = call("alice", "GET", f"{URL}{view['id']}/").json()
    assert set(found["problems"]) == {"custom.area__gte", "columns", "ordering"}
    assert call("alice", "GET", "/api/v1/accounts/?custom.area__gte=10").status_code == 400


def test_views_change_places_all_or_none(cast: SimpleNamespace, call: Callable[..., Any]):
    ids = [make(call, "alice", name=name)["id"] for name in ("一", "二", "三")]
    bobs = make(call, "bob", name="他的", team=str(cast.north.pk))["id"]

    answer = call("alice", "POST", f"{URL}arrange/", {"views": [ids[2], ids[0], ids[1]]})

    assert [view["name"] for view in answer.json()["results"]] == ["三", "一", "二"]
    assert [name for name in names(call, "alice") if name != "他的"] == ["三", "一", "二"]
    assert call("alice", "POST", f"{URL}arrange/", {"views": [ids[0], bobs]}).status_code == 403
    assert call("charlie", "POST", f"{URL}arrange/", {"views": [ids[0]]}).status_code == 404
    assert call("alice", "POST", f"{URL}arrange/", {"views": [ids[0], ids[0]]}).status_code == 400
    assert [name for name in names(call, "alice") if name != "他的"] == ["三", "一", "二"]
