"""Even territories: a run moves nobody, an accepted move loses nothing, a declined one may be for good."""

from datetime import date, timedelta

import pytest

from accounts.actions.promises import make_promise
from accounts.models import Account, Ownership
from crm.errors import Forbidden, Invalid
from crm.models import Role, User
from tests.visits.conftest import NOW
from visits.actions.balances import MoveDecided, MoveStale, accept_move, decline_move, lift_lock, lock_owner, propose_balance
from visits.actions.handovers import cancel_handover, open_handover
from visits.actions.routes import open_route, set_stops
from visits.actions.visits import add_visit
from visits.models import Balance, BalanceMove, FollowUp, RouteStop, Visit

TOMORROW = date(2026, 3, 3)


@pytest.fixture
def town(cast, open_shop):
    """Alice has twelve shops along a road, Bob four at its end; the first of each is a VIP."""
    for x in range(16):
        owner = cast.alice if x < 12 else cast.bob
        shop = open_shop(f"shop {x:02}", owner=owner, latitude=29.1, longitude=119 + x / 100, street=f"road {x // 4}")
        Account.objects.filter(pk=shop.pk).update(tier="vip" if x in (0, 11, 12) else "gold")
    return Account.objects.in_bulk(field_name="pk")


def proposed(cast) -> list[BalanceMove]:
    run = propose_balance(team=cast.north, by=cast.lena, at=NOW)
    return list(run.moves.order_by("position"))


def shop(name: str) -> Account:
    return Account.objects.get(name=name)


def test_a_run_proposes_and_moves_nobody(cast, town):
    run = propose_balance(team=cast.north, by=cast.lena, at=NOW)

    moves = list(run.moves.select_related("account"))
    assert moves
    assert all((move.giver, move.taker) == (cast.alice, cast.bob) for move in moves)
    assert not {move.account.tier for move in moves} & {"vip"}
    assert Account.objects.filter(owner=cast.alice).count() == 12
    after = [load["minutes_after"] for load in run.loads]
    assert max(after) / min(after) < 1.15
    assert [load["manager"]["name"] for load in run.loads] == ["Alice", "Bob"]


def test_what_is_open_goes_along_when_a_move_is_accepted(cast, town):
    move = proposed(cast)[0]
    promise = make_promise(account=move.account, text="A stand", due_on=TOMORROW, by=cast.alice, at=NOW)
    visit = add_visit(account=move.account, planned_on=TOMORROW, by=cast.alice, at=NOW)
    task = FollowUp.objects.create(account=move.account, kind="training", text="heater", owner=cast.alice, due_on=TOMORROW)
    hers = open_route(name="Tuesday", manager=cast.alice, by=cast.alice, at=NOW, weekdays=[2])
    set_stops(route=hers, accounts=[shop("shop 01"), move.account, shop("shop 02")], by=cast.alice, at=NOW)
    his = open_route(name="Bob's", manager=cast.bob, by=cast.bob, at=NOW, weekdays=[3])
    set_stops(route=his, accounts=[shop("shop 13")], by=cast.bob, at=NOW)

    accept_move(move=move, by=cast.lena, at=NOW + timedelta(hours=1))

    account = Account.objects.get(pk=move.account_id)
    promise.refresh_from_db()
    visit.refresh_from_db()
    task.refresh_from_db()
    assert task.owner == cast.bob
    assert (account.owner, promise.keeper, promise.state, visit.manager) == (cast.bob, cast.bob, "open", cast.bob)
    assert visit.status == Visit.Status.PLANNED
    assert Ownership.objects.current().get(account=account).owner == cast.bob
    stops = RouteStop.objects.filter(archived_at__isnull=True)
    assert [stop.account.name for stop in stops.filter(route=hers).order_by("position")] == ["shop 01", "shop 02"]
    assert [stop.position for stop in stops.filter(route=hers).order_by("position")] == [1, 2]
    assert [stop.account_id for stop in stops.filter(route=his).order_by("position")] == [shop("shop 13").pk, account.pk]


def test_a_taker_without_a_route_gets_one(cast, town):
    move = proposed(cast)[0]
    hers = open_route(name="Tuesday", manager=cast.alice, by=cast.alice, at=NOW, weekdays=[2])
    set_stops(route=hers, accounts=[move.account], by=cast.alice, at=NOW)

    accept_move(move=move, by=cast.lena, at=NOW)

    stop = RouteStop.objects.get(account=move.account, archived_at__isnull=True)
    assert (stop.route.manager, stop.route.name, stop.route.weekdays) == (cast.bob, "Tuesday", [2])


