"""Saying who writes, where the request does not tell."""

from __future__ import annotations

from typing import Any, Protocol, cast
from uuid import UUID

from django.db import connection, transaction

from crm.database.authors import Author


class Person(Protocol):
    pk: Any


def note_author(*, by: Person | None, cause: str = "", batch: UUID | None = None) -> None:
    """What is written from here to the end of this transaction block is `by`'s, came about by `cause` (a short word: import, bulk,
    merge) and belongs to `batch`, by which it can be undone. What is left out stays as an outer block said it.

    It costs no statement: the database is told together with the first write (`crm.database`).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An author is noted inside a transaction.")
    author = Author(by=str(by.pk) if by is not None else "", cause=cause, batch=str(batch) if batch else "")
    cast(Any, connection).notes.add(connection.savepoint_ids, author)
