"""Segments over HTTP: one language of conditions, live membership, what is gone said by its name (rows 41, 42)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from accounts.actions.custom_fields import archive_field, define_field
from accounts.models import Account, CustomField
from tests.api.conftest import NOW
from tiers.models import BriefAcknowledgement, Segment

URL = "/api/v1/segments/"
BIG = {"name": "大客户", "filters": {"tier__in": "vip,gold"}, "strategy": "difference", "brief": "先介绍试吃装"}


def make(call: Callable[..., Any], cast: SimpleNamespace, **body: Any) -> dict[str, Any]:
    answer = call("lena", "POST", URL, BIG | {"team": str(cast.north.pk)} | body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def test_who_is_in_it_is_asked_each_time(world: SimpleNamespace, cast: SimpleNamespace, call: Callable[..., Any]):
    segment = make(call, cast)
    assert call("lena", "GET", f"{URL}{segment['id']}/count/").json() == {"count": 0, "is_exact": True, "problems": {}}

    Account.objects.filter(pk__in=[world.mine.account.pk, world.theirs.account.pk]).update(tier="gold")

    assert call("lena", "GET", f"{URL}{segment['id']}/count/").json()["count"] == 1
    page = call("alice", "GET", f"/api/v1/accounts/?segment={segment['id']}").json()
    assert [row["id"] for row in page["results"]] == [str(world.mine.account.pk)]
    assert call("lena", "POST", f"{URL}preview/", {"filters": {"tier": "vip"}}).json()["count"] == 0


def test_a_rule_that_names_what_is_gone_says_so_and_shows_nobody(
    world: SimpleNamespace, cast: SimpleNamespace, call: Callable[..., Any]
):
    define_field(key="freezer", label_zh="冷柜", type="yes_no", by=None, at=NOW)
    segment = make(call, cast, filters={"custom.freezer": "true", "owner": str(cast.alice.pk)})
    assert segment["problems"] == {}

    archive_field(field=CustomField.objects.get(key="freezer"), by=None, at=NOW)
    Segment.objects.filter(pk=segment["id"]).update(filters={"custom.freezer": "true", "owner": str(uuid4())})

    assert set(call("lena", "GET", f"{URL}{segment['id']}/").json()["problems"]) == {"custom.freezer", "owner"}
    assert call("lena", "GET", f"{URL}{segment['id']}/count/").json()["count"] is None
    refused = call("lena", "GET", f"/api/v1/accounts/?segment={segment['id']}")
    assert (refused.status_code, refused.json()["code"], list(refused.json()["fields"])) == (400, "segment_broken", ["segment"])
    assert call("lena", "POST", URL, BIG | {"filters": {"shoe_size": "44"}}).json()["fields"].keys() == {"filters.shoe_size"}
    assert call("lena", "GET", f"/api/v1/accounts/?segment={uuid4()}").status_code == 400


def test_a_start_is_refused_with_the_names_of_who_has_not_read(
    world: SimpleNamespace, cast: SimpleNamespace, call: Callable[..., Any]
):
    segment = make(call, cast)
    body = {"segment": segment["id"], "name": "试吃", "hypothesis": "会多买", "offer": "试吃装", "holdout_share": "0.5"}
    experiment = call("lena", "POST", "/api/v1/experiments/", body).json()

    refused = call("lena", "POST", f"/api/v1/experiments/{experiment['id']}/start/", {})

    assert (refused.status_code, refused.json()["code"]) == (409, "brief_not_acknowledged")
    assert {person["name"] for person in refused.json()["people"]} == {"Alice", "Bob", "Lena", "Sam"}


def test_a_phone_acknowledges_by_an_op_and_hears_of_it(world: SimpleNamespace, cast: SimpleNamespace, call: Callable[..., Any]):
    segment = make(call, cast)
    op = {
        "id": str(uuid4()), "type": "segment.acknowledge", "at": "2026-03-02T02:00:00Z",
        "payload": {"id": str(uuid4()), "segment": segment["id"], "brief_number": 1},
    }  # fmt: skip

    for answer in ("applied", "duplicate"):
        body = call("alice", "POST", "/api/v1/sync/ops/", {"device": "phone-1", "ops": [op]}).json()
        assert [each["status"] for each in body["results"]] == [answer], body

    assert BriefAcknowledgement.objects.get().person == cast.alice
    kept = call("alice", "GET", "/api/v1/sync/changes/").json()
    assert [row["brief_number"] for row in kept["brief_acknowledgements"]] == [1]
    assert [row["id"] for row in kept["segments"]] == [segment["id"]]
    assert call("bob", "GET", "/api/v1/sync/changes/").json()["brief_acknowledgements"] == []
    assert call("charlie", "GET", "/api/v1/sync/changes/").json()["segments"] == []
