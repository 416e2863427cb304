"""The token: how far a phone has read, and for whom and from which database that holds.

A change number (`changed_in`) is the number of the transaction that wrote the row. Below the oldest transaction still open
(`pg_snapshot_xmin`) all are over: no row can turn up there any more. So a pull reads the window from the last pull's end to that
point, and a transaction that commits late falls into the next window, never between two.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Ownership
from api.errors import Gone
from api.v1.sync.collections import COLLECTIONS, Viewer

#: Raise it when the rows of a phone get another shape, or a pull other stages: every phone then pulls anew.
SHAPE = 3
LONGEST_AWAY = timedelta(days=90)  # older rows than that have left the windows that a phone keeps
LARGEST = 2**63 - 1

#: Tables with change numbers that a pull reads; of all but the chapters of ownership it also tells what was deleted.
COLLECTED = tuple(sorted({each.table for each in COLLECTIONS}))
TABLES = (*COLLECTED, Ownership._meta.db_table)

#: Below `until` every transaction of this database is over. It is `pg_snapshot_xmin`, less those of other databases of the same
#: server: they cannot write here, and a long one would hold every phone up. Who cannot be told apart counts as ours.
#: Beside it what makes change numbers comparable (a restored or replaced database counts anew), the tables written to, and
#: those that lost rows.
HORIZON = f"""
    WITH moment AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
    SELECT least(
               (SELECT min(running.xid::text::bigint) FROM pg_snapshot_xip(moment.snapshot) AS running (xid)
                WHERE NOT EXISTS (SELECT FROM pg_locks AS held JOIN pg_stat_activity AS session ON session.pid = held.pid
                                  WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
                                    AND held.transactionid = running.xid::xid AND session.datname <> current_database())),
               pg_current_xact_id_if_assigned()::text::bigint,
               pg_snapshot_xmax(moment.snapshot)::text::bigint
           ),
           (SELECT system_identifier FROM pg_control_system())::text
           || '/' || (SELECT timeline_id FROM pg_control_checkpoint())::text
           || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text,
           set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
           {", ".join(f"EXISTS (SELECT FROM {table} WHERE changed_in >= %(since)s)" for table in TABLES)},
           ARRAY(SELECT name FROM unnest(%(collected)s::text[]) AS collected (name)
                 WHERE EXISTS (SELECT FROM crm_change
                               WHERE op = 'delete' AND table_name = collected.name AND changed_in >= %(since)s))
    FROM moment
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """`until`: the oldest transaction still open. `realm`: whom and what a token is good for. `written`: tables that changed;
    `deleted`: tables that lost rows."""

    until: int
    realm: str
    written: frozenset[str]
    deleted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """`since` is where the pull begins (0: with everything), `until` where it ends.

    Under way, `stage` is the part of the pull that comes next and `after` the sort key of its last row that was given.
    """

    realm: str
    made_on: date
    since: int
    until: int
    stage: int = 0
    after: tuple[str, str] | None = None

    @property
    def is_under_way(self) -> bool:
        return self.after is not None

    def encode(self) -> str:
        parts = [self.realm, self.made_on.toordinal(), self.since, self.until, self.stage, self.after]
        return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")

    def done(self, day: date) -> "Token":
        """The pull is over; the next one begins where it ended."""
        return Token(self.realm, day, since=self.until, until=0)

    def at(self, stage: int, after: tuple[str, str]) -> "Token":
        return replace(self, stage=stage, after=after)


def read_horizon(viewer: Viewer, since: int) -> Horizon:
    """One statement; also keeps this transaction to plans that begin to give rows at once."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON, {"since": since, "collected": list(COLLECTED)})
        until, database, _, _, *hits, deleted = cursor.fetchone()
    written = frozenset(table for table, hit in zip(TABLES, hits, strict=True) if hit)
    return Horizon(until, realm_of(viewer, database), written, frozenset(deleted))


def realm_of(viewer: Viewer, database: str) -> str:
    """Changes with everything (a new collection too) that would make rows appear or look different without being written."""
    user = viewer.user
    teams = None if user.reach is None else sorted(map(str, user.reach))
    told = [SHAPE, [each.name for each in COLLECTIONS], database, str(user.pk), user.role, teams, viewer.intervals, viewer.levels]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20]


def read_token(text: str | None, viewer: Viewer) -> tuple[Token, Horizon]:
    """Where to go on from, or where to begin. Raises `Gone` (410 `resync`): everything has to be pulled anew."""
    told = _decoded(text) if text else None
    horizon = read_horizon(viewer, told.since if told else 0)
    if told is None:
        return Token(horizon.realm, viewer.day, since=0, until=horizon.until), horizon
    fits = told.realm == horizon.realm and viewer.day - told.made_on <= LONGEST_AWAY
    if not fits or max(told.since, told.until) > horizon.until:
        raise Gone("This token is of another time, person or database: pull everything anew.")
    return told if told.until else replace(told, until=horizon.until), horizon


def _decoded(text: str) -> Token:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        realm, made_on, since, until, stage, after = json.loads(raw)
        key = None if after is None else (_key(after[0]), _key(after[1]))
        token = Token(str(realm), date.fromordinal(_number(made_on)), _number(since), _number(until), _number(stage), key)
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError, binascii.Error) as error:
        raise Gone("This token is not one of ours: pull everything anew.") from error
    return token


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError(f"{value!r} is no number of ours")
    return value


def _key(value: Any) -> str:
    """An id or a change number, as PostgreSQL prints them."""
    text = str(value)
    if text.isascii() and text.isdigit():
        return str(_number(int(text)))
    return str(UUID(text))
