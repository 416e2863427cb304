"""What looks like one customer twice: keys by which accounts are compared, and the pairs that share them.

Accounts are never compared each with each: only those that share a phone, a name, a sound, or a place with the beginning of a name
meet (`IdentityKey`). A scan reads from the history what has changed since the last one, so that it costs what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from accounts.actions.order_merge import UUID7
from accounts.identity import name_sound, phone_keys, plain_name
from accounts.models import Account, Contact, DuplicateScan, IdentityKey
from crm.copying import copy_rows

BATCH = 5000
#: A key that more accounts share says nothing: a switchboard, a chain of shops.
MOST_ALIKE = 20
#: What sharing a key is worth; a pair of at least ENOUGH is shown.
WORTH = {"phone": 60, "name": 50, "sound": 30, "place": 30}
ENOUGH = 50
LOCK = 0x6475706C6963
#: Parts of the first scan after which the planner looks anew: of keys that it knew as none it reads all, once for each part.
LOOK_AFTER = frozenset({1, 4, 16, 64, 256})

PAIRS = f"""
    INSERT INTO accounts_duplicatepair (id, first_id, second_id, score, reasons, state, found_at)
    SELECT {UUID7}, first_id, second_id, least(100, sum(worth)), array_agg(shared.kind ORDER BY shared.kind), 'open', %(at)s
    FROM (
        SELECT DISTINCT least(mine.account_id, other.account_id) AS first_id,
               greatest(mine.account_id, other.account_id) AS second_id, mine.kind, value_of.worth
        FROM accounts_identitykey AS mine
        JOIN accounts_identitykey AS other
          ON other.kind = mine.kind AND other.value = mine.value AND other.account_id <> mine.account_id
        JOIN unnest(%(kinds)s::text[], %(worths)s::int[]) AS value_of (kind, worth) ON value_of.kind = mine.kind
        WHERE mine.account_id = ANY(%(accounts)s)
          AND (SELECT count(*) FROM (SELECT FROM accounts_identitykey AS same
                                     WHERE same.kind = mine.kind AND same.value = mine.value LIMIT %(most)s + 1) AS few) <= %(most)s
    ) AS shared
    JOIN accounts_account AS one ON one.id = first_id AND one.status <> 'archived'
    JOIN accounts_account AS two ON two.id = second_id AND two.status <> 'archived'
     AND two.team_id = one.team_id AND two.kind = one.kind
    GROUP BY first_id, second_id HAVING sum(worth) >= %(enough)s
    ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
    WHERE accounts_duplicatepair.state = 'open'
"""


def scan_duplicates(*, at: datetime) -> int:
    """Bring the keys and the pairs up to date; says how many accounts were looked at. A killed scan begins its last part anew."""
    looked_at = 0
    while done := _scan_some(at=at):
        looked_at += done
    return looked_at


@transaction.atomic
def _scan_some(*, at: datetime) -> int:
    """One transaction's worth: everything up to the oldest open transaction at first, later only what has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    horizon = _horizon()
    scan, _ = DuplicateScan.objects.select_for_update().get_or_create(pk=1)
    is_first = scan.seen_to == 0
    ids = _all() if is_first else _changed(scan.seen_to, horizon)
    for number, start in enumerate(range(0, len(ids), BATCH), start=1):
        part = ids[start : start + BATCH]
        write_keys(part)
        if is_first and number in LOOK_AFTER:
            look_anew()
        find_pairs(part, at=at)
    DuplicateScan.objects.filter(pk=scan.pk).update(seen_to=horizon, at=at)
    return len(ids)


def look_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_identitykey, accounts_duplicatepair")


def _horizon() -> int:
    """The oldest transaction that may still write; what came before it is all there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _all() -> list[UUID]:
    return list(Account.objects.active().order_by("pk").values_list("pk", flat=True))


def _changed(since: int, until: int) -> list[UUID]:
    """Accounts that are new, or whose name, phone, place, state or people have changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT account_id FROM crm_change
            WHERE changed_in >= %s AND changed_in < %s AND account_id IS NOT NULL
              AND (table_name = 'accounts_contact'
                   OR (table_name = 'accounts_account'
                       AND (op <> 'update' OR old ?| ARRAY['name', 'phone', 'latitude', 'longitude', 'status', 'team_id'])))
            ORDER BY account_id
            """,
            [since, until],
        )
        return [pk for (pk,) in cursor.fetchall()]


def write_keys(accounts: Sequence[UUID]) -> None:
    rows = Account.objects.active().filter(pk__in=accounts).only("id", "name", "phone", "latitude", "longitude")
    phones: dict[UUID, list[str]] = {}
    people = Contact.objects.filter(account__in=accounts, archived_at=None).exclude(phone="")
    for account_id, phone in people.values_list("account_id", "phone"):
        phones.setdefault(account_id, []).append(phone)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_identitykey WHERE account_id = ANY(%s)", [list(accounts)])
    keys = {(row.pk, kind, value[:400]) for row in rows for kind, value in keys_of(row, phones.get(row.pk, ()))}
    copy_rows(IdentityKey._meta.db_table, ("account_id", "kind", "value"), sorted(keys))


def keys_of(account: Account, phones: Iterable[str]) -> Iterator[tuple[str, str]]:
    """By what the account may be known; a place is some hundred metres wide and counts with the beginning of the name."""
    for text in (account.phone, *phones):
        for key in phone_keys(text):
            yield "phone", key
    if plain := plain_name(account.name):
        yield "name", plain
        if account.latitude is not None and account.longitude is not None:
            yield "place", f"{account.latitude:.3f} {account.longitude:.3f} {plain[:2]}"
    if sound := name_sound(account.name):
        yield "sound", sound


def find_pairs(accounts: Sequence[UUID], *, at: datetime) -> None:
    """Pairs in which one of `accounts` stands. What somebody has decided stays decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM accounts_duplicatepair WHERE state = 'open' AND (first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s))",
            {"ids": list(accounts)},
        )
        cursor.execute(
            PAIRS,
            {"at": at, "accounts": list(accounts), "kinds": list(WORTH), "worths": list(WORTH.values()), "most": MOST_ALIKE,
             "enough": ENOUGH},
        )  # fmt: skip
