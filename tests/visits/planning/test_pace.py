"""What done visits teach about the roads."""

from visits.planning.distance import ESTIMATE
from visits.planning.pace import FEWEST_HOPS, Hop, learn


def test_the_median_of_enough_hops_sets_the_speed():
    hops = [Hop(1000, 260)] * FEWEST_HOPS + [Hop(1000, 7000)] * 3  # three lunches

    pace = learn(hops, [], ESTIMATE.town)

    assert (pace.road.detour_percent, pace.road.kmh, pace.hops, pace.measured) == (130, 18, FEWEST_HOPS + 3, 0)


def test_too_few_hops_leave_the_usual_figure():
    assert learn([Hop(1000, 60)] * (FEWEST_HOPS - 1), [], ESTIMATE.rural).road == ESTIMATE.rural


def test_measured_ways_set_the_detour_and_the_speed_follows():
    pace = learn([Hop(1000, 360)] * 30, [(1000, 1600)] * 30, ESTIMATE.town)

    assert (pace.road.detour_percent, pace.road.kmh, pace.measured) == (160, 16, 30)


def test_absurd_hops_stay_within_bounds():
    assert learn([Hop(50_000, 61)] * 30, [], ESTIMATE.rural).road.kmh == 90
