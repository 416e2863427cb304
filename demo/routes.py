"""Each manager's routes: one a weekday, by street in the town and by village in the county (row 17)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demo.people import MANAGERS
from demo.places import DEPOTS, Area
from demo.shops import Shop

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """`stops` in driving order; `territory` where the whole route lies in one."""

    name: str
    manager: str
    weekday: int
    by_village: bool
    territory: str | None
    stops: tuple[Shop, ...]
    start: tuple[float, float]


def draw_routes(shops: Iterable[Shop]) -> list[RouteSpec]:
    """Street after street, down one and up the next; village after village, the nearest next."""
    days: dict[tuple[str, int], list[Shop]] = defaultdict(list)
    for shop in shops:
        if shop.manager and shop.life != "lost":
            days[shop.manager, shop.weekday].append(shop)
    return [_route(manager, weekday, members) for (manager, weekday), members in sorted(days.items())]


def _route(manager: str, weekday: int, shops: Sequence[Shop]) -> RouteSpec:
    start = DEPOTS[MANAGERS[manager]]
    areas = _in_driving_order({shop.area for shop in shops}, start)
    names = "、".join(area.name for area in areas[:2]) + ("等" if len(areas) > 2 else "")
    districts = {area.district for area in areas}
    by_village = all(area.is_village for area in areas)
    stops = tuple(shop for i, area in enumerate(areas) for shop in _through(area, shops, backwards=i % 2 == 1 and not by_village))
    territory = districts.pop() if len(districts) == 1 else None
    return RouteSpec(f"周{WEEKDAYS[weekday - 1]} · {names}", manager, weekday, by_village, territory, stops, start)


def _in_driving_order(areas: Iterable[Area], start: tuple[float, float]) -> list[Area]:
    """The nearest one next, from the depot on."""
    left, here, order = sorted(areas, key=lambda area: area.name), start, []
    while left:
        nearest = min(left, key=lambda area: (area.latitude - here[0]) ** 2 + (area.longitude - here[1]) ** 2)
        left.remove(nearest)
        order.append(nearest)
        here = nearest.latitude, nearest.longitude
    return order


def _through(area: Area, shops: Iterable[Shop], *, backwards: bool) -> list[Shop]:
    return sorted((shop for shop in shops if shop.area == area), key=lambda shop: shop.place_on_route, reverse=backwards)
