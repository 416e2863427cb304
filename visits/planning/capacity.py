"""Who finds room in the day: calls are placed by rank until the shift is full (row 20).

The best-ranked call is tried first, so a call is only left out when it does not fit beside all
those that rank before it.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise

from visits.planning.clock import START, Ground, timetable
from visits.planning.reason import REST, Call
from visits.planning.road import with_stop, worth
from visits.planning.shorten import shorten
from visits.planning.slack import Slack

NEAR_DETOUR_SECONDS = 300  # so much extra road is a customer worth who is not due yet
FAR = 10**9  # seconds: behind every known way


def ranked(calls: Sequence[Call]) -> list[int]:
    """The numbers of the calls, the first to be kept in front."""
    return sorted(range(len(calls)), key=lambda i: (calls[i].keep, i))


class Filling:
    """A day being filled; `sequence` are the calls with a place, `refused` the codes of the others."""

    def __init__(self, ground: Ground, calls: Sequence[Call]) -> None:
        self.ground, self.calls = ground, calls
        self.sequence: list[int] = []
        self.refused: dict[int, str] = {}
        self._slack: Slack | None = Slack(ground, [])  # null while the road could be shorter

    def fill(self) -> None:
        """Place or refuse every call, best rank first; of one rank those nearest to the road so far."""
        for _, equals in groupby(ranked(self.calls), key=lambda i: self.calls[i].keep):
            for i in self._nearest_first(list(equals)):
                self._place(i)
        self._shorten()

    def _nearest_first(self, equals: list[int]) -> list[int]:
        road = [i for i in (START, *self.sequence) if self.ground.is_known(i)]
        if len(equals) == 1 or not road:
            return equals

        def seconds(i: int) -> int:
            return min(self.ground.leg(i, j).seconds for j in road) if self.ground.is_known(i) else FAR

        return sorted(equals, key=lambda i: (seconds(i), i))

    def _place(self, i: int) -> None:
        code = self._refusal(i)
        if code and self._slack is None:  # a better road may make room
            self._shorten()
            code = self._refusal(i)
        if code:
            self.refused[i] = code

    def _shorten(self) -> None:
        self.sequence = shorten(self.ground, self.sequence)
        self._slack = Slack(self.ground, self.sequence)

    def _refusal(self, i: int) -> str | None:
        """Take call `i` in and answer None, or say why it finds no place."""
        call = self.calls[i]
        if self._slack and call.klass == REST and not call.is_pinned and not self._slack.has_room(i):
            return self._no_room(i)
        tried = with_stop(self.ground, self.sequence, i)
        code = None if call.is_pinned else self._objection(i, tried)
        if code is None:
            self.sequence, self._slack = tried, None
        return code

    def _no_room(self, i: int) -> str:
        """The window is only to blame when the shift itself still had the minutes."""
        spot, times = self.ground.spots[i], timetable(self.ground, self.sequence)
        free = self.ground.shift.end_minute - times.end + times.wait
        return "window_missed" if spot.window and spot.service_minutes <= free else "shift_full"

    def _objection(self, i: int, tried: list[int]) -> str | None:
        now, then = worth(self.ground, self.sequence), worth(self.ground, tried)
        if then.late > now.late:
            return self._no_room(i)
        if self.calls[i].is_near and self._extra_seconds(i, tried) > NEAR_DETOUR_SECONDS:
            return "not_near"
        return "shift_full" if then.overrun > now.overrun else None

    def _extra_seconds(self, i: int, tried: list[int]) -> int:
        """The plain seconds call `i` adds to the road; near needs a place, and a road to be near to."""
        road = [START, *self.sequence]
        if not self.ground.is_known(i) or not any(self.ground.is_known(j) for j in road):
            return NEAR_DETOUR_SECONDS + 1
        return _road_seconds(self.ground, tried) - _road_seconds(self.ground, self.sequence)


def _road_seconds(ground: Ground, sequence: Sequence[int]) -> int:
    known = [i for i in (START, *sequence) if ground.is_known(i)]
    return sum(ground.leg(i, j).seconds for i, j in pairwise(known))
