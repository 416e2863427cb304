"""A hand-over from its opening to the lead's signature; what it refuses, and that nothing is lost on the way (rows 16, 18)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.actions.access import AccountArchived
from accounts.actions.accounts import archive_account, reassign_account
from accounts.actions.contacts import add_contact
from accounts.actions.merges import merge_accounts
from accounts.actions.needs import note_need
from accounts.actions.promises import make_promise
from accounts.actions.trade import LineDraft, define_product, place_order
from accounts.models import Account, Need, Promise
from crm.calendar import today
from crm.errors import Forbidden, Invalid, Unseen
from tests.visits.conftest import NOW
from visits.acquaintance import known_to_few, known_to_few_by_owner
from visits.actions.allocation import FallSettled, explain_fall, find_falls
from visits.actions.figures import refresh_visit_figures
from visits.actions.handing_over import carry_out, make_dossiers
from visits.actions.handovers import (
    AT_ONCE,
    AlreadySigned,
    GapsUnnamed,
    HandoverNotOpen,
    InHandover,
    NotAParty,
    cancel_handover,
    open_handover,
)
from visits.actions.joint_visits import SameDay, log_joint_visit, plan_joint_visit
from visits.actions.routes import open_route, set_stops
from visits.actions.visits import add_visit, complete_visit
from visits.handover import settling_visit_on
from visits.jobs import sign_and_move, write_dossiers
from visits.models import AllocationFall, FollowUp, Handover, RouteStop, Visit

TODAY = date(2026, 3, 2)


@pytest.fixture
def begin(cast, shop):
    def begin_one(*shops: Account, **fields) -> Handover:
        given = {"giver": cast.alice, "taker": cast.bob, "by": cast.lena, "reason": "Alice changes to the north"}
        return open_handover(accounts=[each.pk for each in shops or (shop,)], at=NOW, **given | fields)

    return begin_one


def signed_by_both(handover: Handover, cast) -> Handover:
    sign_and_move(handover=handover, by=cast.alice, at=NOW, note="no vat measured yet")
    return sign_and_move(handover=handover, by=cast.bob, at=NOW, note="will ask for it")


def test_the_second_signature_makes_the_account_the_takers(begin, cast, shop):
    handover = begin()

    sign_and_move(handover=handover, by=cast.bob, at=NOW, note="seen")
    shop.refresh_from_db()
    assert shop.owner == cast.alice

    handover = sign_and_move(handover=handover, by=cast.alice, at=NOW, note="named")
    shop.refresh_from_db()
    assert shop.owner == cast.bob
    assert (handover.state, handover.accounts_moved) == (Handover.State.MOVED, 1)
    assert shop.ownerships.current().get().reason == "Alice changes to the north"


def test_the_lead_signs_last_and_the_giver_reads_the_dossiers_until_then(begin, cast):
    handover = begin()
    with pytest.raises(HandoverNotOpen):
        sign_and_move(handover=handover, by=cast.lena, at=NOW)
    handover = signed_by_both(handover, cast)
    assert handover.items.visible_to(cast.alice).count() == 1

    handover = sign_and_move(handover=handover, by=cast.lena, at=NOW, note="well done")

    assert handover.state == Handover.State.CLOSED
    assert handover.items.visible_to(cast.alice).count() == 0
    assert handover.items.visible_to(cast.bob).count() == 1
    assert Handover.objects.visible_to(cast.charlie).count() == 0


def test_the_dossier_says_what_the_taker_must_know(begin, cast, shop):
    add_contact(account=shop, name="王永庆", personality="fortress", by=cast.alice, at=NOW)
    make_promise(account=shop, text="samples", due_on=TODAY - timedelta(days=1), by=cast.alice, at=NOW)

    item = begin().items.get()

    assert [promise["text"] for promise in item.dossier["promises"]] == ["samples"]
    assert item.dossier["contacts"][0]["personality"] == "fortress"
    assert [gap["code"] for gap in item.gaps] == ["promise_overdue", "known_to_giver_only", "file_incomplete"]
    assert item.completeness == item.dossier["file"]["percent"]


def test_gaps_are_named_before_anybody_signs(begin, cast):
    handover = begin()

    with pytest.raises(GapsUnnamed) as refusal:
        sign_and_move(handover=handover, by=cast.alice, at=NOW)

    assert refusal.value.more["gaps"]["no_contact"] == 1


def test_nobody_signs_twice_nor_for_another(begin, cast):
    handover = begin()
    sign_and_move(handover=handover, by=cast.alice, at=NOW, note="named")

    with pytest.raises(AlreadySigned):
        sign_and_move(handover=handover, by=cast.alice, at=NOW, note="again")
    with pytest.raises(NotAParty):
        sign_and_move(handover=handover, by=cast.charlie, at=NOW, note="me too")


def test_for_a_giver_who_has_left_the_lead_signs(begin, cast, shop):
    handover = begin()
    cast.alice.is_active = False
    cast.alice.save(update_fields=["is_active"])

    sign_and_move(handover=handover, by=cast.lena, at=NOW, note="Alice has left")
    handover = sign_and_move(handover=handover, by=cast.bob, at=NOW, note="seen")

    assert (handover.state, handover.giver_signed_by) == (Handover.State.MOVED, cast.lena)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"taker": "alice"}, "taker"), ({"taker": "charlie"}, "taker"), ({"reason": " "}, "reason"), ({"giver": "bob", "taker": "alice"}, "accounts")],
)  # fmt: skip
def test_who_cannot_hand_over_to_whom(begin, cast, fields, field):
    with pytest.raises(Invalid) as refusal:
        begin(**{name: getattr(cast, value, value) for name, value in fields.items()})

    assert field in refusal.value.fields


def test_what_cannot_be_handed_over(begin, cast, shop, open_shop):
    begin()
    with pytest.raises(InHandover):
        begin()
    with pytest.raises(AccountArchived):
        begin(archive_account(account=open_shop("closed"), by=None, at=NOW))
    kept, lost = open_shop("kept"), open_shop("lost")
    merge_accounts(kept=kept, lost=lost, by=None, at=NOW)
    with pytest.raises(AccountArchived, match="merged"):
        begin(lost)
    with pytest.raises(Forbidden):
        begin(open_shop("mine"), by=cast.alice)
    with pytest.raises(Unseen):
        begin(open_shop("far", owner=cast.charlie))


def test_called_off_it_leaves_everything_and_the_account_is_free(begin, cast, shop):
    handover = cancel_handover(handover=begin(), reason="Alice stays", by=cast.lena, at=NOW)

    shop.refresh_from_db()
    assert (handover.state, shop.owner) == (Handover.State.CANCELLED, cast.alice)
    with pytest.raises(HandoverNotOpen):
        sign_and_move(handover=handover, by=cast.alice, at=NOW, note="x")
    assert begin().state == Handover.State.PREPARING


def test_an_account_that_went_elsewhere_meanwhile_stays_there(begin, cast, shop, open_shop):
    handover = begin(shop, open_shop("second"))
    reassign_account(account=shop, owner=cast.lena, by=None, at=NOW, reason="key account")

    handover = signed_by_both(handover, cast)

    shop.refresh_from_db()
    assert shop.owner == cast.lena
    assert (handover.accounts_moved, handover.accounts_refused) == (1, 1)
    assert handover.items.get(account=shop).refused == "not_the_givers"


def test_joint_visits_close_their_gap_and_are_not_logged_twice(begin, cast, shop):
    Account.objects.filter(pk=shop.pk).update(tier="key")
    handover = begin()
    assert handover.items.get().gap("joint_visits") == {"code": "joint_visits", "done": 0, "required": 1}
    planned = plan_joint_visit(handover=handover, account=shop, planned_on=TODAY, by=cast.alice, at=NOW)

    done = log_joint_visit(handover=handover, account=shop, by=cast.bob, at=NOW, learned="wants to be asked first")

    assert done.pk == planned.pk
    assert handover.items.get().gap("joint_visits") is None
    assert shop.touchpoints.filter(code="joint_visit.done", by=cast.bob).count() == 1
    with pytest.raises(SameDay):
        log_joint_visit(handover=handover, account=shop, by=cast.alice, at=NOW)
    with pytest.raises(NotAParty):
        plan_joint_visit(handover=handover, account=shop, planned_on=TODAY, by=cast.charlie, at=NOW)


@pytest.mark.parametrize("last", [None, -2, -12])
def test_after_the_change_the_customer_is_due_more_often_for_a_while(begin, cast, shop, last, monkeypatch):
    monkeypatch.setattr("visits.actions.figures.today", lambda: TODAY)
    Account.objects.filter(pk=shop.pk).update(tier="gold")
    if last is not None:
        Visit.objects.create(
            account=shop, manager=cast.alice, planned_on=TODAY, status="completed", outcome="ordered", completed_at=NOW,
            visited_on=TODAY + timedelta(days=last),
        )  # fmt: skip
    signed_by_both(begin(), cast)

    shop.refresh_from_db()
    assert shop.next_visit_on == settling_visit_on(
        last_visit_on=None if last is None else TODAY + timedelta(days=last), since=TODAY, interval_days=14, percent=50
    )

    monkeypatch.setattr("visits.actions.figures.today", lambda: TODAY + timedelta(days=57))
    refresh_visit_figures()
    shop.refresh_from_db()
    if last is not None:
        assert shop.next_visit_on == TODAY + timedelta(days=last + 14)


def everything_open() -> dict[str, int]:
    return {
        "promises": Promise.objects.open().count(),
        "visits": Visit.objects.open().count(),
        "next_actions": Visit.objects.exclude(next_action="").filter(next_action_done_at=None).count(),
        "stops": RouteStop.objects.filter(archived_at=None).count(),
        "complaints": sum(Account.objects.values_list("open_complaints", flat=True)),
        "needs": Need.objects.open().count(),
        "follow_ups": FollowUp.objects.open().count(),
    }


@pytest.mark.timeout(90)
def test_the_worker_leaves_a_hand_over_that_was_called_off(begin, cast, open_shop, django_assert_max_num_queries):
    """It comes to many accounts' dossiers later than the lead changed her mind."""
    handover = begin(*(open_shop(f"shop {number}") for number in range(AT_ONCE + 1)))
    cancel_handover(handover=handover, reason="Alice stays", by=cast.lena, at=NOW)

    with django_assert_max_num_queries(20):
        write_dossiers(handover_id=str(handover.pk))
    with django_assert_max_num_queries(20):
        make_dossiers(handover, at=NOW)  # as the worker saw it before the lead was faster

    assert not handover.items.exclude(dossier_at=None).exists()


