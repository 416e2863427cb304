"""What may be done about a need (row 54)."""

import pytest

from accounts.needs import refusal_of


@pytest.mark.parametrize(
    ("handling", "has_conflict", "refusal"),
    [("meet", True, "conflict_is_not_simply_met"), ("win_understanding", True, None), ("meet", False, None), (None, True, None)],
)
def test_a_need_that_runs_into_a_rule_is_not_simply_met(handling, has_conflict, refusal):
    assert refusal_of(handling=handling, has_conflict=has_conflict) == refusal
