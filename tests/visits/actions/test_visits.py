"""A visit from plan to result, with every refusal."""

from datetime import UTC, date, datetime, timedelta

import pytest
from uuid6 import uuid7

from accounts.actions.access import AccountArchived
from accounts.actions.accounts import archive_account
from accounts.actions.timeline import IdTaken
from accounts.models import Account, Touchpoint
from crm.errors import Invalid, NotYours, Stale, Unseen
from crm.models import Event
from tests.visits.conftest import NOW
from visits.actions.routes import open_route
from visits.actions.visits import (
    NothingToFinish,
    VisitNotOpen,
    VisitNotPlanned,
    add_visit,
    cancel_visit,
    complete_visit,
    finish_next_action,
    miss_visit,
    replan_visit,
    start_visit,
)
from visits.models import Visit
from visits.phone_clock import Heard

TODAY = date(2026, 3, 2)


@pytest.fixture
def visit(cast, shop) -> Visit:
    """Planned for today at Alice's shop."""
    return add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW)


def complete(visit: Visit, **fields) -> Visit:
    return complete_visit(visit=visit, **({"by": visit.manager, "at": NOW, "outcome": "ordered"} | fields))


class TestAdding:
    def test_the_person_who_adds_a_visit_makes_it(self, cast, shop):
        visit = add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW, purpose="  新品  ")

        assert (visit.manager, visit.status, visit.purpose, visit.planned_on) == (cast.alice, "planned", "新品", TODAY)

    def test_the_program_sends_the_owner(self, cast, shop):
        assert add_visit(account=shop, planned_on=TODAY, by=None, at=NOW).manager == cast.alice

    def test_a_lead_may_send_another_of_the_team(self, cast, shop):
        assert add_visit(account=shop, planned_on=TODAY, by=cast.lena, manager=cast.bob, at=NOW).manager == cast.bob

    def test_nobody_of_another_team_is_sent(self, cast, shop):
        with pytest.raises(Invalid) as refusal:
            add_visit(account=shop, planned_on=TODAY, by=cast.lena, manager=cast.charlie, at=NOW)

        assert "manager" in refusal.value.fields

    def test_an_account_without_owner_needs_a_name(self, cast, shop):
        Account.objects.filter(pk=shop.pk).update(owner=None)

        with pytest.raises(Invalid, match="Nobody is named"):
            add_visit(account=shop, planned_on=TODAY, by=None, at=NOW)

    def test_a_team_mate_is_refused_and_a_stranger_learns_nothing(self, cast, shop):
        with pytest.raises(NotYours):
            add_visit(account=shop, planned_on=TODAY, by=cast.bob, at=NOW)
        with pytest.raises(Unseen):
            add_visit(account=shop, planned_on=TODAY, by=cast.charlie, at=NOW)

    def test_an_id_that_the_phone_chose_is_kept_and_refused_to_the_next(self, cast, shop):
        chosen = uuid7()

        assert add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW, id=chosen).pk == chosen
        with pytest.raises(IdTaken):
            add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW, id=chosen)

    def test_an_archived_account_is_left_in_peace(self, cast, shop):
        archive_account(account=shop, by=cast.alice, at=NOW)

        with pytest.raises(AccountArchived):
            add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW)

    def test_a_route_of_another_team_is_refused(self, cast, shop):
        route = open_route(name="South", manager=cast.charlie, by=None, at=NOW)

        with pytest.raises(Invalid) as refusal:
            add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW, route=route)

        assert "route" in refusal.value.fields

    def test_a_planned_visit_is_the_day_agreed_upon(self, cast, shop):
        add_visit(account=shop, planned_on=date(2026, 3, 20), by=cast.alice, at=NOW)

        shop.refresh_from_db()
        assert shop.next_visit_on == date(2026, 3, 20)


