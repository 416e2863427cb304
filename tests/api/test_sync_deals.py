"""Registered projects on a phone (row 38): who was first, until when, and the registrant's own price."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.actions.accounts import open_account
from accounts.actions.deals import lose_deal
from accounts.actions.quotes import QuoteLineDraft, give_quote
from tests.api.deal_world import deal_of, dealer_of

CHANGES = "/api/v1/sync/changes/"


@pytest.fixture
def deal(world, cast):
    return deal_of(world, cast)


def test_a_phone_keeps_the_registration_and_the_registrants_quote(call, world, cast, deal):
    row = call("alice", "GET", CHANGES).json()["deals"][0]

    assert (row["name"], row["status"], row["protected_until"]) == ("Boiler house", "open", deal.protected_until.isoformat())
    assert row["account"]["name"] == "Alice's shop"
    assert row["registrant"]["name"] == "Alice's dealer"
    assert Decimal(row["own_quote"]["total"]) == Decimal("27.90")
    for who in ("charlie", "sam", "dora"):
        assert call(who, "GET", CHANGES).json()["deals"] == []


@pytest.mark.django_db(transaction=True)
def test_a_new_quote_and_the_end_come_with_the_next_pull(call, world, cast, deal):
    def pull(token):
        page = call("alice", "GET", f"{CHANGES}?since={token}").json()
        return page["token"], page["deals"]

    token = call("alice", "GET", CHANGES).json()["token"]
    rival = open_account(by=None, at=timezone.now(), team=cast.north, owner=cast.bob, name="Bob's dealer", role="dealer")

    def quote(dealer, price):
        lines = [QuoteLineDraft(world.mine.product, Decimal(3), Decimal(price))]
        give_quote(deal=deal, dealer=dealer, lines=lines, by=cast.lena, at=timezone.now())

    quote(dealer_of(world, cast), "12")
    token, rows = pull(token)
    assert [Decimal(row["own_quote"]["total"]) for row in rows] == [Decimal(36)]

    quote(rival, "13")
    token, rows = pull(token)
    assert [Decimal(row["own_quote"]["total"]) for row in rows] == [Decimal(36)]  # what others quote is not told

    lose_deal(deal=deal, reason="price", by=cast.lena, at=timezone.now())
    assert [row["status"] for row in pull(token)[1]] == ["lost"]
