"""Files to import, and the run that imports them."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from accounts.importing.runs import begin_import, perform_import
from accounts.models import ImportRun
from tests.crm.factories import NOW

COUNTS = ("rows_total", "created", "updated", "unchanged", "rejected", "accounts_created", "orders_created")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A file of rows; `text` is its header and rows with commas, one a line."""

    def write(text: str, *, name: str = "file.csv", encoding: str = "utf-8", delimiter: str = ",", packed: bool = False) -> Path:
        path = tmp_path / name
        content = "\r\n".join(line.strip().replace(",", delimiter) for line in text.splitlines() if line.strip()) + "\r\n"
        data = content.encode(encoding)
        path.write_bytes(gzip.compress(data) if packed else data)
        return path

    return write


@pytest.fixture
def run_import(db: None) -> Callable[..., ImportRun]:
    def run_import(type: str, path: Path, **options: Any) -> ImportRun:
        return perform_import(begin_import(type=type, path=path, **({"by": None, "at": NOW} | options)))

    return run_import


def counts(run: ImportRun) -> dict[str, int]:
    """The counters that are not 0, and that they agree with each other."""
    run.refresh_from_db()
    told = {name: getattr(run, name) for name in COUNTS}
    if run.state == ImportRun.State.DONE:
        assert run.created + run.updated + run.unchanged + run.rejected == run.rows_total == run.rows_done
    return {name: count for name, count in told.items() if count}


def refusals(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.refusals.order_by("line").values_list("line", "column", "reason"))


def errors_of(run: ImportRun) -> list[dict[str, str]]:
    """The rows of the error file."""
    with Path(run.errors_path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def last_line(output: str) -> dict[str, Any]:
    return json.loads(output.strip().splitlines()[-1])


def rows(lines: Iterable[Iterable[object]]) -> str:
    return "\n".join(",".join(map(str, line)) for line in lines)
