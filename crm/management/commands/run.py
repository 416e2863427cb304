import io
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections

from crm.embedded.base import server
from crm.health import is_migrated
from crm.runner import Runner, RunRefused, Stop, refuse_taken_port, stoppable

PEOPLE = (
    ("alice", "account manager, team 1", "客户经理"),
    ("bob", "account manager, same team", "客户经理"),
    ("charlie", "account manager, other team", "客户经理"),
    ("lena", "sales lead of alice and bob", "销售主管"),
    ("sam", "service agent", "客服"),
    ("dora", "department lead, freight", "货运部负责人"),
    ("ann", "analyst", "分析师"),
    ("admin", "administrator", "管理员"),
)
PASSWORD = "demo-demo-demo"  # noqa: S105  the demo's, known to everybody


class Command(BaseCommand):
    help = "Run everything on this machine: database, tables, demo data, web and worker. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []  # web and worker check before they start

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("`run` fills in demo data. In production start `migrate`, `web` and `worker` (docs/operations.md).")
        runner = Runner(say=self._say, keep_database=_keep_database)
        try:
            with stoppable():
                self._prepare()
                runner.serve(when_ready=self._announce)
        except Stop:
            self._say("")
            self._say("Stopping …")
        except RunRefused as refusal:
            raise CommandError(str(refusal)) from None
        finally:
            runner.stop()
            connections.close_all()
            if _is_embedded():
                server().release()
        self._say("Everything has stopped.")

    def _prepare(self) -> None:
        refuse_taken_port()
        self._step("Starting the database", self._reach_database)
        if not is_migrated():
            self._step("Bringing the tables up to date", lambda: call_command("migrate", verbosity=0))
        if "demo_seed" in get_commands():
            self._step("Looking after the demo data (the first time takes a minute)", lambda: call_command("demo_seed"))
        connections.close_all()
        self._say("Starting web and worker …")

    def _reach_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise RunRefused(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from None

    def _announce(self) -> None:
        self._say("")
        self._say(f"Ready: http://localhost:{settings.PORT}/")
        self._say("")
        self._say(f"Sign in with the password {PASSWORD} as")
        for name, role, chinese in PEOPLE:
            self._say(f"  {name:<8} {role} · {chinese}")
        if "demo_token" in get_commands():
            self._say("")
            self._say(f"Token for integrations (Authorization: Bearer …):\n  {_demo_token()}")
            connections.close_all()
        self._say("")
        self._say("Ctrl-C stops everything; the data stays.")

    def _step(self, what: str, action: Any) -> None:
        self._say(f"{what} …")
        started = time.monotonic()
        action()
        if (took := time.monotonic() - started) >= 1:
            self._say(f"  done in {took:.0f} s")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _demo_token() -> str:
    spoken = io.StringIO()
    call_command("demo_token", stdout=spoken)
    return spoken.getvalue().strip().splitlines()[-1]


def _is_embedded() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"] == "crm.embedded")


def _keep_database() -> bool:
    return _is_embedded() and server().revive()
