"""The random split of a segment: by tier and currency, from a seed, so that the same seed draws the same parts.

Within a stratum the accounts stand in the order of a digest of seed and id, which nobody chose; going down that order, the
hold-out gets one whenever its share has grown by a whole account. So each stratum is split to within one account of the share,
and a random beginning keeps strata of one from all going the same way.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Account
from tiers.models import Experiment

#: `{members}` gives the column `id`. Accounts that another experiment has at present are left out, or neither could be read.
SPLIT = """
    WITH segment (id) AS MATERIALIZED ({members}),
    chosen AS (SELECT account.id, coalesce(account.tier, 'none') AS stratum, account.currency
                    FROM accounts_account AS account JOIN segment ON segment.id = account.id
                    WHERE NOT EXISTS (
                        SELECT FROM tiers_experimentmember AS other
                        JOIN tiers_experiment AS elsewhere ON elsewhere.id = other.experiment_id
                        WHERE other.account_id = account.id AND elsewhere.status = 'running')),
    placed AS (SELECT id, stratum,
                      row_number() OVER (PARTITION BY stratum, currency ORDER BY md5(%(seed)s::text || id::text), id) AS place,
                      ('x' || substr(md5(%(seed)s::text || stratum || currency), 1, 8))::bit(32)::bigint / 4294967296.0 AS start
               FROM chosen),
    drawn AS (SELECT id, stratum,
                     floor(place * %(share)s::numeric + start) > floor((place - 1) * %(share)s::numeric + start) AS is_held
              FROM placed),
    kept AS (INSERT INTO tiers_experimentmember (experiment_id, account_id, arm, stratum)
             SELECT %(experiment)s, id, CASE WHEN is_held THEN 'holdout' ELSE 'treated' END, stratum FROM drawn
             RETURNING arm, stratum)
    SELECT stratum, count(*) FILTER (WHERE arm = 'treated'), count(*) FILTER (WHERE arm = 'holdout'),
           (SELECT count(*) FROM segment) FROM kept GROUP BY stratum ORDER BY stratum
"""


def draw(experiment: Experiment, members: QuerySet[Account]) -> dict[str, Any]:
    """Draw the parts and keep them; tells how many went where."""
    sql, parameters = members.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        text = str(cursor.mogrify(sql, parameters)).replace("%", "%%")
        cursor.execute(
            SPLIT.format(members=text), {"experiment": experiment.pk, "seed": experiment.seed, "share": experiment.holdout_share}
        )
        found = cursor.fetchall()
    strata = {stratum: {"treated": treated, "holdout": held} for stratum, treated, held, _ in found}
    totals = {arm: sum(counts[arm] for counts in strata.values()) for arm in ("treated", "holdout")}
    elsewhere = found[0][3] - sum(totals.values()) if found else 0
    return {**totals, "elsewhere": elsewhere, "strata": strata, "seed": experiment.seed}
