"""`python -m visits.planning.solver`: a problem comes in, progress and then the plan go out; a byte back says go on or stop."""

import os
import pickle
import sys

from visits.planning.cycle.problem import Progress
from visits.planning.solver.run import solve


def main() -> None:
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed goes where errors go
    problem, iterations, seed, start = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own worker wrote it
    called_off = False

    def on_progress(progress: Progress) -> None:
        nonlocal called_off
        pickle.dump(progress, told)
        told.flush()
        called_off = sys.stdin.buffer.read(1) != b"."

    plan = solve(problem, iterations=iterations, seed=seed, start=start, on_progress=on_progress, is_cancelled=lambda: called_off)
    pickle.dump(plan, told)
    told.flush()


if __name__ == "__main__":
    main()
