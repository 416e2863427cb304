"""A look into a file before anything is done with it: what it is, what its columns mean, its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from accounts.importing.headers import Guess, guesses, plain
from accounts.importing.kinds import ImportKind, kind_of
from accounts.importing.memory import recall
from accounts.importing.sheets import Form, open_sheet, storable
from accounts.models import ImportRun, ImportUpload
from crm.models import User

SHOWN = 20

#: In this order a file is taken for one of equal likeness.
TYPES = ("accounts", "contacts", "orders", "visits", "products")


@dataclass(frozen=True, slots=True)
class Preview:
    """`notices` are codes: `gb18030`, `broken_bytes`, `no_rows`, `duplicate_headers`, `imported_before`."""

    type: str
    form: Form
    header: list[str]
    columns: list[Guess]
    identity: str
    rows: list[tuple[int, list[str]]]
    notices: list[str]
    before: ImportRun | None


def preview(upload: ImportUpload, *, type: str, encoding: str, by: User) -> Preview:
    """Raises `UnreadableFile`. `type` may be left open: then it is the one whose columns the header has most of."""
    with open_sheet(Path(upload.path), known=_words(), encoding=encoding) as sheet:
        rows = [(row.line, [*map(storable, row.cells)] or [row.problem]) for row in islice(sheet.rows, SHOWN)]
    type = type or likeliest_type(sheet.header)
    kind = kind_of(type)
    columns, identity = _columns(kind, sheet.header, by=by)
    done = ImportRun.objects.filter(
        by=by, type=type, file_digest=upload.file_digest, mode=ImportRun.Mode.COMMIT, state=ImportRun.State.DONE, undone_at=None
    )
    before = done.order_by("-ended_at").first()
    return Preview(
        type, sheet.form, sheet.header, columns, identity, rows, _notices(sheet.form, sheet.header, rows, before), before
    )


def _words() -> list[str]:
    return [word for type in TYPES for name, labels in kind_of(type).labels.items() for word in (name, *labels)]


def likeliest_type(header: Sequence[str]) -> str:
    """What a file is of: the type that knows the largest part of the header, and needs least that is not there."""

    def likeness(type: str) -> tuple[int, int]:
        kind = kind_of(type)
        found = {guess.column for guess in guesses(header, kind.labels) if guess.certainty in ("exact", "label")}
        missing = sum(column.needed and column.name not in found for column in kind.columns)
        return len(found) - 2 * missing, -TYPES.index(type)

    return max(TYPES, key=likeness)


def _columns(kind: ImportKind, header: Sequence[str], *, by: User) -> tuple[list[Guess], str]:
    default = next(iter(kind.identities()), "")
    memory = recall(by=by, type=kind.type, header=header)
    if memory is not None:
        known = kind.labels
        chosen = [memory.columns.get(name, "") for name in header]
        return [Guess(ours if ours in known else "", "remembered") for ours in chosen], memory.identity or default
    return guesses(header, kind.labels), default


def _notices(form: Form, header: Sequence[str], rows: Sequence[object], before: ImportRun | None) -> list[str]:
    names = [plain(name) for name in header if name]
    found = {
        "gb18030": form.encoding == "gb18030",
        "broken_bytes": form.is_broken,
        "no_rows": not rows,
        "duplicate_headers": len(set(names)) < len(names),
        "imported_before": before is not None,
    }
    return [code for code, holds in found.items() if holds]
