"""The day plan read from the tables: today's orders first, then the overdue by tier; what is done stands apart."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import Account, Order
from crm.models import User
from tests.visits.conftest import NOW
from visits.actions.routes import open_route, set_stops
from visits.actions.visits import add_visit, complete_visit
from visits.actions.working import plan_absence, set_shift
from visits.queries import PlannedDay, day_plan
from visits.replanning import free_hours

MONDAY = date(2026, 3, 2)


@pytest.fixture
def plan(cast):
    def plan_for(day: date = MONDAY, *, manager: User | None = None, user: User | None = None) -> PlannedDay:
        manager = manager or cast.alice
        return day_plan(manager=manager, day=day, today=MONDAY, user=user or manager)

    return plan_for


def due(account: Account, days_ago: int, **fields) -> Account:
    """Let an account be due so many days ago."""
    Account.objects.filter(pk=account.pk).update(next_visit_on=MONDAY - timedelta(days=days_ago), **fields)
    return account


def order(account: Account, at: datetime, kind: str = "sale") -> Order:
    total = 10 if kind == "sale" else -10
    return Order.objects.create(account=account, ordered_at=at, kind=kind, total=total, currency="CNY")


def stops(day: PlannedDay) -> list[tuple[str, str]]:
    return [(day.names[stop.account], stop.reason.code) for stop in day.plan.stops]


def test_orders_of_today_come_first_then_the_overdue_by_tier(open_shop, plan):
    due(open_shop("fine"), -30)
    due(open_shop("ordinary"), 9, tier="ordinary")
    due(open_shop("gold"), 2, tier="gold")
    order(due(open_shop("orders"), -5), NOW)

    assert stops(plan()) == [("orders", "order_today"), ("gold", "overdue"), ("ordinary", "overdue")]


def test_an_order_counts_on_its_business_day_and_a_return_never(open_shop, plan):
    shops = {name: due(open_shop(name), -5) for name in ("midnight", "yesterday", "returned")}
    order(shops["midnight"], datetime(2026, 3, 1, 16, 0, tzinfo=UTC))  # the first instant of Monday in Shanghai
    order(shops["yesterday"], datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    order(shops["returned"], NOW, kind="return")

    assert stops(plan()) == [("midnight", "order_today")]


def test_on_a_later_day_the_order_weekday_stands_in(open_shop, plan):
    shop = due(open_shop("wednesdays", order_weekdays=[3]), -30)
    order(shop, datetime(2026, 3, 4, 2, 0, tzinfo=UTC))

    planned = plan(MONDAY + timedelta(days=2))

    assert stops(planned) == [("wednesdays", "order_day")]
    assert planned.plan.stops[0].orders_today == 0


def test_what_is_done_stands_apart_and_is_not_asked_for_again(cast, open_shop, plan):
    shop = open_shop("not met")
    visit = add_visit(account=shop, planned_on=MONDAY, by=cast.alice, at=NOW)
    complete_visit(visit=visit, by=cast.alice, at=NOW, outcome="not_met")
    due(shop, 5)

    planned = plan()

    assert stops(planned) == []
    assert [done.pk for done in planned.done] == [visit.pk]
    assert stops(plan(MONDAY + timedelta(days=1))) == [("not met", "overdue")]


def test_a_stop_goes_on_with_the_visit_that_was_planned_before(cast, open_shop, plan):
    shop = open_shop("left over")
    visit = add_visit(account=shop, planned_on=MONDAY - timedelta(days=3), by=cast.alice, at=NOW)

    planned = plan()

    (stop,) = planned.plan.stops
    assert (stop.reason.code, stop.overdue_days, stop.visit) == ("overdue", 3, None)
    assert planned.visit_of(stop.account, stop.visit) == str(visit.pk)


def test_a_team_mate_sees_the_plan_and_a_stranger_an_empty_one(cast, open_shop, plan):
    due(open_shop("overdue"), 5)

    assert stops(plan(user=cast.bob)) == [("overdue", "overdue")]
    assert stops(plan(user=cast.charlie)) == []


def test_a_visit_at_a_team_mates_customer_is_on_the_plan(cast, open_shop, plan):
    visit = add_visit(account=open_shop("bob's", owner=cast.bob), planned_on=MONDAY, by=cast.lena, manager=cast.alice, at=NOW)

    planned = plan()

    assert [(planned.names[stop.account], stop.visit) for stop in planned.plan.stops] == [("bob's", str(visit.pk))]


def test_the_route_of_the_weekday_gives_the_start_and_the_order(cast, open_shop, plan):
    shops = [due(open_shop(name), 1) for name in ("one", "two", "three")]
    for weekdays, order_, latitude in (([1], [2, 0, 1], 29.0), ([2], [0, 1, 2], 10.0)):
        route = open_route(
            name="r", manager=cast.alice, by=cast.alice, at=NOW, weekdays=weekdays, start_latitude=latitude, start_longitude=120.0
        )
        set_stops(route=route, accounts=[shops[number] for number in order_], by=cast.alice, at=NOW)

    assert [name for name, _ in stops(plan())] == ["three", "one", "two"]


def test_eight_statements_whatever_the_number_of_stops(cast, open_shop, plan, django_assert_num_queries):
    shops = [due(open_shop(f"shop {number}", street=f"street {number}"), number) for number in range(25)]
    for shop in shops[:5]:
        order(shop, NOW)
        add_visit(account=shop, planned_on=MONDAY, by=cast.alice, at=NOW)
    set_stops(route=open_route(name="r", manager=cast.alice, by=cast.alice, at=NOW), accounts=shops, by=cast.alice, at=NOW)

    with django_assert_num_queries(8):
        planned = plan()

    assert len(planned.plan.stops) > 5


def test_the_day_keeps_to_the_managers_shift(cast, open_shop, plan):
    for number in range(12):
        due(open_shop(f"shop {number:02}", latitude=29.0, longitude=120.0), 1)
    set_shift(manager=cast.alice, by=cast.alice, at=NOW, weekdays=[1, 2, 3, 4, 5], starts_at=time(10), ends_at=time(13, 45),
              lunch_from=time(11, 30), lunch_until=time(12, 30), lunch_minutes=60, start_latitude=29.0, start_longitude=120.0)  # fmt: skip

    found = plan().plan

    # from ten to half past twelve seven visits of twenty minutes; an hour for lunch; then there is time for one more
    assert [stop.arrive_minute for stop in found.stops] == [600, 620, 640, 660, 680, 700, 720, 800]
    assert found.lunch_minute == 740
    assert {out.code for out in found.left_out} == {"shift_full"}
    assert found.overrun_minutes == 0


@pytest.mark.parametrize(
    ("day", "why"), [(MONDAY + timedelta(days=1), "leave"), (MONDAY + timedelta(days=5), "free_day"), (MONDAY, "")]
)
def test_on_a_day_off_nobody_is_proposed_and_what_was_put_there_stands(cast, open_shop, plan, day, why):
    due(open_shop("due"), 9)
    order(open_shop("ordered"), NOW)
    agreed = add_visit(account=open_shop("agreed"), planned_on=day, by=cast.alice, at=NOW)
    set_shift(manager=cast.alice, by=cast.alice, at=NOW, weekdays=[1, 2, 3, 4, 5])
    plan_absence(
        manager=cast.alice, by=cast.alice, at=NOW, kind="leave", since=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=2)
    )

    found = plan(day)

    assert found.day_off == why
    if why:
        assert [stop.visit for stop in found.plan.stops] == [str(agreed.pk)]
    else:
        assert len(found.plan.stops) == 3


def test_without_a_shift_the_companys_hours_hold_and_a_weekend_is_planned_for_who_asks(open_shop, plan):
    due(open_shop("due"), 9)

    found = plan(MONDAY + timedelta(days=5))

    assert (found.day_off, len(found.plan.stops)) == ("", 1)
    assert found.habits.shift.start_minute == 510


def test_free_hours_are_asked_of_the_managers_own_days(cast, open_shop):
    shop = open_shop("asked", latitude=29.0, longitude=120.0)
    set_shift(
        manager=cast.alice,
        by=cast.alice,
        at=NOW,
        weekdays=[2, 6],
        starts_at=time(14),
        ends_at=time(16),
        lunch_from=None,
        lunch_until=None,
    )
    plan_absence(
        manager=cast.alice,
        by=cast.alice,
        at=NOW,
        kind="training",
        since=MONDAY + timedelta(days=1),
        until=MONDAY + timedelta(days=1),
    )

    free = free_hours(account=shop, manager=cast.alice, user=cast.alice, today=MONDAY)

    assert [slot.day for slot in free.slots] == [MONDAY + timedelta(days=n) for n in (5, 8, 12)]
    assert {slot.arrive_minute for slot in free.slots} == {14 * 60}
