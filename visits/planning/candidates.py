"""Who may be on a day's plan at all, and which visit of theirs the plan goes on with.

`day.py` decides about candidates; this decides who they are, from the rows as both the server and the phone have them. Twin:
`frontend/src/domain/candidates.ts`; `tests/vectors/candidates.json` holds both to the same candidates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from visits.planning.agenda import Candidate, Window
from visits.planning.geo import Place

#: An open visit planned longer ago is forgotten by the plan; the customer comes back by being overdue.
RESUME_DAYS = 28
LAST_MINUTE = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An account as its row has it. `visit_interval_days`: the rhythm of its tier, null while there is none."""

    id: str
    owner: str | None
    kind: str
    status: str
    latitude: float | None = None
    longitude: float | None = None
    street: str = ""
    village: str = ""
    tier: str | None = None
    order_weekdays: tuple[int, ...] = ()
    next_visit_on: date | None = None
    last_visit_on: date | None = None
    visit_interval_days: int | None = None
    opens_at: time | None = None
    closes_at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A visit as its row has it; `visited_on` is the business day a completed one counts for."""

    id: str
    account: str
    manager: str
    planned_on: date
    status: str
    visited_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """A route with its stops in order; without weekdays it is driven any day."""

    id: str
    manager: str
    weekdays: tuple[int, ...] = ()
    accounts: tuple[str, ...] = ()
    start_latitude: float | None = None
    start_longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """What the plan of a day is made from.

    `resumed`: by account, the visit that was planned for an earlier day and is gone on with when the rule sends us there.
    `done`: the visits closed that day, by id.
    """

    candidates: tuple[Candidate, ...]
    resumed: Mapping[str, str]
    done: tuple[str, ...]
    start: Place | None


def field_of(
    *,
    manager: str,
    day: date,
    today: date,
    customers: Iterable[Customer],
    visits: Iterable[Appointment],
    drives: Iterable[Drive],
    orders_today: Mapping[str, int],
) -> Field:
    """Everybody the manager looks after, and whoever else is on the calendar, unless the day has dealt with them already.

    `orders_today` counts the sale orders of `day` by account.
    """
    own = [visit for visit in visits if visit.manager == manager and visit.planned_on >= day - timedelta(days=RESUME_DAYS)]
    pinned = _first_by_account(sorted((visit for visit in own if _is_for(visit, day, today)), key=_started_first))
    resumed = _first_by_account(sorted((visit for visit in own if _is_left_over(visit, day, today)), key=_latest_first))
    done = {visit.id: visit.account for visit in own if _is_done(visit, day)}
    settled = set(done.values()) | {visit.account for visit in own if visit.status == "cancelled" and visit.planned_on == day}
    driven = sorted((drive for drive in drives if _is_driven(drive, manager, day)), key=lambda drive: drive.id)
    positions = _positions(driven)
    candidates = [
        candidate_of(customer, pinned.get(customer.id), positions.get(customer.id), orders_today.get(customer.id, 0))
        for customer in customers
        if customer.id in pinned or (_is_looked_after(customer, manager) and customer.id not in settled)
    ]
    return Field(
        candidates=tuple(sorted(candidates, key=lambda candidate: candidate.account)),
        resumed={account: visit for account, visit in resumed.items() if account not in pinned},
        done=tuple(sorted(done)),
        start=_start(driven),
    )


def _is_for(visit: Appointment, day: date, today: date) -> bool:
    """Planned for the day; who stands at a door now does so today, whatever day it was planned for."""
    return (visit.status == "planned" and visit.planned_on == day) or (visit.status == "in_progress" and day == today)


def _is_left_over(visit: Appointment, day: date, today: date) -> bool:
    return visit.status == "planned" and visit.planned_on < day == today


def _is_done(visit: Appointment, day: date) -> bool:
    return (visit.status == "completed" and visit.visited_on == day) or (visit.status == "missed" and visit.planned_on == day)


def _started_first(visit: Appointment) -> tuple[bool, str]:
    return visit.status != "in_progress", visit.id


def _latest_first(visit: Appointment) -> tuple[int, str]:
    return -visit.planned_on.toordinal(), visit.id


def _first_by_account(visits: Iterable[Appointment]) -> dict[str, str]:
    first: dict[str, str] = {}
    for visit in visits:
        first.setdefault(visit.account, visit.id)
    return first


def _is_looked_after(customer: Customer, manager: str) -> bool:
    return customer.owner == manager and customer.kind == "external" and customer.status != "archived"


def _is_driven(drive: Drive, manager: str, day: date) -> bool:
    return drive.manager == manager and (not drive.weekdays or day.isoweekday() in drive.weekdays)


def _positions(drives: Iterable[Drive]) -> dict[str, int]:
    accounts = dict.fromkeys(account for drive in drives for account in drive.accounts)
    return {account: position for position, account in enumerate(accounts, start=1)}


def _start(drives: Iterable[Drive]) -> Place | None:
    for drive in drives:
        if drive.start_latitude is not None and drive.start_longitude is not None:
            return Place(drive.start_latitude, drive.start_longitude)
    return None


def candidate_of(customer: Customer, visit: str | None, position: int | None, orders_today: int) -> Candidate:
    return Candidate(
        account=customer.id, latitude=customer.latitude, longitude=customer.longitude, street=customer.street,
        village=customer.village, tier=customer.tier, orders_today=orders_today, order_weekdays=customer.order_weekdays,
        next_visit_on=customer.next_visit_on, last_visit_on=customer.last_visit_on, interval_days=customer.visit_interval_days,
        window=_window(customer), visit=visit, position=position,
    )  # fmt: skip


def _window(customer: Customer) -> Window | None:
    """One half of the opening hours may be missing: the day's edge stands in. A night shop closes before it opens: no window."""
    if customer.opens_at is None and customer.closes_at is None:
        return None
    opens = _minute(customer.opens_at) if customer.opens_at else 0
    closes = _minute(customer.closes_at) if customer.closes_at else LAST_MINUTE
    return Window(opens, closes) if opens < closes else None


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
