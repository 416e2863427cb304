"""From the staging table into the notebook, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import count as numbers
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.importing.ahead import Ahead
from accounts.importing.batches import Batch, Doubt, Landed, Refusal
from accounts.importing.doubts import keep_doubts
from accounts.importing.kinds import ImportKind
from accounts.importing.mappings import Mapping
from accounts.importing.refusals import keep_refusals, write_errors_file
from accounts.importing.words import worded
from accounts.models import ImportLine, ImportRun
from crm.collecting import uncollected
from crm.errors import DomainError
from crm.history import note_author

#: Numbers of batches.
LOOK_AFTER = frozenset({1, 4, 16, 64, 256})

#: How closely it looks: the size of a table is what matters here, and the server looks itself once the rows are there.
GLANCE = 25

#: A trial keeps its refusals in memory; beyond this a file is not worth going on with.
MOST_REFUSALS = 100_000

COUNTERS = ("created", "updated", "unchanged", "rejected", "doubtful", "accounts_created", "orders_created", "rows_done")


class TooManyRefusals(DomainError):
    code = "too_many_refusals"


class Undone(Exception):
    pass


@dataclass
class Tally:
    """What a run has come to so far."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTERS, 0))
    refusals: list[Refusal] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)

    def add(self, landed: Landed, batch: Batch) -> None:
        rejected = len(batch.refusals)
        if landed.lines + rejected != batch.size:
            raise RuntimeError(f"{batch.size} lines came in, {landed.lines} + {rejected} are told of.")
        more = {"rejected": rejected, "doubtful": len(batch.doubts), "rows_done": batch.size}
        for name, count in (asdict(landed) | more).items():
            self.counts[name] += count
        self.refusals += batch.refusals
        self.doubts += batch.doubts
        self.sample += batch.sample


def land_in_batches(run: ImportRun, *, kind: ImportKind, mapping: Mapping, after_batch: Callable[[], None]) -> None:
    """Each batch for good, together with the counters and the key up to which the run has come."""
    with Ahead(run, kind=kind, mapping=mapping) as ahead:
        for number in numbers(1):
            batch = ahead.batch()
            if batch is None:
                break
            tally = Tally()
            with transaction.atomic():
                _land(run, batch, tally, kind=kind)
                keep_refusals(run, tally.refusals)
                keep_doubts(run, tally.doubts)
                _count(run, tally)
            ahead.work_in()
            _look_anew(kind, after=number)
            after_batch()
    with transaction.atomic():
        kind.finish(run)
        _end(run, ImportRun.State.DONE, kind=kind, mapping=mapping)


def land_as_a_whole(run: ImportRun, *, kind: ImportKind, mapping: Mapping, keep: bool, after_batch: Callable[[], None]) -> None:
    """All or nothing, in one transaction. Without `keep`, or when a line is refused anywhere, nothing stays but the counts."""
    tally, rejected = Tally(), run.rejected
    try:
        with Ahead(run, kind=kind, mapping=mapping) as ahead, transaction.atomic():
            for number in numbers(1):
                batch = ahead.batch()
                if batch is None:
                    break
                _land(run, batch, tally, kind=kind)
                ahead.work_in()
                _look_anew(kind, after=number)
                if len(tally.refusals) > MOST_REFUSALS:
                    raise TooManyRefusals(f"More than {MOST_REFUSALS} lines are refused.")
                after_batch()
            if not keep or rejected or tally.refusals:
                raise Undone
            kind.finish(run)
            keep_doubts(run, tally.doubts)
            _count(run, tally)
            _end(run, ImportRun.State.DONE, kind=kind, mapping=mapping)
    except Undone:
        _tell_of_trial(run, tally, kind=kind, mapping=mapping)


@transaction.atomic
def _tell_of_trial(run: ImportRun, tally: Tally, *, kind: ImportKind, mapping: Mapping) -> None:
    """A dry run tells what would have come of every line; an aborted import only what stood in its way."""
    keep_refusals(run, tally.refusals)
    if run.mode == ImportRun.Mode.DRY_RUN:
        keep_doubts(run, tally.doubts)
        _count(run, tally)
        _end(run, ImportRun.State.DONE, kind=kind, mapping=mapping)
        return
    _count(run, Tally(counts={"rejected": len(tally.refusals), "rows_done": len(tally.refusals)}))
    error = f"Nothing landed: {run.rejected} lines are refused."
    _end(run, ImportRun.State.ABORTED, kind=kind, mapping=mapping, error=error)


def _look_anew(kind: ImportKind, *, after: int) -> None:
    """Have the planner look at tables that have grown fourfold. One that it knew as empty it goes on reading as a whole, also
    behind every foreign key: 34 s of CPU where 7 do."""
    if after in LOOK_AFTER:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('default_statistics_target', %s, true)", [str(GLANCE)])
            cursor.execute(f"ANALYZE {', '.join(table._meta.db_table for table in kind.tables)}")


def _land(run: ImportRun, batch: Batch, tally: Tally, *, kind: ImportKind) -> None:
    note_author(by=run.by, cause="import", batch=run.pk)
    batch.sample += run.sample + tally.sample
    already = len(batch.sample)
    with uncollected():
        landed = kind.land(batch)
    del batch.sample[:already]
    tally.add(landed, batch)
    run.landed_to = batch.high


def _count(run: ImportRun, tally: Tally) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        landed_to=run.landed_to, **{name: F(name) + count for name, count in tally.counts.items()}
    )
    for name, count in tally.counts.items():
        setattr(run, name, getattr(run, name) + count)
    if tally.sample:
        run.sample += tally.sample
        ImportRun.objects.filter(pk=run.pk).update(sample=run.sample)


def _end(run: ImportRun, state: str, *, kind: ImportKind, mapping: Mapping, error: str = "") -> None:
    errors_path = write_errors_file(run, kind=kind, mapping=mapping)
    ImportLine.objects.filter(run_id=run.pk).delete()
    run.change(state=state, ended_at=timezone.now(), errors_path=errors_path, error=worded(error, run.language))
