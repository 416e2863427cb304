"""The search in a process of its own: the worker stays light, and calling off or a crash takes nothing else with it."""

import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from visits.planning.cycle.problem import CyclePlan, CycleProblem, Progress

ROOT = Path(__file__).resolve().parents[3]


class SolverFailed(RuntimeError):
    """The process ended without a plan; the text is the end of what it said."""


class Interrupted(RuntimeError):
    """The process was ended because whoever waits for it has to go."""


#: Seconds between two looks at whether one has to go, while the process says nothing (it compiles, say).
ASK_EVERY_SECONDS = 0.5


def solve_apart(
    problem: CycleProblem,
    *,
    iterations: int,
    seed: int,
    start: CyclePlan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    is_interrupted: Callable[[], bool] | None = None,
    cache: Path | None = None,
) -> CyclePlan:
    """As `visits.planning.solver.run.solve`; `cache` is the folder that keeps the compiled code (20 s of work the first time).

    Where `is_interrupted` says so the process ends at once, whatever it is at: raises `Interrupted`.
    """
    environment = os.environ | ({"NUMBA_CACHE_DIR": str(cache)} if cache else {})
    command = [sys.executable, "-m", "visits.planning.solver"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        said: list[bytes] = []
        listening = threading.Thread(target=_collect, args=(process.stderr, said), daemon=True)
        listening.start()
        try:
            pickle.dump((problem, iterations, seed, start), process.stdin)
            process.stdin.flush()
            return _followed(process, on_progress, is_cancelled, is_interrupted)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            process.kill()
            listening.join(5)
            raise SolverFailed(b"".join(said)[-2000:].decode(errors="replace")) from error
        except BaseException:
            process.kill()
            raise


def _followed(
    process: "subprocess.Popen[bytes]",
    on_progress: Callable[[Progress], None] | None,
    is_cancelled: Callable[[], bool] | None,
    is_interrupted: Callable[[], bool] | None,
) -> CyclePlan:
    """Answer each progress with go on or stop, until the plan comes."""
    assert process.stdin is not None
    assert process.stdout is not None
    while True:
        # It says one thing at a time and waits for the answer, so that nothing is left in the buffer here.
        while not select.select([process.stdout], [], [], ASK_EVERY_SECONDS)[0]:
            _stay(is_interrupted)
        told = pickle.load(process.stdout)  # noqa: S301 - our own process wrote it
        if isinstance(told, CyclePlan):
            return told
        _stay(is_interrupted)
        if on_progress is not None:
            on_progress(told)
        process.stdin.write(b"." if is_cancelled is None or not is_cancelled() else b"x")
        process.stdin.flush()


def _stay(is_interrupted: Callable[[], bool] | None) -> None:
    if is_interrupted is not None and is_interrupted():
        raise Interrupted


def _collect(stream: IO[bytes], said: list[bytes]) -> None:
    said.extend(iter(stream.readline, b""))
