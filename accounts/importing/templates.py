"""An empty file of each type to fill in, with headers that people read and the import knows."""

from __future__ import annotations

import csv
import io

from accounts.importing.kinds import kind_of


def template(type: str, *, language: str) -> str:
    """The header as CSV; Chinese labels where `language` is zh, else our own names."""
    kind = kind_of(type)
    columns = [column for column in (*kind.columns, *kind.extras()) if not column.hidden and not column.mapped]
    file = io.StringIO()
    csv.writer(file).writerow([column.labels[0] if language == "zh" and column.labels else column.name for column in columns])
    return file.getvalue()