def test_accepting_twice_moves_once_and_declining_then_is_too_late(cast, town):
    move = proposed(cast)[0]
    accept_move(move=move, by=cast.lena, at=NOW)

    accept_move(move=move, by=cast.lena, at=NOW)

    assert Ownership.objects.filter(account=move.account).count() == 2
    with pytest.raises(MoveDecided):
        decline_move(move=move, by=cast.lena, at=NOW)


def test_a_customer_who_is_kept_is_not_proposed_again_until_the_lock_is_lifted(cast, town):
    first = proposed(cast)[0]
    with pytest.raises(Invalid):
        decline_move(move=first, by=cast.lena, at=NOW, keep_owner=True)

    decline_move(move=first, by=cast.lena, at=NOW, keep_owner=True, reason="His cousin")

    assert first.account not in {move.account for move in proposed(cast)}
    lift_lock(lock=first.account.owner_locks.get(), by=cast.lena, at=NOW)
    assert first.account in {move.account for move in proposed(cast)}


def test_what_has_changed_since_is_refused(cast, town):
    locked, gone, late = proposed(cast)[:3]
    lock_owner(account=locked.account, reason="Her school friend", by=cast.lena, at=NOW)
    Account.objects.filter(pk=gone.account_id).update(owner=cast.bob)
    for move in (locked, gone):
        with pytest.raises(MoveStale):
            accept_move(move=move, by=cast.lena, at=NOW)

    propose_balance(team=cast.north, by=cast.lena, at=NOW)

    with pytest.raises(MoveStale):
        accept_move(move=late, by=cast.lena, at=NOW)
    assert Balance.objects.filter(team=cast.north, archived_at__isnull=True).count() == 1


def test_a_taker_who_left_gets_nobody(cast, town):
    move = proposed(cast)[0]
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)

    with pytest.raises(MoveStale):
        accept_move(move=move, by=cast.lena, at=NOW)


def test_only_the_lead_of_the_team_decides(cast, town):
    move = proposed(cast)[0]

    for refused in (cast.alice, cast.charlie):
        with pytest.raises(Forbidden):
            propose_balance(team=cast.north, by=refused, at=NOW)
        with pytest.raises(Forbidden):
            accept_move(move=move, by=refused, at=NOW)
    with pytest.raises(Invalid):
        propose_balance(team=cast.south, by=cast.lena, at=NOW)
    with pytest.raises(Invalid):
        propose_balance(team=cast.north, by=cast.lena, at=NOW, most_moves=0)


def test_a_team_of_nobody_and_customers_without_a_place(cast, open_shop):
    open_shop("somewhere")
    open_shop("on the equator", latitude=0.0, longitude=0.0)
    User.objects.create(username="carl", name="Carl", role=Role.MANAGER, team=cast.north, is_active=False)

    run = propose_balance(team=cast.north, by=cast.lena, at=NOW)

    assert (run.moves.count(), run.without_place) == (0, 2)
    assert len(run.loads) == 2


def test_who_is_being_handed_over_is_the_takers_work_and_moves_no_other_way(cast, town):
    first = proposed(cast)[0]
    others = [move.account for move in proposed(cast) if move.account_id != first.account_id][:3]
    before = {load["manager"]["name"]: load["minutes_before"] for load in Balance.objects.get(archived_at=None).loads}
    handed = open_handover(
        giver=cast.alice, taker=cast.bob, accounts=[first.account_id, *(account.pk for account in others)], reason="new round",
        by=cast.lena, at=NOW,
    )  # fmt: skip

    with pytest.raises(MoveStale):
        accept_move(move=Balance.objects.get(archived_at=None).moves.get(account=first.account), by=cast.lena, at=NOW)
    run = propose_balance(team=cast.north, by=cast.lena, at=NOW)

    after = {load["manager"]["name"]: load["minutes_before"] for load in run.loads}
    assert after["Alice"] < before["Alice"]
    assert after["Bob"] > before["Bob"]
    assert sum(after.values()) == pytest.approx(sum(before.values()), abs=1)
    assert not {move.account_id for move in run.moves.all()} & {first.account_id, *(account.pk for account in others)}
    cancel_handover(handover=handed, reason="not now", by=cast.lena, at=NOW)
    again = propose_balance(team=cast.north, by=cast.lena, at=NOW)
    assert {load["manager"]["name"]: load["minutes_before"] for load in again.loads} == before
