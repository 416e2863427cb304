"""Geodetic datums at the border: inside of the program every place is WGS-84.

A receiver says WGS-84. Maps of mainland China are drawn in GCJ-02 (AMap, Tencent) or in BD-09 (Baidu), which lie up to 700 m and
1,200 m beside it: more than enough to tell a manager at the door that they are in the wrong street. The forward formulas are the
published ones; GCJ-02 has no closed inverse, and four rounds of taking the difference away are exact to well below a millimetre.
Outside of China GCJ-02 is WGS-84.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from statistics import median

#: Krasovsky 1940, on which GCJ-02 is reckoned: half axis in metres, and eccentricity squared.
AXIS, ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943
#: The rectangle in which maps are drawn in GCJ-02: longitude and latitude, from and to.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
BAIDU = math.pi * 3000.0 / 180.0
ROUNDS = 4
#: A fix counts as evidence about a place up to this radius in metres.
SHARP_M = 50
#: Metres within which the mended place has to meet the fixes, and beyond which the given one has to miss them.
MEETS_M, MISSES_M = 80, 200

Point = tuple[float, float]  # latitude, longitude in degrees


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(point: Point, datum: Datum) -> Point:
    """A place as some map has it, on WGS-84."""
    if datum == Datum.BD09:
        point = bd09_to_gcj02(point)
    return point if datum == Datum.WGS84 else gcj02_to_wgs84(point)


def from_wgs84(point: Point, datum: Datum) -> Point:
    """A place for a map that is drawn in `datum`."""
    if datum == Datum.WGS84:
        return point
    shifted = wgs84_to_gcj02(point)
    return gcj02_to_bd09(shifted) if datum == Datum.BD09 else shifted


def wgs84_to_gcj02(point: Point) -> Point:
    latitude, longitude = point
    if not is_in_china(point):
        return point
    north, east = _offset(longitude - 105.0, latitude - 35.0)
    slant = 1 - ECCENTRICITY * math.sin(math.radians(latitude)) ** 2
    north = math.degrees(north * slant * math.sqrt(slant) / (AXIS * (1 - ECCENTRICITY)))
    east = math.degrees(east * math.sqrt(slant) / (AXIS * math.cos(math.radians(latitude))))
    return latitude + north, longitude + east


def gcj02_to_wgs84(point: Point) -> Point:
    if not is_in_china(point):
        return point
    found = point
    for _ in range(ROUNDS):
        there = wgs84_to_gcj02(found)
        found = found[0] + point[0] - there[0], found[1] + point[1] - there[1]
    return found


def gcj02_to_bd09(point: Point) -> Point:
    latitude, longitude = point
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * BAIDU)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * BAIDU)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


def bd09_to_gcj02(point: Point) -> Point:
    found = point[0] - 0.006, point[1] - 0.0065
    for _ in range(ROUNDS):
        there = gcj02_to_bd09(found)
        found = found[0] + point[0] - there[0], found[1] + point[1] - there[1]
    return found


def is_in_china(point: Point) -> bool:
    """Inside of the rectangle in which GCJ-02 is drawn; it reaches beyond the border, as the maps do."""
    latitude, longitude = point
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def looks_like_gcj02(point: Point, fixes: Sequence[Point]) -> bool:
    """Whether a place taken for WGS-84 was written down from a map in GCJ-02: sharp check-ins miss it, and meet it once mended."""
    if not fixes or not is_in_china(point):
        return False
    mended = gcj02_to_wgs84(point)
    return median(metres(point, fix) for fix in fixes) > MISSES_M and median(metres(mended, fix) for fix in fixes) <= MEETS_M


def metres(a: Point, b: Point) -> float:
    """Over a plane that touches the globe between the two: for neighbours."""
    up = math.radians(b[0] - a[0])
    aside = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6_371_008.8 * math.hypot(up, aside)


def _offset(x: float, y: float) -> Point:
    """Metres to the north and to the east, by degrees east of 105° and north of 35°."""
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    return north, east
