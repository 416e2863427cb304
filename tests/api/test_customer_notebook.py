"""The account's page in a fixed number of statements whatever its history; needs, counts and preferences from a phone."""

import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.accounts import update_account
from accounts.actions.custom_fields import define_field
from accounts.actions.timeline import note_touchpoints
from accounts.models import Need, Preference, StockCount, Touchpoint
from crm.calendar import today
from tests.api.test_sync_ops import op, send, with_id  # noqa: F401 - send is a fixture
from tests.crm.factories import NOW

MOST_STATEMENTS = 12


def overview(call, world, who="alice"):
    return call(who, "GET", f"/api/v1/accounts/{world.mine.account.pk}/overview/")


def test_the_page_costs_the_same_few_statements_with_ten_thousand_entries(ask, world):
    alice, path = ask("alice"), f"/api/v1/accounts/{world.mine.account.pk}/overview/"

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert alice.get(path).status_code == 200
        return len(caught)

    statements()  # what is kept from the first request on
    before = statements()
    moments = [timezone.now() - timedelta(minutes=number) for number in range(10_000)]
    note_touchpoints(Touchpoint(account=world.mine.account, kind="note", at=at, text="谈了价格") for at in moments)

    after = statements()

    print(f"account page: {after} statements")
    assert after == before
    assert after <= MOST_STATEMENTS


def test_the_timeline_goes_on_by_its_cursor_to_the_last_entry(call, world):
    moments = [timezone.now() - timedelta(minutes=number // 3) for number in range(450)]
    note_touchpoints(Touchpoint(account=world.mine.account, kind="call", at=at, text="电话") for at in moments)
    path = f"/api/v1/touchpoints/?account={world.mine.account.pk}&kind__in=call,message&limit=200"

    seen, cursor = [], ""
    while cursor is not None:
        page = call("alice", "GET", path + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]

    there = Touchpoint.objects.filter(account=world.mine.account, kind__in=("call", "message")).count()
    assert there >= 450
    assert (len(seen), len(set(seen))) == (there, there)


def test_what_the_company_requires_is_part_of_the_file(call, world):
    assert "own_fields" not in overview(call, world).json()["completeness"]["missing"]
    define_field(by=None, at=NOW, key="area", label_zh="面积", type="number", required_roles=["retailer"])
    assert "own_fields" in overview(call, world).json()["completeness"]["missing"]
    update_account(account=world.mine.account, changes={"custom": {"area": 12}}, by=None, at=NOW)
    assert "own_fields" in overview(call, world).json()["completeness"]["there"]


def test_the_overview_holds_the_whole_notebook(call, world):
    found = overview(call, world).json()

    assert [need["said"] for need in found["needs"]] == ["mine wants it cheaper"]
    assert [fact["text"] for fact in found["preferences"]] == ["mine likes mornings"]
    assert found["consumptions"][0]["rate_from"] == "household"
    assert found["journey"]["computed_stage"] is not None
    assert found["completeness"]["percent"] > 0
    assert "personality" in found["completeness"]["missing"]


def test_a_service_agent_gets_none_of_what_the_manager_learned(call, world):
    found = overview(call, world, "sam").json()

    assert (found["needs"], found["preferences"], found["consumptions"], found["journey"]) == ([], [], [], None)


def test_bad_bodies_name_their_fields(call, world):
    account = str(world.mine.account.pk)
    for path, body, named in (
        ("needs/", {"account": account, "kind": "wish", "said": "x"}, "kind"),
        ("needs/", {"account": account, "kind": "material"}, "said"),
        ("needs/", {"account": account, "kind": "material", "said": "x", "contact": str(world.theirs.contact.pk)}, "contact"),
        ("preferences/", {"account": account, "text": "x", "heard_on": "2026-02-30"}, "heard_on"),
        ("preferences/", {"account": account, "text": "x", "told_by": str(world.theirs.account.pk)}, "told_by"),
        ("consumptions/", {"account": account, "product": str(uuid7())}, "product"),
        (f"consumptions/{world.mine.consumption.pk}/count/", {"quantity": "-1"}, "quantity"),
        ("trial-offers/", {"account": account, "text": "x", "ends_on": "2001-01-01"}, "ends_on"),
        (f"accounts/{account}/journey/judge-belief/", {"belief": "certain", "evidence": "x"}, "belief"),
    ):
        answer = call("alice", "POST", f"/api/v1/{path}", body)
        assert answer.status_code == 400, (path, answer.content)
        assert named in answer.json()["fields"], (path, answer.json())


def test_a_phone_adds_what_it_learned_once_however_often_it_is_sent(send, world):  # noqa: F811
    need, fact, count = uuid7(), uuid7(), uuid7()
    ops = [
        with_id(op("need.add", account=world.mine.account.pk, kind="emotional", said="想被记住", is_dominant=True), need),
        with_id(op("preference.add", account=world.mine.account.pk, text="喜欢浓茶", source="neighbour", teller="对门王婶"), fact),
        with_id(op("stock.count", consumption=world.mine.consumption.pk, quantity="7"), count),
        op("touchpoint.judge", touchpoint=world.mine.note.pk, expectation="当天答复", verdict="exceeded"),
        op("need.settle", need=need, status="met"),
    ]

    first, again = send(*ops), send(*ops)

    assert [result["status"] for result in first] == ["applied"] * 5, json.dumps(first)
    assert [result["status"] for result in again] == ["duplicate"] * 5
    assert (Need.objects.get(pk=need).is_dominant, Need.objects.get(pk=need).status) == (True, "met")
    [twice] = send(op("need.settle", need=need, status="dropped"))
    assert (twice["status"], twice["code"], twice["current"]["status"]) == ("rejected", "need_not_open", "met")
    assert Preference.objects.get(pk=fact).heard_on == today()
    world.mine.consumption.refresh_from_db()
    assert (StockCount.objects.count(), world.mine.consumption.stock) == (1, 7)
    assert Touchpoint.objects.get(pk=world.mine.note.pk).verdict == "exceeded"


def test_refused_ops_name_their_fields_and_hold_nobody_up(send, world):  # noqa: F811
    results = send(
        op("need.add", id=uuid7(), account=world.mine.account.pk, kind="emotional", said=""),
        with_id(op("preference.add", account=world.theirs.account.pk, text="x", source="said"), uuid7()),
        with_id(op("stock.count", consumption=world.mine.consumption.pk, quantity="2"), uuid7()),
    )

    assert [result["status"] for result in results] == ["rejected", "rejected", "applied"]
    assert "said" in results[0]["fields"]
    assert results[1]["code"] == "not_found"


def test_phones_pull_what_was_learned(call, world):
    page = call("alice", "GET", "/api/v1/sync/changes/?limit=1000").json()

    for name in ("needs", "preferences", "consumptions"):
        assert {row["account"]["id"] for row in page[name]} == {str(world.mine.account.pk)}, name
