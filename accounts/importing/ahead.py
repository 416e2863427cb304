"""While the database lands one batch, the next one is read and its words are looked up: half of an import's work is the program's,
half is the database's, and each would wait for the other.

Nothing is decided here. What is made ahead depends on the lines alone, so that a batch comes to the same without it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import Error, connection

from accounts.actions.search_index import work_lexemes_in
from accounts.importing.batches import Batch, Line
from accounts.importing.kinds import ImportKind
from accounts.importing.mappings import Mapping
from accounts.models import Account, ImportRun
from crm.collecting import uncollected

logger = logging.getLogger("crm.imports")

#: Lines of a batch, more or less: a batch ends where a key ends. The database has nothing to do until the first is made ready.
FIRST, BATCH = 2_000, 10_000


class Ahead:
    """The batches of a run one after the other, the next one in the making; and the lexemes of the last one worked in beside it."""

    def __init__(self, run: ImportRun, *, kind: ImportKind, mapping: Mapping) -> None:
        self._run, self._kind, self._mapping = run, kind, mapping
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="import-ahead")
        self._indexers = ThreadPoolExecutor(1, thread_name_prefix="import-index")
        self._next: tuple[Batch | None, Future[None] | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._readers.shutdown(cancel_futures=True)
        self._indexers.shutdown()

    def batch(self) -> Batch | None:
        """The next one, None when no line is left. The one behind it is begun."""
        batch, reading = self._next or self._begin(self._run.landed_to, lines=min(FIRST, BATCH))
        self._next = None
        if batch is not None:
            if reading is not None:
                reading.result()
            self._next = self._begin(batch.high, lines=BATCH)
        return batch

    def work_in(self) -> None:
        """To be called when a batch has landed."""
        if Account in self._kind.tables:
            self._indexers.submit(_work_in)

    def _begin(self, low: str, *, lines: int) -> tuple[Batch | None, Future[None] | None]:
        high = _next_key(self._run, low, lines)
        if high is None:
            return None, None
        columns = [column.name for column in self._kind.columns]
        batch = Batch(run=self._run, mapping=self._mapping, columns=columns, low=low, high=high)
        with uncollected():
            wanted = self._kind.wanted_ahead(batch)
        return batch, None if wanted is None else self._readers.submit(self._read_ahead, batch, wanted)

    def _read_ahead(self, batch: Batch, lines: Iterable[Line]) -> None:
        with uncollected():
            batch.made_ahead = self._kind.make_ahead(lines)


def _next_key(run: ImportRun, low: str, lines: int) -> str | None:
    """The key at which the next batch ends; None when no line is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(key) FROM (
                SELECT key FROM accounts_importline WHERE run_id = %s AND key > %s ORDER BY key LIMIT %s
            ) AS next
            """,
            [run.pk, low, lines],
        )
        key: str | None = cursor.fetchone()[0]
    return key


def _work_in() -> None:
    """On a connection of this thread's own. What it cannot do, the next bulk write or the next vacuum does."""
    try:
        work_lexemes_in()
    except Error:
        logger.warning("lexemes left waiting", exc_info=True)
    finally:
        connection.close()
