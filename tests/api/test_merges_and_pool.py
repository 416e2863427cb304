"""Merging and the pool over HTTP: old ids lead on, phones' ops land on the new account, bad input is named."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actions.accounts import open_account
from accounts.models import Account, PoolRule, Touchpoint
from tests.api.conftest import NOW


@pytest.fixture
def lost(cast: SimpleNamespace, world: SimpleNamespace) -> Account:
    return open_account(by=cast.alice, at=NOW, name="Twin", role="retailer")


def merge(call: Any, world: Any, lost: Account, body: dict[str, Any] | None = None) -> Any:
    return call("alice", "POST", "/api/v1/merges/", {"kept": str(world.mine.account.pk), "lost": str(lost.pk)} | (body or {}))


def test_the_old_id_leads_to_the_new_one(call: Any, world: Any, lost: Account) -> None:
    assert merge(call, world, lost).status_code == 201
    kept = world.mine.account

    read = call("alice", "GET", f"/api/v1/accounts/{lost.pk}/")
    written = call("alice", "PATCH", f"/api/v1/accounts/{lost.pk}/", {"phone": "1"}, If_Match='"1"')

    assert read.json()["merged_into"] == {"id": str(kept.pk), "name": kept.name}
    assert (written.status_code, written.json()["code"], written.json()["merged_into"]) == (410, "account_merged", str(kept.pk))
    assert str(lost.pk) not in call("alice", "GET", "/api/v1/accounts/").content.decode()


def test_an_op_of_a_phone_that_has_not_heard_of_it_lands_on_the_new_one(call: Any, world: Any, lost: Account) -> None:
    merge(call, world, lost)
    op = {
        "id": str(uuid4()),
        "type": "note.add",
        "at": timezone.now().isoformat(),
        "payload": {"account": str(lost.pk), "text": "late"},
    }

    answer = call("alice", "POST", "/api/v1/sync/ops/", {"device": "d", "ops": [op]})

    assert answer.json()["results"][0]["status"] == "applied", answer.content
    assert Touchpoint.objects.get(text="late").account_id == world.mine.account.pk


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"lost": "kept"}, 409, "merge_with_itself"),
        ({"lost": "theirs"}, 404, "not_found"),
        ({"lost": "mates"}, 403, "not_your_account"),
        ({"lost": str(uuid4())}, 404, "not_found"),
        ({"lost": "x"}, 400, "invalid"),
        ({"take": ["annual_value"]}, 400, "invalid"),
        ({"more": 1}, 400, "invalid"),
    ],
)
def test_what_cannot_be_merged(call: Any, world: Any, lost: Account, body: dict[str, Any], status: int, code: str) -> None:
    named = {"kept": world.mine.account, "theirs": world.theirs.account, "mates": world.mates}
    body = {name: str(named[value].pk) if isinstance(value, str) and value in named else value for name, value in body.items()}

    answer = merge(call, world, lost, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content


def test_a_merged_one_again(call: Any, world: Any, lost: Account) -> None:
    merge(call, world, lost)

    assert merge(call, world, lost).json()["code"] == "account_merged"


def test_undone(call: Any, world: Any, lost: Account) -> None:
    made = merge(call, world, lost).json()

    answer = call("alice", "POST", f"/api/v1/merges/{made['id']}/undo/", {})

    assert answer.json()["undone_by"]["name"] == "Alice"
    assert call("alice", "GET", f"/api/v1/accounts/{lost.pk}/").json()["merged_into"] is None


def test_the_pool(call: Any, cast: Any, world: Any) -> None:
    listed = call("alice", "GET", "/api/v1/pool/").json()["results"]
    assert [row["id"] for row in listed] == [str(world.unowned.pk)]
    path = f"/api/v1/pool/{world.unowned.pk}"

    won, late = call("alice", "POST", f"{path}/claim/", {}), call("bob", "POST", f"{path}/claim/", {})

    assert won.json()["owner"]["name"] == "Alice"
    assert (late.status_code, late.json()["code"]) == (409, "account_taken")
    assert call("alice", "POST", f"{path}/release/", {}).json()["fields"].keys() == {"reason"}
    assert call("alice", "POST", f"{path}/release/", {"reason": "far"}).json()["owner"] is None


def test_the_rule(call: Any, cast: Any, world: Any) -> None:
    rule = PoolRule.objects.create(team=cast.north)
    path = f"/api/v1/pool-rules/{rule.pk}/"

    assert call("lena", "PATCH", path, {"idle_days": 5}, If_Match='"1"').json()["fields"].keys() == {"idle_days"}
    assert call("lena", "PATCH", path, {"idle_days": 60, "capacity": 40}, If_Match='"1"').json()["capacity"] == 40
    assert call("lena", "PATCH", path, {"idle_days": 61}, If_Match='"1"').status_code == 412
    assert call("alice", "GET", f"{path}preview/").json()["owned"] == 1
    assert call("alice", "GET", "/api/v1/pool/warnings/").json() == []


def test_what_a_merge_would_move_moves_then(call: Any, world: Any, lost: Account) -> None:
    kept = world.mine.account
    body = {"kept": str(lost.pk), "lost": str(kept.pk)}

    told = call("alice", "POST", "/api/v1/merges/preview/", body).json()
    assert Account.objects.get(pk=kept.pk).merged_into_id is None

    made = call("alice", "POST", "/api/v1/merges/", body).json()
    assert told["moved"]["accounts_contact"] == made["moved"]["accounts_contact"] > 0
    assert (told["moved"], told["left"]) == (made["moved"], made["left"])


def test_a_preview_names_what_fills_an_empty_field_and_refuses_itself(call: Any, world: Any, lost: Account) -> None:
    kept = world.mine.account
    Account.objects.filter(pk=kept.pk).update(phone="")
    Account.objects.filter(pk=lost.pk).update(phone="13800138000")
    body = {"kept": str(kept.pk), "lost": str(lost.pk)}

    assert "phone" in call("alice", "POST", "/api/v1/merges/preview/", body).json()["filled"]
    again = call("alice", "POST", "/api/v1/merges/preview/", body | {"lost": str(kept.pk)})
    assert (again.status_code, again.json()["code"]) == (409, "merge_with_itself")


def test_a_first_rule_and_the_room_it_leaves(call: Any, cast: Any, world: Any) -> None:
    assert call("alice", "GET", "/api/v1/pool/room/").json() == {
        "owned": 1,
        "capacity": None,
        "claimed": 0,
        "claims_per_day": None,
    }
    made = call("lena", "POST", "/api/v1/pool-rules/", {"capacity": 40, "claims_per_day": 1})
    assert made.status_code == 201, made.content
    call("alice", "POST", f"/api/v1/pool/{world.unowned.pk}/claim/", {})

    assert call("alice", "GET", "/api/v1/pool/room/").json() == {
        "owned": 2,
        "capacity": 40,
        "claimed": 1,
        "claims_per_day": 1,
    }
