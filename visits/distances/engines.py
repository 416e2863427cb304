"""The road engines behind one call: OSRM's `/table` and Valhalla's `/sources_to_targets`, asked over HTTP.

Whatever they say is looked at before it is believed: the shape, the numbers, and that no way is shorter than the straight line.
"""

import json
import time
from collections.abc import Callable, Sequence
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from visits.planning.distance import Leg
from visits.planning.geo import Place, haversine_m

Table = list[list[Leg | None]]

#: OSRM refuses more coordinates than this unless it was started otherwise.
MOST_POINTS = 100
MOST_BYTES = 20_000_000
FASTEST_MPS = 70  # no road is driven faster
#: The engine stands on our own network: no proxy in between.
OPENER = build_opener(ProxyHandler({}))
#: Valhalla's names of our profiles; OSRM serves the one it was built with.
COSTING = {"car": "auto", "bicycle": "bicycle", "foot": "pedestrian"}


class EngineFailed(Exception):
    """It did not answer in time, or not sense. `code`: `timeout`, `unreachable` or `nonsense`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def ask_osrm(url: str, places: Sequence[Place], profile: str, *, seconds: float) -> Table:
    points = ";".join(f"{place.longitude:.5f},{place.latitude:.5f}" for place in places)
    body = _answer(Request(f"{url}/table/v1/{quote(profile)}/{points}?annotations=duration,distance"), seconds)  # noqa: S310
    if body.get("code") != "Ok":
        raise EngineFailed("nonsense", f"code {body.get('code')!r}")
    return _table(places, lambda i, j: (body["distances"][i][j], body["durations"][i][j]))


def ask_valhalla(url: str, places: Sequence[Place], profile: str, *, seconds: float) -> Table:
    points = [{"lat": round(place.latitude, 5), "lon": round(place.longitude, 5)} for place in places]
    question = {"sources": points, "targets": points, "costing": COSTING.get(profile, profile), "units": "kilometers"}
    request = Request(  # noqa: S310 (an address of the settings)
        f"{url}/sources_to_targets", data=json.dumps(question).encode(), headers={"Content-Type": "application/json"}
    )
    body = _answer(request, seconds)

    def cell(i: int, j: int) -> tuple[Any, Any]:
        found = body["sources_to_targets"][i][j]
        kilometres = found["distance"]
        return None if kilometres is None else kilometres * 1000, found["time"]

    return _table(places, cell)


ENGINES: dict[str, Callable[..., Table]] = {"osrm": ask_osrm, "valhalla": ask_valhalla}


def _answer(request: Request, seconds: float) -> dict[str, Any]:
    try:
        with OPENER.open(request, timeout=seconds) as response:
            body = json.loads(_read(response, until=time.monotonic() + seconds))
    except TimeoutError as error:
        raise EngineFailed("timeout", f"no answer in {seconds} s") from error
    except (URLError, OSError, HTTPException) as error:
        is_late = isinstance(getattr(error, "reason", None), TimeoutError)
        raise EngineFailed("timeout" if is_late else "unreachable", str(error)) from error
    except ValueError as error:
        raise EngineFailed("nonsense", "no JSON") from error
    if not isinstance(body, dict):
        raise EngineFailed("nonsense", "no object")
    return body


def _read(response: HTTPResponse, *, until: float) -> bytes:
    """The socket's limit starts anew with every byte; one that drips has to be given up on as well."""
    parts: list[bytes] = []
    while part := response.read1(65_536):
        parts.append(part)
        if time.monotonic() > until:
            raise TimeoutError
        if sum(map(len, parts)) > MOST_BYTES:
            raise EngineFailed("nonsense", "an answer without end")
    return b"".join(parts)


def _table(places: Sequence[Place], cell: Callable[[int, int], tuple[Any, Any]]) -> Table:
    try:
        return [[_leg(a, b, *cell(i, j)) for j, b in enumerate(places)] for i, a in enumerate(places)]
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise EngineFailed("nonsense", f"not a table of {len(places)} points: {error!r}") from error


def _leg(a: Place, b: Place, metres: Any, seconds: Any) -> Leg | None:
    """None where the engine knows no way; an island is no nonsense."""
    if metres is None or seconds is None:
        return None
    leg = Leg(round(metres), round(seconds))
    straight = haversine_m(a, b)
    # engines snap to the nearest road: a hundred metres at each end say nothing
    if leg.metres < 0 or leg.seconds < 0 or leg.metres < straight * 0.9 - 300 or leg.metres > leg.seconds * FASTEST_MPS + 300:
        raise EngineFailed("nonsense", f"{leg.metres} m in {leg.seconds} s for {straight} m")
    return leg
