"""Places between the maps' datums; the pairs are published ones (eviltransform's and coordtransform's own examples)."""

import pytest

from accounts.datum import (
    Datum,
    bd09_to_gcj02,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    looks_like_gcj02,
    metres,
    to_wgs84,
    wgs84_to_gcj02,
)

PAIRS = [  # WGS-84, GCJ-02
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
]
SHANGHAI, ON_THE_MAP = PAIRS[0]


@pytest.mark.parametrize(("true", "drawn"), PAIRS)
def test_the_published_pairs(true, drawn):
    assert metres(wgs84_to_gcj02(true), drawn) < 0.001
    assert metres(gcj02_to_wgs84(drawn), true) < 0.001


def test_the_published_pair_of_baidu():
    drawn = (39.915, 116.404)

    assert metres(gcj02_to_bd09(drawn), (39.92133699351021, 116.41036949371029)) < 0.01
    assert metres(bd09_to_gcj02(gcj02_to_bd09(drawn)), drawn) < 0.001


@pytest.mark.parametrize("datum", list(Datum))
def test_there_and_back_all_over_china(datum):
    for latitude in range(20, 50, 3):
        for longitude in range(78, 132, 4):
            point = (latitude + 0.123, longitude + 0.456)
            there = from_wgs84(point, datum)
            assert metres(to_wgs84(there, datum), point) < 0.001
            assert datum == Datum.WGS84 or 30 < metres(there, point) < 2500


def test_nothing_is_moved_outside_of_china():
    paris = (48.8566, 2.3522)

    assert wgs84_to_gcj02(paris) == gcj02_to_wgs84(paris) == paris


def near(point, north=0.0, east=0.0):
    return point[0] + north / 111_000, point[1] + east / 95_000


def test_a_place_from_a_map_is_known_by_the_check_ins():
    at_the_door = [near(SHANGHAI, 20, -15), near(SHANGHAI, -10, 30), near(SHANGHAI, 5, 5)]

    assert looks_like_gcj02(ON_THE_MAP, at_the_door)
    assert not looks_like_gcj02(SHANGHAI, at_the_door), "it is right as it is"
    assert not looks_like_gcj02(ON_THE_MAP, []), "nobody was there"
    assert not looks_like_gcj02(ON_THE_MAP, [near(SHANGHAI, 900, 900)]), "somebody who checked in somewhere else"
    assert not looks_like_gcj02((48.8566, 2.3522), [near((48.8566, 2.3522), 500)]), "not in China"
