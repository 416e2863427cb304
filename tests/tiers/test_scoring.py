"""Places and cuts: who reaches which line."""

from decimal import Decimal

import pytest

from tiers.scoring import Cuts, Method, Place, highest, places, reaches

SHARES = {"vip": Decimal("0.01"), "gold": Decimal("0.05"), "key": Decimal("0.20")}
MONEY = {"vip": Decimal(1000), "gold": Decimal(500), "key": Decimal(100)}


def by_share(**changes):
    return Cuts(
        **{"method": Method.PERCENTILE, "at": SHARES, "enter_factor": Decimal("0.9"), "leave_factor": Decimal("1.3")} | changes
    )


def by_money(**changes):
    return Cuts(
        **{"method": Method.ABSOLUTE, "at": MONEY, "enter_factor": Decimal("1.1"), "leave_factor": Decimal("0.8")} | changes
    )


def tiers_of(values, cuts=None):
    cuts = cuts or by_share()
    return [highest(cuts, place) for place in places(dict(enumerate(map(Decimal, values)))).values()]


def test_a_thousand_accounts_fill_the_shares_exactly():
    tiers = tiers_of(range(1000, 0, -1))

    assert [tiers.count(tier) for tier in ("vip", "gold", "key", "ordinary")] == [10, 40, 150, 800]
    assert tiers == sorted(tiers, key=["vip", "gold", "key", "ordinary"].index)


def test_a_tiny_team_still_has_its_first():
    assert tiers_of(range(12, 0, -1)) == ["vip", "key", "key"] + ["ordinary"] * 9


def test_an_only_account_is_the_first_of_its_team():
    assert tiers_of([5]) == ["vip"]


def test_one_account_with_everything_leaves_nothing_to_the_others():
    assert tiers_of([9_000_000, 0, 0, 0, 0, 0]) == ["vip"] + ["ordinary"] * 5


def test_nothing_and_less_than_nothing_stay_ordinary_even_alone():
    assert tiers_of([0, -50, 0]) == ["ordinary"] * 3
    assert tiers_of([-1]) == ["ordinary"]


def test_who_sold_nothing_takes_no_place_from_who_did():
    assert tiers_of([300, 200, 100, *[0] * 97])[:3] == ["vip", "ordinary", "ordinary"]


def test_equals_stand_together_below_a_line_too_narrow_for_them():
    assert set(tiers_of([100] * 50)) == {"ordinary"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([100, 90, 90, 80, *range(70, 54, -1)], ["vip", "key", "key", "key"]),  # 20 peers, 4 key places
        (
            [100, 90, 80, 70, 70, *range(60, 45, -1)],
            ["vip", "key", "key", "ordinary", "ordinary"],
        ),  # the fourth place is wanted by two
    ],
)
def test_a_tie_enters_whole_or_not_at_all(values, expected):
    assert len(values) == 20
    assert tiers_of(values)[: len(expected)] == expected


def test_equal_values_always_get_equal_tiers():
    values = [7, 7, 9, 1, 1, 1, 3, 9, 7, 2, 2]
    tiers = tiers_of(values)

    assert {value: {tier for other, tier in zip(values, tiers, strict=True) if other == value} for value in values} == {
        value: {tiers[values.index(value)]} for value in values
    }


def test_a_rank_counts_those_who_hold_as_much_and_its_share_ends_at_one():
    found = places({"a": Decimal(5), "b": Decimal(5), "c": Decimal(1), "d": Decimal(0)})

    assert found["a"] == Place(Decimal(5), 2, 3)
    assert found["c"].rank_share == 1
    assert found["d"] == Place(Decimal(0), None, 3)
    assert found["d"].rank_share is None


def test_a_floor_keeps_a_small_account_out_of_a_high_tier():
    cuts = by_share(floors={"vip": Decimal(1000), "gold": Decimal(400)})

    assert tiers_of([900, 20, 10], cuts) == ["gold", "ordinary", "ordinary"]
    assert tiers_of([300, 20, 10], cuts) == ["key", "ordinary", "ordinary"]


@pytest.mark.parametrize(
    ("value", "tier"),
    [(1000, "vip"), ("999.99", "gold"), (500, "gold"), (100, "key"), ("99.99", "ordinary"), (0, "ordinary"), (-5, "ordinary")],
)
def test_absolute_lines_are_reached_from_the_line_on(value, tier):
    assert tiers_of([value], by_money()) == [tier]


def test_a_band_moves_a_line_of_places_and_a_line_of_money_in_their_own_direction():
    tenth = Place(Decimal(50), 10, 1000)

    assert reaches(by_share(), tenth, "vip")
    assert not reaches(by_share(), tenth, "vip", Decimal("0.9"))
    assert reaches(by_share(), Place(Decimal(40), 13, 1000), "vip", Decimal("1.3"))
    assert not reaches(by_share(), Place(Decimal(40), 14, 1000), "vip", Decimal("1.3"))
    assert reaches(by_money(), Place(Decimal(800), 1, 1), "vip", Decimal("0.8"))
    assert not reaches(by_money(), Place(Decimal("799.99"), 1, 1), "vip", Decimal("0.8"))
