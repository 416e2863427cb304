"""From the file into the staging table, some thousand lines a transaction; a killed run goes on after the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F

from accounts.importing.batches import Refusal
from accounts.importing.kinds import ImportKind
from accounts.importing.mappings import Mapping
from accounts.importing.reading import RowReader, known_headers, reader_for, recognise
from accounts.importing.refusals import keep_refusals
from accounts.importing.sheets import Row, open_sheet
from accounts.models import ImportLine, ImportRun
from crm.collecting import uncollected
from crm.copying import copy_lines, tell_array, tell_cell

CHUNK = 10_000

COLUMNS = ("run_id", "key", "line", "cells")

Staged = tuple[str, int, Sequence[str]]


def stage(run: ImportRun, *, kind: ImportKind, mapping: Mapping, after_chunk: Callable[[], None]) -> None:
    """Take over what has not been read yet and set `rows_total`. Raises `UnreadableFile`; what was staged stays."""
    if run.rows_total is not None:
        return
    with open_sheet(Path(run.path), known=known_headers(kind, mapping), encoding=run.encoding) as sheet:
        mapping = recognise(run, sheet, kind=kind, mapping=mapping)
        reader = reader_for(sheet.header, kind=kind, mapping=mapping, run=run)
        rows = islice(sheet.rows, run.lines_read, None)
        while chunk := list(islice(rows, CHUNK)):
            _stage_chunk(run, chunk, reader=reader)
            after_chunk()
    ImportRun.objects.filter(pk=run.pk).update(rows_total=run.lines_read)
    run.rows_total = run.lines_read
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_importline")


@transaction.atomic
def _stage_chunk(run: ImportRun, rows: Sequence[Row], *, reader: RowReader) -> None:
    refusals: list[Refusal] = []
    with uncollected():
        copy_lines(ImportLine._meta.db_table, COLUMNS, _encoded(run, _readable(rows, refusals, reader=reader)))
    keep_refusals(run, refusals)
    counts = {"lines_read": len(rows), "rejected": len(refusals), "rows_done": len(refusals)}
    ImportRun.objects.filter(pk=run.pk).update(**{name: F(name) + count for name, count in counts.items()})
    for name, count in counts.items():
        setattr(run, name, getattr(run, name) + count)


def _readable(rows: Sequence[Row], refusals: list[Refusal], *, reader: RowReader) -> Iterator[Staged]:
    for row in rows:
        cells = reader.read(row)
        if isinstance(cells, Refusal):
            refusals.append(cells)
        else:
            yield cells.key, row.line, cells.cells


def _encoded(run: ImportRun, lines: Iterator[Staged]) -> Iterator[str]:
    run_id = run.pk.hex
    for key, line, cells in lines:
        yield f"{run_id}\t{tell_cell(key)}\t{line}\t{tell_cell(tell_array(cells))}"