def test_a_transfer_of_three_hundred_accounts_loses_nothing(begin, cast, open_shop):
    shops = [open_shop(f"shop {number}") for number in range(300)]
    stays = [open_shop(f"stays {number}") for number in range(3)]
    Account.objects.filter(pk__in=[shop.pk for shop in shops[:40]]).update(open_complaints=1)
    for shop in shops[:60]:
        make_promise(account=shop, text="samples", due_on=TODAY + timedelta(days=5), by=cast.alice, at=NOW)
    for shop in shops[60:90]:
        add_visit(account=shop, planned_on=TODAY + timedelta(days=2), by=cast.alice, at=NOW)
    for shop in shops[90:110]:
        visit = add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW)
        complete_visit(visit=visit, outcome="ordered", next_action="bring the poster", by=cast.alice, at=NOW)
    for shop in shops[110:130]:
        note_need(account=shop, kind="material", said="a second freezer", by=cast.alice, at=NOW)
        FollowUp.objects.create(account=shop, kind="training", text="the new heater", owner=cast.alice, due_on=TODAY)
    whole = open_route(name="East", team=cast.north, manager=cast.alice, by=cast.lena, at=NOW)
    part = open_route(name="West", team=cast.north, manager=cast.alice, by=cast.lena, at=NOW)
    set_stops(route=whole, accounts=shops[:100], by=cast.lena, at=NOW)
    set_stops(route=part, accounts=[*stays, *shops[100:150]], by=cast.lena, at=NOW)
    before = everything_open()
    handover = make_dossiers(begin(*shops), at=NOW)
    assert (handover.accounts_ready, handover.accounts_total) == (300, 300)

    handover = signed_by_both(handover, cast)
    assert handover.state == Handover.State.MOVING
    handover = carry_out(handover)

    assert everything_open() == before
    assert min(before.values()) > 0
    assert set(FollowUp.objects.values_list("owner", flat=True)) == {cast.bob.pk}
    assert (handover.state, handover.accounts_moved) == (Handover.State.MOVED, 300)
    assert Account.objects.filter(owner=cast.bob).count() == 300
    assert set(Promise.objects.open().values_list("keeper", flat=True)) == {cast.bob.pk}
    assert set(Visit.objects.open().values_list("manager", flat=True)) == {cast.bob.pk}
    bobs = RouteStop.objects.filter(archived_at=None, route__manager=cast.bob)
    assert bobs.count() == 150
    assert list(bobs.filter(route__name="West").order_by("position").values_list("account", flat=True)) == [
        shop.pk for shop in shops[100:150]
    ]
    assert RouteStop.objects.filter(archived_at=None, route__manager=cast.alice).count() == 3


