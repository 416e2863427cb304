"""The tier board over HTTP: columns with their sums, cards by pages, the curve, and who moved."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Account
from crm.calendar import today
from tiers.actions.review import review_tiers
from tiers.models import TierAssignment, TierPolicy

API = "/api/v1"


@pytest.fixture
def market(world, cast):
    """Twelve shops in the north, reviewed; the first is vip, two key, the rest ordinary; one of the south."""
    TierPolicy.objects.filter(number=1).update(minimum_age_days=0)
    Account.objects.filter(pk__in=[world.mates.pk, world.unowned.pk]).update(status="archived")
    fields = {"role": "retailer", "currency": "CNY", "team": cast.north}
    shops = [world.mine.account] + [
        Account.objects.create(id=uuid7(), name=f"Shop {number:02}", name_key=f"shop {number:02}", owner=cast.bob, **fields)
        for number in range(11)
    ]
    for number, shop in enumerate(shops):
        order_of(shop, 1200 - 100 * number)
    review_tiers(at=timezone.now(), teams=[cast.north, cast.south])
    return shops


def order_of(shop, total):
    from accounts.models import Order

    at = timezone.now() - timedelta(days=20)
    Order.objects.create(id=uuid7(), account=shop, kind="sale", ordered_at=at, total=Decimal(total), currency="CNY")


def board(call, who="lena", query=""):
    return {column["tier"]: column for column in call(who, "GET", f"{API}/tier-board/{query}").json()["columns"]}


def test_the_board_shows_every_column_with_its_sums_and_first_cards(market, call):
    columns = board(call, query="?limit=3")

    assert list(columns) == ["vip", "gold", "key", "ordinary", None]
    assert [column["accounts"] for column in columns.values()] == [1, 0, 2, 9, 0]
    total = sum(float(column["annual_value"].get("CNY", 0)) for column in columns.values())
    assert columns["vip"]["revenue_share"] == {"CNY": round(float(columns["vip"]["annual_value"]["CNY"]) / total, 4)}
    assert [card["name"] for card in columns["key"]["cards"]] == ["Shop 00", "Shop 01"]
    assert columns["key"]["next"] is None
    card = columns["vip"]["cards"][0]
    assert (card["id"], card["owner"]["name"], card["computed"], card["rule"], card["override"]) == (
        str(market[0].pk), "Alice", "vip", "first_rating", None,
    )  # fmt: skip


def test_a_column_goes_on_by_its_cursor(market, call):
    column = board(call, query="?limit=4")["ordinary"]

    seen = [card["name"] for card in column["cards"]]
    cursor = column["next"]
    while cursor:
        page = call("lena", "GET", f"{API}/tier-cards/?tier=ordinary&limit=4&cursor={cursor}").json()
        seen += [card["name"] for card in page["results"]]
        cursor = page["next"]

    assert seen == [f"Shop {number:02}" for number in range(2, 11)]


def test_the_sums_and_the_cards_answer_the_same_filters(market, call, cast):
    of_bob = board(call, query=f"?owner__in={cast.bob.pk}")
    of_nobody = board(call, query="?owner__isnull=true")
    of_south = board(call, who="admin", query=f"?team={cast.south.pk}")

    assert [(column["accounts"], len(column["cards"])) for column in of_bob.values()] == [(0, 0), (0, 0), (2, 2), (9, 9), (0, 0)]
    assert of_bob["key"]["share"] == round(2 / 11, 4)
    assert {(column["accounts"], len(column["cards"])) for column in of_nobody.values()} == {(0, 0)}
    assert sum(column["accounts"] for column in of_south.values()) == sum(len(column["cards"]) for column in of_south.values()) == 1


def test_an_override_stands_on_the_card_beside_what_the_rules_say(market, call):
    terms = {"tier": "gold", "reason": "Opens a branch in May", "expires_on": str(today() + timedelta(days=30))}
    call("lena", "POST", f"{API}/accounts/{market[2].pk}/override-tier/", terms)

    [card] = board(call)["gold"]["cards"]

    assert (card["tier"], card["computed"], card["override"]["reason"], card["override"]["by"]) == (
        "gold", "key", "Opens a branch in May", "Lena",
    )  # fmt: skip


def test_charlie_sees_the_south_only(market, call, world):
    columns = board(call, who="charlie")

    names = [card["name"] for column in columns.values() for card in column["cards"]]
    assert names == ["Charlie's shop"]
    assert sum(column["accounts"] for column in columns.values()) == 1


def test_the_board_costs_the_same_statements_for_any_number_of_cards(market, call):
    def statements(limit):
        with CaptureQueriesContext(connection) as counted:
            board(call, query=f"?limit={limit}")
        return len(counted)

    statements(1)
    assert statements(1) == statements(200)


@pytest.mark.parametrize("query", ["?tier=vip", "?owner=alice", "?colour=red", "?limit=0"])
def test_the_board_refuses_what_it_does_not_know(call, query):
    answer = call("lena", "GET", f"{API}/tier-board/{query}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [query[1:].split("=")[0]]


def test_the_curve_comes_with_the_lines_of_the_policy(market, call, cast):
    [curve] = call("lena", "GET", f"{API}/pareto/").json()["results"]

    assert (curve["team"]["name"], curve["currency"], curve["policy"]["number"], curve["accounts"]) == ("North", "CNY", 1, 12)
    assert curve["points"][-1]["revenue_share"] == 1
    assert [(line["tier"], line["accounts"]) for line in curve["lines"]] == [("vip", 1), ("gold", 1), ("key", 3)]
    assert call("charlie", "GET", f"{API}/pareto/?team={cast.north.pk}").json() == {"results": []}


def test_a_cell_of_the_migration_opens_its_list(market, call):
    day = today()
    move(market[1], "key", "gold", day + timedelta(days=1))
    since, until = day, day + timedelta(days=1)

    answer = call("lena", "GET", f"{API}/tier-migration/?since={since}&until={until}").json()
    found = call("lena", "GET", f"{API}/accounts/?tier_moved={since},{until},key,gold").json()["results"]
    others = call("charlie", "GET", f"{API}/accounts/?tier_moved={since},{until},key,gold").json()["results"]

    assert (answer["moved"], answer["up"], answer["down"]) == (1, 1, 0)
    cells = {(cell["before"], cell["after"]): cell["accounts"] for cell in answer["cells"]}
    assert cells == {("vip", "vip"): 1, ("key", "gold"): 1, ("key", "key"): 1, ("ordinary", "ordinary"): 9}
    assert [row["id"] for row in found] == [str(market[1].pk)]
    assert others == []


def move(shop, before, after, day):
    TierAssignment.objects.create(
        id=uuid7(), account=shop, kind="computed", before=before, after=after, as_of=day, reason="promoted", at=timezone.now()
    )
    Account.objects.filter(pk=shop.pk).update(tier=after)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "since"), ("?since=yesterday", "since"), ("?since=2026-06-30&until=2026-06-30", "until"),
        ("?since=2026-06-30&until=2026-06-01", "until"), ("?since=2026-01-01&tier=vip", "tier"),
    ],
)  # fmt: skip
def test_two_days_in_their_order_are_needed(call, query, field):
    answer = call("lena", "GET", f"{API}/tier-migration/{query}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize(
    "asked", ["2026-01-01", "2026-02-01,2026-01-01,key,gold", "2026-01-01,2026-02-01,key,platinum", "a,b,none,key"]
)
def test_a_careless_move_is_refused_by_name(call, asked):
    answer = call("lena", "GET", f"{API}/accounts/?tier_moved={asked}")

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["tier_moved"]
