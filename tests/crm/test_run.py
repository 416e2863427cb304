"""`make run`, from the first start with the demo to the last process gone."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest

from crm.embedded.keeper import SERVER_UID
from crm.embedded.processes import postmaster_pid
from tests.crm.servers import open_folder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("run"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="is about the embedded server"),
]
ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A started `manage.py run` and what it has said so far."""

    process: subprocess.Popen[str]
    data_dir: Path
    port: int
    said: list[str]

    def wait_for(self, words: str, *, seconds: float = 400) -> None:
        deadline = time.monotonic() + seconds
        while not any(words in line for line in self.said):
            assert self.process.poll() is None or any(words in line for line in self.said), "".join(self.said)
            assert time.monotonic() < deadline, "".join(self.said)
            time.sleep(0.05)

    def get(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    @property
    def token(self) -> str:
        return next(found.group() for line in self.said if (found := re.search(r"crm_[\w-]{40,}", line)))

    @property
    def database(self) -> int | None:
        return postmaster_pid(self.data_dir / "postgres" / "cluster")

    def children(self, command: str) -> list[int]:
        """Pids of our processes of that command, masters before workers."""
        wanted = f"manage.py\0{command}\0".encode()
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return sorted(pid for pid in pids if wanted in commandline(pid) and f"\0{self.process.pid}\0".encode() in commandline(pid))


def commandline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def run(data_dir: Path, port: int) -> Iterator[Running]:
    """`make run` without make: in a session of its own, as a terminal gives it."""
    environment = os.environ | {"CRM_ENV": "demo", "CRM_DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        running = Running(process, data_dir, port, [])
        listener = Thread(target=lambda: running.said.extend(process.stdout), daemon=True)
        listener.start()
        try:
            yield running
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            listener.join(timeout=10)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def running(data_dir: Path) -> Iterator[Running]:
    with run(data_dir, free_port()) as started:
        started.wait_for("Ctrl-C stops everything")
        yield started


def eventually(happened, *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if happened():
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def test_it_prints_address_people_and_token(running):
    said = "".join(running.said)

    assert f"http://localhost:{running.port}/" in said
    assert "demo-demo-demo" in said
    for person in ("alice", "bob", "charlie", "lena", "sam", "dora", "ann", "admin"):
        assert re.search(rf"^  {person} ", said, re.MULTILINE), person
    answer = json.loads(running.get("/api/v1/accounts/?limit=5", Authorization=f"Bearer {running.token}"))
    assert len(answer["results"]) == 5


def test_it_is_ready_when_it_says_so(running):
    assert json.loads(running.get("/readyz"))["checks"] == {
        "database_writable": True, "migrations_applied": True, "worker_alive": True,
    }  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_the_database_is_not_roots(running):
    assert Path(f"/proc/{running.database}").stat().st_uid == SERVER_UID


def test_the_web_is_light(running):
    for _ in range(20):
        running.get("/api/v1/accounts/?limit=200", Authorization=f"Bearer {running.token}")

    _, *workers = running.children("web")

    assert len(workers) == 2
    assert sum(resident(pid) for pid in workers) <= 200 * MIB
    for pid in workers:
        libraries = Path(f"/proc/{pid}/maps").read_text()
        assert not re.search(r"site-packages/(scipy|numba|numpy|pandas)/", libraries)


def resident(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) * 1024


def test_a_second_one_on_the_same_port_says_why_it_does_not_start(running):
    with run(running.data_dir, running.port) as second:
        second.process.wait(timeout=60)

    assert second.process.returncode == 1
    assert f"Port {running.port} is in use" in "".join(second.said)


@pytest.mark.parametrize("command", ["web", "worker"])
def test_a_killed_child_comes_back(running, command):
    killed = running.children(command)[0]
    os.kill(killed, signal.SIGKILL)

    running.wait_for(f"The {command} process had died")

    eventually(lambda: json.loads(running.get("/readyz"))["status"] == "ok")
    assert killed not in running.children(command)


def test_a_killed_database_comes_back(running):
    os.kill(running.database, signal.SIGKILL)

    running.wait_for("The database had died")

    eventually(lambda: json.loads(running.get("/readyz"))["status"] == "ok")
    assert json.loads(running.get("/api/v1/accounts/?limit=5", Authorization=f"Bearer {running.token}"))["results"]


def test_a_killed_runner_takes_all_of_it_along_and_the_next_one_starts(running):
    token, children = running.token, [*running.children("web"), *running.children("worker")]

    running.process.kill()
    eventually(lambda: not any(commandline(pid) for pid in children))
    eventually(lambda: running.database is None)

    with run(running.data_dir, running.port) as again:
        again.wait_for("Ctrl-C stops everything")
        assert json.loads(again.get("/api/v1/accounts/?limit=5", Authorization=f"Bearer {token}"))["results"]
        again.process.send_signal(signal.SIGINT)
        again.process.wait(timeout=60)

        assert again.process.returncode == 0
        assert "Everything has stopped." in "".join(again.said)
        assert again.database is None
        assert not again.children("web")
        assert not again.children("worker")
