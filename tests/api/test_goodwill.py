"""Goodwill over HTTP: within the role's limit and the tier's, brought back in parts, taken back when it was a mistake (row 4)."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Account, Goodwill
from crm.calendar import today
from tiers.actions.policies import draft_policy, publish_policy

API = "/api/v1"
LIMITS = {"vip": "1000", "gold": "500", "key": "150", "ordinary": "60"}


@pytest.fixture
def shop(world, cast):
    """A key account of alice's; her role may give 200, the tier 150 a day."""
    policy = draft_policy(
        name="Limits", effective_on=today(), by=cast.lena, at=timezone.now(), goodwill_limits=LIMITS,
        approvers={"vip": "admin", "gold": "lead", "key": "lead", "ordinary": "lead"},
    )  # fmt: skip
    publish_policy(policy=policy, by=cast.lena, at=timezone.now())
    Account.objects.filter(pk=world.mine.account.pk).update(tier="key", currency="CNY")
    Goodwill.objects.filter(account=world.mine.account).delete()
    return world.mine.account


def given(shop, amount, **told):
    return {"account": str(shop.pk), "amount": amount, "reason": "轮胎不能用", "evidence": "收据", **told}


def test_above_the_tiers_limit_it_is_refused_with_what_is_left_and_who_may(shop, call):
    first = call("alice", "POST", f"{API}/goodwills/", given(shop, "100"))
    answer = call("alice", "POST", f"{API}/goodwills/", given(shop, "50.01"))

    told = answer.json()
    assert first.status_code == 201
    assert answer.status_code == 403
    assert told["code"] == "goodwill_above_limit"
    assert (told["limit"], told["already"], told["bound_by"]) == ("150.00", "100.00", "tier")
    assert [giver["role"] for giver in told["who_may"]] == ["lead", "admin"]
    assert Goodwill.objects.filter(account=shop).count() == 1
    assert call("alice", "POST", f"{API}/goodwills/", given(shop, "50")).status_code == 201
    assert call("lena", "POST", f"{API}/goodwills/", given(shop, "500")).status_code == 201


def test_the_room_says_beforehand_what_the_refusal_says_afterwards(shop, call):
    call("alice", "POST", f"{API}/goodwills/", given(shop, "100"))

    room = call("alice", "GET", f"{API}/goodwills/room/?account={shop.pk}&currency=CNY").json()

    assert (room["limit"], room["already"], room["left"], room["bound_by"]) == ("150.00", "100.00", "50.00", "tier")


def test_another_currency_and_nobodys_tier_go_by_the_role(shop, call):
    answer = call("alice", "POST", f"{API}/goodwills/", given(shop, "180", currency="EUR"))

    assert answer.status_code == 403
    assert answer.json()["bound_by"] == "role"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "lots"}, "amount"),
        ({"reason": ""}, "reason"),
        ({"currency": "yuan"}, "currency"),
        ({"evidence": ""}, "no_evidence_why"),
        ({"sum": "5"}, "sum"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_given(shop, call, wrong, field):
    answer = call("alice", "POST", f"{API}/goodwills/", {**given(shop, "10"), **wrong})

    assert answer.status_code == 400, answer.json()
    assert field in answer.json()["fields"]
    assert not Goodwill.objects.filter(account=shop).exists()


def test_sent_twice_it_is_given_once(shop, call):
    told = given(shop, "40", id=str(uuid4()))

    answers = [call("alice", "POST", f"{API}/goodwills/", told, Idempotency_Key="slip 7") for _ in range(2)]
    other = call("alice", "POST", f"{API}/goodwills/", told)

    assert [answer.status_code for answer in (*answers, other)] == [201, 201, 409]
    assert answers[0].json() == answers[1].json()
    assert Goodwill.objects.filter(account=shop).count() == 1


def test_it_comes_back_in_parts_and_never_more_than_was_given(shop, call):
    row = call("alice", "POST", f"{API}/goodwills/", given(shop, "100")).json()
    path = f"{API}/goodwills/{row['id']}"

    back = call("alice", "POST", f"{path}/recover/", {"amount": "30"}).json()
    more = call("alice", "POST", f"{path}/recover/", {"amount": "70.01"})
    rest = call("alice", "POST", f"{path}/recover/", {}).json()

    assert (back["recovered"], back["net"]) == ("30.00", "70.00")
    assert (more.status_code, more.json()["code"]) == (409, "goodwill_over_recovered")
    assert (rest["recovered"], rest["net"]) == ("100.00", "0.00")


def test_what_was_a_mistake_is_taken_back_with_its_reason_and_makes_room_again(shop, call):
    row = call("alice", "POST", f"{API}/goodwills/", given(shop, "150")).json()
    path = f"{API}/goodwills/{row['id']}"

    nothing = call("alice", "POST", f"{path}/withdraw/", {"reason": ""})
    taken = call("alice", "POST", f"{path}/withdraw/", {"reason": "记错了客户"}).json()
    again = call("alice", "POST", f"{path}/recover/", {})

    assert (nothing.status_code, list(nothing.json()["fields"])) == (400, ["reason"])
    assert (taken["net"], taken["withdrawn_why"]) == ("0.00", "记错了客户")
    assert (again.status_code, again.json()["code"]) == (409, "goodwill_withdrawn")
    assert call("alice", "POST", f"{API}/goodwills/", given(shop, "150")).status_code == 201


def test_who_does_not_see_the_customer_gives_and_takes_nothing(shop, call):
    row = call("alice", "POST", f"{API}/goodwills/", given(shop, "100")).json()

    assert call("charlie", "POST", f"{API}/goodwills/", given(shop, "1")).status_code == 404
    assert call("charlie", "POST", f"{API}/goodwills/{row['id']}/recover/", {}).status_code == 404
    assert call("charlie", "POST", f"{API}/goodwills/{row['id']}/withdraw/", {"reason": "x"}).status_code == 404
