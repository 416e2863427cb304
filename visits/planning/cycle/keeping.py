"""A problem and its plan as JSON, so that they lie beside the rows they came from and can be taken up again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from visits.planning.cycle.grid import Grid
from visits.planning.cycle.ground import place_from, told_place
from visits.planning.cycle.problem import Call, Day
from visits.planning.geo import Place


def told_days(grid: Grid) -> list[dict[str, Any]]:
    return [
        {
            "index": day.index, "on": day.on.isoformat(), "starts": day.shift_start, "ends": day.shift_end,
            "lunch": list(day.lunch) if day.lunch else None, "is_working": day.is_working,
            "why": grid.closed.get(day.index, ""),
        }
        for day in grid.days
    ]  # fmt: skip


def days_from(told: Sequence[Mapping[str, Any]]) -> list[Day]:
    return [
        Day(
            index=day["index"], on=date.fromisoformat(day["on"]), shift_start=day["starts"], shift_end=day["ends"],
            lunch=(day["lunch"][0], day["lunch"][1], day["lunch"][2]) if day["lunch"] else None, is_working=day["is_working"],
        )
        for day in told
    ]  # fmt: skip


def told_call(call: Call, place: Place | None, frozen: Iterable[int] = ()) -> dict[str, Any]:
    """`frozen`: those of its locked days on which a visit stands already."""
    return {
        "place": told_place(place), "service": call.service_minutes, "interval": call.interval, "visits": call.visits,
        "days": sorted(call.allowed_days), "windows": [list(window) for window in call.windows], "weight": call.weight,
        "due": call.due_day, "last": call.last_day, "order_weekday": call.order_weekday,
        "previous": list(call.previous) if call.previous else None, "locked": sorted(call.locked),
        "frozen": sorted(frozen),
    }  # fmt: skip


def call_from(account: str, told: Mapping[str, Any], place_index: int) -> Call:
    return Call(
        account=account, place_index=place_index, service_minutes=told["service"], interval=told["interval"],
        visits=told["visits"], allowed_days=frozenset(told["days"]),
        windows=tuple((opens, closes) for opens, closes in told["windows"]), weight=told["weight"], due_day=told["due"],
        last_day=told["last"], order_weekday=told["order_weekday"],
        previous=tuple(told["previous"]) if told["previous"] else None, locked=frozenset(told["locked"]),
    )  # fmt: skip


def call_place(told: Mapping[str, Any]) -> Place | None:
    return place_from(told["place"])
