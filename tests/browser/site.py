"""A whole CRM of its own for the browser: embedded PostgreSQL, demo world, web server, all on 127.0.0.1."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Site:
    """`manage` runs a command, `start`/`stop` the web server, `api` asks the API as the demo's integration."""

    folder: Path
    port: int = field(default_factory=free_port)
    web: subprocess.Popen[bytes] | None = None
    token: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CRM_", "DJANGO_", "DATABASE_URL"))}
        return inherited | {"CRM_DATA_DIR": str(self.folder), "PORT": str(self.port), "CRM_LOG_LEVEL": "WARNING"}

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("demo_seed")
        self.token = self.manage("demo_token").strip().splitlines()[-1]

    def start(self) -> None:
        command = [sys.executable, "manage.py", "web", "--end-with", str(os.getpid())]
        self.web = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert self.web.poll() is None, "The web server did not start."
            assert time.monotonic() < deadline, "The web server did not answer in time."
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        if self.web and self.web.poll() is None:
            self.web.terminate()
            self.web.wait(STOP_SECONDS)
        self.web = None

    def api(self, path: str, **query: str) -> Any:
        address = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def visits_with(self, marker: str) -> list[dict[str, Any]]:
        """Completed visits whose notes hold `marker`."""
        rows = self.api("visits/", status="completed", ordering="-planned_on", limit="200")["results"]
        return [row for row in rows if marker in row["notes"]]
