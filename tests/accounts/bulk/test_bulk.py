"""One verb on many accounts: rights row by row, results by reason, safe to repeat, and taken back."""

from collections import Counter

import pytest

from accounts.actions.accounts import update_account
from accounts.actions.custom_fields import define_field
from accounts.actions.promises import make_promise
from accounts.bulk import runs
from accounts.bulk.runs import BulkOver, BulkUndone, begin_bulk, cancel_bulk, perform_bulk, undo_bulk
from accounts.models import Account, BulkAction, BulkTarget, Ownership, Touchpoint
from crm.calendar import business_day
from crm.errors import Forbidden, Invalid
from crm.models import Event
from tests.accounts.factories import AccountFactory, TerritoryFactory
from tests.crm.factories import NOW
from visits.actions.routes import open_route
from visits.bulk import verb_of
from visits.models import RouteStop


def run(verb, *, by, accounts, **params):
    action = begin_bulk(verb=verb, params=params, accounts=[account.pk for account in accounts], by=by, at=NOW, find_verb=verb_of)
    return perform_bulk(action, select=lambda _: Account.objects.none(), find_verb=verb_of)


def outcomes(action) -> Counter:
    return Counter(BulkTarget.objects.filter(action_id=action.pk).values_list("outcome", flat=True))


@pytest.fixture
def shops(cast):
    """Two of Alice's, one tagged already; one of Bob's, one of Charlie's, and an archived one of Alice's."""
    return [
        AccountFactory(owner=cast.alice, tags=["old"]),
        AccountFactory(owner=cast.alice, tags=["old", "autumn"]),
        AccountFactory(owner=cast.bob),
        AccountFactory(owner=cast.charlie),
        AccountFactory(owner=cast.alice, archived=True),
    ]


def test_rights_are_asked_row_by_row(cast, shops):
    action = run("add_tags", by=cast.alice, accounts=shops, tags=["autumn"])

    assert (action.state, action.rows_total, action.rows_done, action.changed, action.unchanged) == ("done", 5, 5, 1, 1)
    assert action.refused == {"not_your_account": 1, "not_found": 1, "account_archived": 1}
    assert [Account.objects.get(pk=shop.pk).tags for shop in shops[:3]] == [["old", "autumn"], ["old", "autumn"], []]
    event = Event.objects.get(type="account.updated", subject=shops[0].pk)
    assert (event.payload["fields"], event.payload["version"]) == (["tags"], shops[0].version + 1)


def test_undo_puts_back_what_nobody_changed_since(cast, shops):
    action = run("add_tags", by=cast.lena, accounts=shops[:3], tags=["new"])
    update_account(account=shops[2], changes={"tags": ["mine"]}, by=cast.bob, at=NOW)

    action = undo_bulk(run=action, by=cast.lena, at=action.ended_at)

    assert [Account.objects.get(pk=shop.pk).tags for shop in shops[:3]] == [["old"], ["old", "autumn"], ["mine"]]
    assert (action.undone, action.kept) == (2, 1)
    with pytest.raises(BulkUndone):
        undo_bulk(run=action, by=cast.lena, at=action.ended_at)


def test_handing_over_keeps_the_chapters_and_undo_restores_them(cast, shops):
    promise = make_promise(account=shops[0], text="Samples", due_on=business_day(NOW), by=cast.alice, at=NOW)

    action = run("assign", by=cast.lena, accounts=shops[:4], owner=str(cast.bob.pk), reason="Alice leaves")

    assert (action.changed, action.unchanged, action.refused) == (2, 1, {"not_found": 1})
    current = Ownership.objects.filter(until__isnull=True)
    assert set(current.filter(account__in=shops[:3]).values_list("owner__username", flat=True)) == {"bob"}
    assert Touchpoint.objects.filter(account=shops[0], kind="event").count() == 1
    promise.refresh_from_db()
    assert (promise.keeper, promise.made_by) == (cast.bob, cast.alice)
    assert Event.objects.filter(type="promise.inherited", subject=promise.pk).count() == 1
    undo_bulk(run=action, by=cast.lena, at=action.ended_at)
    promise.refresh_from_db()
    assert promise.keeper == cast.alice
    assert Account.objects.get(pk=shops[0].pk).owner == cast.alice
    assert current.get(account=shops[0]).owner == cast.alice


def test_a_manager_hands_nothing_over(cast, shops):
    with pytest.raises(Forbidden):
        run("assign", by=cast.alice, accounts=shops, owner=str(cast.bob.pk), reason="x")


def test_an_owner_of_another_team_fits_nobody(cast, shops):
    action = run("assign", by=cast.lena, accounts=shops[:2], owner=str(cast.charlie.pk), reason="x")

    assert action.refused == {"owner_not_in_team": 2}


def test_fields_of_ones_own_where_they_belong(cast, shops):
    define_field(by=None, at=NOW, key="area", label_zh="面积", type="number", roles=["retailer"])
    dealer = AccountFactory(owner=cast.alice, role="dealer")

    action = run("set_custom", by=cast.alice, accounts=[shops[0], dealer], custom={"area": "12"})

    assert (action.changed, action.refused) == (1, {"field_not_for_this_account": 1})
    assert Account.objects.get(pk=shops[0].pk).custom == {"area": 12}


