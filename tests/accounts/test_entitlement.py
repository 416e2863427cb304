"""What a tier gets, and what of it is left (row 69)."""

from datetime import date

import pytest

from accounts.entitlement import allowance, is_beyond, period_of, tier_that_counts


@pytest.mark.parametrize(
    ("day", "per", "since", "until"),
    [
        (date(2024, 2, 29), "month", date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 12, 31), "month", date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 5, 4), "quarter", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), "year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_quota_starts_afresh_with_the_calendar(day, per, since, until):
    assert period_of(day, per) == (since, until)


@pytest.mark.parametrize(
    ("quota", "used", "quantity", "left", "beyond"),
    [(4, 3, 1, 1, False), (4, 3, 2, 1, True), (4, 5, 1, 0, True), (None, 500, 9, None, False)],
)
def test_what_is_left_and_what_goes_beyond(quota, used, quantity, left, beyond):
    found = allowance(quota=quota, per="year", used=used, day=date(2026, 3, 10))

    assert found.left == left
    assert is_beyond(found, quantity) == beyond


def test_what_the_tier_does_not_get_is_an_exception():
    assert is_beyond(None, 1)


def test_who_has_no_tier_yet_gets_what_everybody_gets():
    assert tier_that_counts(None) == "ordinary"
    assert tier_that_counts("vip") == "vip"
