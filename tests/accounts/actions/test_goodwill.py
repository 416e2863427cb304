"""Goodwill within limits, and what comes back (row 4)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.actions.goodwill import (
    AboveLimit,
    GoodwillWithdrawn,
    NothingLeft,
    grant_goodwill,
    recover_goodwill,
    withdraw_goodwill,
)
from accounts.actions.goodwill_limits import NotYourLimit, set_goodwill_limit
from accounts.goodwill import is_within, net_cost, roles_that_may
from accounts.models import Goodwill, GoodwillLimit, Touchpoint
from accounts.queries.goodwill import room_of
from crm.errors import Forbidden, Invalid, NotYours, Unseen
from crm.models import Change, Event
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW

D = Decimal


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice, team=cast.team)


def give(cast, shop, amount="50", **given):
    defaults = {"account": shop, "reason": "轮胎不能用", "no_evidence_why": "发票忘在家里", "by": cast.alice, "at": NOW}
    return grant_goodwill(**defaults | {"amount": D(amount)} | given)


@pytest.mark.parametrize(
    ("amount", "already", "limit", "within"),
    [
        ("50", "0", "50", True),
        ("50.01", "0", "50", False),
        ("30", "20", "50", True),
        ("30", "20.01", "50", False),
        ("1", "0", None, False),
        ("1", "0", "0", False),
    ],
)
def test_the_limit_counts_what_was_given_that_day(amount, already, limit, within):
    assert is_within(amount=D(amount), already=D(already), limit=D(limit) if limit else None) is within


def test_net_cost_and_who_may():
    assert net_cost(amount=D("50.00"), recovered=D("20.00")) == D("30.00")
    assert net_cost(amount=D("50.00"), recovered=D("20.00"), is_withdrawn=True) == 0
    limits = {"lead": D(2000), "manager": D(200)}
    assert roles_that_may(amount=D(200), limits=limits) == ["manager", "lead"]
    assert roles_that_may(amount=D(201), limits=limits) == ["lead"]
    assert roles_that_may(amount=D(2001), limits=limits) == []


def test_the_man_at_the_wrong_shop(cast, shop):
    """Golden: 50 yuan without an invoice, brought back after half an hour: nothing lost."""
    given = give(cast, shop)
    back = recover_goodwill(goodwill=given, by=cast.alice, at=NOW + timedelta(minutes=30), note="走错了地方")

    assert (back.amount, back.recovered) == (D("50.00"), D("50.00"))
    assert net_cost(amount=back.amount, recovered=back.recovered) == D("0.00")
    assert back.recoveries.get().at == NOW + timedelta(minutes=30)
    told = Touchpoint.objects.filter(account=shop, subject=given.pk).order_by("at")
    assert [(each.code, each.details["net"]) for each in told] == [("goodwill.granted", "50.00"), ("goodwill.recovered", "0.00")]
    assert list(Event.objects.filter(subject=given.pk).order_by("at").values_list("type", flat=True)) == [
        "goodwill.granted",
        "goodwill.recovered",
    ]
    noted = Change.objects.get(table_name="accounts_goodwill", op="update")
    assert (noted.account_id, noted.old["recovered"], noted.new["recovered"]) == (shop.pk, 0, 50)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"no_evidence_why": " "}, "no_evidence_why"),
        ({"reason": ""}, "reason"),
        ({"amount": D(0)}, "amount"),
        ({"amount": D("-5")}, "amount"),
        ({"amount": D("0.001")}, "amount"),
        ({"currency": "yuan"}, "currency"),
    ],
)
def test_what_is_no_grant_is_named(cast, shop, given, wrong):
    with pytest.raises(Invalid) as refusal:
        give(cast, shop, **given)

    assert list(refusal.value.fields) == [wrong]
    assert not Goodwill.objects.exists()


def test_evidence_takes_the_place_of_an_excuse(cast, shop):
    assert give(cast, shop, no_evidence_why="", evidence="发票 0042").evidence == "发票 0042"


def test_above_the_limit_says_how_much_and_who_may(cast, shop):
    give(cast, shop, "150")

    with pytest.raises(AboveLimit) as refusal:
        give(cast, shop, "60")

    assert refusal.value.more == {
        "limit": "200.00",
        "bound_by": "role",
        "currency": "CNY",
        "already": "150.00",
        "who_may": [{"role": "lead", "name": cast.lena.name}, {"role": "admin", "name": None}],
    }
    assert give(cast, shop, "60", by=cast.lena).amount == 60
    assert give(cast, shop, "50").amount == 50
    assert give(cast, shop, "200", at=NOW + timedelta(days=1)).amount == 200
    with pytest.raises(AboveLimit) as refusal:
        give(cast, shop, "2500", by=cast.lena)
    assert [entry["role"] for entry in refusal.value.more["who_may"]] == ["admin"]
    with pytest.raises(AboveLimit):
        give(cast, shop, "1", currency="USD")


def test_it_comes_back_in_parts_and_never_more_than_all(cast, shop):
    given = give(cast, shop)
    recover_goodwill(goodwill=given, amount=D(20), by=cast.alice, at=NOW + timedelta(hours=1))

    with pytest.raises(NothingLeft):
        recover_goodwill(goodwill=given, amount=D("30.01"), by=cast.alice, at=NOW + timedelta(hours=2))
    with pytest.raises(Invalid):
        recover_goodwill(goodwill=given, amount=D(0), by=cast.alice, at=NOW + timedelta(hours=2))
    with pytest.raises(Invalid):
        recover_goodwill(goodwill=given, by=cast.alice, at=NOW, came_at=NOW - timedelta(hours=1))
    assert recover_goodwill(goodwill=given, by=cast.alice, at=NOW + timedelta(hours=2)).recovered == 50
    with pytest.raises(NothingLeft):
        recover_goodwill(goodwill=given, by=cast.alice, at=NOW + timedelta(hours=3))
    assert given.recoveries.count() == 2


def test_a_mistake_is_withdrawn_and_stays(cast, shop):
    given = give(cast, shop, "200")
    withdraw_goodwill(goodwill=given, reason="记重了", by=cast.alice, at=NOW)

    given.refresh_from_db()
    assert (given.withdrawn_at, given.withdrawn_by, given.withdrawn_why) == (NOW, cast.alice, "记重了")
    with pytest.raises(GoodwillWithdrawn):
        recover_goodwill(goodwill=given, by=cast.alice, at=NOW)
    with pytest.raises(GoodwillWithdrawn):
        withdraw_goodwill(goodwill=given, reason="again", by=cast.alice, at=NOW)
    give(cast, shop, "200")


def test_only_who_has_the_customer_gives(cast, shop):
    with pytest.raises(NotYours):
        give(cast, shop, by=cast.bob)
    with pytest.raises(Unseen):
        give(cast, shop, by=cast.charlie)


def test_limits_keep_their_history(cast):
    set_goodwill_limit(role="manager", amount=D(300), reason="涨价", by=cast.lena, at=NOW)
    same = set_goodwill_limit(role="manager", amount=D(300), reason="again", by=cast.lena, at=NOW)

    rows = list(GoodwillLimit.objects.filter(role="manager").order_by("ended_at").values_list("amount", "ended_at"))
    assert rows == [(200, NOW), (300, None)]
    assert same.reason == "涨价"


def test_nobody_sets_the_own_limit(cast):
    with pytest.raises(Forbidden):
        set_goodwill_limit(role="manager", amount=D(900), reason="x", by=cast.alice, at=NOW)
    with pytest.raises(NotYourLimit):
        set_goodwill_limit(role="lead", amount=D(9000), reason="x", by=cast.lena, at=NOW)
    with pytest.raises(Invalid):
        set_goodwill_limit(role="manager", amount=D(-1), reason="x", by=cast.lena, at=NOW)


def test_what_is_left_of_the_limit_is_known_before_anybody_gives(cast, shop):
    give(cast, shop, "50")

    room = room_of(shop, by=cast.alice, currency="CNY", at=NOW)

    assert (room.limit, room.already, room.left) == (D(200), D(50), D(150))
    assert [(giver.role, giver.name, giver.limit) for giver in room.above] == [
        ("lead", cast.lena.name, D(2000)),
        ("admin", None, None),
    ]
    assert [giver.role for giver in room.who_may(D(2001))] == ["admin"]
    assert room_of(shop, by=cast.alice, currency="USD", at=NOW).left == 0
    assert room_of(shop, by=cast.lena, currency="CNY", at=NOW).above[0].role == "admin"
