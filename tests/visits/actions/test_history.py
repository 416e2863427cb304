"""Many visits at once: plans of a week, records of another system."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Account, Touchpoint
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.visits.conftest import NOW
from visits.actions.history import PastVisit, record_visits
from visits.actions.plans import PlannedVisit, plan_visits
from visits.actions.routes import open_route
from visits.models import Visit

MONDAY = date(2026, 3, 2)


@pytest.fixture
def shops(open_shop) -> list[Account]:
    return [open_shop(f"shop {number}", latitude=29.1, longitude=120.2) for number in range(3)]


def plan(account: Account, day: date = MONDAY, **fields) -> PlannedVisit:
    return PlannedVisit(**{"account_id": account.pk, "manager_id": account.owner_id, "planned_on": day} | fields)


def past(account: Account, **fields) -> PastVisit:
    made = {"completed_at": datetime(2025, 12, 1, 2, 0, tzinfo=UTC), "outcome": "ordered"}
    return PastVisit(**{"account_id": account.pk, "manager_id": account.owner_id, "planned_on": date(2025, 12, 1)} | made | fields)


class TestPlanning:
    def test_a_day_of_visits(self, cast, shops):
        visits = plan_visits(plans=[plan(shop) for shop in shops], by=cast.alice, at=NOW)

        assert {visit.status for visit in visits} == {"planned"}
        assert Visit.objects.filter(manager=cast.alice, planned_on=MONDAY).count() == 3
        assert Event.objects.filter(type="visit.planned").count() == 3
        assert set(Account.objects.values_list("next_visit_on", flat=True)) == {MONDAY}

    def test_planning_twice_changes_nothing(self, cast, shops):
        plan_visits(plans=[plan(shops[0])], by=cast.alice, at=NOW)

        again = plan_visits(plans=[plan(shops[0]), plan(shops[1]), plan(shops[1])], by=cast.alice, at=NOW)

        assert [visit.account_id for visit in again] == [shops[1].pk]

    def test_one_account_of_a_team_mate_refuses_them_all(self, cast, shops, open_shop):
        with pytest.raises(NotYours):
            plan_visits(plans=[plan(shops[0]), plan(open_shop("bob's", owner=cast.bob))], by=cast.alice, at=NOW)
        assert not Visit.objects.exists()

    def test_people_and_routes_belong_to_the_team(self, cast, shops):
        route = open_route(name="South", manager=cast.charlie, by=None, at=NOW)

        for wrong, named in (({"manager_id": cast.charlie.pk}, "manager"), ({"route_id": route.pk}, "route")):
            with pytest.raises(Invalid) as refusal:
                plan_visits(plans=[plan(shops[0], **wrong)], by=cast.lena, at=NOW)
            assert named in refusal.value.fields

    def test_the_number_of_statements_does_not_grow(self, cast, shops, open_shop, django_assert_num_queries):
        more = [open_shop(f"more {number}") for number in range(20)]

        with django_assert_num_queries(13):
            plan_visits(plans=[plan(shop) for shop in shops], by=cast.alice, at=NOW)
        with django_assert_num_queries(13):
            plan_visits(plans=[plan(shop) for shop in more], by=cast.alice, at=NOW)


class TestRecording:
    def test_visits_that_were_made_leave_the_traces_of_any_other(self, cast, shops):
        recorded = record_visits(visits=[past(shop, notes="老客户", next_action="送样") for shop in shops], by=None)

        assert recorded == (3, 0, 0)
        visit = Visit.objects.filter(account=shops[0]).get()
        assert (visit.status, visit.visited_on, visit.started_at) == ("completed", date(2025, 12, 1), visit.completed_at)
        told = Touchpoint.objects.get(subject=visit.pk)
        assert (told.kind, told.text, told.at, told.by) == ("visit", "老客户", visit.completed_at, cast.alice)
        assert Event.objects.filter(type="visit.completed").count() == 3
        shops[0].refresh_from_db()
        assert (shops[0].last_visit_on, shops[0].next_action) == (date(2025, 12, 1), "送样")

    def test_visits_that_were_missed(self, shops):
        record_visits(visits=[past(shops[0], completed_at=None, outcome=None, missed_reason="店主外出")], by=None)

        visit = Visit.objects.get()
        assert (visit.status, visit.missed_reason, visit.visited_on) == ("missed", "店主外出", None)

    def test_neither_made_nor_missed_is_no_past_visit(self, shops):
        with pytest.raises(Invalid):
            record_visits(visits=[past(shops[0], completed_at=None, outcome=None)], by=None)

    def test_a_known_visit_is_compared_and_changed_where_it_differs(self, shops):
        first = [past(shop, source="erp", external_id=f"v{number}") for number, shop in enumerate(shops)]
        record_visits(visits=first, by=None)
        before = Visit.objects.get(external_id="v1")

        assert record_visits(visits=first, by=None) == (0, 0, 3)
        assert record_visits(visits=[first[0], replace(first[1], notes="改"), past(shops[2])], by=None) == (1, 1, 1)

        after = Visit.objects.get(external_id="v1")
        assert (after.pk, after.notes, after.version) == (before.pk, "改", before.version + 1)
        assert Touchpoint.objects.get(subject=after.pk).text == "改"

    def test_the_same_key_twice_in_one_go_is_refused(self, shops):
        with pytest.raises(Invalid):
            record_visits(visits=[past(shop, source="erp", external_id="v1") for shop in shops], by=None)

    def test_what_one_by_one_refuses_is_refused_here(self, shops):
        with pytest.raises(Invalid) as refusal:
            record_visits(visits=[past(shops[0], service_level=9)], by=None)

        assert "service_level" in refusal.value.fields

    def test_a_far_check_in_is_flagged_and_a_missing_one_is_not(self, shops):
        record_visits(visits=[past(shops[0], latitude=29.5, longitude=120.2, accuracy_m=10), past(shops[1])], by=None)

        assert Visit.objects.get(account=shops[0]).flags == ["far"]
        assert Visit.objects.get(account=shops[1]).flags == []

    def test_a_lead_records_for_the_own_teams_only(self, cast, open_shop):
        with pytest.raises(Unseen):
            record_visits(visits=[past(open_shop("south", owner=cast.charlie))], by=cast.lena)

    def test_thousands_take_the_same_few_statements(self, shops, django_assert_max_num_queries):
        visits = [
            past(
                shop,
                completed_at=NOW - timedelta(days=day),
                planned_on=MONDAY - timedelta(days=day),
                source="erp",
                external_id=f"{shop.pk}-{day}",
            )
            for shop in shops
            for day in range(1, 400)
        ]

        with django_assert_max_num_queries(15):
            record_visits(visits=visits, by=None)
