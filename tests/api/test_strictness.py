"""What is not understood is refused, with its name, in one face; never guessed and never a 500."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from api.pagination import Cursor

LISTS = (
    "accounts", "contacts", "orders", "process-links", "products", "promises", "routes", "stops", "teams", "territories",
    "touchpoints", "users", "visits",
)  # fmt: skip
INSTANT_TOO_FAR = "1195-06-29T21:14:22%2B20:47"
SOME_ID = "01890000-0000-7000-8000-000000000000"
PROBLEM_KEYS = {"type", "title", "status", "detail", "code"}


def assert_problem(response: Any, status: int, *fields: str) -> None:
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body.keys() >= PROBLEM_KEYS
    assert body["status"] == status
    assert set(fields) <= set(body.get("fields", {})), body


@pytest.mark.parametrize("noun", LISTS)
def test_an_unknown_parameter_is_named(noun: str, call: Callable[..., Any]):
    assert_problem(call("admin", "GET", f"/api/v1/{noun}/?colour=red"), 400, "colour")


@pytest.mark.parametrize("query", ["colour=red", "limit=5", "search=x"])
def test_a_single_row_takes_no_parameters(query: str, call: Callable[..., Any], world: SimpleNamespace):
    assert_problem(call("alice", "GET", f"/api/v1/accounts/{world.mine.account.pk}/?{query}"), 400, query.partition("=")[0])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ordering=password", "ordering"),
        ("ordering=owner__password", "ordering"),
        ("ordering=", None),
        ("owner__password__startswith=a", "owner__password__startswith"),
        ("password=a", "password"),
        ("id=1", "id"),
        ("limit=200000", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=abc", "limit"),
        ("limit=1e3", "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=5&limit=6", "limit"),
        ("offset=10", "offset"),
        ("page=2", "page"),
        ("count=yes", "count"),
        ("cursor=garbage", "cursor"),
        ("cursor=AAAA", "cursor"),
        ("cursor=%F0%9F%98%80", "cursor"),
        ("cursor=W10", "cursor"),
        ("tier=platinum", "tier"),
        ("tier__in=vip,platinum", "tier__in"),
        ("tier__in=vip&tier__in=gold", "tier__in"),
        ("tier__gte=vip", "tier__gte"),
        ("tier__isnull=maybe", "tier__isnull"),
        ("owner=me", "owner"),
        ("owner=123", "owner"),
        ("owner__in=123,456", "owner__in"),
        ("annual_value__gte=lots", "annual_value__gte"),
        ("annual_value__gte=NaN", "annual_value__gte"),
        ("annual_value__gte=Infinity", "annual_value__gte"),
        ("last_visit_on__lte=2026-02-30", "last_visit_on__lte"),
        ("last_visit_on__lte=today", "last_visit_on__lte"),
        (f"updated_at__gte={INSTANT_TOO_FAR}", "updated_at__gte"),
        ("updated_at__gte=2026-01-01T00:00:00%2B14:01", "updated_at__gte"),
        ("updated_at__gte=2026-01-01T00:00:00", "updated_at__gte"),
        ("updated_at__gte=2026-01-01T00:00:00%2B24:00", "updated_at__gte"),
        (f"updated_since={INSTANT_TOO_FAR}", "updated_since"),
        ("updated_since=yesterday", "updated_since"),
        ("name=%00", None),
        ("search=%00", None),
        ("colour=%00", "colour"),
    ],
)
def test_a_bad_question_is_refused_by_name(query: str, field: str | None, call: Callable[..., Any], cast: SimpleNamespace):
    response = call("admin", "GET", f"/api/v1/accounts/?{query}")

    if query == "ordering=":
        assert response.status_code == 200
    else:
        assert_problem(response, 400, *([field] if field else []))


@pytest.mark.parametrize(
    "query",
    [
        "annual_value__gte=1e400", "annual_value__gte=99999999999999999999999999999999", "open_complaints=99999999999999999999",
        "open_complaints=1.5", "annual_value__lte=-1e-400", "annual_value=1_000", f"name={'x' * 5000}", "search=%F0%9F%98%80",
        "search=" + "x" * 5000, "search=%27%29%3B--", "search=%26%7C%21%3A%2A", "search=%20", "tag=%7B%7D", "name=%ED%A0%80",
    ],
)  # fmt: skip
def test_an_odd_question_has_an_answer(query: str, call: Callable[..., Any], world: SimpleNamespace):
    """Nothing found or refused, as the case may be: never an error of ours."""
    assert call("admin", "GET", f"/api/v1/accounts/?{query}").status_code in (200, 400)


def test_a_cursor_serves_only_the_ordering_it_was_made_for(call: Callable[..., Any], world: SimpleNamespace):
    page = call("alice", "GET", "/api/v1/accounts/?limit=1&ordering=name").json()

    assert_problem(call("alice", "GET", f"/api/v1/accounts/?limit=1&ordering=-name&cursor={page['next']}"), 400, "cursor")


@pytest.mark.parametrize(
    ("value", "row_id"),
    [("2026-01-01T00:00:00+20:00", SOME_ID), ({"a": 1}, SOME_ID), (10**30, SOME_ID), ("\0", SOME_ID), ("now", None), (1e308, "x")],
)
def test_a_forged_cursor_is_refused(value: Any, row_id: Any, call: Callable[..., Any], cast: SimpleNamespace):
    cursor = Cursor("-created_at", backwards=False, value=value, id=row_id).encode()

    assert_problem(call("admin", "GET", f"/api/v1/accounts/?cursor={cursor}"), 400, "cursor")


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "a", "name": "b"}',
        '{"custom": {"a": 1, "a": 2}}',
        f'{{"custom": {nested(33)}}}',
        nested(33),
        nested(2_000),
        nested(200_000),
        '{"name": NaN}',
        '{"latitude": Infinity}',
        '{"latitude": 1e999}',
        '{"name": "a\\u0000b"}',
        '{"name": "\\ud800"}',
        '{"\\ud800": 1}',
        '{"custom": {"\\u0000": 1}}',
        '{"name": ',
        "[]",
        '"text"',
        "null",
        "1",
        '{"name": {"a": 1}}',
        '{"name": ["a"]}',
        '{"latitude": 91, "longitude": 0}',
        '{"latitude": "north"}',
        '{"latitude": 1}',
        '{"order_weekdays": [8]}',
        '{"order_weekdays": [99999999999999999999]}',
        '{"order_weekdays": "12"}',
        '{"tags": "a"}',
        '{"tier": "vip"}',
        '{"annual_value": "1"}',
        '{"welcome": "unwelcome"}',
        '{"version": 5}',
        '{"owner": null}',
        '{"status": "archived"}',
        '{"role": "king"}',
        '{"currency": "yuan"}',
        '{"custom": []}',
        '{"opens_at": "25:00"}',
        '{"territory": "123"}',
        '{"colour": "red"}',
        f'{{"name": "{"x" * 201}"}}',
    ],
)
def test_a_bad_body_is_refused(body: str, ask: Callable[[str], Client], world: SimpleNamespace):
    account = world.mine.account

    response = ask("alice").patch(
        f"/api/v1/accounts/{account.pk}/", body, content_type="application/json", headers={"If-Match": f'"{account.version}"'}
    )

    assert_problem(response, 400)
    account.refresh_from_db()
    assert account.version == 1


def test_bytes_that_are_no_text_are_refused(ask: Callable[[str], Client], world: SimpleNamespace):
    response = ask("alice").post("/api/v1/accounts/", b'{"name": "\xff"}', content_type="application/json")

    assert_problem(response, 400)


@pytest.mark.parametrize(
    "at", ["2026-01-01T00:00:00+20:47", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "x", 5, "1200-01-01T00:00:00Z"]
)
def test_an_instant_needs_a_sound_offset(at: Any, call: Callable[..., Any], world: SimpleNamespace):
    body = {"account": str(world.mine.account.pk), "text": "hello", "at": at}

    assert_problem(call("alice", "POST", "/api/v1/touchpoints/", body), 400, "at")


def test_a_body_over_the_limit_is_413(ask: Callable[[str], Client], cast: SimpleNamespace):
    body = json.dumps({"name": "x" * 2_600_000})

    assert_problem(ask("alice").post("/api/v1/accounts/", body, content_type="application/json"), 413)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_content_type_is_415(content_type: str, ask: Callable[[str], Client], cast: SimpleNamespace):
    assert_problem(ask("alice").post("/api/v1/accounts/", "name=a", content_type=content_type), 415)


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_method_nobody_offers_is_405(method: str, ask: Callable[[str], Client], world: SimpleNamespace):
    response = getattr(ask("alice"), method)(f"/api/v1/accounts/{world.mine.account.pk}/")

    assert_problem(response, 405)
    assert "GET" in response["Allow"]


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/nothing", "/api/v1/", "/api/v1/nothing/", "/api/v1/accounts/123/", "/api/v1/accounts", "/api/v2/accounts/"],
)
@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_an_unknown_address_has_the_same_face(path: str, method: str, ask: Callable[[str], Client]):
    assert_problem(getattr(ask("anonymous"), method)(path), 404)


def test_a_token_in_the_address_is_not_a_sign_in(tokens: dict[str, str], ask: Callable[[str], Client]):
    assert ask("anonymous").get(f"/api/v1/accounts/?token={tokens['token']}").status_code in (400, 401)


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer \u00ff", "bearer nonsense", "Bearer " + "x" * 5000])
def test_a_broken_token_is_401(header: str, cast: SimpleNamespace):
    response = Client(raise_request_exception=False).get("/api/v1/accounts/", headers={"Authorization": header})

    assert_problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_head_and_options_behave(ask: Callable[[str], Client], world: SimpleNamespace):
    head = ask("alice").head("/api/v1/accounts/")
    options = ask("alice").options("/api/v1/accounts/")

    assert (head.status_code, head.content) == (200, b"")
    assert options.status_code == 200
    assert "GET" in options["Allow"]
    assert_problem(ask("anonymous").options("/api/v1/accounts/"), 401)
