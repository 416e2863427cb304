"""Every change of an equity has one cause (row 46)."""

import pytest

from tiers.equity_causes import NOTHING, Cause, Held, cause

UNKNOWN = Held(None, None, is_known=False)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NOTHING, Held(50.0, 0.9), Cause.NEW),
        (Held(50.0, 0.9), NOTHING, Cause.LOST),
        (Held(50.0, 0.8), Held(20.0, 0.3), Cause.LOST),
        (Held(50.0, 0.4), Held(20.0, 0.3), Cause.SHRUNK),
        (Held(50.0, 0.8), Held(20.0, 0.6), Cause.SHRUNK),
        (Held(50.0, 0.8), Held(60.0, 0.8), Cause.GROWN),
        (Held(50.0, 0.6), Held(60.0, 0.4), Cause.GROWN),
        (Held(5.0, 0.2), Held(60.0, 0.9), Cause.RETURNED),
        (Held(50.0, 0.8), Held(50.0, 0.8), None),
        (NOTHING, NOTHING, None),
        (UNKNOWN, NOTHING, None),
        (UNKNOWN, Held(50.0, 0.9), Cause.NOT_COMPARABLE),
        (Held(50.0, 0.9), UNKNOWN, Cause.NOT_COMPARABLE),
    ],
)
def test_every_change_has_one_cause(before, after, expected):
    assert cause(before, after) is expected
