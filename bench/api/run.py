"""Fills the world, starts the three servers, lets them take turns, and tells the medians."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.conninfo import make_conninfo

from bench.api import load, meter
from bench.api.operations import Operation, operations
from bench.api.world import World, fill
from crm.access import digest
from crm.models import User

CONNECTIONS = 8
WARM_UP_S = 1.0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure(accounts: int, *, rounds: int, seconds: float, only: Sequence[str]) -> dict[str, Any]:
    started = time.monotonic()
    say(f"filling {accounts:,} accounts …")
    world = fill(accounts)
    say(f"filled in {time.monotonic() - started:.0f} s")
    asked = [operation for operation in operations(world) if not only or operation.name in only]
    cookie = sign_in(world.lead)
    statements = {operation.name: count_statements(operation, world, cookie) for operation in asked}
    with servers(world, asked) as (ours, floor, stock):
        compare(asked, ours, floor, world, cookie)
        told = [told_of(operation, statements, rounds, seconds, (ours, floor, stock), world, cookie) for operation in asked]
        memory = psutil.Process(ours.process.pid)
        return {
            "accounts": accounts,
            "operations": told,
            "rss_mb": round(meter.rss_mb(memory), 1),
            "pss_mb": round(meter.pss_mb(memory), 1),
        }


# --- who asks ------------------------------------------------------------------------------------------------------------


def sign_in(user: User) -> str:
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def headers(operation: Operation, world: World, cookie: str) -> dict[str, str]:
    return {"Cookie": cookie} if operation.as_lead else {"Authorization": f"Bearer {world.secret}"}


def request_maker(operation: Operation, paths: Sequence[str], given: dict[str, str]) -> Callable[[int], bytes]:
    head = "".join(f"{name}: {value}\r\n" for name, value in ({"Host": "localhost"} | given).items())
    if operation.body is None:
        made = [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in paths]
        return lambda turn: made[turn % len(made)]
    make_body = operation.body

    def post(turn: int) -> bytes:
        body = json.dumps(make_body(turn)).encode()
        start = f"POST {paths[0]} HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return start.encode() + body

    return post


def count_statements(operation: Operation, world: World, cookie: str) -> int:
    """Everything that the program sends for one request, its authentication included."""
    client = Client(headers=headers(operation, world, cookie))
    ask = (
        (lambda: client.get(operation.paths[0]))
        if operation.body is None
        else (lambda: client.post(operation.paths[0], operation.body(0), content_type="application/json"))
    )
    ask()
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    if response.status_code >= 300:
        raise SystemExit(f"{operation.name} answers {response.status_code}: {response.content[:500]!r}")
    return len(captured)


# --- the servers -----------------------------------------------------------------------------------------------------------


#: Its COUNT of a million rows takes longer under load than a statement of ours may.
STOCK = {"DJANGO_SETTINGS_MODULE": "bench.api.settings", "CRM_STATEMENT_SECONDS": "120"}


class Server:
    def __init__(self, name: str, command: list[str], port: int, environment: dict[str, str]) -> None:
        self.name, self.port = name, port
        self.process = subprocess.Popen(command, env=os.environ | environment, stdout=sys.stderr)

    def wait(self) -> None:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"The {self.name} server does not start.")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def servers(world: World, asked: Sequence[Operation]) -> Iterator[list[Server]]:
    known = connection.settings_dict
    address = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    conninfo = make_conninfo("", dbname=known["NAME"], **{name: str(value) for name, value in address.items() if value})
    plan = {"database": conninfo, "digest": digest(world.secret), "parameters": {item.name: item.floor for item in asked}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan))
        ports = free_ports(3)
        web = [sys.executable, str(settings.ROOT / "manage.py"), "web", "--workers", "2", "--threads", "4"]
        given = {"DATABASE_URL": url_of(address, known["NAME"]), "CRM_LOG_LEVEL": "ERROR"}
        started = [
            Server("real", web, ports[0], given | {"PORT": str(ports[0])}),
            Server("floor", [sys.executable, "-m", "bench.api.floor", str(ports[1]), str(file)], ports[1], {}),
            Server("stock", web, ports[2], given | {"PORT": str(ports[2])} | STOCK),
        ]
        try:
            for server in started:
                server.wait()
            yield started
        finally:
            for server in started:
                server.stop()


def url_of(address: dict[str, Any], name: str) -> str:
    from urllib.parse import quote, urlencode

    rest = {"host": address["host"], "port": address["port"]}
    who = quote(address["user"] or "", safe="") + (f":{quote(address['password'], safe='')}" if address["password"] else "")
    return f"postgresql://{who}@/{name}?{urlencode({key: value for key, value in rest.items() if value})}"


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def compare(asked: Sequence[Operation], ours: Server, floor: Server, world: World, cookie: str) -> None:
    """The floor must give the same rows, or it is no floor."""
    for operation in asked:
        if not operation.name.startswith(("list", "page", "search")):
            continue
        mine = load.Connection(ours.port).ask(request_maker(operation, operation.paths, headers(operation, world, cookie))(0))
        least = load.Connection(floor.port).ask(floor_maker(operation, world)(0))
        if json.loads(mine[1])["results"] != json.loads(least[1])["results"]:
            raise SystemExit(f"{operation.name}: the floor does not answer with the same rows.")


def floor_maker(operation: Operation, world: World) -> Callable[[int], bytes]:
    paths = [f"/{operation.name}?{number}" for number in range(len(operation.floor))]
    return request_maker(operation, paths, {"Authorization": f"Bearer {world.secret}"})


# --- taking turns ------------------------------------------------------------------------------------------------------------


def told_of(
    operation: Operation,
    statements: dict[str, int],
    rounds: int,
    seconds: float,
    three: Sequence[Server],
    world: World,
    cookie: str,
) -> dict[str, Any]:
    given = headers(operation, world, cookie)
    makers = [
        request_maker(operation, operation.paths, given),
        floor_maker(operation, world),
        request_maker(operation, operation.stock, given) if operation.stock else None,
    ]
    taken: list[list[dict[str, float]]] = [[], [], []]
    for _ in range(rounds):
        for number, (server, maker) in enumerate(zip(three, makers, strict=True)):
            if maker:
                taken[number].append(one_round(server, maker, seconds))
    ours, floor, stock = (
        {key: statistics.median(r[key] for r in results) for key in results[0]} if results else {} for results in taken
    )
    row = {
        "name": operation.name,
        "rps": round(ours["rps"]),
        "p50_ms": round(ours["p50_ms"], 2),
        "p95_ms": round(ours["p95_ms"], 2),
        "cpu_ms": round(ours["cpu_ms"], 3),
        "queries": statements[operation.name],
        "floor_rps": round(floor["rps"]),
        "floor_cpu_ms": round(floor["cpu_ms"], 3),
        "stock_cpu_ms": round(stock["cpu_ms"], 3) if stock else None,
        "ratio": round(floor["cpu_ms"] / ours["cpu_ms"], 3),
        "server_cpu_ms": round(ours["server_ms"], 3),
        "database_cpu_ms": round(ours["database_ms"], 3),
    }
    say(json.dumps(row))
    return row


def one_round(server: Server, maker: Callable[[int], bytes], seconds: float) -> dict[str, float]:
    web, database = psutil.Process(server.process.pid), meter.postmaster()
    warm = load.run(server.port, maker, connections=CONNECTIONS, seconds=WARM_UP_S)
    before = meter.cpu_seconds(web), meter.cpu_seconds(database)
    sample = load.run(server.port, maker, connections=CONNECTIONS, seconds=seconds)
    after = meter.cpu_seconds(web), meter.cpu_seconds(database)
    if failures := [*warm.failures, *sample.failures]:
        raise SystemExit(f"The {server.name} server failed {len(failures)} times, first: {failures[0]}")
    served, kept = (1000 * (late - early) / len(sample.latencies) for early, late in zip(before, after, strict=True))
    return {
        "rps": sample.rps,
        "p50_ms": sample.percentile_ms(0.5),
        "p95_ms": sample.percentile_ms(0.95),
        "cpu_ms": served + kept,
        "server_ms": served,
        "database_ms": kept,
    }
