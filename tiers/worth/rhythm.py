"""When accounts ordered, added up in the database: all of them once, afterwards those of which something is new."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

#: A transaction that began so long before the last run may have ended after it.
STILL_OPEN = timedelta(hours=6)

#: Accounts whose numbers may differ from those kept: an order came, changed, went or moved to another account, a day
#: was reached, the currency changed.
CHANGED = """
    SELECT account_id FROM accounts_order WHERE changed_in >= %(since)s
    UNION SELECT account_id FROM crm_change
          WHERE op = 'delete' AND changed_in >= %(since)s AND table_name = 'accounts_order' AND account_id IS NOT NULL
    UNION SELECT (old->>'account_id')::uuid FROM crm_change
          WHERE at >= %(since_at)s AND op = 'update' AND table_name = 'accounts_order' AND old ? 'account_id'
    UNION SELECT account_id FROM tiers_orderrhythm WHERE review_after <= %(day)s
    UNION SELECT kept.account_id FROM tiers_orderrhythm AS kept JOIN accounts_account AS account ON account.id = kept.account_id
          WHERE account.currency <> kept.currency
"""

#: One row an account that has ordered by its team's day. Sales in the account's own currency, several of one day as one; what
#: was given away for nothing is a visit of the rhythm, too.
RHYTHM = """
    WITH sale AS (
        SELECT placed.account_id, (placed.ordered_at AT TIME ZONE %(zone)s)::date AS on_day, placed.total, placed.currency,
               team_day.day
        FROM accounts_order AS placed
        JOIN accounts_account AS account ON account.id = placed.account_id
        JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
        WHERE placed.kind = 'sale' AND placed.currency = account.currency {and_only}
    ), by_day AS (
        SELECT account_id, currency, on_day, sum(total) AS value FROM sale WHERE on_day <= day GROUP BY account_id, currency, on_day
    ), step AS (
        SELECT account_id, currency, on_day, value, lag(on_day) OVER (PARTITION BY account_id ORDER BY on_day) AS before FROM by_day
    ), rhythm AS (
        SELECT account_id, currency, min(on_day) AS first_on, max(on_day) AS last_on, count(*) - 1 AS repeats,
               coalesce(sum(ln((on_day - before) / 7.0::float8)), 0) AS log_gaps,
               coalesce(sum(value) FILTER (WHERE before IS NOT NULL), 0) AS repeat_value
        FROM step GROUP BY account_id, currency
    ), ahead AS (
        SELECT account_id, min(on_day) AS on_day FROM sale WHERE on_day > day GROUP BY account_id
    ), bought AS (
        SELECT placed.account_id, coalesce(nullif(product.category, ''), product.code) AS category,
               max((placed.ordered_at AT TIME ZONE %(zone)s)::date) AS last_on
        FROM accounts_order AS placed
        JOIN accounts_account AS account ON account.id = placed.account_id
        JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
        JOIN accounts_orderline AS line ON line.order_id = placed.id
        JOIN accounts_product AS product ON product.id = line.product_id
        WHERE placed.kind = 'sale'
          AND placed.ordered_at >= ((team_day.day - 364)::timestamp AT TIME ZONE %(zone)s)
          AND placed.ordered_at < ((team_day.day + 1)::timestamp AT TIME ZONE %(zone)s) {and_only}
        GROUP BY 1, 2
    ), range AS (
        SELECT account_id, count(*) AS breadth, min(last_on) + 365 AS narrows_on FROM bought GROUP BY account_id
    )
    SELECT account_id, currency, first_on, last_on, repeats, log_gaps, repeat_value, coalesce(breadth, 0),
           least(ahead.on_day, narrows_on)
    FROM rhythm LEFT JOIN ahead USING (account_id) LEFT JOIN range USING (account_id)
"""

COLUMNS = "currency, first_on, last_on, repeats, log_gaps, repeat_value, breadth, review_after"

FILL = f"INSERT INTO tiers_orderrhythm (account_id, {COLUMNS}) {RHYTHM.format(and_only='')}"

#: `changed` is a temporary table of account ids.
FORGET = "DELETE FROM tiers_orderrhythm WHERE account_id IN (SELECT account_id FROM changed)"
RENEW = f"""
    INSERT INTO tiers_orderrhythm (account_id, {COLUMNS})
    {RHYTHM.format(and_only="AND placed.account_id IN (SELECT account_id FROM changed)")}
"""


def refresh_rhythms(*, days: dict[Any, date], day: date, since: int | None, since_at: datetime | None) -> int:
    """Bring the rhythms up to date; `days` is each team's own day, `since` the change number of the last run
    and `since_at` its instant, None for all.

    Returns how many accounts were looked at. To be called inside a transaction.
    """
    params: dict[str, Any] = {
        "zone": settings.BUSINESS_TZ.key, "teams": list(days), "days": list(days.values()), "day": day,
        "since": since, "since_at": since_at and since_at - STILL_OPEN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)")
        if since is None:
            cursor.execute("TRUNCATE tiers_orderrhythm")
            cursor.execute(FILL, params)
            return int(cursor.rowcount)
        cursor.execute("DROP TABLE IF EXISTS changed")
        cursor.execute(f"CREATE TEMPORARY TABLE changed ON COMMIT DROP AS {CHANGED}", params)
        looked_at = int(cursor.rowcount)
        cursor.execute("CREATE INDEX ON changed (account_id)")
        cursor.execute("ANALYZE changed")
        cursor.execute(FORGET, params)
        cursor.execute(RENEW, params)
        return looked_at
