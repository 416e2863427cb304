"""Keeping the sums per tier small and right (see `TierFigure`)."""

from django.db import connection, transaction

#: Folding and recounting queue here: one must not count what the other has just added up.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tier figures', 0))"

COLUMNS = "team_id, owner_id, territory_id, tier, currency"

FOLD = f"""
    WITH gone AS (DELETE FROM tiers_tierfigure RETURNING {COLUMNS}, accounts, value)
    INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
    SELECT {COLUMNS}, sum(accounts), sum(value) FROM gone
    GROUP BY {COLUMNS} HAVING sum(accounts) <> 0 OR sum(value) <> 0
"""

#: One statement, one snapshot: whoever writes meanwhile adds its own rows to what this one saw.
RECOUNT = f"""
    WITH gone AS (DELETE FROM tiers_tierfigure)
    INSERT INTO tiers_tierfigure ({COLUMNS}, accounts, value)
    SELECT {COLUMNS}, count(*), coalesce(sum(annual_value), 0) FROM accounts_account
    WHERE kind = 'external' AND status <> 'archived' GROUP BY {COLUMNS}
"""


def fold_figures() -> int:
    """Add up what was told since the last time; answers how many rows are left. Run twice, the second changes nothing."""
    return _write(FOLD)


def recount_figures() -> int:
    """Count anew from the accounts, for a database whose triggers were switched off for a bulk load."""
    return _write(RECOUNT)


@transaction.atomic
def _write(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(statement)
        return int(cursor.rowcount)
