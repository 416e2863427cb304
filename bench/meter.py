"""Wall time, CPU time and memory of a step: of this program, of the backends in its database, and of their workers."""

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil

SAMPLED_EVERY = 0.1


@dataclass(frozen=True)
class Step:
    """`peak_mb` is memory that is not shared. A server on another machine is in neither CPU time nor memory."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass
class Meter:
    """Measures steps; `backend` is the process behind our connection, as `pg_backend_pid()` tells."""

    backend: int
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        print(f"{name} …", file=sys.stderr, flush=True)
        watch = _Watch(self._processes)
        started = time.monotonic()
        yield
        seconds = time.monotonic() - started
        cpu_seconds, peak_mb = watch.stop()
        self.steps.append(Step(name, round(seconds, 2), round(cpu_seconds, 2), round(peak_mb, 1)))
        print(f"{name}: {seconds:.1f} s, {cpu_seconds:.1f} CPU s, {peak_mb:.0f} MB", file=sys.stderr, flush=True)

    def report(self) -> dict[str, Any]:
        return {"steps": [asdict(step) for step in self.steps]}

    def _processes(self) -> list[psutil.Process]:
        """This program, whoever works in the backend's database, and the parallel workers of those."""
        try:
            backend = psutil.Process(self.backend)
            if "postgres" not in backend.name():
                return [psutil.Process()]
            siblings = {each: _title(each) for each in backend.parent().children()}
        except psutil.Error:
            return [psutil.Process()]
        database = _database(siblings.get(backend, ""))
        busy = [each for each, title in siblings.items() if each == backend or (database and _database(title) == database)]
        workers = [each for each, title in siblings.items() if any(f"parallel worker for PID {one.pid}" in title for one in busy)]
        return [psutil.Process(), *busy, *workers]


class _Watch:
    """Looks every moment, because a parallel worker takes its times with it when it ends."""

    def __init__(self, processes: Any) -> None:
        self._processes, self._peak_mb, self._done = processes, 0.0, threading.Event()
        self._before = {process.pid: _burnt(process) for process in processes()}
        self._burnt: dict[int, float] = {}
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def stop(self) -> tuple[float, float]:
        """CPU seconds and the peak of the memory."""
        self._done.set()
        self._thread.join()
        self._look()
        return sum(burnt - self._before.get(pid, 0.0) for pid, burnt in self._burnt.items()), self._peak_mb

    def _look_on(self) -> None:
        while not self._done.wait(SAMPLED_EVERY):
            self._look()

    def _look(self) -> None:
        living = self._processes()
        self._peak_mb = max(self._peak_mb, sum(_private_mb(process) for process in living))
        for process in living:
            self._burnt[process.pid] = max(_burnt(process), self._burnt.get(process.pid, 0.0))


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _database(title: str) -> str | None:
    """Of a client's backend, as its title tells: `postgres: person database [local] idle`, or with a host."""
    found = re.match(r"postgres: (?:\S+: )?\S+ (\S+) (?:\[local\]|\S+\(\d+\))", title)
    return found and found[1]


def _burnt(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system


def _private_mb(process: psutil.Process) -> float:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0.0
    return (memory.rss - memory.shared) / 2**20
