"""The engine: before the first write of a transaction it tells the triggers of the history who writes, and by which way.

Doing it here reaches every path of the program (action, bulk statement, COPY, admin) without asking anything of them, and costs
one short statement in a transaction that writes, none in one that reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base

from crm.database.authors import Author, Notes, author_of_request

WRITES = re.compile(r"\s*(?:insert|update|delete|with|merge|copy)\b", re.IGNORECASE)
TELL = "SELECT set_config('crm.by', %s, true), set_config('crm.cause', %s, true), set_config('crm.batch', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = Notes()
        self.told: Author | None = Author()  # None: not known what the database was told
        self.execute_wrappers.append(self._tell_before_writes)

    def _set_autocommit(self, autocommit: bool) -> None:
        """A transaction begins or has ended: what was told to the last one is forgotten."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        self._forget()

    def connect(self) -> None:
        super().connect()
        self._forget()

    def _forget(self) -> None:
        self.notes, self.told = Notes(), Author()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None  # the settings went back to what they were at the savepoint

    def _tell_before_writes(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not isinstance(sql, str) or not WRITES.match(sql):
            return execute(sql, params, many, context)
        if self.in_atomic_block:
            self.tell_author()
            return execute(sql, params, many, context)
        if self._author() == Author():
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.alias):  # a setting holds for a transaction, so a single statement gets one
            self.tell_author()
            return execute(sql, params, many, context)

    def tell_author(self) -> None:
        """Tell the triggers, unless they know; for statements that go past the cursor, such as COPY."""
        author = self._author()
        if author != self.told and not self.needs_rollback:
            with self.wrap_database_errors:
                self.connection.execute(TELL, author.settings())
            self.told = author

    def _author(self) -> Author:
        return self.notes.author(self.savepoint_ids, otherwise=author_of_request())
