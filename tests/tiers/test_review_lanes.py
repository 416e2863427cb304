"""Several teams at a time: the same tiers as one after the other, and no other bulk writer in between."""

from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from accounts.actions.access import queue_for_bulk
from tests.accounts.actions.test_concurrency import at_once
from tests.tiers.world import NOW, TODAY, make_market, make_team, tiers_of
from tiers.actions.review import NoPolicy, review_tiers
from tiers.models import ReviewRun, TierPolicy

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 60


def test_two_teams_are_reviewed_side_by_side_and_come_to_the_same():
    north, south, east = make_team("North"), make_team("South"), make_team("East")
    shops = make_market(north, range(40, 0, -1))
    others = make_market(south, range(30, 0, -1)) + make_market(east, [5])
    both = Barrier(2)

    def meet(review):
        if review.team != "East":
            both.wait(PATIENCE_S)  # breaks where one waits for the other to end

    side_by_side = review_tiers(at=NOW, progress=meet, lanes=2)

    assert [review.team for review in side_by_side] == ["East", "North", "South"]
    found = tiers_of(shops + others)
    assert {"vip", "gold", "key", "ordinary"} == set(found)
    ReviewRun.objects.all().delete()
    one_by_one = review_tiers(at=NOW)
    assert [(review.team, review.tiers, review.changed) for review in one_by_one] == [
        (review.team, review.tiers, 0) for review in side_by_side
    ]
    assert tiers_of(shops + others) == found


def test_inside_of_a_transaction_it_is_one_lane_that_sees_what_is_not_committed():
    with transaction.atomic():
        shops = make_market(make_team("North"), [5, 4]) + make_market(make_team("South"), [3])

        assert [review.rated for review in review_tiers(at=NOW, lanes=2)] == [2, 1]

    assert tiers_of(shops) == ["vip", "ordinary", "vip"]


def test_a_lane_that_cannot_go_on_says_so():
    make_market(make_team("North"), [5])
    make_market(make_team("South"), [3])
    TierPolicy.objects.update(effective_on=TODAY + timedelta(days=30))

    with pytest.raises(NoPolicy):
        review_tiers(at=NOW, lanes=2)

    assert not ReviewRun.objects.exists()


def test_the_lanes_wait_for_another_bulk_writer():
    make_market(make_team("North"), [5])
    make_market(make_team("South"), [3])
    writes, is_waiting, reviewed = Event(), Event(), []

    def write():
        with transaction.atomic():
            queue_for_bulk()
            writes.set()
            waited = is_waiting.wait(PATIENCE_S)
            return waited and not reviewed

    def review():
        writes.wait(PATIENCE_S)
        return len(review_tiers(at=NOW, lanes=2, progress=reviewed.append))

    def watch():
        with connection.cursor() as cursor:
            for _ in range(PATIENCE_S * 20):
                cursor.execute("SELECT pg_sleep(0.05), count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                if cursor.fetchone()[1] >= 2:
                    is_waiting.set()
                    return True
        return False

    assert at_once(write, review, watch) == [True, 2, True]
    assert len(reviewed) == 2
