"""The embedded travel model."""

import pytest

from visits.planning.distance import Leg, Road, TravelModel, leg_between, matrix, tenths_of_km
from visits.planning.geo import Place

TOWN = Place(29.0, 120.0)
TOWN_TOO = Place(29.0, 120.01)  # 973 m east
VILLAGE = Place(29.0, 120.01, village="石桥村")
SAME_VILLAGE = Place(29.0, 120.0, village="石桥村")


@pytest.mark.parametrize(
    ("a", "b", "leg"),
    [
        (TOWN, TOWN_TOO, Leg(1265, 253)),  # x 1.3 at 18 km/h
        (TOWN, VILLAGE, Leg(1362, 109)),  # x 1.4 at 45 km/h
        (SAME_VILLAGE, VILLAGE, Leg(1265, 253)),  # inside a village one drives as in town
        (TOWN, TOWN, Leg(0, 0)),
    ],
)
def test_a_leg(a: Place, b: Place, leg: Leg) -> None:
    assert leg_between(a, b) == leg
    assert leg_between(b, a) == leg


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert Leg(0, seconds).minutes == minutes


def test_a_territory_may_have_its_own_speed() -> None:
    crowded = TravelModel(town=Road(detour_percent=150, kmh=9), engine="learned")

    assert leg_between(TOWN, TOWN_TOO, crowded) == Leg(1460, 584)


def test_the_matrix_holds_every_leg_both_ways() -> None:
    places = [TOWN, TOWN_TOO, VILLAGE]

    legs = matrix(places)

    assert legs == [[leg_between(a, b) for b in places] for a in places]


@pytest.mark.parametrize(("metres", "km"), [(0, 0.0), (49, 0.0), (50, 0.1), (1249, 1.2), (1250, 1.3)])
def test_kilometres_have_one_decimal(metres: int, km: float) -> None:
    assert tenths_of_km(metres) == km
