"""The one door to the read columns of an account.

Each app writes here what it knows (tier, last visit, value …), set-based and only where it differs. The change moves the
row's change number, so that phones and integrations hear of it, but neither `version` nor `updated_at`: a nightly review
must not make every `If-Match` stale.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts.actions.access import queue_for_bulk
from accounts.models import Account, Touchpoint
from crm.calendar import day_bounds, today
from crm.models import Team

#: Every column that may be written here, and nothing else.
FIGURES = frozenset(
    {
        "annual_value", "checked_latitude", "checked_longitude", "last_order_on", "last_spoken_on", "last_visit_on", "loyalty_band",
        "loyalty_index", "mixed_currency", "next_action", "next_action_on", "next_order_on", "next_visit_on", "open_complaints",
        "place_checked_on", "tier", "tier_since", "welcome",
    }
)  # fmt: skip


def computed(accounts: Collection[UUID] | None) -> str:
    """How a WITH in a source is computed: once where `accounts` are named, as the planner likes over whole tables.

    Whoever names accounts has often just written them in the same transaction. A vacuum that comes by meanwhile counts none of
    these rows, the planner then takes both tables for empty, and would add up all orders anew for every pair of accounts.
    """
    return "NOT MATERIALIZED" if accounts is None else "MATERIALIZED"


def write_figures(
    *,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]] | None = None,
    source: str | None = None,
    params: Sequence[Any] | dict[str, Any] = (),
    bulk: bool = True,
) -> int:
    """Write `columns` of many accounts where they differ; returns how many accounts changed.

    Either `rows` of (account id, value, …) or `source`, a SELECT of the same shape with its `params`. An account must not
    stand in them twice. `bulk=False` promises a single account, or that the caller has queued for its bulk write. Raises
    `ValueError` for a column that is not a figure.
    """
    if unknown := set(columns) - FIGURES:
        raise ValueError(f"Not figures of an account: {', '.join(sorted(unknown))}")
    if rows is not None:
        rows = list(rows)
        bulk = len(rows) > 1
        source, params = _unnest(columns, rows)
    if source is None:
        raise ValueError("Give rows or a source.")
    with transaction.atomic(), connection.cursor() as cursor:
        if bulk:
            queue_for_bulk()
        cursor.execute(_update(columns, source), params)
        return int(cursor.rowcount)


def _update(columns: Sequence[str], source: str) -> str:
    """`columns` come from FIGURES and `source` from our own apps, never from a person."""
    names = ", ".join(columns)
    return f"""
        UPDATE accounts_account AS account
        SET {", ".join(f"{column} = figure.{column}" for column in columns)}
        FROM ({source}) AS figure (id, {names})
        WHERE account.id = figure.id
          AND ROW({", ".join(f"account.{column}" for column in columns)})
              IS DISTINCT FROM ROW({", ".join(f"figure.{column}" for column in columns)})
    """


def _unnest(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    types = ["uuid", *(str(Account._meta.get_field(column).db_type(connection)) for column in columns)]
    arrays = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in types]
    return f"SELECT * FROM unnest({', '.join(f'%s::{type}[]' for type in types)})", arrays


TRADE = ("annual_value", "mixed_currency", "last_order_on")

#: One year of net sales in the account's own currency; orders in another one are kept and flagged, not added. Returns
#: lower the value but are never an order day. One pass over the orders, however many accounts and teams are asked for.
TRADE_SQL = """
    WITH trade AS {computed} (
        SELECT placed.account_id,
               sum(placed.total) FILTER (
                   WHERE placed.ordered_at >= year.since AND placed.ordered_at < year.until AND placed.currency = account.currency
               ) AS value,
               bool_or(
                   placed.ordered_at >= year.since AND placed.ordered_at < year.until AND placed.currency <> account.currency
               ) AS is_mixed,
               min(placed.ordered_at) AS first_at,
               max(placed.ordered_at) FILTER (WHERE placed.kind = 'sale') AS last_at
        FROM accounts_order AS placed
        JOIN accounts_account AS account ON account.id = placed.account_id
        JOIN unnest(%(teams)s::uuid[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS year (team_id, since, until)
          ON year.team_id = account.team_id
        {only}
        GROUP BY placed.account_id
    )
    SELECT account.id, coalesce(trade.value, 0)::numeric(16, 2) AS annual_value, coalesce(trade.is_mixed, false) AS mixed_currency,
           (trade.last_at AT TIME ZONE %(zone)s)::date AS last_order_on,
           (trade.first_at AT TIME ZONE %(zone)s)::date AS first_order_on,
           account.team_id, account.annual_value AS known_value, account.mixed_currency AS known_mixed,
           account.last_order_on AS known_last_order_on
    FROM accounts_account AS account
    LEFT JOIN trade ON trade.account_id = account.id
    WHERE account.team_id = ANY(%(teams)s) {and_only}
"""


def refresh_trade_figures(*, accounts: Collection[UUID] | None = None, team: Team | None = None, as_of: date | None = None) -> int:
    """Recompute what orders say: `annual_value` over the business days (as_of - 12 months, as_of], `mixed_currency`,
    `last_order_on`. Without `accounts` and `team`: all. `as_of` defaults to the team's own review day, else today.

    An account that never ordered has 0.00 once it was computed. Returns how many accounts changed.
    """
    teams = Team.objects.filter(pk=team.pk) if team else Team.objects.all()
    source, params = trade_source(days={each.pk: as_of or each.review_on or today() for each in teams}, accounts=accounts)
    source = f"WITH figure AS {computed(accounts)} ({source}) SELECT id, {', '.join(TRADE)} FROM figure"
    return write_figures(columns=TRADE, source=source, params=params, bulk=accounts is None or len(params["accounts"]) > 1)


def trade_source(
    *, days: Mapping[UUID, date], accounts: Collection[UUID] | None = None, among: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The SELECT behind it and its parameters; `days` names the teams, and each one's day. Only of `accounts`, or of those that
    `among`, a SELECT of ours, gives.

    Columns: `id`, TRADE, `first_order_on` (a return also shows that the account was there), `team_id`, and as `known_…` the
    figures as they stand, so that a long review can tell which were written meanwhile.
    """
    years = [year_until(day) for day in days.values()]
    params: dict[str, Any] = {
        "zone": settings.BUSINESS_TZ.key,
        "teams": list(days),
        "since": [since for since, _ in years],
        "until": [until for _, until in years],
    }
    if accounts is not None:
        params["accounts"] = sorted(set(accounts))
    only = "account.id = ANY(%(accounts)s)" if accounts is not None else f"account.id IN ({among})" if among else ""
    once = "MATERIALIZED" if among else computed(accounts)
    return TRADE_SQL.format(computed=once, only=only and f"WHERE {only}", and_only=only and f"AND {only}"), params


def year_until(day: date) -> tuple[datetime, datetime]:
    """From the first instant after the same day of last year to the last one of `day`."""
    try:
        last_year = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        last_year = day.replace(year=day.year - 1, day=28)
    return day_bounds(last_year)[1], day_bounds(day)[1]


#: What counts as having spoken: a call, a message or a complaint, and a note of which one says through which channel it came.
#: Visits count by `last_visit_on`; an order alone does not, since it may come through a machine.
SPOKEN_KINDS = (Touchpoint.Kind.CALL, Touchpoint.Kind.MESSAGE, Touchpoint.Kind.COMPLAINT)

SPOKEN_SQL = """
    SELECT account.id, (spoken.at AT TIME ZONE %(zone)s)::date
    FROM accounts_account AS account
    LEFT JOIN LATERAL (
        SELECT touchpoint.at FROM accounts_touchpoint AS touchpoint
        WHERE touchpoint.account_id = account.id
          AND (touchpoint.kind = ANY(%(kinds)s) OR touchpoint.kind = 'note' AND touchpoint.channel IS NOT NULL)
        ORDER BY touchpoint.at DESC LIMIT 1
    ) AS spoken ON true
    WHERE account.id = ANY(%(accounts)s)
"""


def is_spoken(touchpoint: Touchpoint) -> bool:
    return touchpoint.kind in SPOKEN_KINDS or (touchpoint.kind == Touchpoint.Kind.NOTE and touchpoint.channel is not None)


def refresh_spoken_figures(*, accounts: Collection[UUID]) -> int:
    """Recompute `last_spoken_on` of these accounts from their timeline; `last_contact_on` follows by itself."""
    if not accounts:
        return 0
    params = {"zone": settings.BUSINESS_TZ.key, "kinds": list(SPOKEN_KINDS), "accounts": sorted(set(accounts))}
    return write_figures(columns=["last_spoken_on"], source=SPOKEN_SQL, params=params, bulk=len(params["accounts"]) > 1)
