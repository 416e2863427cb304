"""`/search/` over HTTP: the shape, what is refused, and nothing of strangers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.access import issue_token

pytestmark = pytest.mark.django_db


def test_a_person_finds_what_hangs_together(world: Any, call: Callable[..., Any]) -> None:
    groups = call("alice", "GET", "/api/v1/search/?q=mine").json()["groups"]

    assert [group["kind"] for group in groups] == ["account", "contact", "promise", "note"]
    (contact,) = groups[1]["results"]
    assert contact["account"] == {"id": str(world.mine.account.pk), "name": "Alice's shop"}
    assert contact["title"] == [{"text": "mine", "hit": True}, {"text": " contact", "hit": False}]


def test_strangers_find_nothing(world: Any, call: Callable[..., Any]) -> None:
    assert call("charlie", "GET", "/api/v1/search/?q=mine").json() == {"groups": []}
    assert call("charlie", "GET", f"/api/v1/search/?q={quote(world.mine.account.phone)}").json() == {"groups": []}


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%20", "?q=a&kinds=secrets", "?q=a&limit=0", "?q=a&limit=21", "?q=a&x=1", "?q=a%00b"]
)
def test_a_question_that_makes_no_sense_is_refused(world: Any, call: Callable[..., Any], query: str) -> None:
    response = call("alice", "GET", f"/api/v1/search/{query}")

    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_a_token_finds_what_its_scopes_allow(world: Any, call: Callable[..., Any], ask: Any, tokens: Any, cast: Any) -> None:
    tokens["narrow"] = issue_token(name="narrow", scopes=["accounts:read"], teams=None, by=cast.admin, at=timezone.now()).secret

    assert [group["kind"] for group in call("narrow", "GET", "/api/v1/search/?q=mine").json()["groups"]] == ["account"]
    assert call("narrow", "GET", "/api/v1/search/?q=mine&kinds=contact").json()["code"] == "scope_missing"
    assert call("north_token", "GET", "/api/v1/search/?q=theirs").json() == {"groups": []}


def test_a_question_costs_few_statements_whatever_it_finds(world: Any, ask: Callable[..., Any]) -> None:
    client = ask("lena")  # signs in with statements of its own

    with CaptureQueriesContext(connection) as asked:
        client.get("/api/v1/search/?q=mine")

    assert len(asked) <= 10, [query["sql"][:150] for query in asked]
