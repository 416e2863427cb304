"""All accounts that may be scored, as arrays, cut into cohorts that one fit can speak for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from tiers.equity.histories import DAYS_PER_WEEK, Floats, Histories
from tiers.worth.wire import Array, read_arrays

#: Who has never ordered stands beside with nothing: it is scored, too, as "never ordered".
ROSTER = """
    SELECT account.id, dense_rank() OVER (ORDER BY account.currency, team_day.day)::int4 - 1,
           dense_rank() OVER (ORDER BY account.role)::int4 - 1,
           team_day.day, coalesce(kept.first_on, team_day.day), coalesce(kept.last_on, team_day.day),
           coalesce(kept.repeats, -1)::int4, coalesce(kept.log_gaps, 0)::float8, coalesce(kept.repeat_value, 0)::float8,
           coalesce(kept.breadth, 0)::int4
    FROM accounts_account AS account
    JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
    LEFT JOIN tiers_orderrhythm AS kept ON kept.account_id = account.id
    WHERE account.kind = 'external' AND account.status <> 'archived'
    ORDER BY account.id
"""
TYPES = ("uuid", "int4", "int4", "date", "date", "date", "int4", "float8", "float8", "int4")
COHORTS = """
    SELECT DISTINCT account.currency, team_day.day FROM accounts_account AS account
    JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
    WHERE account.kind = 'external' AND account.status <> 'archived' ORDER BY 1, 2
"""


ROLES = """
    SELECT DISTINCT account.role FROM accounts_account AS account
    WHERE account.team_id = ANY(%(teams)s) AND account.kind = 'external' AND account.status <> 'archived' ORDER BY 1
"""


@dataclass(frozen=True)
class Roster:
    """One entry an account, ordered by id. `repeats` is -1 where it never ordered. `roles` names the segments."""

    roles: tuple[str, ...]
    ids: Array
    cohort: Array
    segment: Array
    day: Array
    first: Array
    last: Array
    repeats: Array
    log_gaps: Floats
    repeat_value: Floats
    breadth: Array

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_ordered(self) -> Array:
        return self.repeats >= 0

    @property
    def mean_value(self) -> Floats:
        """Of the order days after the first; 0 where there is none."""
        return self.repeat_value / np.maximum(self.repeats, 1)

    def histories(self, those: Array) -> Histories:
        weeks = DAYS_PER_WEEK
        last = (self.last[those] - self.first[those]).astype(np.float64) / weeks
        watched = (self.day[those] - self.first[those]).astype(np.float64) / weeks
        return Histories(self.repeats[those].astype(np.float64), last, watched, self.log_gaps[those])

    def tenure_years(self) -> Floats:
        return (self.day - self.first).astype(np.float64) / 365.25


def read_roster(days: dict[Any, date]) -> Roster:
    """Every external account that is not archived, of the teams in `days`."""
    params = {"teams": list(days), "days": list(days.values())}
    with connection.cursor() as cursor:
        cursor.execute(ROLES, params)
        roles = tuple(role for (role,) in cursor.fetchall())
    return Roster(roles, *read_arrays(ROSTER, params, TYPES))
