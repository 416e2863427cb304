"""Going on with a day that has begun (rows 17, 20): skipped, added, late, or from another place than planned.

What is being driven stays in its order; the next stop is never touched. A shorter order is only *proposed*, and only when it
saves five minutes or three per cent of what is left: nobody re-reads a list for less. Twin: `frontend/src/domain/day/replan.ts`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from visits.planning.agenda import WORKDAY, Candidate, DayPlan, Shift
from visits.planning.capacity import ranked
from visits.planning.clock import Ground, Timetable, timetable
from visits.planning.day import spots_of, written
from visits.planning.distance import ESTIMATE, TravelModel
from visits.planning.geo import Place
from visits.planning.reason import Call, judge
from visits.planning.road import with_stop
from visits.planning.shorten import shorten

WORTH_MINUTES = 5
WORTH_PERCENT = 3


@dataclass(frozen=True, slots=True)
class Replan:
    """The rest of the day as it is being driven, and a better order where one is worth the change.

    `late`: accounts of `kept` that are reached after their hours, or left after the shift's end.
    """

    kept: DayPlan
    proposal: DayPlan | None
    saved_minutes: int
    late: tuple[str, ...]


def replan(
    *,
    day: date,
    candidates: Iterable[Candidate],
    order: Sequence[str],
    now_minute: int,
    here: Place | None = None,
    is_next_frozen: bool = True,
    shift: Shift = WORKDAY,
    travel: TravelModel = ESTIMATE,
    orders_first: bool = True,
) -> Replan:
    """Drive on from `here` at `now_minute`. `candidates` are the stops that remain; who is not in `order` is worked in."""
    calls = [_call(c, day, orders_first) for c in sorted(candidates, key=lambda c: (c.account, c.visit or ""))]
    spots, from_now = spots_of(calls, shift), replace(shift, start_minute=now_minute)
    whole = Ground(spots, here, from_now, travel)
    sequence, newcomers = _split(calls, order)
    head = sequence[:1] if is_next_frozen else []
    rest = _behind(whole, head)
    kept = sequence[len(head) :]
    for i in newcomers:
        kept = with_stop(rest, kept, i)
    better = shorten(rest, _in_classes(rest, kept))
    now, then = timetable(whole, [*head, *kept]), timetable(whole, [*head, *better])
    saved = _cost(now) - _cost(then)
    is_worth_it = saved >= _threshold(now, now_minute)
    return Replan(
        kept=written(day, whole, calls, [*head, *kept], (), counts_orders=True),
        proposal=written(day, whole, calls, [*head, *better], (), counts_orders=True) if is_worth_it else None,
        saved_minutes=saved if is_worth_it else 0,
        late=_late(whole, calls, [*head, *kept], now),
    )


def _call(candidate: Candidate, day: date, orders_first: bool) -> Call:
    """Somebody put these stops on the day: a stop that no rule asks for is there by hand."""
    verdict = judge(candidate, day=day, today=day, orders_first=orders_first)
    if isinstance(verdict, str):
        verdict = judge(replace(candidate, added=True), day=day, today=day, orders_first=orders_first)
    assert isinstance(verdict, Call)
    return verdict


def _split(calls: Sequence[Call], order: Sequence[str]) -> tuple[list[int], list[int]]:
    """The calls in the order being driven, and those to be worked in, the weightiest first."""
    number = {call.candidate.account: i for i, call in enumerate(calls)}
    driven = [number[account] for account in dict.fromkeys(order) if account in number]
    return driven, [i for i in ranked(calls) if i not in set(driven)]


def _behind(whole: Ground, head: Sequence[int]) -> Ground:
    """The ground behind the next stop: one starts there, when it is done."""
    if not head:
        return whole
    left = replace(whole.shift, start_minute=timetable(whole, head).end)
    return Ground(whole.spots, whole.spots[head[0]].place or whole.start, left, whole.travel)


def _in_classes(ground: Ground, sequence: list[int]) -> list[int]:
    """Orders that came in on the road may stand behind others: the search begins in the order of the classes."""
    steady = [ground.spots[i].slot for i in sequence if ground.spots[i].window is None]
    return sequence if steady == sorted(steady) else sorted(sequence, key=lambda i: ground.spots[i].slot)


def _cost(times: Timetable) -> int:
    """When the day ends, and every minute that somebody waits for us beyond their hours."""
    return times.end + times.late


def _threshold(times: Timetable, now_minute: int) -> int:
    """Five minutes; of a short rest three per cent, and never less than one."""
    return max(1, min(WORTH_MINUTES, -(-(times.end - now_minute) * WORTH_PERCENT // 100)))


def _late(ground: Ground, calls: Sequence[Call], sequence: Sequence[int], times: Timetable) -> tuple[str, ...]:
    end = ground.shift.end_minute
    return tuple(
        calls[i].candidate.account for i, moment in zip(sequence, times.moments, strict=True) if moment.late or moment.leave > end
    )
