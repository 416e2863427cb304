"""What a hand-over asks for (rows 16, 18), and who gets less since the manager changed (row 19)."""

from datetime import date, timedelta

import pytest

from visits.allocation import ProductSpell, Spell, fall_of
from visits.handover import Known, count_gaps, gaps_of, joint_visits_required, raised_interval, sales_brief, settling_visit_on

WHOLE = Known(
    tier="vip", percent=90, missing=[], contacts=1, with_personality=1, has_place=True, overdue_promises=0, open_complaints=0,
    others_who_know=1, joint_done=2,
)  # fmt: skip
MONDAY = date(2026, 3, 2)


def changed(**fields) -> Known:
    return Known(**{name: getattr(WHOLE, name) for name in WHOLE.__dataclass_fields__} | fields)


def codes(known: Known) -> list[str]:
    return [gap.code for gap in gaps_of(known, joint_required=2, complete_percent=70)]


def test_a_whole_file_that_was_shown_on_two_joint_visits_has_no_gap():
    assert codes(WHOLE) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"open_complaints": 1}, "complaint_open"),
        ({"overdue_promises": 2}, "promise_overdue"),
        ({"joint_done": 1}, "joint_visits"),
        ({"contacts": 0, "with_personality": 0}, "no_contact"),
        ({"with_personality": 0}, "no_personality"),
        ({"has_place": False}, "no_place"),
        ({"percent": 69}, "file_incomplete"),
    ],
)
def test_what_is_missing_is_named(fields, code):
    assert codes(changed(**fields)) == [code]


def test_a_joint_visit_makes_the_taker_one_who_knows():
    lonely = changed(others_who_know=0, joint_done=0)

    assert codes(lonely) == ["joint_visits", "known_to_giver_only"]
    assert codes(changed(others_who_know=0, joint_done=1)) == ["joint_visits"]


def test_gaps_are_counted_by_account():
    gaps = [[{"code": "no_place"}, {"code": "no_contact"}], [{"code": "no_place"}], []]

    assert count_gaps(gaps) == {"no_contact": 1, "no_place": 2}


def test_joint_visits_hang_on_the_tier():
    assert [joint_visits_required(tier, {"vip": 2, "unrated": 1}) for tier in ("vip", "gold", None)] == [2, 0, 1]


def test_the_raised_rhythm_is_part_of_the_usual_and_never_none():
    assert [raised_interval(days, 50) for days in (14, 7, 1, None)] == [7, 4, 1, None]


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, MONDAY + timedelta(days=7)),
        (MONDAY - timedelta(days=2), MONDAY + timedelta(days=7)),
        (MONDAY - timedelta(days=12), MONDAY + timedelta(days=2)),
        (MONDAY + timedelta(days=3), MONDAY + timedelta(days=10)),
    ],
)
def test_a_change_makes_nobody_late_on_its_own_day(last, due):
    assert settling_visit_on(last_visit_on=last, since=MONDAY, interval_days=14, percent=50) == due


def test_the_brief_names_what_rose_and_fell():
    assert sales_brief(before=[("tea", 10), ("salt", 5)], after=[("tea", 4), ("oil", 3)]) == (["oil"], ["tea", "salt"])


def spell(days: int, orders: int, amount: float) -> Spell:
    return Spell(days=days, orders=orders, amount=amount)


def red(**fields) -> ProductSpell:
    return ProductSpell(
        **{"product": "r", "name": "Red", "before": 180, "after": 10, "team_before": 1800, "team_after": 100} | fields
    )


BLUE = ProductSpell(product="b", name="Blue", before=60, after=10, team_before=600, team_after=110)


def test_a_fall_of_the_supply_is_told_as_one_with_what_can_be_offered():
    fall = fall_of(
        before=spell(180, 24, 18_000), after=spell(30, 4, 1_000), team_before=spell(180, 900, 900_000),
        team_after=spell(30, 140, 100_000), products=[red(), BLUE], fall_percent=30,
    )  # fmt: skip

    assert fall is not None
    assert (fall.percent, fall.team_percent, fall.reason) == (-67, -33, "supply")
    assert [(each.name, each.percent, each.team_percent) for each in fall.products] == [("Red", -67, -67)]
    assert fall.alternatives == ["Blue"]


def test_a_fall_that_the_others_do_not_share_is_the_accounts_own():
    fall = fall_of(
        before=spell(180, 24, 18_000), after=spell(30, 4, 1_000), team_before=spell(180, 900, 900_000),
        team_after=spell(30, 150, 150_000), products=[red(team_after=300)], fall_percent=30,
    )  # fmt: skip

    assert fall is not None
    assert fall.reason == "account"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (spell(180, 3, 18_000), spell(30, 0, 0)),  # too few orders to say
        (spell(180, 6, 18_000), spell(30, 0, 0)),  # not even two were to be expected
        (spell(180, 24, 18_000), spell(30, 4, 2_400)),  # a fifth
        (spell(180, 24, 0), spell(30, 4, 0)),
    ],
)
def test_what_may_be_chance_is_no_fall(before, after):
    nothing = spell(180, 0, 0)

    assert fall_of(before=before, after=after, team_before=nothing, team_after=nothing, products=[], fall_percent=30) is None
