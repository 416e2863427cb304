"""What is asked, the same of all three servers: a request's bytes, and the parameters of the floor's statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from accounts.models import Account
from accounts.search import search_query
from api.pagination import Cursor
from bench.api.world import World

PAGE = 50


@dataclass(frozen=True)
class Operation:
    """`paths` are asked in turn; `floor` are the parameters of each; `stock` is the same question in the usual dialect."""

    name: str
    paths: Sequence[str]
    floor: Sequence[Sequence[Any]]
    stock: Sequence[str] | None = None
    as_lead: bool = False
    body: Callable[[int], dict[str, str]] | None = None


def operations(world: World) -> list[Operation]:
    newest, accounts = "/api/v1/accounts/", world.touched
    until = date.today() - timedelta(days=20)  # noqa: DTZ011 - as PostgreSQL's current_date in the world
    asked = {"tier__in": "vip,gold,key", "last_visit_on__lte": until, "ordering": "-annual_value"}
    lead = f"{newest}?{urlencode(asked)}"
    by_value = f"{newest}?tier__in=vip,gold&ordering=-annual_value"
    search = f"{newest}?{urlencode({'search': world.search})}"
    number, at, row_id = deep_place()
    cursor = Cursor("-created_at", backwards=False, value=at.isoformat(), id=str(row_id)).encode()
    pages = [f"{newest}{account}/overview/" for account in accounts]
    return [
        Operation("list_newest", [newest], [[]], [newest]),
        Operation("list_filtered_token", [by_value], [[]], [by_value]),
        Operation(
            "list_filtered_lead", [lead], [[world.lead_team, str(until), world.lead_team, str(until)]], [lead], as_lead=True
        ),
        Operation("page_1000", [f"{newest}?cursor={cursor}"], [[at.isoformat(), str(row_id)]], [f"{newest}?page={number}"]),
        Operation("search", [search], [[search_query(world.search)]], [search]),
        Operation("account_page", pages, [[account] for account in accounts], pages),
        Operation(
            "create_touchpoint", ["/api/v1/touchpoints/"], [[]], None,
            body=lambda turn: {"account": accounts[turn % len(accounts)], "text": f"看了货架 {uuid4()}"},
        ),
    ]  # fmt: skip


def deep_place() -> tuple[int, Any, Any]:
    """The last row before page 1,000, or before the last full page of a smaller world."""
    current = Account.objects.active().order_by("-created_at", "-id")
    number = max(2, min(1_000, current.count() // PAGE))
    at, row_id = current.values_list("created_at", "id")[(number - 1) * PAGE - 1]
    return number, at, row_id
