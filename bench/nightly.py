"""`python -m bench nightly --accounts N --orders M`: the night's work on N accounts that placed M orders in 18 months."""

import argparse
import json
import random
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.actions.figures import refresh_trade_figures
from accounts.models import Account, Order
from bench.api.world import TEAM_SIZE, bulk, fill_accounts, fill_people, fill_pool
from bench.meter import Meter, Step
from bench.scratch import scratch_database
from crm.calendar import at_noon, today
from tiers.actions.review import review_tiers
from tiers.jobs import LANES

DAYS = 540
SEED = 0.42

#: A tenth of the customers places half of the orders; three in a hundred are returns.
ORDER_SQL = """
    WITH customer AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM accounts_account WHERE kind = 'external'
    ), draft AS (
        SELECT n, floor(pow(random(), 3.3) * (SELECT count(*) FROM customer))::bigint AS at, random() < 0.03 AS is_return,
               exp(5 + sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric(16, 2) AS worth,
               %(since)s::timestamptz + (n::float8 / %(orders)s) * (%(until)s::timestamptz - %(since)s) AS placed_at
        FROM generate_series(1, %(orders)s) AS n
    )
    INSERT INTO accounts_order (id, created_at, updated_at, version, changed_in, changed_at, account_id, kind, ordered_at,
                                total, currency, source, lines_digest)
    SELECT gen_random_uuid(), placed_at, placed_at, 1, 100, placed_at, customer.id,
           CASE WHEN is_return THEN 'return' ELSE 'sale' END, placed_at,
           CASE WHEN is_return THEN -worth ELSE worth END, 'CNY', '', ''
    FROM draft JOIN customer USING (at) ORDER BY n
"""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench nightly", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--orders", type=int, default=120_000)
    parser.add_argument("--opening", action="store_true", help="measure the very first review too, which writes every account")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with scratch_database("nightly"):
        meter = measure(options.accounts, options.orders, opening=options.opening)
    print(json.dumps(meter.report()) if options.json else "\n".join(map(_line, meter.steps)))
    return 0


def measure(accounts: int, orders: int, *, opening: bool) -> Meter:
    """A company in its habits: everybody was reviewed yesterday, orders came in, and the night begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), setseed(%s)", [SEED])
        meter = Meter(cursor.fetchone()[0])
    yesterday = today() - timedelta(days=1)
    with meter.step("fill"):
        fill(accounts, orders, until=yesterday)
        if not opening:
            open_in_bulk(yesterday)
        _vacuum()
    if opening:
        with meter.step("opening review"):
            review(yesterday)
        _vacuum()
    with meter.step("orders of a day"):
        place(max(orders // DAYS, 1), since=at_noon(yesterday), until=at_noon(today()))
    with meter.step("1 % of the accounts"):
        refresh_trade_figures(accounts=ordering(since=at_noon(yesterday), accounts=max(accounts // 100, 1)))
    with meter.step("nightly review"):
        review(today())
    return meter


def fill(accounts: int, orders: int, *, until: date) -> None:
    """A company by teams of some 5,000 accounts; their tiers and values are still to be found."""
    fill_people(max(2, accounts // TEAM_SIZE))
    fill_pool()
    with bulk(Account):
        _join_by_hash()
        fill_accounts(accounts)
        _forget_figures()
    with bulk(Order):
        _join_by_hash()
        place(orders, since=at_noon(until - timedelta(days=DAYS)), until=at_noon(until))
    _vacuum()


def open_in_bulk(day: date) -> None:
    """The very first review, on accounts whose indexes are built afterwards."""
    with bulk(Account), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_team ON accounts_account (team_id)")
        review(day)
        cursor.execute("DROP INDEX bench_team")


def place(orders: int, *, since: datetime, until: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ORDER_SQL, {"orders": orders, "since": since, "until": until})


def ordering(*, since: datetime, accounts: int) -> list[UUID]:
    """So many accounts that ordered since, whichever."""
    ordered = sorted(Order.objects.filter(ordered_at__gte=since).order_by().values_list("account_id", flat=True).distinct())
    return random.Random(SEED).sample(ordered, min(accounts, len(ordered)))


def review(day: date) -> None:
    """As the job of the night does it."""
    review_tiers(at=at_noon(day), as_of=day, lanes=LANES)


def _join_by_hash() -> None:
    """The planner knows nothing of rows just made, and would go through them once for each account."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '256MB'")


def _forget_figures() -> None:
    """The world comes with tiers of its own; here the review makes them."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET tier = NULL, tier_since = NULL, annual_value = NULL, last_order_on = NULL")


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _line(step: Step) -> str:
    return f"{step.name:<32}{step.seconds:>9.2f} s{step.cpu_seconds:>9.2f} CPU s{step.peak_mb:>8.0f} MB"
