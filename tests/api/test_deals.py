"""Deals, quotes, floors and the register over HTTP: clear answers in words, with the arithmetic (rows 1, 38)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.deals import register_deal, withdraw_deal
from accounts.models import PriceOffence, Quote
from tests.api.deal_world import deal_of, dealer_of

V1 = "/api/v1/"


@pytest.fixture
def quote(call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace) -> Callable[..., Any]:
    def send(price: str, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        line = {"product": str(world.mine.product.pk), "quantity": "3", "unit_price": price}
        body = {"deal": str(deal_of(world, cast).pk), "dealer": str(dealer_of(world, cast).pk), "lines": [line]} | fields
        return call("alice", "POST", f"{V1}quotes/", body, **(headers or {}))

    return send


def test_below_the_floor_is_a_clear_409_with_the_fine(quote):
    answer = quote("9.99")

    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["detail"]) == ("below_floor", "Below the floor: Tea: 9.99 < 10 CNY.")
    assert body["lines"][0]["fine"]["low"] == "0.03"
    assert body["lines"][0]["fine"]["formula"] == "(floor - price) * quantity"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"unit_price": "0"}, "lines.0.unit_price"),
        ({"unit_price": "-5"}, "lines.0.unit_price"),
        ({"unit_price": "9.99999"}, "lines.0.unit_price"),
        ({"unit_price": "much"}, "lines.0.unit_price"),
        ({"quantity": "0"}, "lines.0.quantity"),
    ],
)
def test_bad_numbers_are_400_and_named(quote, world, line, named):
    lines = [{"product": str(world.mine.product.pk), "quantity": "1", "unit_price": "12"} | line]

    answer = quote("12", lines=lines)

    assert answer.status_code == 400
    assert named in answer.json()["fields"]


def test_another_currency_is_400(quote):
    assert quote("12", currency="USD").json()["fields"] == {"currency": ["This deal is quoted in CNY."]}


def test_a_closed_deal_is_409(quote, world, cast):
    withdraw_deal(deal=deal_of(world, cast), by=cast.alice, at=timezone.now())

    assert (quote("12").status_code, quote("12").json()["code"]) == (409, "deal_closed")


def test_the_same_key_gives_the_same_quote_again(quote):
    key = {"Idempotency_Key": "one-quote"}

    first, second = quote("9.20", was_given=True, headers=key), quote("9.20", was_given=True, headers=key)

    assert (first.status_code, first.json()) == (201, second.json())
    assert first.json()["offence"]["fine"] == "2.40"
    assert PriceOffence.objects.count() == 4
    assert Quote.objects.filter(replaced_at__isnull=True).count() == 1


def test_who_comes_second_is_told_who_was_first(call, world, cast):
    deal = deal_of(world, cast)
    body = {"account": str(world.mine.account.pk), "registrant": str(dealer_of(world, cast).pk), "name": "boiler  HOUSE"}

    answer = call("alice", "POST", f"{V1}deals/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "deal_registered")
    assert answer.json()["deal"]["id"] == str(deal.pk)


def test_a_list_of_deals_costs_the_same_however_long(ask, world, cast):
    deal = deal_of(world, cast)
    client = ask("lena")

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(f"{V1}deals/?status=open")
        return len(caught)

    statements()  # the first one also learns the shape
    before = statements()
    for number in range(5):
        register_deal(
            account=deal.account, registrant=deal.registrant, name=f"No. {number}", by=None, at=timezone.now(), is_another=True
        )

    assert statements() == before <= 4


def test_deals_are_found_by_name_customer_or_dealer(call, world, cast):
    deal_of(world, cast)

    for text in ("boiler house", "BoilerHouse", "Alice's shop", "Alice's dealer"):
        rows = call("lena", "GET", f"{V1}deals/?search={text}").json()["results"]
        assert [row["name"] for row in rows] == ["Boiler house"], text
    assert [quote["total"] for quote in rows[0]["quotes"]] == ["27.9000"]
    assert call("lena", "GET", f"{V1}deals/?search=roof").json()["results"] == []


def test_what_binds_a_quote_is_told_beforehand(call, world, cast):
    deal = deal_of(world, cast)
    other = dealer_of(world, cast)

    to_all = call("alice", "GET", f"{V1}deals/{deal.pk}/bounds/").json()
    to_the_first = call("alice", "GET", f"{V1}deals/{deal.pk}/bounds/?dealer={other.pk}").json()

    assert [(row["floor"], row["first_price"]) for row in to_all["results"]] == [("10", "9.3")]
    assert [(row["floor"], row["first_price"]) for row in to_the_first["results"]] == [("10", None)]


def test_an_offence_opens_to_its_arithmetic(call, world, cast):
    deal = deal_of(world, cast)
    offence = deal.quotes.order_by("id").first().offence

    figure = call("alice", "GET", f"{V1}price-offences/{offence.pk}/explain/").json()["figure"]

    assert (figure["low"], figure["formula"]) == ("1.5", "fine_1")
    assert [part["low"] for part in figure["inputs"][0]["inputs"]] == ["10", "9.5", "3"]


def test_a_token_needs_the_scope_of_the_welcome_axis_to_read_proposals(call):
    assert call("modest", "GET", f"{V1}welcome-proposals/").json()["code"] == "scope_missing"


def test_a_figure_of_an_account_explains_itself(call, world):
    body = call("alice", "GET", f"{V1}accounts/{world.mine.account.pk}/explain/?figure=annual_value").json()

    assert body["figure"]["formula"] == "sales + returns"
    assert call("alice", "GET", f"{V1}accounts/{world.mine.account.pk}/explain/?figure=luck").status_code == 400


@pytest.mark.parametrize("query", ["heard=0", "heard=x", "keeping_share=2", "luck=1"])
def test_an_estimate_refuses_what_it_cannot_reckon_with(call, world, query):
    assert call("alice", "GET", f"{V1}accounts/{world.mine.account.pk}/incident-cost/?{query}").status_code == 400


def test_an_incident_is_estimated_with_ranges_and_sources(call, world):
    body = call("alice", "GET", f"{V1}accounts/{world.mine.account.pk}/incident-cost/?heard=2&keeping_share=0.1").json()

    figures = {figure["name"]: figure for figure in body["figures"]}
    assert (figures["reached"]["low"], figures["reached"]["high"]) == ("100", "500")
    assert figures["reached"]["inputs"][1]["inputs"][1]["source"]["quote"] == "250个熟人"


def test_the_register_is_searched_edited_and_remembers(call):
    found = call("alice", "GET", f"{V1}constants/?search=熟人").json()["results"]
    assert [row["key"] for row in found] == ["acquaintances"]
    path = f"{V1}constants/{found[0]['id']}/"

    answer = call("lena", "PATCH", path, {"low": "150", "why": "数过一次"}, If_Match='"1"')
    assert answer.status_code == 400
    answer = call("lena", "PATCH", path, {"low": "150", "why": "我们数过一次"}, If_Match='"1"')
    assert (answer.status_code, answer.json()["low"]) == (200, "150.000000")
    assert call("lena", "PATCH", path, {"low": "160", "why": "我们数过一次"}, If_Match='"1"').status_code == 412

    history = call("ann", "GET", f"{path}history/").json()["results"]
    assert [(edit["before"], edit["after"], edit["by"]["name"]) for edit in history] == [({"low": "250"}, {"low": "150"}, "Lena")]


def test_disputed_numbers_are_ranges_over_their_sources(call):
    ranges = {row["key"]: row for row in call("alice", "GET", f"{V1}constants/ranges/").json()["results"]}

    figure = ranges["new_customer_cost"]["figure"]
    assert (figure["low"], figure["high"]) == ("5", "6")
    assert {way["source"]["title"] for way in figure["inputs"]} == {"正确认知客户服务", "物流客户服务 第8章"}