def test_who_is_known_to_one_person_only(cast, shop, open_shop):
    both, nobody = open_shop("both"), open_shop("nobody")
    for account, manager in ((shop, cast.alice), (both, cast.alice), (both, cast.bob)):
        Visit.objects.create(
            account=account, manager=manager, planned_on=today(), status="completed", outcome="ordered", completed_at=NOW,
            visited_on=today(),
        )  # fmt: skip

    found = {row.pk: row.acquainted for row in known_to_few(cast.lena)}

    assert found == {shop.pk: 1, nobody.pk: 0}
    (alice,) = known_to_few_by_owner(cast.lena)
    assert (alice["accounts"], alice["one"], alice["nobody"]) == (3, 1, 1)
    assert known_to_few_by_owner(cast.charlie) == []


def orders(account: Account, *, first: date, every: int, until: date, quantity: int, product) -> None:
    day = first
    while day < until:
        at = NOW + (day - TODAY)
        place_order(account=account, by=None, at=at, ordered_at=at, lines=[LineDraft(product, Decimal(quantity), Decimal(10))])
        day += timedelta(days=every)


def test_less_since_the_manager_changed_becomes_a_task_to_explain(begin, cast, shop, open_shop):
    tea, other = define_product(code="T", name="Tea", by=None, at=NOW), open_shop("other")
    later = TODAY + timedelta(days=42)
    for account, after in ((shop, 2), (other, 3)):
        orders(account, first=TODAY - timedelta(days=180), every=7, until=TODAY, quantity=10, product=tea)
        orders(account, first=TODAY + timedelta(days=1), every=7, until=later, quantity=after, product=tea)
    signed_by_both(begin(), cast)

    at = NOW + timedelta(days=42)
    assert find_falls(day=TODAY + timedelta(days=14), at=at) == 0  # too soon to say
    assert find_falls(day=later, at=at) == 1
    assert find_falls(day=later, at=at) == 0

    fall = AllocationFall.objects.get()
    assert (fall.account, fall.manager, fall.former) == (shop, cast.bob, cast.alice)
    assert fall.change_percent < -70
    assert fall.team_percent < -60
    assert fall.evidence["reason"] == "supply"
    assert fall.evidence["products"][0]["name"] == "Tea"
    explain_fall(fall=fall, said="tea is short everywhere", offered="coffee", by=cast.bob, at=at)
    with pytest.raises(FallSettled):
        explain_fall(fall=fall, said="again", by=cast.bob, at=at)
