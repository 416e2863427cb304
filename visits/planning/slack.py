"""Room in a finished timetable: can one more call come in anywhere without making anybody late?"""

from collections.abc import Sequence

from visits.planning.clock import NOWHERE, UNKNOWN_LEG_MINUTES, Ground, Moment, Spot, timetable
from visits.planning.road import known_before


class Slack:
    """How far each arrival of a sequence may shift, so that a position is judged without a walk.

    Refusing the hundredth call of a full day must cost next to nothing: most of them end here.
    """

    def __init__(self, ground: Ground, sequence: Sequence[int]) -> None:
        self.ground, self.sequence = ground, sequence
        times = timetable(ground, sequence)
        self.moments = times.moments
        self.before = known_before(ground, sequence)
        self.leaves = [ground.shift.start_minute, *(m.leave for m in self.moments)]
        self.shifts = _shifts(ground, sequence, self.moments, times.end)

    def has_room(self, i: int) -> bool:
        """Whether some position keeps every window and the shift's end; the classes are not asked."""
        return any(self._fits(i, p) for p in range(len(self.sequence) + 1))

    def _fits(self, i: int, position: int) -> bool:
        spot = self.ground.spots[i]
        arrive = self.leaves[position] + self._way_to(i, position)
        if spot.window and arrive > spot.window.closes_minute:
            return False
        leave = _leave(spot, arrive)
        if position == len(self.sequence):
            return leave - self.leaves[position] <= self.shifts[position]
        way = self._way_on(i, position)
        return way is None or leave + way - self.moments[position].arrive <= self.shifts[position]

    def _way_to(self, i: int, position: int) -> int:
        if not self.ground.is_known(i):
            return UNKNOWN_LEG_MINUTES
        here = self.before[position]
        return 0 if here == NOWHERE else self.ground.leg(here, i).minutes

    def _way_on(self, i: int, position: int) -> int | None:
        """Minutes from stop `i` to the one now at `position`; null where only a walk can tell."""
        there = self.sequence[position]
        if not self.ground.is_known(i):
            return self.moments[position].arrive - self.leaves[position]
        return self.ground.leg(i, there).minutes if self.ground.is_known(there) else None


def _leave(spot: Spot, arrive: int) -> int:
    opens = spot.window.opens_minute if spot.window else arrive
    return max(arrive, opens) + spot.service_minutes


def _shifts(ground: Ground, sequence: Sequence[int], moments: Sequence[Moment], end: int) -> list[int]:
    """Minutes each arrival may come later; the last entry is for the end of the day."""
    shifts = [max(0, ground.shift.end_minute - end)]
    for i, moment in zip(sequence[::-1], moments[::-1], strict=True):
        shift, window = shifts[-1] + moment.wait, ground.spots[i].window
        shifts.append(min(shift, max(0, window.closes_minute - moment.arrive)) if window else shift)
    return shifts[::-1]
