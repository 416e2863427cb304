"""Setting incoming order lines beside what is stored, in sets: what is new, what differs, what stays.

Lines come in through the temporary table INCOMING_LINE, from drafts or from an import's staging table. The identity of an
order is (source, external_id, kind); its lines are compared by a digest that knows no order of lines, and are replaced as
a whole. An order that mixes signs becomes a sale and a return. A part that does not come in (the return of a known order,
say) is left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

#: A UUID of version 7 made in SQL: 48 bits of milliseconds over a random one.
UUID7 = """
    encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid()) PLACING
        substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
    ), 52, 1), 53, 1), 'hex')::uuid
"""

INCOMING_LINE = (
    "ref", "position", "order_id", "external_id", "account_id", "product_id", "quantity", "unit_price", "currency", "ordered_at",
)  # fmt: skip

TABLES = """
    CREATE TEMP TABLE IF NOT EXISTS incoming_line (
        ref text NOT NULL, position integer NOT NULL, order_id uuid, external_id text, account_id uuid NOT NULL,
        product_id uuid NOT NULL, quantity numeric NOT NULL, unit_price numeric NOT NULL, currency text NOT NULL,
        ordered_at timestamptz NOT NULL
    ) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS incoming_order (
        ref text NOT NULL, kind text NOT NULL, id uuid NOT NULL, external_id text, account_id uuid NOT NULL,
        ordered_at timestamptz NOT NULL, total numeric NOT NULL, currency text NOT NULL, digest bytea NOT NULL,
        lines integer NOT NULL, left_account_id uuid, outcome text NOT NULL
    ) ON COMMIT DELETE ROWS;
    TRUNCATE incoming_line, incoming_order;
"""

#: One row per order and sign. The digest is of the lines in a fixed order and of all else that the order says.
GATHER = f"""
    INSERT INTO incoming_order
    SELECT part.ref, part.kind, coalesce(stored.id, part.order_id, {UUID7}), part.external_id, part.account_id, part.ordered_at,
           part.total, part.currency, part.digest, part.lines, nullif(stored.account_id, part.account_id),
           CASE WHEN stored.id IS NULL THEN 'created' WHEN stored.lines_digest = part.digest THEN 'unchanged' ELSE 'updated' END
    FROM (
        SELECT ref, CASE WHEN quantity < 0 THEN 'return' ELSE 'sale' END AS kind, min(order_id::text)::uuid AS order_id,
               min(external_id) AS external_id, min(account_id::text)::uuid AS account_id, min(currency) AS currency,
               min(ordered_at) AS ordered_at, round(sum(quantity * unit_price), 4) AS total, count(*) AS lines,
               decode(md5(concat_ws('|', min(account_id::text), extract(epoch FROM min(ordered_at)), min(currency),
                   string_agg(concat_ws(' ', product_id, trim_scale(quantity), trim_scale(unit_price)), ','
                              ORDER BY product_id, quantity, unit_price))), 'hex') AS digest
        FROM incoming_line GROUP BY 1, 2
    ) AS part
    LEFT JOIN accounts_order AS stored
      ON stored.source = %(source)s AND stored.external_id = part.external_id AND stored.kind = part.kind
"""

PLACE = """
    INSERT INTO accounts_order AS stored (id, account_id, kind, ordered_at, total, currency, source, external_id, lines_digest,
                                          created_at, updated_at, version, changed_in, changed_at)
    SELECT id, account_id, kind, ordered_at, total, currency, %(source)s, external_id, digest, now(), now(), 1, 0, now()
    FROM incoming_order WHERE outcome <> 'unchanged'
    ON CONFLICT (source, external_id, kind) DO UPDATE
    SET account_id = excluded.account_id, ordered_at = excluded.ordered_at, total = excluded.total, currency = excluded.currency,
        lines_digest = excluded.lines_digest, updated_at = excluded.updated_at, version = stored.version + 1
"""

DROP_LINES = """
    DELETE FROM accounts_orderline USING incoming_order AS incoming
    WHERE accounts_orderline.order_id = incoming.id AND incoming.outcome = 'updated'
"""

ADD_LINES = """
    INSERT INTO accounts_orderline (order_id, position, product_id, quantity, unit_price)
    SELECT incoming.id, row_number() OVER (PARTITION BY incoming.id ORDER BY line.position), line.product_id, line.quantity,
           line.unit_price
    FROM incoming_line AS line
    JOIN incoming_order AS incoming
      ON incoming.ref = line.ref AND incoming.kind = CASE WHEN line.quantity < 0 THEN 'return' ELSE 'sale' END
    WHERE incoming.outcome <> 'unchanged'
"""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What became of one incoming order. `left_account_id` is the account that it was taken from, if it moved."""

    ref: str
    id: UUID
    kind: str
    account_id: UUID
    left_account_id: UUID | None
    ordered_at: datetime
    total: Decimal
    currency: str
    lines: int
    outcome: str


def prepare_incoming(*, source: str, known: bool = True) -> None:
    """Empty tables for one merge, in the caller's transaction. Call it before any account is locked.

    `known`: the orders have keys of `source`. Then two writers of that source queue, so that none adds what the other adds.
    """
    with connection.cursor() as cursor:
        if known:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('orders of ' || %s, 0))", [source])
        cursor.execute(TABLES)


@transaction.atomic
def merge_incoming(*, source: str) -> list[PlacedOrder]:
    """Write what INCOMING_LINE holds and say what became of each order. `prepare_incoming` comes first."""
    with connection.cursor() as cursor:
        cursor.execute(GATHER, {"source": source})
        cursor.execute(PLACE, {"source": source})
        cursor.execute(DROP_LINES)
        cursor.execute(ADD_LINES)
        return list(_outcomes(cursor))


def _outcomes(cursor: Any) -> Iterator[PlacedOrder]:
    columns = ", ".join(column.name for column in fields(PlacedOrder))
    cursor.execute(f"SELECT {columns} FROM incoming_order ORDER BY ref, kind")
    for row in cursor.fetchall():
        yield PlacedOrder(*row)
