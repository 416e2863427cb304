"""The worker's promise: a job is done although the worker that had it was killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from crm import jobs

ROOT = Path(__file__).resolve().parents[2]

# A worker in a process of its own, on this test's database, with one task that takes its time and then leaves a row.
WORKER = """
import asyncio, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django; django.setup()
from django.db import connection
from procrastinate.contrib.django import app
from crm import jobs

jobs.HEARTBEAT_SECONDS, jobs.STALLED_AFTER_SECONDS, jobs.SWEEP_SECONDS = 0.2, 4.0, 0.2  # a busy machine may hold a worker up for a second

@app.task(name="tests.leave_row")
def leave_row(number):
    connection.cursor().execute("INSERT INTO begun_by_worker VALUES (%s)", [number])
    time.sleep(float(sys.argv[2]))
    connection.cursor().execute("INSERT INTO done_by_worker VALUES (%s)", [number])

asyncio.run(jobs.run_worker(concurrency=2))
"""


@contextmanager
def worker(*, task_seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(task_seconds)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
            process.terminate()
        except BaseException:
            process.kill()
            raise


def wait_until(happened, *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def rows_left(step: str) -> dict[int, int]:
    """How often each number was `begun` or `done`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, count(*) FROM {step}_by_worker GROUP BY number")
        return dict(cursor.fetchall())


@pytest.fixture
def done(transactional_db) -> Iterator[Callable[[], dict[int, int]]]:
    """How often each number was left, by a table outside of the tests' transactions."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE begun_by_worker (number int); CREATE TABLE done_by_worker (number int)")
    yield lambda: rows_left("done")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE begun_by_worker, done_by_worker")


@pytest.mark.slow
def test_the_jobs_of_a_killed_worker_are_done_by_the_next_one(done):
    app.configure_task("tests.leave_row").batch_defer(*({"number": number} for number in range(4)))
    with worker(task_seconds=60) as killed:
        wait_until(lambda: ProcrastinateJob.objects.filter(status="doing").count() == 2)
        killed.kill()

    with worker(task_seconds=0):
        wait_until(lambda: len(done()) == 4)

    assert done() == {0: 1, 1: 1, 2: 1, 3: 1}


@pytest.mark.slow
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has(done):
    app.configure_task("tests.leave_row").defer(number=1)
    with worker(task_seconds=1) as process:
        wait_until(lambda: rows_left("begun"))  # what was only fetched goes back to the queue by the next one's sweep
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)

    assert done() == {1: 1}


def job_of_worker(*, silent_for: timedelta) -> int:
    """A job that is being done by a worker whose last heartbeat was so long ago."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [timezone.now() - silent_for])
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) VALUES ('q', 't', 'doing', %s) RETURNING id",
            [worker_id],
        )
        return cursor.fetchone()[0]


def sweep() -> int:
    return async_to_sync(jobs.sweep)(app)


@pytest.mark.pg15
@pytest.mark.django_db
def test_a_sweep_puts_back_the_job_of_a_silent_worker():
    job = job_of_worker(silent_for=timedelta(seconds=jobs.STALLED_AFTER_SECONDS + 5))

    assert sweep() == 1

    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
    assert not ProcrastinateWorker.objects.exists()
    assert sweep() == 0


@pytest.mark.django_db
def test_a_sweep_leaves_the_job_of_a_live_worker_alone():
    job = job_of_worker(silent_for=timedelta(seconds=1))

    assert sweep() == 0

    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


@pytest.mark.pg15
@pytest.mark.django_db
def test_a_fresh_heartbeat_makes_the_program_ready(client):
    job_of_worker(silent_for=timedelta(seconds=1))

    assert client.get("/readyz").json()["checks"]["worker_alive"] is True
