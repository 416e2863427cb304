"""An invented town, by street, and an invented county, by village (row 17). Coordinates are WGS-84 degrees.

They lie where a real basin in the east of China has a town and villages, so that distances and roads feel right on a map;
every name and every house is made up.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from demo.chance import stream
from demo.people import COUNTY, TOWN

METRES_PER_DEGREE = 111_320.0
REGION = "青澜地区"
CITY = "青澜市南浦区"
SHIRE = "棠溪县"
TOWN_CENTRE = (29.1040, 119.6480)
COUNTY_CENTRE = (28.8950, 119.8150)
#: Where the managers start from: the depot at the edge of the town, the depot beside the county seat.
DEPOTS = {TOWN: (29.0985, 119.6370), COUNTY: (28.8925, 119.8105)}

GRID_TURN = math.radians(9)  # the town's streets are not laid out by the compass

# District, then its streets as (name, runs east to west, metres east and north of the centre, length in metres).
TOWN_PLAN: dict[str, tuple[tuple[str, bool, int, int, int], ...]] = {
    "书院片区": (
        ("书院街", True, -1250, 760, 1150), ("墨池巷", True, -1180, 545, 980), ("桂香街", True, -1250, 330, 1150),
        ("状元路", False, -1130, 180, 900), ("文昌路", False, -690, 150, 940), ("砚山路", False, -260, 120, 960),
    ),
    "米市片区": (
        ("米市街", True, -1220, -70, 1180), ("老仓街", True, -1200, -290, 1120), ("石磨巷", True, -1050, -500, 900),
        ("丰年路", False, -860, -820, 700), ("斗门路", False, -430, -860, 760),
    ),
    "望江片区": (
        ("望江街", True, 120, 780, 1240), ("渡口街", True, 160, 560, 1160), ("白鹭巷", True, 220, 350, 1000),
        ("长堤路", False, 330, 140, 860), ("听潮路", False, 760, 140, 880), ("晚渔路", False, 1180, 170, 820),
    ),
    "新塘片区": (
        ("新塘街", True, 100, -80, 1260), ("荷叶街", True, 140, -300, 1180), ("织造巷", True, 200, -520, 980),
        ("杨柳路", False, 420, -880, 740), ("六合路", False, 900, -900, 780),
    ),
}  # fmt: skip

SUBURB = "南浦近郊"
SUBURB_VILLAGES = (("前畈村", -2900, -1700), ("塘头村", 2600, -2100), ("枫坪村", 3100, 1500))

TOWNSHIPS: dict[str, tuple[str, ...]] = {
    "溪口镇": ("溪口村", "上埠村", "下埠村", "石桥头村", "樟树下村", "前岸村", "后坞村", "栗园村"),
    "横岭镇": ("横岭村", "岭脚村", "里坑村", "外坑村", "竹源村", "茶亭村", "大岙村", "小岙村"),
    "白沙镇": ("白沙村", "沙塘村", "渡头村", "柳墩村", "荷塘沿村", "新屋村", "老屋基村", "东畈村"),
    "云岩乡": ("云岩村", "岩下村", "梅湾村", "松坪村", "高田村", "水碓村", "石门坎村"),
    "桃源乡": ("桃源村", "李家弄村", "杏坞村", "双井村", "官塘村", "麻车村"),
    "莲塘镇": ("莲塘村", "塘里村", "西垄村", "瓦窑村", "金竹村", "朱山头村", "青石村"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A street or a village: what a stop of a route is grouped by. `district` is its territory."""

    name: str
    district: str
    team: str
    latitude: float
    longitude: float
    is_village: bool
    bearing: float = 0.0
    length_m: float = 0.0

    def house(self, rng: random.Random, number: int, houses: int) -> tuple[float, float]:
        """Where house `number` of `houses` stands: along the street, odd and even sides apart, or about the village."""
        if self.is_village:
            reach, angle = 40 + abs(rng.gauss(0, 190)), rng.uniform(0, math.tau)
            return moved((self.latitude, self.longitude), east=reach * math.cos(angle), north=reach * math.sin(angle))
        along = self.length_m * (number - 0.5 + rng.uniform(-0.3, 0.3)) / houses
        aside = (11 + rng.uniform(0, 5)) * (1 if number % 2 else -1)
        east = along * math.cos(self.bearing) - aside * math.sin(self.bearing)
        north = along * math.sin(self.bearing) + aside * math.cos(self.bearing)
        return moved((self.latitude, self.longitude), east=east, north=north)


def moved(place: tuple[float, float], *, east: float, north: float) -> tuple[float, float]:
    """The place so many metres away, to about a metre."""
    latitude = place[0] + north / METRES_PER_DEGREE
    longitude = place[1] + east / (METRES_PER_DEGREE * math.cos(math.radians(place[0])))
    return round(latitude, 6), round(longitude, 6)


def town_streets() -> list[Area]:
    """The streets of the town, district by district, neighbours beside each other."""
    return [
        _street(district, name, (east, north), length_m, bearing=GRID_TURN + (0 if runs_east else math.pi / 2))
        for district, plans in TOWN_PLAN.items()
        for name, runs_east, east, north, length_m in plans
    ]


def _street(district: str, name: str, offset: tuple[int, int], length_m: int, *, bearing: float) -> Area:
    east, north = offset
    turned_east = east * math.cos(GRID_TURN) - north * math.sin(GRID_TURN)
    turned_north = east * math.sin(GRID_TURN) + north * math.cos(GRID_TURN)
    latitude, longitude = moved(TOWN_CENTRE, east=turned_east, north=turned_north)
    return Area(name, district, TOWN, latitude, longitude, is_village=False, bearing=bearing, length_m=length_m)


def suburb_villages() -> list[Area]:
    """A few villages at the edge of the town, looked after by the town's team."""
    return [_village(name, SUBURB, TOWN, moved(TOWN_CENTRE, east=east, north=north)) for name, east, north in SUBURB_VILLAGES]


def county_villages() -> list[Area]:
    """The county's villages, township by township around the county seat."""
    rng = stream("villages")
    villages: list[Area] = []
    for i, (township, names) in enumerate(TOWNSHIPS.items()):
        villages += _township(rng, township, names, direction=math.tau * i / len(TOWNSHIPS))
    return villages


def _township(rng: random.Random, township: str, names: Sequence[str], *, direction: float) -> list[Area]:
    """The main village half-way out, the others around it, none within a kilometre of another."""
    middle = moved(COUNTY_CENTRE, east=8500 * math.cos(direction), north=8500 * math.sin(direction))
    offsets = [(0.0, 0.0)]
    while len(offsets) < len(names):
        reach, angle = rng.uniform(1200, 4600), rng.uniform(0, math.tau)
        offset = (reach * math.cos(angle), reach * math.sin(angle))
        if all(math.dist(offset, other) > 1000 for other in offsets):
            offsets.append(offset)
    return [
        _village(name, township, COUNTY, moved(middle, east=east, north=north))
        for name, (east, north) in zip(names, offsets, strict=True)
    ]


def _village(name: str, district: str, team: str, place: tuple[float, float]) -> Area:
    return Area(name, district, team, *place, is_village=True)
