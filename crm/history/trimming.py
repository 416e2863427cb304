"""The history ends only where the company wants an end: `CRM_HISTORY_YEARS` says how long it is kept; nothing else is touched."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

#: Rows a transaction; what a killed run has removed is removed.
BATCH = 10_000

#: A merge can be undone for as long as it stands, and then has to know what was written to its rows since. So the history of
#: every row that a merge has moved is kept, however old.
TRIM = """
    DELETE FROM crm_change WHERE id IN (
        SELECT old.id FROM crm_change AS old
        WHERE old.at < %(before)s AND old.id > %(after)s
          AND NOT EXISTS (SELECT FROM crm_change AS merged WHERE merged.row_id = old.row_id AND merged.cause = 'merge')
        ORDER BY old.id LIMIT %(batch)s
    ) RETURNING id
"""


def trim_history(*, years: int, at: datetime, batch: int = BATCH) -> int:
    """Remove changes that are older than so many years; 0 keeps all. Says how many went. Run twice, the second finds nothing."""
    if not years:
        return 0
    removed, after = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TRIM, {"before": years_before(at, years), "after": after, "batch": batch})
            gone = [id for (id,) in cursor.fetchall()]
        removed += len(gone)
        if len(gone) < batch:
            return removed
        after = max(gone)


def years_before(at: datetime, years: int) -> datetime:
    """The same day so many years ago; of a 29 February the day after it."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, month=3, day=1)
