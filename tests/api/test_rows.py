"""The rows that PostgreSQL writes are those that the schema describes: names, order, types."""

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from accounts.actions.custom_fields import define_field
from accounts.models import Account
from api.v1.accounts import AccountSerializer
from api.v1.overview import OverviewSerializer
from tests.api.conftest import NOW

LISTS = (
    "accounts", "contacts", "orders", "process-links", "products", "promises", "routes", "stops", "teams", "territories",
    "tokens", "touchpoints", "users", "visits",
)  # fmt: skip


@cache
def schema() -> dict[str, Any]:
    return SchemaGenerator(api_version="1").get_schema(request=None, public=True)


def assert_conforms(path: str, body: Any, method: str = "get", status: str = "200") -> None:
    described = schema()["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    closed = {**described, "components": schema()["components"]}
    errors = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(closed, format_checker=FormatChecker()).iter_errors(body)
    ]
    assert errors == []


@pytest.mark.parametrize("noun", LISTS)
def test_a_page_is_what_the_schema_says(noun: str, call: Callable[..., Any], world: SimpleNamespace):
    page = call("admin", "GET", f"/api/v1/{noun}/?count=exact").json()

    assert page["results"]
    assert_conforms(f"/api/v1/{noun}/", page)


@pytest.mark.parametrize("noun", [noun for noun in LISTS if noun != "tokens"])
def test_a_row_alone_is_the_row_of_the_list(noun: str, call: Callable[..., Any], world: SimpleNamespace):
    listed = call("admin", "GET", f"/api/v1/{noun}/").json()["results"][0]

    alone = call("admin", "GET", f"/api/v1/{noun}/{listed['id']}/")

    assert list(alone.json().items()) == list(listed.items())
    assert_conforms(f"/api/v1/{noun}/{{id}}/", alone.json())


def test_an_overview_is_what_the_schema_says(call: Callable[..., Any], world: SimpleNamespace):
    body = call("alice", "GET", f"/api/v1/accounts/{world.mine.account.pk}/overview/").json()

    assert list(body) == list(OverviewSerializer().fields)
    assert list(body["account"]) == list(AccountSerializer().fields)
    assert [row["name"] for row in body["contacts"]] == ["mine contact"]
    assert [row["text"] for row in body["promises"]] == ["mine promise"]
    assert "mine note" in [row["text"] for row in body["touchpoints"]]
    assert_conforms("/api/v1/accounts/{id}/overview/", body)


def test_an_account_row_in_full(call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace):
    """Money is text with its two places, references are id and name, and what is not computed is null."""
    account = world.mine.account
    Account.objects.filter(pk=account.pk).update(
        annual_value="1234.50", tier="vip", tier_since="2026-01-31", latitude=29.5, longitude=120
    )

    row = call("alice", "GET", f"/api/v1/accounts/{account.pk}/").json()

    assert list(row) == list(AccountSerializer().fields)
    assert row["owner"] == {"id": str(cast.alice.pk), "name": "Alice"}
    assert row["team"] == {"id": str(cast.north.pk), "name": "North"}
    assert (row["annual_value"], row["currency"]) == ("1234.50", "CNY")
    assert (row["tier"], row["tier_since"]) == ("vip", "2026-01-31")
    assert (row["loyalty_index"], row["loyalty_band"], row["next_order_on"], row["territory"]) == (None, None, None, None)
    assert (row["latitude"], row["order_weekdays"], row["custom"], row["external_id"]) == (29.5, [], {}, "A-1")
    assert row["created_at"].endswith("+00:00")


def test_an_order_row_has_its_lines(call: Callable[..., Any], world: SimpleNamespace):
    row = call("alice", "GET", f"/api/v1/orders/{world.mine.order.pk}/").json()

    product = {"id": str(world.mine.product.pk), "name": "P-mine"}
    assert row["lines"] == [{"product": product, "quantity": "2.000", "unit_price": "9.5000"}]
    assert (row["total"], row["kind"]) == ("19.0000", "sale")


def test_odd_characters_come_back_as_they_went_in(call: Callable[..., Any], cast: SimpleNamespace):
    odd = '100% "quoted" \\ back %s {curly} 😀 永庆 \u2028 <b>'
    define_field(by=None, at=NOW, key="odd", label_zh=odd, type="text")

    made = call("alice", "POST", "/api/v1/accounts/", {"name": odd, "role": "retailer", "custom": {"odd": odd}, "tags": [odd[:50]]})

    assert made.status_code == 201
    assert (made.json()["name"], made.json()["custom"]) == (odd, {"odd": odd})
    assert_conforms("/api/v1/accounts/", made.json(), "post", "201")


def test_the_etag_is_the_version(call: Callable[..., Any], world: SimpleNamespace):
    response = call("alice", "GET", f"/api/v1/accounts/{world.mine.account.pk}/")

    assert response["ETag"] == f'"{response.json()["version"]}"'
    assert response["Content-Length"] == str(len(response.content))


def test_the_documentation_stands_on_its_own(db: None):
    """No script, no foreign server: the content policy would forbid both."""
    page = Client().get("/api/docs/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/accounts/{id}/overview/" in text
    assert "<script" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_the_schema_is_openapi_3_1(db: None):
    response = Client().get("/api/v1/schema/")

    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
