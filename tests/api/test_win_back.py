"""The win-back list: who is lost, what they were worth, and why (row 39)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.journey import refresh_journeys, set_stage
from accounts.actions.promises import break_promise
from accounts.models import Account
from crm.calendar import business_day
from tests.accounts.factories import AccountFactory, OrderFactory, PromiseFactory, TerritoryFactory
from tests.api.conftest import NOW

URL = "/api/v1/win-back/"


@pytest.fixture
def lost(cast: SimpleNamespace) -> SimpleNamespace:
    street = TerritoryFactory(team=cast.north)
    mine: Account = AccountFactory(owner=cast.alice, team=cast.north, territory=street, name="走了的店")
    for days in (700, 240, 230, 220):
        OrderFactory(account=mine, ordered_at=NOW - timedelta(days=days))
    bobs = AccountFactory(owner=cast.bob, team=cast.north, name="关门的店")
    set_stage(account=bobs, stage="lost", reason="搬到外地", by=cast.bob, at=NOW)
    kept = AccountFactory(owner=cast.alice, team=cast.north, name="还在的店")
    OrderFactory(account=kept, ordered_at=NOW - timedelta(days=3))
    theirs = AccountFactory(owner=cast.charlie, team=cast.south, name="别人的店")
    set_stage(account=theirs, stage="lost", reason="x", by=cast.charlie, at=NOW)
    break_promise(promise=PromiseFactory(account=mine), reason="没货", by=cast.alice, at=NOW)
    refresh_journeys(as_of=business_day(NOW))
    return SimpleNamespace(mine=mine, bobs=bobs, street=street)


def names(call: Callable[..., Any], who: str, query: str = "") -> list[str]:
    return [row["account"]["name"] for row in call(who, "GET", URL + query).json()["results"]]


def test_lost_by_the_facts_or_by_somebodys_word(lost: SimpleNamespace, call: Callable[..., Any]):
    rows = {row["account"]["name"]: row for row in call("lena", "GET", URL).json()["results"]}

    assert rows.keys() == {"走了的店", "关门的店"}
    silent, closed = rows["走了的店"], rows["关门的店"]
    assert (silent["parts"]["rule"], silent["last_years_value"], silent["broken_promises"], silent["trust_broken"]) == (
        "silent",
        "300.00",
        1,
        1,
    )
    assert (silent["set_by"], silent["lost_since"] is not None) == (None, True)
    assert (closed["set_reason"], closed["set_by"]["name"], closed["last_years_value"]) == ("搬到外地", "Bob", None)


def test_by_manager_territory_and_order(lost: SimpleNamespace, cast: SimpleNamespace, call: Callable[..., Any]):
    assert names(call, "lena", f"?owner={cast.bob.pk}") == ["关门的店"]
    assert names(call, "lena", f"?territory__within={lost.street.pk}") == ["走了的店"]
    assert names(call, "lena", "?ordering=-lost_since&limit=1") == ["走了的店"]
    assert call("lena", "GET", URL + "?ordering=loyalty_index").status_code == 400
    assert call("lena", "POST", URL, {}).status_code == 405


def test_only_what_one_sees(lost: SimpleNamespace, call: Callable[..., Any], django_assert_max_num_queries: Any):
    assert names(call, "charlie") == ["别人的店"]
    assert names(call, "sam") == []
    with CaptureQueriesContext(connection) as few:
        assert len(names(call, "lena", "?limit=1")) == 1
    with django_assert_max_num_queries(len(few)):
        assert len(names(call, "lena")) == 2
