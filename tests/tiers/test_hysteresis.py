"""When a tier changes: a hundred peers, so that key is entered at place 18, cut at 20 and left beyond 26."""

from datetime import date
from decimal import Decimal

import pytest

from tiers.hysteresis import Held, Patience, decide, is_rated, month_end_on_or_before, previous_month_end
from tiers.scoring import Cuts, Method, Place

CUTS = Cuts(
    Method.PERCENTILE, {"vip": Decimal("0.01"), "gold": Decimal("0.05"), "key": Decimal("0.20")}, Decimal("0.90"), Decimal("1.30")
)
PATIENCE = Patience(grace_months=2, minimum_age_days=180, protection_days=90)
JANUARY, FEBRUARY, MARCH, APRIL = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)


def at_place(rank):
    return Place(Decimal(1000), rank, 100)


def review(held, rank, *, day=FEBRUARY, month_end=FEBRUARY, **changes):
    terms = {
        "held": held,
        "rated": True,
        "place": at_place(rank),
        "cuts": CUTS,
        "patience": PATIENCE,
        "day": day,
        "month_end": month_end,
    }
    return decide(**terms | changes)


def held_after(decision):
    return Held(decision.tier, decision.months_beyond, decision.last_month_end)


@pytest.mark.parametrize(
    ("rank", "tier", "reason"),
    [
        (18, "key", "promoted"),
        (19, "ordinary", "below_entry_band"),
        (20, "ordinary", "below_entry_band"),
        (21, "ordinary", "in_tier"),
        (5, "gold", "promoted"),
        (6, "key", "promoted"),
        (1, "vip", "promoted"),
    ],
)
def test_a_tier_is_entered_at_once_but_only_through_the_entry_band(rank, tier, reason):
    decision = review(Held("ordinary"), rank)

    assert (decision.tier, decision.reason) == (tier, reason)


@pytest.mark.parametrize(("rank", "reason"), [(20, "in_tier"), (21, "held_by_band"), (26, "held_by_band"), (27, "in_grace")])
def test_a_place_outside_the_line_but_inside_the_band_keeps_its_tier(rank, reason):
    decision = review(Held("key", 0, JANUARY), rank)

    assert (decision.tier, decision.reason) == ("key", reason)


def test_a_tier_is_lost_at_the_second_month_end_beyond_the_band():
    first = review(Held("key", 0, JANUARY), 50)
    second = review(held_after(first), 50, day=MARCH, month_end=MARCH)

    assert (first.tier, first.months_beyond, first.reason) == ("key", 1, "in_grace")
    assert (second.tier, second.months_beyond, second.reason) == ("ordinary", 0, "demoted")


def test_a_month_back_inside_the_band_starts_the_count_anew():
    beyond = Held("key", 1, FEBRUARY)
    inside = review(beyond, 26, day=MARCH, month_end=MARCH)
    again = review(held_after(inside), 50, day=APRIL, month_end=APRIL)

    assert inside.months_beyond == 0
    assert (again.tier, again.months_beyond) == ("key", 1)


def test_a_fall_is_one_step_at_a_time_and_each_takes_its_own_grace():
    held, seen = Held("vip", 0, date(2025, 12, 31)), []
    for month_end in (JANUARY, FEBRUARY, MARCH, APRIL, date(2026, 5, 31), date(2026, 6, 30)):
        decision = review(held, None, day=month_end, month_end=month_end)
        seen.append(decision.tier)
        held = held_after(decision)

    assert seen == ["vip", "gold", "gold", "key", "key", "ordinary"]


def test_a_nightly_run_may_promote_but_never_advances_grace():
    held = Held("key", 1, FEBRUARY)

    for day in range(1, 31):
        decision = review(held, 50, day=date(2026, 3, day), month_end=FEBRUARY)
        assert (decision.tier, decision.months_beyond, decision.reason) == ("key", 1, "in_grace")
        held = held_after(decision)

    assert review(held, 3, day=date(2026, 3, 30), month_end=FEBRUARY).tier == "gold"


def test_a_nightly_run_inside_the_band_does_not_forgive_either():
    assert review(Held("key", 1, FEBRUARY), 22, day=date(2026, 3, 9), month_end=FEBRUARY).months_beyond == 1


def test_a_month_that_nobody_reviewed_breaks_the_row():
    decision = review(Held("key", 1, JANUARY), 50, day=MARCH, month_end=MARCH)

    assert (decision.tier, decision.months_beyond) == ("key", 1)


def test_promotion_wipes_the_count():
    decision = review(Held("key", 1, JANUARY), 4)

    assert (decision.tier, decision.months_beyond) == ("gold", 0)


@pytest.mark.parametrize(
    ("fault", "tier", "reason"),
    [
        (date(2026, 1, 1), "key", "protected"),
        (date(2025, 12, 1), "key", "protected"),
        (date(2025, 11, 30), "ordinary", "demoted"),
        (None, "ordinary", "demoted"),
    ],
)
def test_nobody_falls_within_90_days_of_our_own_fault(fault, tier, reason):
    decision = review(Held("key", 1, JANUARY), 50, last_fault_on=fault)

    assert (decision.tier, decision.reason) == (tier, reason)


def test_after_the_protection_the_fall_waits_for_the_next_month_end():
    protected = review(Held("key", 1, JANUARY), 50, last_fault_on=date(2025, 12, 1))
    in_between = review(held_after(protected), 50, day=date(2026, 3, 15), month_end=FEBRUARY, last_fault_on=date(2025, 12, 1))
    month_end = review(held_after(in_between), 50, day=MARCH, month_end=MARCH, last_fault_on=date(2025, 12, 1))

    assert [protected.reason, in_between.reason, month_end.reason] == ["protected", "in_grace", "demoted"]


def test_protection_does_not_stop_a_rise():
    assert review(Held("key"), 1, last_fault_on=FEBRUARY).tier == "vip"


@pytest.mark.parametrize(
    ("rank", "opening", "tier"), [(20, True, "key"), (20, False, "ordinary"), (18, False, "key"), (None, True, "ordinary")]
)
def test_the_opening_review_uses_the_bare_cuts_and_later_newcomers_the_entry_band(rank, opening, tier):
    decision = review(Held(), rank, opening=opening)

    assert (decision.tier, decision.reason) == (tier, "first_rating")


def test_a_young_account_is_not_yet_rated_whatever_it_buys():
    decision = review(Held(), 1, rated=False)

    assert (decision.tier, decision.candidate, decision.reason) == (None, None, "not_yet_rated")


@pytest.mark.parametrize(
    ("born_on", "tier", "rated"),
    [
        (date(2025, 9, 1), None, True),
        (date(2025, 9, 2), None, False),
        (date(2026, 2, 1), "gold", True),
        (date(2027, 1, 1), None, False),
    ],
)
def test_rating_starts_at_180_days_and_is_never_taken_back(born_on, tier, rated):
    assert is_rated(held=Held(tier), born_on=born_on, day=FEBRUARY, patience=PATIENCE) is rated


@pytest.mark.parametrize(
    ("day", "month_end"),
    [
        (JANUARY, JANUARY),
        (date(2026, 1, 30), date(2025, 12, 31)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2028, 2, 28), date(2028, 1, 31)),
        (date(2026, 3, 1), FEBRUARY),
    ],
)
def test_month_ends_are_calendar_month_ends(day, month_end):
    assert month_end_on_or_before(day) == month_end


def test_before_a_month_end_comes_the_one_of_the_month_before():
    assert previous_month_end(MARCH) == FEBRUARY
    assert previous_month_end(JANUARY) == date(2025, 12, 31)