class TestCheckingIn:
    def test_at_the_door_nothing_is_flagged(self, visit, cast):
        started = start_visit(visit=visit, by=cast.alice, at=NOW, latitude=29.1002, longitude=120.2, accuracy_m=12)

        assert (started.status, started.started_at, started.flags) == ("in_progress", NOW, [])
        assert started.distance_m == 22

    @pytest.mark.parametrize(
        ("place", "flags"),
        [
            ({"latitude": 29.2, "longitude": 120.2, "accuracy_m": 10}, ["far"]),
            ({"latitude": 29.1, "longitude": 120.2, "accuracy_m": 900}, ["low_accuracy"]),
            ({"latitude": 0.0, "longitude": 0.0, "accuracy_m": 5}, ["low_accuracy"]),
            ({}, ["no_fix"]),
        ],
    )
    def test_a_doubtful_place_is_flagged_and_never_refused(self, visit, cast, place, flags):
        assert start_visit(visit=visit, by=cast.alice, at=NOW, **place).flags == flags

    def test_a_customer_without_a_place_raises_no_flag(self, cast, open_shop):
        visit = add_visit(account=open_shop(), planned_on=TODAY, by=cast.alice, at=NOW)

        assert start_visit(visit=visit, by=cast.alice, at=NOW, latitude=29.1, longitude=120.2, accuracy_m=9).flags == []

    @pytest.mark.parametrize(
        ("place", "named"),
        [
            ({"latitude": 91.0, "longitude": 181.0}, {"latitude", "longitude"}),
            ({"latitude": 29.0}, {"longitude"}),
            ({"latitude": 29.0, "longitude": 120.0, "accuracy_m": -1}, {"accuracy_m"}),
            ({"latitude": float("nan"), "longitude": 120.0}, {"latitude"}),
        ],
    )
    def test_what_is_no_place_on_the_globe_is_refused_by_name(self, visit, cast, place, named):
        with pytest.raises(Invalid) as refusal:
            start_visit(visit=visit, by=cast.alice, at=NOW, **place)

        assert set(refusal.value.fields) == named

    def test_one_checks_in_once(self, visit, cast):
        start_visit(visit=visit, by=cast.alice, at=NOW)

        with pytest.raises(VisitNotPlanned):
            start_visit(visit=visit, by=cast.alice, at=NOW)


class TestCompleting:
    def test_the_result_is_kept_and_the_timeline_told(self, visit, cast, shop):
        completed = complete(visit, service_level=3, notes="货架已补", next_action="送样品", next_action_on=date(2026, 3, 9))

        assert (completed.status, completed.outcome, completed.service_level) == ("completed", "ordered", 3)
        assert (completed.completed_at, completed.visited_on, completed.version) == (NOW, TODAY, 2)
        told = Touchpoint.objects.get(account=shop, kind="visit")
        assert (told.text, told.subject, told.at, told.by) == ("货架已补", visit.pk, NOW, cast.alice)
        assert Event.objects.get(type="visit.completed").payload["outcome"] == "ordered"

    def test_the_account_shows_when_it_was_seen_and_what_is_to_do(self, visit, shop):
        complete(visit, next_action="送样品", next_action_on=date(2026, 3, 9))

        shop.refresh_from_db()
        assert (shop.last_visit_on, shop.next_action, shop.next_action_on) == (TODAY, "送样品", date(2026, 3, 9))

    def test_without_a_check_in_it_started_when_it_ended(self, visit):
        assert complete(visit).started_at == NOW

    def test_who_was_not_met_was_not_seen(self, visit, shop):
        completed = complete(visit, outcome="not_met")

        shop.refresh_from_db()
        assert completed.status == "completed"
        assert shop.last_visit_on is None

    def test_a_closed_visit_refuses_a_second_completion(self, visit):
        complete(visit)

        with pytest.raises(VisitNotOpen):
            complete(visit)

    def test_a_missed_visit_stays_missed(self, visit, cast):
        miss_visit(visit=visit, reason="下雨", by=cast.alice, at=NOW)

        with pytest.raises(VisitNotOpen):
            complete(visit)

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"outcome": "bought"}, "outcome"),
            ({"outcome": None}, "outcome"),
            ({"service_level": 5}, "service_level"),
            ({"service_level": 0}, "service_level"),
            ({"notes": "a\x00b"}, "notes"),
            ({"next_action": "x" * 201}, "next_action"),
            ({"findings": [{"wrong": "x"}]}, "findings"),
            ({"findings": ["x"] * 51}, "findings"),
            ({"photos": ["not a digest"]}, "photos"),
        ],
    )
    def test_a_wrong_value_is_refused_by_name(self, visit, fields, named):
        with pytest.raises(Invalid) as refusal:
            complete(visit, **fields)

        assert named in refusal.value.fields
        visit.refresh_from_db()
        assert visit.status == "planned"

    def test_findings_and_photos_come_home(self, visit):
        completed = complete(visit, findings=["竞品促销", {"text": "缺货", "kind": "stock"}], photos=["AB" * 32, "ab" * 32])

        found = completed.findings.order_by("position").values_list("kind", "text")
        assert list(found) == [("", "竞品促销"), ("stock", "缺货")]
        assert completed.photos == ["ab" * 32]

    def test_only_who_owns_the_account_now_may_close(self, visit, cast, shop):
        Account.objects.filter(pk=shop.pk).update(owner=cast.bob)

        with pytest.raises(NotYours):
            complete(visit, by=cast.alice)
        assert complete(visit, by=cast.bob).status == "completed"