@pytest.mark.parametrize(
    ("verb", "params", "column", "after"),
    [
        ("remove_tags", {"tags": ["old"]}, "tags", []),
        ("set_status", {"status": "dormant"}, "status", "dormant"),
        ("archive", {"reason": "closed"}, "status", "archived"),
        ("set_territory", {"territory": None}, "territory", None),
    ],
)
def test_each_verb_writes_and_is_taken_back(cast, shops, verb, params, column, after):
    shop = AccountFactory(owner=cast.alice, tags=["old"], territory=TerritoryFactory(team=cast.team))
    before = getattr(shop, column)

    action = run(verb, by=cast.alice, accounts=[shop], **params)

    assert getattr(Account.objects.get(pk=shop.pk), column) == after
    undo_bulk(run=action, by=cast.alice, at=action.ended_at)
    assert getattr(Account.objects.get(pk=shop.pk), column) == before


def test_new_stops_come_to_the_end_of_the_route(cast, shops):
    route = open_route(name="Monday", manager=cast.alice, by=cast.alice, at=NOW)
    run("add_to_route", by=cast.alice, accounts=shops[1:2], route=str(route.pk))

    action = run("add_to_route", by=cast.alice, accounts=shops[:3], route=str(route.pk))

    assert (action.changed, action.unchanged, action.refused) == (1, 1, {"not_your_account": 1})
    stops = RouteStop.objects.filter(route=route, archived_at__isnull=True).order_by("position")
    assert list(stops.values_list("account_id", flat=True)) == [shops[1].pk, shops[0].pk]
    undo_bulk(run=action, by=cast.alice, at=action.ended_at)
    assert list(stops.values_list("account_id", flat=True)) == [shops[1].pk]


def test_a_killed_run_goes_on_where_it_stopped(cast, shops, monkeypatch):
    monkeypatch.setattr(runs, "BATCH", 2)
    action = begin_bulk(verb="add_tags", params={"tags": ["x"]}, accounts=[shop.pk for shop in shops], by=cast.lena, at=NOW)
    real, calls = runs._apply, []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(runs, "_apply", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        perform_bulk(action, select=lambda _: Account.objects.none())
    half = BulkAction.objects.get(pk=action.pk)
    assert (half.state, half.rows_done, half.changed) == ("running", 2, 2)

    monkeypatch.setattr(runs, "_apply", real)
    done = perform_bulk(action, select=lambda _: Account.objects.none())
    again = perform_bulk(action, select=lambda _: Account.objects.none())

    assert (done.state, done.rows_done, done.changed) == ("done", 5, 3)
    assert again.changed == 3
    assert Event.objects.filter(type="account.updated", payload__bulk_action=str(action.pk)).count() == 3


def test_called_off_it_stops(cast, shops):
    action = begin_bulk(verb="add_tags", params={"tags": ["x"]}, accounts=[shops[0].pk], by=cast.lena, at=NOW)

    cancel_bulk(run=action, by=cast.lena, at=NOW)

    assert perform_bulk(action, select=lambda _: Account.objects.none()).state == "cancelled"
    assert Account.objects.get(pk=shops[0].pk).tags == ["old"]
    with pytest.raises(BulkOver):
        cancel_bulk(run=action, by=cast.lena, at=NOW)


@pytest.mark.parametrize(
    ("verb", "params", "named"),
    [
        ("add_tags", {}, "params.tags"),
        ("add_tags", {"tags": "x"}, "params.tags"),
        ("add_tags", {"tags": ["x"], "colour": 1}, "params.colour"),
        ("set_status", {"status": "archived"}, "params.status"),
        ("set_territory", {}, "params.territory"),
        ("set_territory", {"territory": "here"}, "params.territory"),
        ("set_custom", {"custom": {"colour": 1}}, "custom.colour"),
        ("assign", {"reason": "x"}, "params.owner"),
        ("assign", {"owner": None}, "params.reason"),
        ("add_to_route", {"route": 5}, "params.route"),
        ("explode", {}, "verb"),
    ],
)
def test_particulars_that_do_not_fit_are_named(cast, verb, params, named):
    with pytest.raises(Invalid) as refusal:
        begin_bulk(verb=verb, params=params, accounts=[AccountFactory().pk], by=cast.lena, at=NOW, find_verb=verb_of)

    assert list(refusal.value.fields) == [named]


def test_the_statements_do_not_grow_with_the_accounts(cast, django_assert_max_num_queries):
    shops = [AccountFactory(owner=cast.alice) for _ in range(12)]
    action = begin_bulk(verb="add_tags", params={"tags": ["x"]}, accounts=[shop.pk for shop in shops], by=cast.alice, at=NOW)

    with django_assert_max_num_queries(40):
        perform_bulk(action, select=lambda _: Account.objects.none())
