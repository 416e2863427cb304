"""The loyalty index is the weighted mean of what was seen, and says how much that was."""

import numpy as np
import pytest

from tiers.loyalty.index import loyalty
from tiers.loyalty_points import WEIGHTS

NAN = float("nan")


def marks(**given: float):
    return {name: np.array([given.get(name, NAN)]) for name in WEIGHTS}


def test_all_five_marks_make_the_index_by_their_weights():
    found = loyalty(marks(repurchase=80, retention=60, immunity=40, advocacy=20, helping=10))

    assert found.index[0] == pytest.approx((30 * 80 + 25 * 60 + 20 * 40 + 15 * 20 + 10 * 10) / 100)
    assert (found.coverage[0], bool(found.provisional[0]), found.band[0]) == (100, False, "stable")


def test_what_was_not_observed_neither_helps_nor_harms():
    found = loyalty(marks(repurchase=80, retention=80))

    assert found.index[0] == pytest.approx(80)
    assert (found.coverage[0], bool(found.provisional[0])) == (55, False)


@pytest.mark.parametrize("seen", ["repurchase", "retention", "immunity"])
def test_one_mark_alone_is_provisional(seen):
    assert loyalty(marks(**{seen: 90})).provisional[0]


def test_nothing_observed_is_no_figure():
    found = loyalty(marks())

    assert np.isnan(found.index[0])
    assert (found.coverage[0], found.band[0]) == (0, "")


@pytest.mark.parametrize(
    ("index", "band"),
    [(100, "loyal"), (75, "loyal"), (74.999, "loyal"), (74.98, "stable"), (50, "stable"), (49.98, "fragile"), (25, "fragile"), (24.98, "at_risk"), (0, "at_risk")],
)  # fmt: skip
def test_bands_begin_at_their_lines_as_shown(index, band):
    assert loyalty(marks(repurchase=index)).band[0] == band


@pytest.mark.parametrize("mark", [-1, 101])
def test_a_mark_out_of_range_is_refused(mark):
    with pytest.raises(ValueError, match="between 0 and 100"):
        loyalty(marks(repurchase=mark))


@pytest.mark.parametrize("weights", [{"satisfaction": 10.0}, {"repurchase": -1.0}, {"repurchase": 0.0}])
def test_weights_must_have_components_and_be_positive(weights):
    """Satisfaction is no component, and cannot become one by a weight (row 10)."""
    with pytest.raises(ValueError, match="component"):
        loyalty(marks(repurchase=50), weights)
