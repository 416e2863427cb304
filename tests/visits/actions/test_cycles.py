"""A cycle's plan from the question to the published visits, solved for real."""

import itertools
import random
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.datum import metres, wgs84_to_gcj02
from accounts.models import Account
from crm.errors import DomainError, Forbidden, Invalid
from crm.models import Event
from visits.actions.cycle_edits import (
    CycleNotEditable,
    DayRefused,
    NothingToUndo,
    StopFrozen,
    StopLocked,
    lock_stop,
    move_stop,
    place_call,
    remove_stop,
    undo_edit,
)
from visits.actions.cycle_publishing import changes_of, publish_cycle
from visits.actions.cycle_runs import end_called_off, give_up_run, is_called_off
from visits.actions.cycles import (
    CycleNotStartable,
    CycleRunning,
    NobodyToVisit,
    NoWorkingDay,
    cancel_cycle,
    open_cycle,
    start_cycle,
)
from visits.actions.visits import add_visit, complete_visit, start_visit
from visits.actions.working import plan_absence, set_shift, set_visit_rules
from visits.models import Cycle, CycleCall, CycleEdit, CycleStop, Visit
from visits.planning.cycle.check import violations
from visits.planning.cycle.prices import best, prices
from visits.planning.solver.run import solve
from visits.readings.cycle_inputs import cycle_inputs
from visits.readings.cycle_plans import question_of, stops_of, week_of
from visits.solving import Follower, solve_cycle

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai
START = date(2026, 3, 9)  # the Monday after


