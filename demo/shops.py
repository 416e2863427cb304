"""The demo's external customers: dealers, retailers, firms that eat and make, and households (row 5)."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import count, pairwise

from accounts.models import AccountRole, AccountStatus
from demo import names
from demo.chance import dealt, pick, stream
from demo.people import COUNTY
from demo.places import CITY, SHIRE, Area, county_villages, suburb_villages, town_streets

DEALER, RETAILER = AccountRole.DEALER, AccountRole.RETAILER
LEGAL_PERSON, END_CONSUMER = AccountRole.LEGAL_PERSON, AccountRole.END_CONSUMER

TOWN_ROLES = {RETAILER: 0.60, END_CONSUMER: 0.20, LEGAL_PERSON: 0.14, DEALER: 0.06}
VILLAGE_ROLES = {RETAILER: 0.64, END_CONSUMER: 0.24, LEGAL_PERSON: 0.08, DEALER: 0.04}

#: Where a customer stands with us, and the share: `fading` ones still count as active, and that is the point of watching them.
LIVES = {"steady": 0.76, "fading": 0.07, "new": 0.05, "dormant": 0.05, "prospect": 0.04, "lost": 0.03}
STATUS = {"prospect": AccountStatus.PROSPECT, "dormant": AccountStatus.DORMANT, "lost": AccountStatus.LOST}

TAGS = ("现款现货", "月结", "冷柜", "新店", "学校旁", "老客户", "可赊账", "早市", "夜宵", "陈列示范店", "爱比价", "要开票")
#: Who speaks for a customer, who else one meets there, and how often one does.
HEADS = {DEALER: "老板", RETAILER: "老板", LEGAL_PERSON: "负责人", END_CONSUMER: "户主"}
SECONDS = {DEALER: "仓管", RETAILER: "店员", LEGAL_PERSON: "采购", END_CONSUMER: "家人"}
HAS_SECOND = {DEALER: 0.7, RETAILER: 0.22, LEGAL_PERSON: 0.75, END_CONSUMER: 0.08}
ABOUT_PEOPLE = {"": 8, "爱喝茶，聊得来。": 1, "下午两点以后才有空。": 1, "孩子在外地上大学。": 1, "说话直，喜欢干脆。": 1}
PERSONALITIES = ("self_centred", "pragmatic", "fortress", "suspicious", "easy_going")
ROUTE_DAYS = 6  # Monday to Saturday; on Sunday nobody drives a route


@dataclass(frozen=True, slots=True)
class Holding:
    """Streets or villages in one hand: how many accounts the manager has there, and how many nobody has yet."""

    manager: str
    areas: Sequence[Area]
    owned: int
    unowned: int


@dataclass(frozen=True, slots=True)
class PersonDraft:
    name: str
    position: str
    phone: str
    is_primary: bool
    personality: str | None
    birthday: tuple[int, int, int] | None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """One customer to be. `key` is its number in the order desk, `weekday` the day its street or village is driven,
    `place_on_route` its place there."""

    key: str
    role: AccountRole
    name: str
    licence_name: str
    industry: str
    life: str
    area: Area
    manager: str | None
    weekday: int
    place_on_route: int
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    hours: tuple[time, time] | None
    order_weekdays: tuple[int, ...]
    tags: tuple[str, ...]
    custom: dict[str, object]
    people: tuple[PersonDraft, ...] = field(default=())

    @property
    def team(self) -> str:
        return self.area.team

    @property
    def status(self) -> AccountStatus:
        return STATUS.get(self.life, AccountStatus.ACTIVE)

    @property
    def buys(self) -> bool:
        """Whether it has ever ordered."""
        return self.life != "prospect"


def holdings() -> list[Holding]:
    """1,200 customers: the west of the town is alice's, the east and the nearest villages bob's, the county charlie's."""
    streets = town_streets()
    west = [street for street in streets if street.district in ("书院片区", "米市片区")]
    east = [street for street in streets if street not in west]
    return [
        Holding("alice", west, owned=360, unowned=20),
        Holding("bob", [*east, *suburb_villages()], owned=360, unowned=20),
        Holding("charlie", county_villages(), owned=400, unowned=40),
    ]


def draw_shops() -> list[Shop]:
    """Every external customer of the demo, street by street."""
    rng, numbers, taken = stream("shops"), count(1), set[str]()
    return [shop for holding in holdings() for shop in _of_holding(rng, holding, numbers, taken)]


def _of_holding(rng: random.Random, holding: Holding, numbers: Iterable[int], taken: set[str]) -> list[Shop]:
    total = holding.owned + holding.unowned
    managers = dealt(rng, {holding.manager: holding.owned, None: holding.unowned}, total)
    lives = dealt(rng, LIVES, total)
    sizes = _spread(rng, total, len(holding.areas))
    shops: list[Shop] = []
    for area, weekday, size in zip(holding.areas, _weekdays(holding.areas), sizes, strict=True):
        roles = dealt(rng, VILLAGE_ROLES if area.is_village else TOWN_ROLES, size)
        for place, role in enumerate(roles, start=1):
            drawn = _Drawing(rng, area, role, lives[len(shops)], next(iter(numbers)), taken)
            shops.append(drawn.shop(managers[len(shops)], weekday, place, houses=size))
    return shops


