"""What goes into a day plan and what comes out of it: the words of the rule in `day.py`.

Times are minutes after midnight of the business day: a plan that runs over may pass 1440, and
whoever needs an instant adds the minutes to the day's midnight in the business time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from visits.planning.distance import tenths_of_km
from visits.planning.geo import Place


@dataclass(frozen=True, slots=True)
class Lunch:
    """It begins between two minutes of the day, before the first visit that would end after the later one; who is done by then
    eats at home."""

    from_minute: int
    until_minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The working day: first start, last visit done, minutes a visit takes, and lunch."""

    start_minute: int = 8 * 60 + 30
    end_minute: int = 17 * 60 + 30
    service_minutes: int = 20
    lunch: Lunch | None = None


WORKDAY = Shift()


@dataclass(frozen=True, slots=True)
class Window:
    """The minutes between which a visit may begin that day. It says when to go, never that one must."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer who may be visited that day.

    `orders_today`: sale orders of that business day. `order_weekdays`: 1 (Monday) to 7; they stand
    in for orders on a later day. `visit`: the open visit already planned for the day, `added`: put
    there by hand; both are kept whatever the day's length. `position`: the place on the route.
    """

    account: str
    latitude: float | None = None
    longitude: float | None = None
    street: str = ""
    village: str = ""
    tier: str | None = None
    orders_today: int = 0
    order_weekdays: tuple[int, ...] = ()
    next_visit_on: date | None = None
    last_visit_on: date | None = None
    interval_days: int | None = None
    window: Window | None = None
    service_minutes: int | None = None
    visit: str | None = None
    position: int | None = None
    added: bool = False

    @property
    def place(self) -> Place | None:
        """Where to go; null while the location is unknown (row 21)."""
        if self.latitude is None or self.longitude is None:
            return None
        return Place(self.latitude, self.longitude, self.village)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stop is in the plan, and where it is.

    `code` is `order_today`, `order_day`, `overdue`, `due`, `window`, `near` or `added`; `parts` are
    the numbers its sentence is made of: `orders`, `weekday`, `overdue_days`, `due_in_days`,
    `opens_minute`, `closes_minute`, each only where it applies.
    """

    code: str
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the plan; `position` counts from 1.

    `travel_minutes` and `distance_m` lead here from the stop before (or the start) and are null
    where the way is unknown. `wait_minutes` pass at the door before the window opens.
    """

    account: str
    visit: str | None
    position: int
    arrive_minute: int
    leave_minute: int
    wait_minutes: int
    orders_today: int
    reason: Reason
    overdue_days: int
    travel_minutes: int | None
    distance_m: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate without a stop.

    `code` is `shift_full`, `window_missed`, `visited` (already seen that day), `not_due`, or
    `not_near` (could be seen early, but lies too far off the road). `reason` is why one would go;
    null when nothing asks for a visit.
    """

    account: str
    code: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The stops in order, who is left out and why, and the sums over the known legs.

    `overrun_minutes`: how long after the shift's end the last stop is left (only stops put in by
    hand or already planned can cause it). `lunch_minute`: when lunch begins; null without one on the way.
    """

    day: date
    stops: tuple[Stop, ...]
    left_out: tuple[LeftOut, ...]
    travel_minutes: int
    distance_m: int
    overrun_minutes: int
    engine: str
    lunch_minute: int | None = None

    @property
    def distance_km(self) -> float:
        """Kilometres with one decimal."""
        return tenths_of_km(self.distance_m)
