"""What a list, a filter, a search, a count and a body let somebody know: never anything of a stranger's."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from accounts.models import Account
from api.v1.accounts import SERVICE_FIELDS
from crm.models import User

HANGING = ("contacts", "orders", "promises", "touchpoints", "visits", "stops")


def names(response: Any) -> set[str]:
    assert response.status_code == 200, response.content[:300]
    return {row["name"] for row in response.json()["results"]}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("alice", {"Alice's shop", "Bob's shop", "Nobody's shop", "Kitchen", "Desk"}),
        ("bob", {"Alice's shop", "Bob's shop", "Nobody's shop", "Kitchen", "Desk"}),
        ("lena", {"Alice's shop", "Bob's shop", "Nobody's shop", "Kitchen", "Desk"}),
        ("charlie", {"Charlie's shop", "Kitchen", "Desk"}),
        ("dora", {"Kitchen", "Desk"}),
        ("north_token", {"Alice's shop", "Bob's shop", "Nobody's shop"}),
        ("sam", {"Alice's shop", "Bob's shop", "Nobody's shop", "Charlie's shop", "Kitchen", "Desk"}),
        ("ann", {"Alice's shop", "Bob's shop", "Nobody's shop", "Charlie's shop", "Kitchen", "Desk"}),
        ("admin", {"Alice's shop", "Bob's shop", "Nobody's shop", "Charlie's shop", "Kitchen", "Desk"}),
        ("token", {"Alice's shop", "Bob's shop", "Nobody's shop", "Charlie's shop", "Kitchen", "Desk"}),
    ],
)
def test_a_list_shows_who_works_with_whom(who: str, expected: set[str], call: Callable[..., Any], world: SimpleNamespace):
    assert names(call(who, "GET", "/api/v1/accounts/")) == expected
    assert call(who, "GET", "/api/v1/accounts/?count=exact").json()["count"] == len(expected)
    assert names(call(who, "GET", "/api/v1/accounts/?ordering=-name&limit=200")) == expected


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "lena", "sam", "dora", "ann", "admin", "off"])
def test_the_parts_are_the_whole(who: str, world: SimpleNamespace, cast: SimpleNamespace):
    """`parts_visible_to` cuts `visible_to` for speed: nothing missing, nothing twice, nothing more."""
    user = getattr(cast, who)

    cut = [account.pk for part in Account.objects.parts_visible_to(user) for account in part]

    assert sorted(cut) == sorted(Account.objects.visible_to(user).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        "owner={charlie}", "owner__in={charlie},{charlie}", "team={south}", "name=Charlie%27s shop", "phone=13900002222",
        "external_id=C-1", "search=Charlie", "search=13900002222", "search=2222", "updated_since=2020-01-01T00:00:00Z&owner={charlie}",
    ],
)  # fmt: skip
def test_no_question_about_a_stranger_has_an_answer(
    query: str, call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace
):
    asked = query.format(charlie=cast.charlie.pk, south=cast.south.pk)

    seen = call("alice", "GET", f"/api/v1/accounts/?{asked}&count=exact").json()

    assert {row["name"] for row in seen["results"]} <= {"Kitchen", "Desk"}
    assert seen["count"] == len(seen["results"])
    assert "Charlie's shop" in names(call("charlie", "GET", f"/api/v1/accounts/?{asked}"))


@pytest.mark.parametrize("noun", HANGING)
def test_what_hangs_on_a_strangers_account_is_absent(noun: str, call: Callable[..., Any], world: SimpleNamespace):
    theirs = world.theirs.account.pk

    everything = call("alice", "GET", f"/api/v1/{noun}/?limit=200").json()["results"]
    filtered = call("alice", "GET", f"/api/v1/{noun}/?account={theirs}&count=exact").json()
    own = call("charlie", "GET", f"/api/v1/{noun}/?account={theirs}").json()["results"]

    assert everything
    assert str(theirs) not in {row["account"]["id"] for row in everything}
    assert (filtered["results"], filtered["count"]) == ([], 0)
    assert own


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("contacts", {"name": "Spy"}), ("touchpoints", {"text": "Spy"}), ("promises", {"text": "Spy", "due_on": "2026-03-09"}),
        ("visits", {"planned_on": "2026-03-09"}),
    ],
)  # fmt: skip
def test_a_strangers_id_in_a_body_is_like_none(noun: str, body: dict[str, str], call: Callable[..., Any], world: SimpleNamespace):
    theirs, made_up = (
        call("alice", "POST", f"/api/v1/{noun}/", body | {"account": str(pk)}) for pk in (world.theirs.account.pk, uuid4())
    )

    assert (theirs.status_code, theirs.json()) == (made_up.status_code, made_up.json())
    assert theirs.status_code == 404


def test_a_strangers_contact_is_none_of_this_account(call: Callable[..., Any], world: SimpleNamespace):
    body = {"account": str(world.mine.account.pk), "contact": str(world.theirs.contact.pk), "text": "x", "due_on": "2026-03-09"}

    assert call("alice", "POST", "/api/v1/promises/", body).status_code == 400


def test_a_service_agent_reads_what_helps_a_caller(call: Callable[..., Any], world: SimpleNamespace):
    account = call("sam", "GET", f"/api/v1/accounts/{world.mine.account.pk}/").json()
    page = call("sam", "GET", f"/api/v1/accounts/{world.mine.account.pk}/overview/").json()

    assert tuple(account) == SERVICE_FIELDS
    assert {"annual_value", "loyalty_index", "owner", "custom", "welcome"}.isdisjoint(account)
    assert (page["account"], page["tier_why"]) == (account, None)
    assert page["contacts"]
    assert page["touchpoints"]


@pytest.mark.parametrize(
    "query", ["annual_value__gte=1", "owner={charlie}", "welcome=watch", "loyalty_band=loyal", "ordering=annual_value"]
)
def test_a_service_agent_cannot_ask_about_what_is_hidden(query: str, call: Callable[..., Any], cast: SimpleNamespace):
    """A filter is a question: its answer would tell the figure."""
    assert call("sam", "GET", f"/api/v1/accounts/?{query.format(charlie=cast.charlie.pk)}").status_code == 400


def test_welcome_needs_its_scope(call: Callable[..., Any], world: SimpleNamespace):
    path = f"/api/v1/accounts/{world.mine.account.pk}/"

    assert "welcome" in call("token", "GET", path).json()
    assert "welcome" not in call("modest", "GET", path).json()
    assert "welcome" not in call("modest", "GET", f"{path}overview/").json()["account"]
    assert "welcome" not in call("modest", "GET", "/api/v1/accounts/").json()["results"][0]
    for query in ("welcome=watch", "welcome__in=watch"):
        refused = call("modest", "GET", f"/api/v1/accounts/?{query}")
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_a_token_stays_in_its_teams(call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace):
    theirs, internal = world.theirs.account.pk, world.kitchen.pk

    for path in (
        f"accounts/{theirs}/",
        f"accounts/{internal}/",
        f"contacts/{world.theirs.contact.pk}/",
        f"orders/{world.theirs.order.pk}/",
    ):
        assert call("north_token", "GET", f"/api/v1/{path}").status_code == 404
    body = {"name": "New", "role": "retailer", "team": str(cast.south.pk)}
    assert call("north_token", "POST", "/api/v1/accounts/", body).status_code == 400


def test_a_revoked_token_is_unknown_at_once(call: Callable[..., Any], world: SimpleNamespace):
    tokens = call("admin", "GET", "/api/v1/tokens/").json()["results"]
    everything = next(row for row in tokens if row["name"] == "all")

    assert call("token", "GET", "/api/v1/accounts/").status_code == 200
    assert call("admin", "POST", f"/api/v1/tokens/{everything['id']}/revoke/", {}).status_code == 200
    assert call("token", "GET", "/api/v1/accounts/").status_code == 401


def test_a_token_is_shown_once(call: Callable[..., Any], cast: SimpleNamespace):
    issued = call("admin", "POST", "/api/v1/tokens/", {"name": "erp", "scopes": ["accounts:read"], "days": 30}).json()

    assert issued["secret"].startswith("crm_")
    assert issued["secret"] not in call("admin", "GET", "/api/v1/tokens/").content.decode()


def test_an_archived_account_is_shown_when_asked_for(call: Callable[..., Any], world: SimpleNamespace):
    call("alice", "POST", f"/api/v1/accounts/{world.mine.account.pk}/archive/", {})

    def shown(query: str) -> bool:
        return "Alice's shop" in names(call("alice", "GET", f"/api/v1/accounts/?{query}"))

    assert not shown("")
    assert shown("status=archived")
    assert shown("updated_since=2020-01-01T00:00:00Z")


def test_a_phone_number_finds_the_account(call: Callable[..., Any], world: SimpleNamespace):
    found = call("alice", "GET", f"/api/v1/accounts/?{urlencode({'search': '1390000'})}")

    assert names(found) == {"Alice's shop"}


def test_people_see_names_of_colleagues_and_nothing_of_their_passwords(call: Callable[..., Any], cast: SimpleNamespace):
    text = call("alice", "GET", "/api/v1/users/?limit=200").content.decode()

    assert "Charlie" in text
    assert User.objects.get(username="charlie").password not in text
    assert "password" not in text
