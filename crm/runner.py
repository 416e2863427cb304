"""`make run`: brings everything up in order, says so in plain words, and takes everything down again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings

STOP_SECONDS = 25
READY_SECONDS = 120
RESTART_AFTER_SECONDS = 1.0
#: A child that dies this often in a row, each time soon after its start, is broken, not unlucky.
TRIES = 5
SOON_SECONDS = 10.0


#: What the children are told unless the caller says otherwise. One heap for all threads: those of Python take turns anyway,
#: and a heap for each would keep what the largest of its requests once took (5 MB of a web worker). What a large answer took goes
#: back to the system (1.4 MB of a web worker).
CHILD_ENVIRONMENT = {
    "CRM_LOG_LEVEL": "WARNING", "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "65536",
}  # fmt: skip


class RunRefused(Exception):
    """It cannot run; the text says why."""


@dataclass
class Child:
    """A process of ours, started again when it dies unasked."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches only the runner, which stops the others in order."""
        command = [sys.executable, str(settings.ROOT / "manage.py"), *self.arguments, "--end-with", str(os.getpid())]
        environment = CHILD_ENVIRONMENT | os.environ
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
        self.started_at = time.monotonic()

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def revive(self) -> bool:
        """Start again if dead; says whether it was."""
        if not self.is_dead:
            return False
        died_soon = time.monotonic() - self.started_at < SOON_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if died_soon else 0
        if self.quick_deaths >= TRIES:
            raise RunRefused(f"The {self.name} process does not stay up; what it said stands above.")
        time.sleep(RESTART_AFTER_SECONDS)
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def see_off(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Stop(KeyboardInterrupt):
    """Ctrl-C, a request to end, or a closed terminal."""


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, each of these signals raises `Stop`; afterwards none disturbs the cleaning up."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


@dataclass
class Runner:
    """Holds the children; `say` prints a line for the person who waits, `keep_database` revives the private server."""

    say: Callable[[str], None]
    keep_database: Callable[[], bool]
    children: list[Child] = field(default_factory=lambda: [Child("web", ["web"]), Child("worker", ["worker"])])

    def serve(self, *, when_ready: Callable[[], None]) -> None:
        """Start the children, announce them once they are ready, and watch over them until `Stop`."""
        for child in self.children:
            child.start()
        self._await_ready()
        when_ready()
        self._watch()

    def stop(self) -> None:
        """Ask all children at once, then wait for each."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.see_off(deadline)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready():
            if dead := [child.name for child in self.children if child.is_dead]:
                raise RunRefused(f"The {' and the '.join(dead)} process did not start; what it said stands above.")
            if time.monotonic() > deadline:
                raise RunRefused(f"Web and worker did not become ready within {READY_SECONDS} seconds.")
            time.sleep(0.1)

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            if self.keep_database():
                self.say("The database had died and was started again.")
            for child in self.children:
                if child.revive():
                    self.say(f"The {child.name} process had died and was started again.")


def is_ready() -> bool:
    """Whether our own server says that database, migrations and worker are there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def refuse_taken_port() -> None:
    """Look before the long preparation, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.LISTEN_ON, settings.PORT))
        except OSError as taken:
            raise RunRefused(
                f"Port {settings.PORT} is in use or not allowed ({taken.strerror}). "
                f"Stop what listens there, or choose another one: make run PORT={settings.PORT + 1}"
            ) from None
