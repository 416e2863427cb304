"""Two questions of a load balancer: does this process live, and can it do its work."""

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from crm.jobs import STALLED_AFTER_SECONDS
from crm.unavailable import AWAY, RETRY_AFTER_SECONDS

_migrations_seen = threading.Event()


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about the database, or an outage there would restart every web server."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database takes writes, has all migrations, and a worker gave a sign of life; else 503 and which one."""
    checks: dict[str, Callable[[], bool]] = {
        "database_writable": _database_writable,
        "migrations_applied": _migrations_applied,
        "worker_alive": _worker_alive,
    }
    try:
        results = {name: check() for name, check in checks.items()}
    except AWAY:
        results = dict.fromkeys(checks, False)
    ready = all(results.values())
    headers = {} if ready else {"Retry-After": str(RETRY_AFTER_SECONDS)}
    body = {"status": "ok" if ready else "unavailable", "checks": results}
    return JsonResponse(body, status=200 if ready else 503, headers=headers)


def _database_writable() -> bool:
    """A standby and a read-only database have no transaction number to give."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'")
        return bool(cursor.fetchone()[0])


def _migrations_applied() -> bool:
    """Looked for until found: migrations do not come off a running database."""
    if not _migrations_seen.is_set() and is_migrated():
        _migrations_seen.set()
    return _migrations_seen.is_set()


def is_migrated() -> bool:
    """Whether the database has every migration that this program knows."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker_alive() -> bool:
    """A worker's heartbeat is a committed write, so a fresh one also shows that the disk takes them."""
    since = timezone.now() - timedelta(seconds=STALLED_AFTER_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