class TestAWrongClock:
    """What the phone says is kept and flagged; the figures take the day it was."""

    @pytest.mark.parametrize("told", [datetime(2031, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)])
    def test_an_impossible_time_counts_for_the_day_it_was_heard(self, visit, shop, told):
        completed = complete(visit, at=told, heard=Heard(NOW))

        shop.refresh_from_db()
        assert (completed.completed_at, completed.flags, completed.visited_on) == (told, ["clock"], TODAY)
        assert shop.last_visit_on == TODAY
        assert Touchpoint.objects.get(account=shop).at == NOW

    def test_a_phone_that_tells_its_error_is_mended_by_it(self, visit):
        yesterday_by_the_phone = NOW - timedelta(days=1)

        completed = complete(visit, at=yesterday_by_the_phone, heard=Heard(NOW, ahead=timedelta(days=-1)))

        assert (completed.completed_at, completed.flags, completed.visited_on) == (yesterday_by_the_phone, ["clock"], TODAY)

    def test_weeks_offline_are_no_error(self, visit):
        completed = complete(visit, at=NOW - timedelta(days=40), heard=Heard(NOW))

        assert (completed.flags, completed.visited_on) == ([], date(2026, 1, 21))

    def test_four_minutes_are_no_error(self, visit):
        assert complete(visit, at=NOW + timedelta(minutes=4), heard=Heard(NOW)).flags == []

    def test_an_end_before_the_start_is_flagged(self, visit, cast):
        start_visit(visit=visit, by=cast.alice, at=NOW, latitude=29.1, longitude=120.2, accuracy_m=9)

        assert complete(visit, at=NOW - timedelta(hours=1)).flags == ["clock"]


class TestWhatDidNotHappen:
    def test_a_missed_visit_keeps_its_reason_and_the_customer_stays_due(self, visit, cast, shop):
        missed = miss_visit(visit=visit, reason="店主外出", by=cast.alice, at=NOW)

        shop.refresh_from_db()
        assert (missed.status, missed.missed_reason, shop.last_visit_on) == ("missed", "店主外出", None)

    def test_a_reason_is_needed(self, visit, cast):
        with pytest.raises(Invalid) as refusal:
            miss_visit(visit=visit, reason="  ", by=cast.alice, at=NOW)

        assert "reason" in refusal.value.fields

    def test_only_a_planned_visit_is_cancelled(self, visit, cast):
        start_visit(visit=visit, by=cast.alice, at=NOW)

        with pytest.raises(VisitNotPlanned):
            cancel_visit(visit=visit, by=cast.alice, at=NOW)

    def test_a_cancelled_visit_no_longer_sets_the_day(self, visit, cast, shop):
        cancel_visit(visit=visit, by=cast.alice, at=NOW)

        shop.refresh_from_db()
        assert shop.next_visit_on != TODAY


class TestReplanning:
    def test_another_day_another_person(self, visit, cast, shop):
        moved = replan_visit(visit=visit, by=cast.lena, at=NOW, version=1, planned_on=date(2026, 3, 6), manager=cast.bob)

        shop.refresh_from_db()
        assert (moved.planned_on, moved.manager, moved.version, shop.next_visit_on) == (
            date(2026, 3, 6),
            cast.bob,
            2,
            date(2026, 3, 6),
        )

    def test_who_was_slower_is_told(self, visit, cast):
        replan_visit(visit=visit, by=cast.alice, at=NOW, version=1, purpose="新品")

        with pytest.raises(Stale):
            replan_visit(visit=visit, by=cast.alice, at=NOW, version=1, purpose="盘点")

    def test_a_started_visit_stays_where_it_is(self, visit, cast):
        start_visit(visit=visit, by=cast.alice, at=NOW)

        with pytest.raises(VisitNotPlanned):
            replan_visit(visit=visit, by=cast.alice, at=NOW, planned_on=date(2026, 3, 6))

    @pytest.mark.parametrize("wrong", [{"manager": "charlie"}, {"status": "completed"}, {"planned_on": None}])
    def test_what_does_not_fit_is_refused_by_name(self, visit, cast, wrong):
        ((name, value),) = wrong.items()

        with pytest.raises(Invalid) as refusal:
            replan_visit(visit=visit, by=cast.lena, at=NOW, **{name: getattr(cast, value) if name == "manager" else value})

        assert name in refusal.value.fields


class TestTheNextAction:
    def test_done_it_leaves_the_account(self, visit, cast, shop):
        complete(visit, next_action="送样品", next_action_on=date(2026, 3, 9))

        finish_next_action(visit=visit, by=cast.alice, at=NOW)

        shop.refresh_from_db()
        assert (shop.next_action, shop.next_action_on) == ("", None)

    def test_it_is_done_once(self, visit, cast):
        complete(visit, next_action="送样品")
        finish_next_action(visit=visit, by=cast.alice, at=NOW)

        with pytest.raises(NothingToFinish):
            finish_next_action(visit=visit, by=cast.alice, at=NOW)

    def test_the_earliest_of_several_stands_on_the_account(self, cast, shop):
        for day, words in ((date(2026, 3, 20), "later"), (date(2026, 3, 5), "sooner"), (None, "some day")):
            visit = add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW)
            complete(visit, next_action=words, next_action_on=day)

        shop.refresh_from_db()
        assert shop.next_action == "sooner"
