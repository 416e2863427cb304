"""Distances and the verdict on a check-in; the phone's twin reads the same vectors."""

from typing import Any

import pytest

from tests.vectors.reading import vectors
from visits.planning.geo import CheckIn, Fix, Place, haversine_m, judge_check_in

VECTORS = vectors("geo")


@pytest.mark.parametrize("case", VECTORS["distances"])
def test_distances(case: dict[str, Any]) -> None:
    assert haversine_m(Place(*case["a"]), Place(*case["b"])) == case["metres"]
    assert haversine_m(Place(*case["b"]), Place(*case["a"])) == case["metres"]


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((39.9042, 116.4074), (31.2304, 121.4737), 1_067_311),  # Beijing to Shanghai
        ((0.0, 0.0), (1.0, 0.0), 111_195),  # one degree of a meridian: 2 pi R / 360
        ((0.0, 0.0), (0.0, 180.0), 20_015_115),  # half way round: pi R
        ((29.0, 179.9999), (29.0, -179.9999), 19),  # over the date line
    ],
)
def test_known_distances(a: tuple[float, float], b: tuple[float, float], metres: int) -> None:
    assert haversine_m(Place(*a), Place(*b)) == pytest.approx(metres, abs=1 + metres * 1e-6)


@pytest.mark.parametrize("case", VECTORS["check_ins"])
def test_check_ins(case: dict[str, Any]) -> None:
    place = Place(*case["place"]) if case["place"] else None
    fix = Fix(*case["fix"]) if case["fix"] else None

    assert judge_check_in(place, fix) == CheckIn(case["verdict"], case["distance_m"], case["accuracy_m"])


def test_the_radius_is_the_callers() -> None:
    yard = Fix(29.004, 120.0, accuracy_m=10)  # 445 m away

    assert judge_check_in(Place(29.0, 120.0), yard).verdict == "far"
    assert judge_check_in(Place(29.0, 120.0), yard, near_m=500).verdict == "ok"
