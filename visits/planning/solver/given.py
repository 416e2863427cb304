"""The problem into arrays, everything in seconds."""

import numpy as np

from visits.planning.solver.arrays import Data
from visits.planning.solver.build import Tour, Visitee, build
from visits.planning.solver.told import Found, worth


def data_of(found: Found) -> Data:
    problem, count = found.problem, len(found.problem.calls)
    places = [*(call.place_index for call in problem.calls), problem.start_index, problem.end_index]
    travel = np.array(problem.travel_seconds, dtype=np.float64)[np.ix_(places, places)]
    slot = {day.index: r for r, day in enumerate(found.days)}
    visitees = [
        Visitee(
            patterns=[([slot[day] for day in pattern.days], pattern.cost * 60) for pattern in choices],
            unplaced=worth(call) * 60,
            service=call.service_minutes * 60,
            windows=found.windows(call),
        )
        for call, choices in zip(problem.calls, found.choices, strict=True)
    ]
    tours = [
        Tour(
            slot[day.index], count, count + 1, day.shift_start * 60, day.shift_end * 60,
            lunch=(day.meal[0] * 60, day.meal[1] * 60, day.meal[2] * 60) if day.meal else None,
            balance=problem.balance,
        )
        for day in found.days
    ]  # fmt: skip
    return build(visitees, tours, travel)
