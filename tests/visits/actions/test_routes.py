"""Routes and their ordered stops (row 17)."""

import pytest

from accounts.actions.accounts import archive_account
from crm.errors import Forbidden, Invalid, Stale, Unseen
from tests.visits.conftest import NOW
from visits.actions.routes import RouteArchived, archive_route, open_route, set_stops, update_route
from visits.models import Route, RouteStop


@pytest.fixture
def route(cast) -> Route:
    return open_route(name="城东", manager=cast.alice, by=cast.alice, at=NOW, weekdays=[1, 3])


def standing(route: Route) -> list[tuple[str, int, str]]:
    stops = RouteStop.objects.filter(route=route, archived_at__isnull=True).select_related("account")
    return [(stop.account.name, stop.position, stop.group) for stop in stops.order_by("position")]


class TestOpening:
    def test_a_manager_opens_a_route_in_the_own_team(self, route, cast):
        assert (route.team, route.manager, route.weekdays, route.group_by) == (cast.north, cast.alice, [1, 3], "street")

    def test_a_lead_opens_one_for_a_manager_but_a_team_mate_does_not(self, cast):
        assert open_route(name="城西", manager=cast.alice, by=cast.lena, at=NOW).manager == cast.alice
        with pytest.raises(Forbidden):
            open_route(name="城西", manager=cast.alice, by=cast.bob, at=NOW)

    def test_the_lead_of_one_team_plans_nothing_in_another(self, cast):
        with pytest.raises(Forbidden):
            open_route(name="城西", manager=cast.charlie, by=cast.lena, at=NOW)

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"name": " "}, "name"),
            ({"weekdays": [0]}, "weekdays"),
            ({"weekdays": [8]}, "weekdays"),
            ({"group_by": "river"}, "group_by"),
            ({"start_latitude": 91.0, "start_longitude": 120.0}, "start_latitude"),
            ({"start_latitude": 29.0}, "start_longitude"),
        ],
    )
    def test_a_wrong_value_is_refused_by_name(self, cast, fields, named):
        with pytest.raises(Invalid) as refusal:
            open_route(**{"name": "城东", "manager": cast.alice, "by": cast.alice, "at": NOW} | fields)

        assert named in refusal.value.fields


class TestStops:
    def test_the_stops_stand_in_order_by_street_or_village(self, cast, route, open_shop):
        shops = [open_shop("一号", street="人民路"), open_shop("二号", street="解放街", village="上塘村")]

        set_stops(route=route, accounts=shops, by=cast.alice, at=NOW)

        assert standing(route) == [("一号", 1, "人民路"), ("二号", 2, "解放街")]
        update_route(route=route, by=cast.alice, at=NOW, group_by="village")
        set_stops(route=route, accounts=shops[::-1], by=cast.alice, at=NOW)
        assert standing(route) == [("二号", 1, "上塘村"), ("一号", 2, "")]

    def test_who_is_taken_off_is_archived_so_that_phones_hear_of_it(self, cast, route, open_shop):
        first, second = open_shop("一号"), open_shop("二号")
        set_stops(route=route, accounts=[first, second], by=cast.alice, at=NOW)

        set_stops(route=route, accounts=[second], by=cast.alice, at=NOW)

        assert standing(route) == [("二号", 1, "")]
        assert RouteStop.objects.get(route=route, account=first).archived_at == NOW

    def test_who_comes_back_gets_a_new_place(self, cast, route, open_shop):
        shop = open_shop("一号")
        for accounts in ([shop], [], [shop]):
            set_stops(route=route, accounts=accounts, by=cast.alice, at=NOW)

        assert standing(route) == [("一号", 1, "")]

    def test_an_unchanged_stop_is_not_written(self, cast, route, open_shop):
        shop = open_shop("一号")
        (before,) = set_stops(route=route, accounts=[shop], by=cast.alice, at=NOW)
        before.refresh_from_db()

        set_stops(route=route, accounts=[shop], by=cast.alice, at=NOW)

        after = RouteStop.objects.get(pk=before.pk)
        assert (after.version, after.changed_in) == (before.version, before.changed_in)

    def test_accounts_of_strangers_twice_or_archived_are_refused(self, cast, route, open_shop):
        shop, strange, gone = open_shop("一号"), open_shop("别家", owner=cast.charlie), open_shop("旧店")
        archive_account(account=gone, by=cast.alice, at=NOW)

        for accounts in ([shop, strange], [shop, shop], [gone]):
            with pytest.raises(Invalid) as refusal:
                set_stops(route=route, accounts=accounts, by=cast.alice, at=NOW)
            assert "accounts" in refusal.value.fields

    def test_a_team_mate_may_not_and_a_stranger_sees_no_route(self, cast, route):
        with pytest.raises(Forbidden):
            set_stops(route=route, accounts=[], by=cast.bob, at=NOW)
        with pytest.raises(Unseen):
            set_stops(route=route, accounts=[], by=cast.charlie, at=NOW)


class TestChanging:
    def test_who_was_slower_is_told(self, cast, route):
        update_route(route=route, by=cast.alice, at=NOW, name="城东二线", version=1)

        with pytest.raises(Stale):
            update_route(route=route, by=cast.alice, at=NOW, name="城东三线", version=1)

    def test_half_a_start_is_completed_by_what_stands_there(self, cast, route):
        update_route(route=route, by=cast.alice, at=NOW, start_latitude=29.0, start_longitude=120.0)

        assert update_route(route=route, by=cast.alice, at=NOW, start_latitude=29.5).start_longitude == 120.0

    def test_archived_it_and_its_stops_rest(self, cast, route, open_shop):
        set_stops(route=route, accounts=[open_shop("一号")], by=cast.alice, at=NOW)

        archive_route(route=route, by=cast.alice, at=NOW)

        assert standing(route) == []
        with pytest.raises(RouteArchived):
            update_route(route=route, by=cast.alice, at=NOW, name="新")