def _weekdays(areas: Sequence[Area]) -> list[int]:
    """Neighbours on the same day. Who has streets and villages drives to the villages on the last one."""
    streets = sum(not area.is_village for area in areas)
    days = ROUTE_DAYS - 1 if 0 < streets < len(areas) else ROUTE_DAYS
    return [min(ROUTE_DAYS, 1 + i * days // (streets or len(areas))) for i in range(len(areas))]


def _spread(rng: random.Random, total: int, parts: int) -> list[int]:
    """`total` cut into parts of about, but not quite, the same size."""
    cuts = [0.0]
    for _ in range(parts):
        cuts.append(cuts[-1] + rng.uniform(0.75, 1.3))
    ends = [round(cut / cuts[-1] * total) for cut in cuts]
    return [after - before for before, after in pairwise(ends)]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What is already known of one customer while the rest is drawn."""

    rng: random.Random
    area: Area
    role: AccountRole
    life: str
    number: int
    taken: set[str]

    def shop(self, manager: str | None, weekday: int, place: int, *, houses: int) -> Shop:
        rng, role, area = self.rng, self.role, self.area
        woman = rng.random() < 0.45
        owner = names.person_name(rng, woman=woman)
        industry = self._industry()
        name = names.unique(self._name(owner, industry), place=area.name, taken=self.taken)
        latitude, longitude = area.house(rng, place, houses) if rng.random() > 0.025 else (None, None)
        return Shop(
            key=f"KH{self.number:05d}",
            role=role,
            name=name,
            licence_name=names.licence_name(rng, name=name, owner=owner, role=role, district=self._county()),
            industry=industry,
            life=self.life,
            area=area,
            manager=manager,
            weekday=weekday,
            place_on_route=place,
            address=self._address(place),
            phone=names.phone(self.number),
            latitude=latitude,
            longitude=longitude,
            hours=self._hours(),
            order_weekdays=self._order_weekdays(weekday),
            tags=self._tags(),
            custom={"household_size": rng.randint(1, 6)} if role == END_CONSUMER else {},
            people=tuple(self._people(owner)),
        )

    def _industry(self) -> str:
        if self.role == LEGAL_PERSON:
            return self.rng.choice(list(names.VILLAGE_FIRMS if self.area.is_village else names.TOWN_FIRMS))
        return {DEALER: "批发", RETAILER: "零售", END_CONSUMER: "居民"}[self.role]

    def _name(self, owner: str, industry: str) -> str:
        place, is_village = self.area.name, self.area.is_village
        match self.role:
            case AccountRole.END_CONSUMER:
                return owner
            case AccountRole.DEALER:
                return names.dealer_name(self.rng)
            case AccountRole.LEGAL_PERSON:
                return names.firm_name(self.rng, industry=industry, place=place, is_village=is_village)
            case _:
                return names.shop_name(self.rng, owner=owner, place=place, is_village=is_village)

    def _address(self, place: int) -> str:
        door = 3 * place  # odd and even sides of the street stay apart
        township = self.area.district if self.area.team == COUNTY else ""
        return f"{self._county()}{township}{self.area.name}{door}号"

    def _county(self) -> str:
        return SHIRE if self.area.team == COUNTY else CITY

    def _hours(self) -> tuple[time, time] | None:
        """When a visit is welcome; most never said."""
        if self.rng.random() < 0.78:
            return None
        if self.role == LEGAL_PERSON:
            return self.rng.choice(((time(9), time(11)), (time(14), time(16, 30)), (time(8, 30), time(17))))
        return self.rng.choice(((time(8), time(18)), (time(9), time(20)), (time(13), time(17, 30)), (time(8, 30), time(12))))

    def _order_weekdays(self, weekday: int) -> tuple[int, ...]:
        """Usually the day the van is in the street; big buyers order twice a week; many have no fixed day."""
        if self.life in ("prospect", "lost") or self.role == END_CONSUMER or self.rng.random() < 0.4:
            return ()
        if self.role == DEALER:
            return tuple(sorted({weekday, (weekday + 2) % ROUTE_DAYS + 1}))
        return (weekday,)

    def _tags(self) -> tuple[str, ...]:
        if self.role == END_CONSUMER:
            return ()
        return tuple(sorted(set(self.rng.choices(TAGS, k=self.rng.choice((0, 0, 1, 1, 2))))))

    def _people(self, owner: str) -> Iterable[PersonDraft]:
        yield self._person(owner, HEADS[self.role], names.phone(self.number), is_primary=True)
        if self.rng.random() < HAS_SECOND[self.role]:
            name = names.person_name(self.rng, woman=self.rng.random() < 0.6)
            yield self._person(name, SECONDS[self.role], names.phone(20_000 + self.number), is_primary=False)

    def _person(self, name: str, position: str, phone: str, *, is_primary: bool) -> PersonDraft:
        rng = self.rng
        judged = is_primary and self.life != "prospect" and rng.random() < 0.35
        born = (rng.randint(1958, 2000), rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.25 else None
        return PersonDraft(
            name, position, phone, is_primary,
            personality=rng.choice(PERSONALITIES) if judged else None,
            birthday=born,
            notes=pick(rng, ABOUT_PEOPLE),
        )  # fmt: skip
