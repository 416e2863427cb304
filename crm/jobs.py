"""Background jobs: procrastinate in our own database, so that a job is deferred in the transaction that wants it.

Apps put their tasks in their `jobs.py`; they run at least once and must bear being run twice.
"""

import asyncio
import contextlib
import logging
from typing import Final

import procrastinate
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

logger = logging.getLogger("crm.jobs")

HEARTBEAT_SECONDS: Final = 5.0
#: A worker without a heartbeat for so long is dead, and what it was doing goes back into the queue.
STALLED_AFTER_SECONDS: Final = 20.0
SWEEP_SECONDS: Final = 10.0
GRACEFUL_SECONDS: Final = 15.0


async def run_worker(*, concurrency: int) -> None:
    """Work until told to stop by SIGTERM or SIGINT; running jobs get a moment to finish, the rest waits in the queue."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            sweeping = asyncio.create_task(sweep_for_ever(worker_app))
            try:
                await worker_app.run_worker_async(
                    concurrency=concurrency,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_AFTER_SECONDS,
                    shutdown_graceful_timeout=GRACEFUL_SECONDS,
                    delete_jobs="successful",
                )
            finally:
                sweeping.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await sweeping


async def sweep_for_ever(worker_app: procrastinate.App) -> None:
    """Every worker sweeps, so that one is enough; a sweep that fails is noted and tried again."""
    while True:
        try:
            await sweep(worker_app)
        except procrastinate.exceptions.ConnectorException:
            logger.exception("sweep failed")
        await asyncio.sleep(SWEEP_SECONDS)


async def sweep(worker_app: procrastinate.App) -> int:
    """Put the jobs of dead workers back into the queue; says how many.

    procrastinate leaves the job of a killed worker in `doing` for ever: neither a restart nor a time limit frees it.
    """
    manager = worker_app.job_manager
    await manager.prune_stalled_workers(STALLED_AFTER_SECONDS)
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in stalled:
        with contextlib.suppress(procrastinate.exceptions.ConnectorException):  # another worker's sweep was faster
            await manager.retry_job(job)
            logger.warning("job of a dead worker put back", extra={"job": job.id, "task": job.task_name})
    return len(stalled)