@pytest.fixture
def town(cast, open_shop) -> list[Account]:
    """Twelve shops of Alice's around a market, two of them VIPs."""
    shops = [
        open_shop(f"Shop {i:02}", latitude=29.1 + 0.004 * (i % 4), longitude=120.2 + 0.004 * (i // 4), street=f"Street {i // 4}")
        for i in range(12)
    ]
    Account.objects.update(created_at=NOW - timedelta(days=30))
    Account.objects.filter(pk__in=[shop.pk for shop in shops[:2]]).update(tier="vip")
    Account.objects.filter(pk__in=[shop.pk for shop in shops[2:]]).update(tier="key")
    set_shift(manager=cast.alice, by=cast.alice, at=NOW, weekdays=[1, 2, 3, 4, 5], start_latitude=29.1, start_longitude=120.2,
              lunch_from=time(11, 30), lunch_until=time(13), lunch_minutes=45)  # fmt: skip
    return shops


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search without a process of its own, which `test_apart` covers."""

    def here(problem: Any, *, cache: Any, is_interrupted: Any, **options: Any) -> Any:
        return solve(problem, **options)

    monkeypatch.setattr("visits.solving.solve_apart", here)


def planned(cast: SimpleNamespace, **fields: Any) -> Cycle:
    cycle = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START, iterations=300, **fields)
    start_cycle(cycle=cycle, by=cast.alice, at=NOW)
    solve_cycle(cycle.pk)
    return Cycle.objects.get(pk=cycle.pk)


def days_of(cycle: Cycle, shop: Account) -> list[date]:
    return list(CycleStop.objects.filter(cycle=cycle, account=shop).order_by("on").values_list("on", flat=True))


def sent(cycle: Cycle) -> list[tuple[Any, ...]]:
    return list(CycleStop.objects.filter(cycle=cycle).order_by("on", "position").values_list("account_id", "on", "begin_minute"))


def test_a_draft_tells_the_hours_before_anything_is_planned(cast, town):
    cycle = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START)

    assert cycle.state == "draft"
    assert not cycle.overload["is_over"]
    parts = cycle.overload["service"] + cycle.overload["travel_between"] + cycle.overload["travel_out"]
    assert cycle.overload["needed"] == pytest.approx(parts, abs=2)
    assert cycle.overload["available"] == 20 * (9 * 60 - 45)
    assert cycle.calls.count() == 12
    assert not cycle.stops.exists()


def test_everybody_gets_a_place_in_even_gaps_and_the_validator_agrees(cast, town, in_process):
    cycle = planned(cast)

    assert (cycle.state, cycle.error) == ("ready", "")
    assert cycle.iterations_done > 0
    assert cycle.cost == pytest.approx(sum(cycle.cost_parts.values()), abs=1)
    assert not cycle.calls.exclude(reason="").exists()
    vip = days_of(cycle, town[0])
    assert len(vip) == 4
    assert all(6 <= (later - earlier).days <= 8 for earlier, later in itertools.pairwise(vip))
    assert all(len(days_of(cycle, shop)) == 1 for shop in town[2:])
    assert Event.objects.filter(subject=cycle.pk).values_list("type", flat=True).order_by("id").last() == "cycle.planned"


def test_the_same_seed_gives_the_same_plan_however_often_it_was_interrupted(cast, town, in_process):
    first = planned(cast)
    again = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START, iterations=300)
    start_cycle(cycle=again, by=cast.alice, at=NOW)
    Cycle.objects.filter(pk=again.pk).update(attempts=1, iterations_done=99)  # a worker was killed at it

    solve_cycle(again.pk)

    assert sent(again) == sent(first)


def test_where_some_accounts_are_exchanged_the_others_keep_their_days(cast, open_shop, in_process):
    """The job takes the running plan up: two of forty change hands, and next to nobody else gets another day."""
    chance = random.Random(5)
    for i in range(44):
        open_shop(f"Shop {i:02}", latitude=29.1 + chance.random() / 10, longitude=120.2 + chance.random() / 10)
    Account.objects.update(created_at=NOW - timedelta(days=30), tier="gold")
    for i, shop in enumerate(Account.objects.order_by("name")):  # in the middle of their rhythm, as under a running plan
        Account.objects.filter(pk=shop.pk).update(last_visit_on=START - timedelta(days=1 + i % 14))
    gone, new = list(Account.objects.order_by("name")[:2]), list(Account.objects.order_by("name")[40:42])
    Account.objects.filter(name__gte="Shop 40").update(owner=cast.bob)
    set_shift(manager=cast.alice, by=cast.alice, at=NOW, weekdays=[1, 2, 3, 4, 5], start_latitude=29.15, start_longitude=120.25)

    def made(based_on: Cycle | None = None) -> Cycle:
        cycle = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START, based_on=based_on)
        start_cycle(cycle=cycle, by=cast.alice, at=NOW)
        solve_cycle(cycle.pk)
        return Cycle.objects.get(pk=cycle.pk)

    before = made()
    Account.objects.filter(pk__in=[shop.pk for shop in gone]).update(owner=cast.bob)
    Account.objects.filter(pk__in=[shop.pk for shop in new]).update(owner=cast.alice)
    after, fresh = made(based_on=before), made()

    then, now = ({(a, on) for a, on, _ in sent(cycle)} for cycle in (before, after))
    others = {visit for visit in then if visit[0] not in {shop.pk for shop in gone}}
    assert len(others & now) >= 0.95 * len(others)
    assert after.cost_parts["travel"] <= 1.02 * fresh.cost_parts["travel"]
    assert after.iterations < before.iterations / 2
    assert {a for a, _, _ in sent(after)} >= {shop.pk for shop in new}


def test_a_run_that_is_over_is_not_done_twice(cast, town, in_process):
    cycle = planned(cast)
    before = sent(cycle), Cycle.objects.get(pk=cycle.pk).version

    solve_cycle(cycle.pk)

    assert (sent(cycle), Cycle.objects.get(pk=cycle.pk).version) == before


def test_a_plan_that_breaks_a_rule_is_not_kept(cast, town, in_process, monkeypatch):
    monkeypatch.setattr("visits.solving.violations", lambda problem, plan: ["day 3: is late"])

    cycle = planned(cast)

    assert cycle.state == "failed"
    assert cycle.error
    assert not cycle.stops.exists()


def test_calling_off_stops_the_search_and_keeps_nothing(cast, town, in_process):
    cycle = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START, iterations=300)
    start_cycle(cycle=cycle, by=cast.alice, at=NOW)
    assert not Follower(cycle).is_cancelled()

    cancel_cycle(cycle=cycle, by=cast.alice, at=NOW)
    assert Follower(cycle).is_cancelled()
    solve_cycle(cycle.pk)

    cycle.refresh_from_db()
    assert cycle.state == "cancelled"
    assert not cycle.stops.exists()
    assert is_called_off(cycle)


def test_one_plan_of_a_manager_is_made_at_a_time(cast, town):
    first, second = (open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START) for _ in range(2))
    start_cycle(cycle=first, by=cast.alice, at=NOW)

    with pytest.raises(CycleRunning):
        start_cycle(cycle=second, by=cast.alice, at=NOW)
    with pytest.raises(CycleNotStartable):
        start_cycle(cycle=first, by=cast.alice, at=NOW)

    give_up_run(cycle=first, error="The process died.", at=NOW)
    end_called_off(cycle=first, at=NOW)
    first.refresh_from_db()
    assert first.state == "failed"
    assert start_cycle(cycle=second, by=cast.alice, at=NOW).state == "running"


class TestByHand:
    def test_the_best_day_costs_what_it_says(self, cast, town, in_process):
        cycle = planned(cast)
        stop = CycleStop.objects.get(cycle=cycle, account=town[5])
        before = travel_of(cycle)
        week = week_of(question_of(cycle), stops_of(cycle))
        offered = best(prices(week, str(stop.account_id), leaves=week.days[[day.on for day in week.days].index(stop.on)].index))
        assert 1 <= len(offered) <= 3

        to = week.days[offered[0].day].on
        edited = move_stop(cycle=cycle, stop=stop, to=to, by=cast.alice, at=NOW)

        assert edited.minutes == pytest.approx(travel_of(cycle) - before, abs=0.2)
        assert set(edited.days) == {stop.on, to}
        assert days_of(cycle, town[5]) == [to]
        assert_sound(cycle)

    def test_undo_puts_everything_back_step_by_step(self, cast, town, in_process):
        cycle = planned(cast)
        before = sent(cycle)
        stop = CycleStop.objects.get(cycle=cycle, account=town[5])
        to = next(day for day in (START + timedelta(days=i) for i in range(5)) if day != stop.on)
        move_stop(cycle=cycle, stop=stop, to=to, by=cast.alice, at=NOW)
        remove_stop(cycle=cycle, stop=CycleStop.objects.get(cycle=cycle, account=town[6]), by=cast.alice, at=NOW)
        assert CycleCall.objects.get(cycle=cycle, account=town[6]).reason == "by_hand"

        undo_edit(cycle=cycle, by=cast.alice, at=NOW)
        assert CycleCall.objects.get(cycle=cycle, account=town[6]).reason == ""
        undo_edit(cycle=cycle, by=cast.alice, at=NOW)

        assert sent(cycle) == before
        with pytest.raises(NothingToUndo):
            undo_edit(cycle=cycle, by=cast.alice, at=NOW)

    def test_what_was_taken_out_can_be_put_on_another_day(self, cast, town, in_process):
        cycle = planned(cast)
        remove_stop(cycle=cycle, stop=CycleStop.objects.get(cycle=cycle, account=town[6]), by=cast.alice, at=NOW)

        place_call(cycle=cycle, account=town[6].pk, to=START, by=cast.alice, at=NOW)

        assert days_of(cycle, town[6]) == [START]
        assert CycleCall.objects.get(cycle=cycle, account=town[6]).reason == ""
        with pytest.raises(DayRefused) as refused:
            place_call(cycle=cycle, account=town[6].pk, to=START, by=cast.alice, at=NOW)
        assert refused.value.more == {"reason": "visited_that_day"}

    def test_a_locked_stop_stays_also_in_the_next_run(self, cast, town, in_process):
        cycle = planned(cast)
        stop = CycleStop.objects.get(cycle=cycle, account=town[7])
        to = START + timedelta(days=2 if stop.on != START + timedelta(days=2) else 3)
        move_stop(cycle=cycle, stop=stop, to=to, by=cast.alice, at=NOW)
        lock_stop(cycle=cycle, stop=stop, locked=True, by=cast.alice, at=NOW)
        with pytest.raises(StopLocked):
            move_stop(cycle=cycle, stop=stop, to=START, by=cast.alice, at=NOW)

        again = planned(cast, based_on=cycle)

        assert days_of(again, town[7]) == [to]
        assert CycleStop.objects.get(cycle=again, account=town[7]).is_locked

    def test_weekends_and_published_plans_are_left_alone(self, cast, town, in_process):
        cycle = planned(cast)
        stop = CycleStop.objects.filter(cycle=cycle).first()

        with pytest.raises(DayRefused):
            move_stop(cycle=cycle, stop=stop, to=START + timedelta(days=5), by=cast.alice, at=NOW)
        publish_cycle(cycle=cycle, by=cast.alice, at=NOW)
        with pytest.raises(CycleNotEditable):
            move_stop(cycle=cycle, stop=stop, to=START, by=cast.alice, at=NOW)
        assert not CycleEdit.objects.exists()


class TestPublishing:
    def test_the_stops_become_visits_once(self, cast, town, in_process):
        cycle = planned(cast)

        published = publish_cycle(cycle=cycle, by=cast.alice, at=NOW)
        publish_cycle(cycle=cycle, by=cast.alice, at=NOW)

        assert published.state == "published"
        assert Visit.objects.count() == cycle.stops.count() == len(published.changes)
        assert not cycle.stops.filter(visit=None).exists()
        assert {change["kind"] for change in published.changes} == {"added"}
        town[0].refresh_from_db()
        assert town[0].next_visit_on == min(days_of(cycle, town[0]))

    def test_a_new_plan_moves_what_the_old_one_planned_and_nothing_that_was_promised(self, cast, town, in_process):
        publish_cycle(cycle=planned(cast), by=cast.alice, at=NOW)
        promised = add_visit(account=town[9], planned_on=START + timedelta(days=10), by=cast.alice, at=NOW)
        visits = set(Visit.objects.values_list("pk", flat=True))
        again = planned(cast)
        frozen = CycleStop.objects.get(cycle=again, account=town[9], on=promised.planned_on)
        assert frozen.is_frozen
        with pytest.raises(StopFrozen):
            move_stop(cycle=again, stop=frozen, to=START, by=cast.alice, at=NOW)
        moved = CycleStop.objects.filter(cycle=again, account=town[4]).get()
        to = moved.on + timedelta(days=1 if moved.on.isoweekday() < 5 else -1)
        move_stop(cycle=again, stop=moved, to=to, by=cast.alice, at=NOW)

        told = publish_cycle(cycle=again, by=cast.alice, at=NOW).changes

        assert [c["kind"] for c in told if c["account"] == str(town[4].pk)] == ["moved"]
        assert Visit.objects.get(account=town[4], status="planned").planned_on == to
        assert set(Visit.objects.values_list("pk", flat=True)) == visits
        promised.refresh_from_db()
        assert (promised.status, promised.planned_on) == ("planned", START + timedelta(days=10))
        assert Cycle.objects.filter(state="superseded").count() == 1

    def test_who_stands_at_a_door_stays_there(self, cast, town, in_process):
        publish_cycle(cycle=planned(cast), by=cast.alice, at=NOW)
        visit = Visit.objects.filter(account=town[3]).get()
        start_visit(visit=visit, by=cast.alice, at=NOW)
        again = planned(cast)

        told = changes_of(again, today=date(2026, 3, 2))

        kinds = {change.kind for change in told if change.visit == visit.pk}
        assert kinds <= {"kept", "frozen"}

    def test_an_account_that_was_handed_over_is_named_and_left_to_its_new_manager(self, cast, town, in_process):
        cycle = planned(cast)
        Account.objects.filter(pk=town[8].pk).update(owner=cast.bob)

        told = publish_cycle(cycle=cycle, by=cast.alice, at=NOW).changes

        assert [c["kind"] for c in told if c["account"] == str(town[8].pk)] == ["gone"]
        assert not Visit.objects.filter(account=town[8]).exists()

    def test_a_colleague_neither_starts_nor_publishes(self, cast, town, in_process):
        cycle = planned(cast)

        with pytest.raises(Forbidden):
            publish_cycle(cycle=cycle, by=cast.bob, at=NOW)
        assert publish_cycle(cycle=cycle, by=cast.lena, at=NOW).published_by == cast.lena


class TestBadInput:
    def test_odd_accounts_are_planned_around_and_named(self, cast, town, in_process):
        Account.objects.filter(pk=town[0].pk).update(latitude=None, longitude=None)
        Account.objects.filter(pk=town[1].pk).update(latitude=0, longitude=0, street="", village="")
        Account.objects.filter(pk=town[2].pk).update(opens_at=time(17), closes_at=time(9))
        Account.objects.filter(pk=town[3].pk).update(latitude=31.2, longitude=121.5)  # 270 km away
        set_visit_rules(account=town[4], by=cast.alice, at=NOW, weekdays=[7])

        cycle = planned(cast)

        named = {(notice["code"], notice["account"]) for notice in cycle.notices}
        assert {("place_guessed", str(town[0].pk)), ("place_zero", str(town[1].pk)), ("no_place", str(town[1].pk)),
                ("window_reversed", str(town[2].pk))} <= named  # fmt: skip
        assert all(days_of(cycle, town[i]) for i in (0, 1, 2))
        reasons = dict(cycle.calls.exclude(reason="").values_list("account_id", "reason"))
        assert reasons == {town[3].pk: "distance", town[4].pk: "no_day"}

    def test_a_place_taken_from_a_map_is_mended_for_the_plan_and_named(self, cast, town):
        shop = town[5]
        true = shop.latitude, shop.longitude
        drawn = wgs84_to_gcj02(true)
        Account.objects.filter(pk=shop.pk).update(latitude=drawn[0], longitude=drawn[1])
        at = NOW - timedelta(days=10)
        visit = add_visit(account=shop, planned_on=at.date(), by=cast.alice, at=at)
        start_visit(visit=visit, latitude=true[0], longitude=true[1], accuracy_m=12, by=cast.alice, at=at)
        visit.refresh_from_db()
        complete_visit(visit=visit, outcome="ordered", by=cast.alice, at=at + timedelta(minutes=20))

        inputs = cycle_inputs(manager=cast.alice, starts_on=START, today=NOW.date())

        assert [notice.account for notice in inputs.notices if notice.code == "place_gcj02"] == [str(shop.pk)]
        found = next(customer for customer in inputs.customers if customer.account == str(shop.pk))
        assert metres((found.latitude, found.longitude), true) < 1

    def test_thirteen_morning_windows_on_one_weekday_are_spread_or_told_of(self, cast, town, open_shop, in_process):
        shops = [*town, open_shop("Shop 12", latitude=29.1, longitude=120.2)]
        Account.objects.update(created_at=NOW - timedelta(days=30))
        for shop in shops:
            set_visit_rules(account=shop, by=cast.alice, at=NOW, weekdays=[2], windows=[["09:00", "09:30"]], service_minutes=30)

        cycle = planned(cast)

        assert cycle.state == "ready"
        placed = set(cycle.stops.values_list("account_id", flat=True))
        unplaced = dict(cycle.calls.exclude(reason="").values_list("account_id", "reason"))
        assert placed | unplaced.keys() == {shop.pk for shop in shops}
        assert unplaced
        assert set(unplaced.values()) <= {"window", "capacity"}
        assert {stop.on.isoweekday() for stop in cycle.stops.all()} == {2}

    def test_holidays_and_leave_hold_no_visits(self, cast, town, in_process, settings):
        settings.FREE_DAYS = frozenset({START + timedelta(days=1)})
        plan_absence(manager=cast.alice, since=START + timedelta(days=7), until=START + timedelta(days=8), by=cast.alice, at=NOW)

        cycle = planned(cast)

        free = {START + timedelta(days=i) for i in (1, 7, 8)}
        assert not cycle.stops.filter(on__in=free).exists()
        assert {notice["detail"] for notice in cycle.notices if notice["code"] == "day_off"} == {
            f"{START + timedelta(days=1)}:holiday", f"{START + timedelta(days=7)}:leave", f"{START + timedelta(days=8)}:leave",
        }  # fmt: skip

    def test_a_manager_without_a_shift_works_the_companys_hours(self, cast, shop):
        cycle = open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START)

        assert "no_shift" in {notice["code"] for notice in cycle.notices}
        assert [(day["starts"], day["ends"]) for day in cycle.days] == [(510, 1050)] * 20

    def test_two_managers_in_one_spot_have_a_plan_each(self, cast, town, open_shop, in_process):
        bobs = open_shop("Bob's", owner=cast.bob, latitude=29.1, longitude=120.2)
        Account.objects.update(created_at=NOW - timedelta(days=30))
        mine = planned(cast)
        theirs = open_cycle(manager=cast.bob, by=cast.bob, at=NOW, starts_on=START, iterations=200)
        start_cycle(cycle=theirs, by=cast.bob, at=NOW)
        solve_cycle(theirs.pk)

        assert set(theirs.stops.values_list("account_id", flat=True)) == {bobs.pk}
        assert not mine.stops.filter(account=bobs).exists()

    @pytest.mark.parametrize(
        ("prepare", "refusal"),
        [
            (lambda cast: plan_absence(manager=cast.alice, since=START, until=START + timedelta(days=40), by=None, at=NOW), NoWorkingDay),
            (lambda cast: Account.objects.update(status="lost"), NobodyToVisit),
        ],
        ids=["away all the time", "nobody left"],
    )  # fmt: skip
    def test_what_cannot_be_planned_says_so(self, cast, town, prepare, refusal):
        prepare(cast)

        with pytest.raises(refusal) as refused:
            open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=START)
        assert isinstance(refused.value, DomainError)

    @pytest.mark.parametrize("starts_on", [date(2026, 3, 1), date(2027, 3, 1)])
    def test_a_plan_begins_neither_in_the_past_nor_next_year(self, cast, town, starts_on):
        with pytest.raises(Invalid) as refused:
            open_cycle(manager=cast.alice, by=cast.alice, at=NOW, starts_on=starts_on)
        assert "starts_on" in refused.value.fields

    @pytest.mark.parametrize(
        "windows", [[["11:00", "09:00"]], [["9:00", "10:00"]], [["09:00", "11:00"], ["10:00", "12:00"]], [["08:00", "08:00"]]]
    )
    def test_windows_that_make_no_sense_are_refused_when_they_are_written(self, cast, shop, windows):
        with pytest.raises(Invalid) as refused:
            set_visit_rules(account=shop, by=cast.alice, at=NOW, windows=windows)
        assert "windows" in refused.value.fields


def test_too_little_time_stretches_everybody_but_the_vips(cast, town, in_process):
    set_shift(manager=cast.alice, by=cast.alice, at=NOW, starts_at=time(9), ends_at=time(9, 50), lunch_from=None, lunch_until=None)
    Account.objects.filter(tier="key").update(tier="gold")

    cycle = planned(cast)

    assert cycle.overload["is_over"]
    assert cycle.overload["stretch"] > 1
    assert cycle.overload["vip_stretch"] == 1
    asked = {(call.tier, call.planned_interval_days > call.interval_days) for call in cycle.calls.all()}
    assert asked == {("vip", False), ("gold", True)}
    assert len(days_of(cycle, town[0])) == len(days_of(cycle, town[1])) == 4


def travel_of(cycle: Cycle) -> float:
    week = week_of(question_of(cycle), stops_of(cycle))
    return sum(week.travel(order) for order in week.orders.values())


def assert_sound(cycle: Cycle) -> None:
    """The edited days as the validator of the solver's plans sees them."""
    from visits.planning.cycle.problem import Cost, CyclePlan

    question, week = question_of(cycle), week_of(question_of(cycle), stops_of(cycle))
    routes = [week.route(day, order) for day, order in sorted(week.orders.items())]
    assert all(routes)
    travel = sum(route.travel_minutes for route in routes if route)
    plan = CyclePlan(tuple(filter(None, routes)), {}, Cost(travel, 0, 0, 0, 0, 0, 0))
    assert violations(question.problem(), plan) == []
