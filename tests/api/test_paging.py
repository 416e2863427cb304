"""Pages by keyset: every row exactly once in both directions, and a page costs the same at any depth."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account, Touchpoint
from api.v1.accounts import ORDERINGS
from tests.crm.sweeping import vacuum

START = datetime(2026, 1, 1, tzinfo=UTC)
#: Few values, so that ties and nulls meet the page's edge.
DAYS = st.one_of(st.none(), st.integers(0, 3).map(lambda number: date(2026, 1, 1) + timedelta(days=number)))
ROWS = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3).map(Decimal)), DAYS, st.integers(0, 3)), max_size=14)


def fill(team: Any, rows: list[tuple[Decimal | None, date | None, int]]) -> None:
    Account.objects.bulk_create(
        Account(
            team=team, role="retailer", name=f"N{minute}", name_key=f"n{minute}", annual_value=value, loyalty_index=value,
            last_order_on=day, last_visit_on=day, next_visit_on=day, created_at=START + timedelta(minutes=minute),
            updated_at=START + timedelta(minutes=minute),
        )
        for value, day, minute in rows
    )  # fmt: skip


def walk(call: Callable[..., Any], query: str, start: dict[str, Any], link: str) -> Iterator[dict[str, Any]]:
    page = start
    while page[link]:
        page = call("lena", "GET", f"/api/v1/accounts/?{query}&cursor={page[link]}").json()
        yield page


@pytest.mark.parametrize("ordering", [sign + name for name in ORDERINGS for sign in ("", "-")])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, limit=st.integers(1, 5))
def test_each_row_comes_once_forwards_and_backwards(
    ordering: str, rows: Any, limit: int, call: Callable[..., Any], cast: SimpleNamespace
):
    Account.objects.all().delete()
    fill(cast.north, rows[::2])
    fill(cast.north, rows[1::2])
    query = f"ordering={ordering}&limit={limit}"

    first = call("lena", "GET", f"/api/v1/accounts/?{query}").json()
    pages = [first, *walk(call, query, first, "next")]
    back = [pages[-1], *walk(call, query, pages[-1], "previous")]

    forwards = [row["id"] for page in pages for row in page["results"]]
    backwards = [row["id"] for page in reversed(back) for row in page["results"]]
    assert forwards == backwards
    assert sorted(forwards) == sorted(str(pk) for pk in Account.objects.values_list("pk", flat=True))
    assert forwards == expected_order(ordering)
    assert first["previous"] is None
    assert all(len(page["results"]) == limit for page in pages[:-1])


def expected_order(ordering: str) -> list[str]:
    """Nulls count as smallest, ties by id in the same direction."""
    column = ORDERINGS[ordering.removeprefix("-")]
    pairs = [(value is not None, value, str(pk)) for pk, value in Account.objects.values_list("pk", column)]
    present = sorted([pair for pair in pairs if pair[0]])
    absent = sorted([pair for pair in pairs if not pair[0]], key=lambda pair: pair[2])
    found = [pair[2] for pair in [*absent, *present]]
    return found[::-1] if ordering.startswith("-") else found


def test_a_row_that_moves_away_does_not_break_the_walk(call: Callable[..., Any], cast: SimpleNamespace):
    fill(cast.north, [(Decimal(number), None, number) for number in range(6)])
    first = call("lena", "GET", "/api/v1/accounts/?limit=2&ordering=-annual_value").json()

    Account.objects.filter(pk=first["results"][-1]["id"]).delete()
    rest = [row["annual_value"] for page in walk(call, "limit=2&ordering=-annual_value", first, "next") for row in page["results"]]

    assert rest == ["3.00", "2.00", "1.00", "0.00"]


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("alice", "accounts/", 3), ("lena", "accounts/", 3), ("token", "accounts/", 3), ("sam", "accounts/", 3),
        ("alice", "accounts/?tier__in=vip,gold&owner__isnull=false&search=1390", 3), ("lena", "touchpoints/", 3),
        ("lena", "orders/", 3), ("lena", "contacts/", 3), ("lena", "promises/", 3), ("lena", "visits/", 3), ("lena", "users/", 3),
        ("lena", "accounts/{account}/", 3), ("lena", "accounts/{account}/overview/", 4), ("token", "accounts/{account}/overview/", 3),
    ],
)  # fmt: skip
def test_a_read_costs_the_same_few_statements(
    who: str,
    path: str,
    most: int,
    call: Callable[..., Any],
    ask: Callable[[str], Any],
    world: SimpleNamespace,
    cast: SimpleNamespace,
):
    client, address = ask(who), f"/api/v1/{path.format(account=world.mine.account.pk)}"

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert not any(word in query["sql"] for query in captured for word in ("COUNT(", "OFFSET"))
        return len(captured)

    client.get(address)
    few = statements()
    fill(cast.north, [(Decimal(number), None, number) for number in range(30)])
    Touchpoint.objects.bulk_create(Touchpoint(account=world.mine.account, kind="note", at=START) for _ in range(30))

    assert few <= most
    assert statements() == few


def plan_of(call: Callable[..., Any], who: str, query: str) -> dict[str, Any]:
    """How PostgreSQL answers the request's last statement."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        assert call(who, "GET", f"/api/v1/accounts/?{query}").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sent[-1][0]}", sent[-1][1])
        return cursor.fetchone()[0][0]["Plan"]


@pytest.mark.parametrize(
    "ordering", [name for name in ORDERINGS if name != "created_at"] + ["-created_at", "-annual_value", "-name"]
)
def test_a_deep_page_walks_an_index(ordering: str, call: Callable[..., Any], cast: SimpleNamespace):
    """No sort of the table, no scan of it: what page 1,000 costs is what page 1 costs."""
    rows = [(Decimal(number % 900), date(2026, 1, 1) + timedelta(days=number % 300), number) for number in range(4_000)]
    vacuum("accounts_account")
    fill(cast.north, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_account")
    page = call("admin", "GET", f"/api/v1/accounts/?limit=200&ordering={ordering}").json()

    plan = plan_of(call, "admin", f"ordering={ordering}&cursor={page['next']}")

    scans = list(scans_of(plan))
    assert {scan["Node Type"] for scan in scans} == {"Index Scan"}
    assert all("Index Cond" in scan for scan in scans)


def scans_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps that read accounts."""
    if plan.get("Relation Name") == "accounts_account":
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans_of(part)


def test_a_count_is_exact_up_to_its_limit_and_an_estimate_above(call: Callable[..., Any], cast: SimpleNamespace, monkeypatch: Any):
    fill(cast.north, [(None, None, number) for number in range(30)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_account")

    exact = call("admin", "GET", "/api/v1/accounts/?count=exact&limit=1").json()
    monkeypatch.setattr("api.pagination.EXACT_UP_TO", 10)
    estimate = call("admin", "GET", "/api/v1/accounts/?count=exact&limit=1").json()

    assert (exact["count"], exact["count_is_exact"]) == (30, True)
    assert estimate["count_is_exact"] is False
    assert 10 < estimate["count"] < 60
