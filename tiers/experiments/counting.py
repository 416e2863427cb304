"""What the accounts of each part bought, in sets: the experiment's window, and as many days before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from crm.calendar import day_bounds
from tiers.experiments.lift import Part
from tiers.models import Experiment, ExperimentMember

#: Net sales are sales less returns in the account's currency; a return lowers value and is no order.
COUNTED = """
    WITH bought AS (
        SELECT member.arm, member.account_id, account.currency, coalesce(sum({value}), 0)::numeric AS value,
               count("order".id) FILTER (WHERE "order".kind = 'sale') AS orders,
               bool_or("order".currency <> account.currency) AS is_mixed
        FROM tiers_experimentmember AS member JOIN accounts_account AS account ON account.id = member.account_id
        LEFT JOIN accounts_order AS "order" ON "order".account_id = member.account_id
             AND "order".ordered_at >= %(start)s AND "order".ordered_at < %(end)s
        WHERE member.experiment_id = %(experiment)s
        GROUP BY member.arm, member.account_id, account.currency)
    SELECT arm, count(*), count(*) FILTER (WHERE orders > 0), sum(value)::float8, sum(value * value)::float8,
           min(currency), max(currency), coalesce(bool_or(is_mixed), false)
    FROM bought GROUP BY arm
"""
VALUES = {
    Experiment.Metric.NET_SALES: '"order".total',
    Experiment.Metric.ORDERS: "CASE WHEN \"order\".kind = 'sale' THEN 1 END",
}
NOBODY = Part(0, 0, 0.0, 0.0)


@dataclass(frozen=True)
class Counted:
    treated: Part
    holdout: Part
    currencies: frozenset[str]


def count_window(experiment: Experiment, *, since: date, until: date) -> Counted:
    """Both days included. An order in a currency that is not the account's counts as a second currency."""
    sql = COUNTED.format(value=VALUES[Experiment.Metric(experiment.metric)])
    start, end = day_bounds(since)[0], day_bounds(until)[1]
    parts: dict[str, Part] = {}
    currencies: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"experiment": experiment.pk, "start": start, "end": end})
        found = cursor.fetchall()
    for arm, accounts, buyers, total, squares, first, last, is_mixed in found:
        parts[arm] = Part(accounts, buyers, total, squares)
        currencies |= {first, last} | ({"other"} if is_mixed else set())
    arms = ExperimentMember.Arm
    return Counted(parts.get(arms.TREATED, NOBODY), parts.get(arms.HOLDOUT, NOBODY), frozenset(currencies))


def before(experiment: Experiment) -> tuple[date, date]:
    """As many days, right before it: the parts should have been alike then."""
    assert experiment.starts_on is not None
    return experiment.starts_on - timedelta(days=experiment.days), experiment.starts_on - timedelta(days=1)
