"""One process at a time at one piece of work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

POLL_SECONDS = 0.2


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Others that name the same work wait. The lock is the connection's: a killed process leaves none behind."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [what])
            if cursor.fetchone()[0]:
                break
            time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [what])
