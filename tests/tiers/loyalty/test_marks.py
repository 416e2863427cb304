"""Each mark of loyalty from its own evidence: tables worked by hand."""

import numpy as np
import pytest

from tiers.loyalty.marks import advocacy, cume_dist, helping, immunity, kept_share, repurchase, retention

NAN = float("nan")
ONE = np.zeros(4, dtype=np.int64)


def a(*values: float):
    return np.array(values, dtype=np.float64)


def at(*places: int):
    return np.array(places, dtype=np.int64)


def test_a_place_is_the_share_that_holds_no_more():
    assert cume_dist(a(1, 2, 2, 4)) == pytest.approx([0.25, 0.75, 0.75, 1.0])
    assert cume_dist(a(1, NAN, 3)) == pytest.approx([0.5, NAN, 1.0], nan_ok=True)


def test_repurchase_is_eighty_for_the_place_and_twenty_for_the_range():
    """Breadths 0, 5, 10, 10: the 90th percentile is 10."""
    marks = repurchase(a(1, 2, 3, 4), a(0, 5, 10, 10), ONE)

    assert marks == pytest.approx([20 + 0, 40 + 10, 60 + 20, 80 + 20])


def test_without_products_the_place_alone_makes_the_mark():
    assert repurchase(a(1, 2, 3, 4), a(NAN, NAN, NAN, NAN), ONE) == pytest.approx([25, 50, 75, 100])


def test_who_bought_no_category_has_no_range():
    assert repurchase(a(1, 2, 3, 4), a(0, 0, 0, 0), ONE) == pytest.approx([20, 40, 60, 80])


def test_an_account_is_compared_within_its_segment_only():
    marks = repurchase(a(1, 2, 100, 200), a(1, 1, 1, 1), at(0, 0, 1, 1))

    assert marks == pytest.approx([60, 100, 60, 100])


@pytest.mark.parametrize(("alive", "years", "mark"), [(1, 0, 70), (1, 1.5, 85), (1, 3, 100), (1, 30, 100), (0.5, 3, 50), (0, 3, 0)])
def test_retention_is_being_there_and_a_little_for_long(alive, years, mark):
    assert retention(a(alive), a(years))[0] == pytest.approx(mark)


def test_immunity_is_drawn_to_the_segments_mean_where_promotions_are_few():
    """One promotion fully kept, mean 0.5: (1 + 2 x 0.5) / 3."""
    marks = immunity(3, at(0, 1, 1, 1, 1), a(1, 1, 1, 1, 1), a(1, 1, 1, 1, 1), a(0.5, 0.5, 0.5))

    assert marks == pytest.approx([100 * 2 / 3, 100 * 5 / 6, NAN], nan_ok=True)


def test_a_lost_line_and_a_refused_offer_weigh_twice():
    marks = immunity(2, at(0, 1), a(0, 1), a(2, 2), a(0.5, 0.5))

    assert marks == pytest.approx([100 * 1 / 4, 100 * 3 / 4])


def test_what_was_kept_is_never_more_than_all_and_unknown_without_expectation():
    assert kept_share(a(3, 1, 0, 2), a(2, 2, 2, 0)) == pytest.approx([1, 0.5, 0, NAN], nan_ok=True)


def test_advocacy_fades_by_half_in_a_year_and_never_reaches_a_hundred():
    marks = advocacy(4, at(0, 1, 2, 2, 2, 2, 2), a(1, 1, 1, 1, 1, 1, 1), a(0, 365, 0, 0, 0, 0, 0))

    assert marks == pytest.approx([100 * (1 - np.exp(-1)), 100 * (1 - np.exp(-0.5)), 100 * (1 - np.exp(-5)), NAN], nan_ok=True)


def test_helping_takes_twice_as_much_as_advocacy():
    assert helping(1, at(0), a(2), a(0))[0] == pytest.approx(100 * (1 - np.exp(-1)))


def test_an_event_of_tomorrow_counts_as_one_of_today():
    assert advocacy(1, at(0), a(1), a(-5))[0] == pytest.approx(advocacy(1, at(0), a(1), a(0))[0])
