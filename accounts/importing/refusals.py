"""Lines that did not land, with their reason; and the error file from which they can be mended and sent again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from accounts.importing.batches import Refusal
from accounts.importing.kinds import ImportKind
from accounts.importing.mappings import Mapping
from accounts.importing.reading import ERROR_COLUMNS, known_headers
from accounts.importing.sheets import open_sheet
from accounts.importing.words import worded
from accounts.models import ImportRefusal, ImportRun
from crm.copying import copy_rows

#: What a spreadsheet would take for a formula; numbers and phone numbers may begin with a sign.
FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－](?![\d\s().-]*$))|[\t\r\n]")


#: By what a file was written in; everything else comes back in UTF-8 with the mark by which spreadsheets recognise it.
WRITTEN_IN = {"gb18030": "gb18030"}


def keep_refusals(run: ImportRun, refusals: Iterable[Refusal]) -> None:
    rows = [(run.pk, refusal.line, refusal.column[:100], refusal.reason[:500]) for refusal in refusals]
    if rows:
        copy_rows(ImportRefusal._meta.db_table, ("run_id", "line", "column", "reason"), rows)


def imports_folder() -> Path:
    """Where uploaded files and error files lie."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_errors_file(run: ImportRun, *, kind: ImportKind, mapping: Mapping) -> str:
    """The refused rows as they stood in the file, in its own encoding, each with its line, column and reason before it; "" when
    there are none."""
    if not run.refusals.exists():
        return ""
    path = imports_folder() / f"{run.pk}-errors.csv"
    unfinished = path.with_suffix(".part")
    with (
        open_sheet(Path(run.path), known=known_headers(kind, mapping), encoding=run.encoding) as sheet,
        unfinished.open("w", encoding=WRITTEN_IN.get(sheet.form.encoding, "utf-8-sig"), newline="") as file,
    ):
        writer = csv.writer(file, delimiter=sheet.form.delimiter or ",")
        kept = [place for place, name in enumerate(sheet.header) if name.lower() not in ERROR_COLUMNS]
        writer.writerow([*ERROR_COLUMNS, *(sheet.header[place] for place in kept)])
        raw = ((row.line, row.cells) for row in sheet.rows)
        for refusal, cells in _beside(run.refusals.order_by("line").iterator(), raw):
            told = [cells[place] if place < len(cells) else "" for place in kept]
            reason = worded(refusal.reason, run.language)
            writer.writerow([refusal.line, refusal.column, reason, *map(harmless, told)])
    unfinished.replace(path)
    return str(path)


def _beside(
    refusals: Iterable[ImportRefusal], rows: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[tuple[ImportRefusal, Sequence[str]]]:
    """Each refusal with its row; both come in the order of their lines."""
    line = 0
    cells: Sequence[str] = ()
    for refusal in refusals:
        while line < refusal.line:
            line, cells = next(rows)
        yield refusal, cells


def harmless(cell: str) -> str:
    """As it was, but a spreadsheet that opens it runs nothing; half characters are shown as what they are."""
    cell = cell.encode("utf-8", "backslashreplace").decode()
    return f"'{cell}" if FORMULA.match(cell) else cell
