"""A database of one's own on the server in use, made for a measurement and dropped after it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Inside, the default connection works in an empty, migrated database; the program's own is not touched. Its name is told."""
    own, scratch = connection.settings_dict["NAME"], f"crm_bench_{name}_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{scratch}" TEMPLATE template0')
    try:
        _turn_to(scratch)
        call_command("migrate", verbosity=0)
        yield scratch
    finally:
        _turn_to(own)
        _drop(scratch)


def _drop(scratch: str) -> None:
    """Nobody comes in any more, whoever is inside is sent away: between the two a server that still runs would come back."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [scratch])
        if cursor.fetchone() is None:
            return
        cursor.execute(f'ALTER DATABASE "{scratch}" WITH ALLOW_CONNECTIONS false')
        # not WITH (FORCE), which wants to send away the server's own vacuum too, and may not
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", [scratch]
        )
        cursor.execute(f'DROP DATABASE "{scratch}"')


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def turned_to(scratch: str) -> Iterator[None]:
    """Inside, the default connection works in one of several scratch databases."""
    before = connection.settings_dict["NAME"]
    _turn_to(scratch)
    try:
        yield
    finally:
        _turn_to(before)
