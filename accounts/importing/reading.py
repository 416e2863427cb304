"""From a sheet of a file to staged lines: the header is matched once, then each row is read cell by cell."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.importing.batches import Refusal
from accounts.importing.cells import BadCell
from accounts.importing.headers import guesses, known
from accounts.importing.kinds import Column, ImportKind
from accounts.importing.mappings import Mapping, mapping_of
from accounts.importing.sheets import Row, Sheet, UnreadableFile
from accounts.models import ImportRun

#: Columns of our own error files: a file of mended rows comes back with them.
ERROR_COLUMNS = ("error_line", "error_column", "error_reason")

#: What a spreadsheet writes where a formula has no value.
FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!"})


class ReadRow(NamedTuple):
    """`cells` in the order of the kind's columns, canonical, "" where empty; `key` as the kind makes it."""

    key: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows of one file. `places` says of each column of the kind where it stands in the file, or None; `extras` of each
    further one."""

    kind: ImportKind
    run: ImportRun
    places: Sequence[tuple[Column, int | None]]
    extras: Sequence[tuple[Column, int]]
    needed: Collection[str]
    width: int
    mapping: Mapping

    def read(self, row: Row) -> ReadRow | Refusal:
        cells = row.cells
        if row.problem:
            return Refusal(row.line, "", row.problem)
        if len(cells) != self.width:
            if len(cells) > self.width and any(cells[self.width :]):
                return Refusal(row.line, "", f"{len(cells)} cells, but the header has {self.width}.")
            cells = [*cells, *[""] * (self.width - len(cells))]
        read: dict[str, str] = {}
        for column, place in self.places:
            cell = "" if place is None else cells[place].strip()
            if not cell and column.name in self.needed:
                return Refusal(row.line, self.mapping.theirs(column.name), "This cell is empty.")
            try:
                read[column.name] = _read(column, cell) if cell else ""
            except BadCell as reason:
                return Refusal(row.line, self.mapping.theirs(column.name), str(reason))
        if self.extras:
            try:
                read["custom"] = self._read_extras(cells)
            except BadExtra as bad:
                return Refusal(row.line, self.mapping.theirs(bad.column), bad.reason)
        if misfit := self.kind.misfit(read):
            return Refusal(row.line, self.mapping.theirs(misfit[0]), misfit[1])
        return ReadRow(self.kind.key(read, self.run)[:200], list(read.values()))

    def _read_extras(self, cells: Sequence[str]) -> str:
        found: dict[str, str] = {}
        for column, place in self.extras:
            cell = cells[place].strip()
            try:
                if cell:
                    found[column.name.removeprefix("custom.")] = _read(column, cell)
                elif column.name in self.needed:
                    raise BadExtra(column.name, "This cell is empty.")
            except BadCell as reason:
                raise BadExtra(column.name, str(reason)) from reason
        return json.dumps(found, ensure_ascii=False) if found else ""


class BadExtra(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def _read(column: Column, cell: str) -> str:
    if cell[0] == "#" and cell in FORMULA_ERRORS:
        raise BadCell(f"The spreadsheet has no value for this formula: {cell}.")
    return column.read(cell)


def known_headers(kind: ImportKind, mapping: Mapping) -> list[str]:
    """Every word that a header of such a file may hold, by which the separator is recognised."""
    names = [mapping.theirs(column.name) for column in kind.columns]
    return [*names, *(word for words in kind.labels.values() for word in words)]


def recognise(run: ImportRun, sheet: Sheet, *, kind: ImportKind, mapping: Mapping) -> Mapping:
    """What the file turned out to be is noted in the run: its encoding, and columns that stand under other names than ours."""
    labels = kind.labels
    chosen = run.columns
    if not chosen and not mapping.columns:
        sure = dict(zip(sheet.header, guesses(sheet.header, labels), strict=True))
        if any(guess.certainty == "label" or guess.column != theirs.lower() for theirs, guess in sure.items() if guess.column):
            chosen = {theirs: guess.column for theirs, guess in sure.items() if guess.certainty in ("exact", "label")}
            _refuse_unknown([name for name in sheet.header if name not in chosen], labels)
            _refuse_twice([known(name, labels).column for name in sheet.header])
    if (chosen, sheet.form.encoding) != (run.columns, run.encoding):
        run.columns, run.encoding = chosen, sheet.form.encoding
        ImportRun.objects.filter(pk=run.pk).update(columns=run.columns, encoding=run.encoding)
    return mapping_of(run)


def reader_for(header: Sequence[str], *, kind: ImportKind, mapping: Mapping, run: ImportRun) -> RowReader:
    """Match the header; raises `UnreadableFile` naming what is missing, twice there or unknown."""
    names = [name.lower() for name in header]
    columns, extras = [column for column in kind.columns if not column.hidden], kind.extras()
    ours = {
        mapping.theirs(column.name).lower() for column in (*columns, *extras) if column.name in mapping.columns or not column.mapped
    }
    needed = kind.needed(run)
    _refuse_missing([mapping.theirs(name) for name in needed if mapping.theirs(name).lower() not in names])
    _refuse_twice([name for name in names if name in ours])
    if not mapping.overlooks_others:
        _refuse_unknown([name for name in header if name.lower() not in ours], {})
    places = [(column, _place(column, names, mapping)) for column in kind.columns]
    further = [(column, place) for column in extras if (place := _place(column, names, mapping)) is not None]
    return RowReader(
        kind=kind, run=run, places=places, extras=further, needed=frozenset(needed), width=len(header), mapping=mapping
    )  # fmt: skip


def _place(column: Column, names: Sequence[str], mapping: Mapping) -> int | None:
    name = mapping.theirs(column.name).lower()
    return names.index(name) if name in names and not column.hidden else None


def _refuse_missing(missing: Sequence[str]) -> None:
    if missing:
        raise UnreadableFile(f"These columns are missing: {', '.join(missing)}.", fields={name: ["Missing."] for name in missing})


def _refuse_twice(names: Sequence[str]) -> None:
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise UnreadableFile(f"These columns come twice: {', '.join(twice)}.", fields={name: ["Twice."] for name in twice})


def _refuse_unknown(names: Sequence[str], labels: dict[str, tuple[str, ...]]) -> None:
    """In our own format an unknown column is a slip of the pen; those of our error files are overlooked."""
    unknown = [name for name in names if name and name.lower() not in ERROR_COLUMNS and not known(name, labels).column]
    if unknown:
        raise UnreadableFile(f"Unknown columns: {', '.join(unknown)}.", fields={name: ["Unknown column."] for name in unknown})
