# ruff: noqa: E501 - SQL reads better unbroken
"""A world of N accounts, filled by SQL: teams of some 5,000 accounts each, 80/20 values, names from a pool of Chinese ones.

A company grows by teams, so a million accounts are 200 teams, not two huge ones: what a lead asks stays the same question.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, Contact, Promise, Territory, Touchpoint
from accounts.search import name_key, search_text, search_tokens
from crm.access import SCOPES, issue_token
from crm.models import Role, Team, User

TEAM_SIZE = 5_000
MANAGERS, TERRITORIES = 8, 10
TOUCHPOINTS = 10
#: Touchpoints lie on the accounts opened last, ten each, up to so many in all.
MOST_TOUCHPOINTS = 2_000_000
POOL = 5_000
SEED = 0.42

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂永庆建国红梅春华文辉玉珍志海"
TRADES = ("商店", "超市", "便利店", "批发部", "经营部", "食品店", "烟酒行", "百货", "酒家", "贸易有限公司")


class World(NamedTuple):
    """What the measured requests need to know."""

    secret: str
    lead: User
    lead_team: str
    manager: User
    search: str
    touched: list[str]


def fill(accounts: int) -> World:
    """Fill the empty database in `connection`; the same size gives the same rows, apart from today's date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [SEED])
    teams = fill_people(max(2, accounts // TEAM_SIZE))
    fill_pool()
    with bulk(Account):
        fill_accounts(accounts)
    with bulk(Touchpoint):
        fill_touchpoints(accounts)
    fill_contacts(accounts)
    vacuum()
    return describe(teams)


def fill_people(count: int) -> list[Team]:
    """Teams with a lead, managers and territories."""
    teams = Team.objects.bulk_create([Team(name=f"片区 {number:03d}") for number in range(count)])
    members = [(team, number, person) for number, team in enumerate(teams) for person in range(MANAGERS + 1)]
    users = User.objects.bulk_create(
        User(username=f"p{number}-{person}", name=f"{SURNAMES[(number * 7 + person) % len(SURNAMES)]}{GIVEN[person]}", team=team, password="!",
             role=Role.LEAD if person == 0 else Role.MANAGER)
        for team, number, person in members
    )  # fmt: skip
    for team, lead in zip(teams, users[:: MANAGERS + 1], strict=True):
        team.lead = lead
    Team.objects.bulk_update(teams, ["lead"], batch_size=200)
    Territory.objects.bulk_create(
        Territory(name=f"{team.name}-{place}", team=team) for team in teams for place in range(TERRITORIES)
    )
    return teams


def fill_pool() -> None:
    """Names with the search tokens and sort keys that the program itself makes."""
    chance = random.Random(SEED)
    names = sorted(
        {f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}{chance.choice(GIVEN)}{chance.choice(TRADES)}" for _ in range(POOL)}
    )
    rows = [
        (name, name_key(name), list(search_tokens(name=name, address=f"建设路{number}号")), search_text(name=name, street="建设路"))
        for number, name in enumerate(names)
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE pool (number serial, name text, name_key text, tokens text[], search_text text)")
        cursor.executemany("INSERT INTO pool (name, name_key, tokens, search_text) VALUES (%s, %s, %s, %s)", rows)


#: Every choice hangs on the account's number, so that the same size gives the same world; values are 80/20.
ACCOUNT_SQL = """
WITH pool AS MATERIALIZED (SELECT *, number - 1 AS at FROM pool),
team AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY name) - 1 AS at FROM crm_team),
manager AS MATERIALIZED (
    SELECT id, team_id, row_number() OVER (PARTITION BY team_id ORDER BY username) - 1 AS at FROM crm_user WHERE role = 'manager'),
place AS MATERIALIZED (SELECT id, team_id, row_number() OVER (PARTITION BY team_id ORDER BY name) - 1 AS at FROM accounts_territory),
draft AS MATERIALIZED (
    SELECT n, hash, now() - (%(count)s - n) * (interval '1000 days' / %(count)s) AS opened, n <= (SELECT count(*) FROM team) * 12 AS internal,
        abs(('x' || substr(hash, 1, 7))::bit(28)::int) AS a, abs(('x' || substr(hash, 8, 7))::bit(28)::int) AS b,
        abs(('x' || substr(hash, 15, 7))::bit(28)::int) AS c, mod(n, (SELECT count(*) FROM team)) AS team_at,
        CASE WHEN random() < 0.95 THEN exp(9 + 1.35 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric(16, 2) END AS value
    FROM (SELECT n, md5(n::text) AS hash FROM generate_series(1, %(count)s) AS n) AS numbers)
INSERT INTO accounts_account (
    id, created_at, updated_at, version, changed_in, changed_at, kind, role, name, name_key, licence_name, industry, status, team_id,
    owner_id, territory_id, phone, address, street, village, latitude, longitude, given_datum, order_weekdays, tags, custom, currency, source,
    external_id, search, search_text, tier, tier_since, welcome, annual_value, mixed_currency, last_order_on, last_visit_on,
    next_visit_on, next_action, next_action_on, open_complaints, loyalty_index, loyalty_band)
SELECT
    (lpad(to_hex((extract(epoch FROM opened) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
    opened, opened, 1, 100, opened,
    CASE WHEN internal THEN 'internal' ELSE 'external' END,
    CASE WHEN internal THEN 'department' ELSE (ARRAY['retailer', 'retailer', 'dealer', 'end_consumer', 'legal_person'])[1 + mod(a, 5)] END,
    pool.name, pool.name_key, pool.name, (ARRAY['食品', '百货', '餐饮', '烟草'])[1 + mod(b, 4)],
    (ARRAY['active', 'active', 'active', 'active', 'active', 'active', 'prospect', 'dormant', 'lost', 'archived'])[1 + mod(c, 10)],
    team.id, CASE WHEN mod(a, 12) > 0 THEN manager.id END, place.id, phone.number,
    '建设路' || mod(a, 900) || '号', '建设路', '村' || mod(n, 1 + %(count)s / 200), 29 + mod(b, 1000) / 1000.0, 120 + mod(c, 1000) / 1000.0, '',
    ARRAY[1 + mod(a, 5), 1 + mod(b, 5)]::smallint[], CASE WHEN mod(b, 300) = 0 THEN ARRAY['老客户', '样板店'] ELSE ARRAY['老客户'] END, '{}', 'CNY', 'bench', n::text,
    array_to_tsvector(pool.tokens || phone.tokens), pool.search_text,
    CASE WHEN value > 186000 THEN 'vip' WHEN value > 79000 THEN 'gold' WHEN value > 28000 THEN 'key' WHEN value > 0 THEN 'ordinary' END,
    CASE WHEN value > 0 THEN current_date - mod(a, 300) END,
    CASE WHEN mod(b, 50) = 0 THEN 'watch' ELSE 'welcome' END, value, false,
    CASE WHEN value > 0 THEN current_date - mod(c, 180) END,
    CASE WHEN mod(c, 5) > 0 THEN current_date - mod(a, 90) END,
    CASE WHEN mod(c, 5) > 0 THEN current_date + mod(b, 60) END, '', CASE WHEN mod(a, 7) = 0 THEN current_date + mod(c, 30) END,
    CASE WHEN mod(b, 90) = 0 THEN 1 ELSE 0 END, CASE WHEN value > 0 THEN mod(c, 10000) / 100.0 END,
    CASE WHEN value > 0 THEN (ARRAY['at_risk', 'fragile', 'fragile', 'stable', 'loyal'])[1 + mod(c, 10000) / 2000] END
FROM draft
JOIN pool ON pool.at = mod(a, (SELECT count(*) FROM pool))
JOIN team ON team.at = team_at
JOIN manager ON manager.team_id = team.id AND manager.at = mod(b, %(managers)s)
JOIN place ON place.team_id = team.id AND place.at = mod(c, %(territories)s)
CROSS JOIN LATERAL (SELECT '1' || lpad((3000000000 + mod(n * 7919699::bigint, 7000000000))::text, 10, '0') AS number) AS dialled
CROSS JOIN LATERAL (
    SELECT dialled.number, ARRAY(SELECT '#' || substr(dialled.number, at, 4) FROM generate_series(1, 8) AS at)
        || ('#' || right(dialled.number, 3)) AS tokens) AS phone
"""

TOUCHPOINT_SQL = """
INSERT INTO accounts_touchpoint (id, created_at, updated_at, version, changed_in, changed_at, account_id, kind, medium, channel, at, by_id, text)
SELECT gen_random_uuid(), at, at, 1, 100, at, a.id, (ARRAY['note', 'visit', 'call', 'order'])[1 + mod(k, 4)], 'person', 'in_person', at, a.owner_id,
    '看了货架，谈了下月的订货'
FROM (SELECT id, owner_id, created_at FROM accounts_account ORDER BY created_at DESC, id DESC LIMIT %s) AS a
CROSS JOIN generate_series(1, %s) AS k
CROSS JOIN LATERAL (SELECT a.created_at - (k * interval '11 days')) AS l(at)
"""


def fill_accounts(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT_SQL, {"count": count, "managers": MANAGERS, "territories": TERRITORIES})


def fill_touchpoints(accounts: int) -> None:
    touched = min(accounts, MOST_TOUCHPOINTS // TOUCHPOINTS)
    with connection.cursor() as cursor:
        cursor.execute(TOUCHPOINT_SQL, [touched, TOUCHPOINTS])
        cursor.execute(TOUCHPOINT_SQL, [WARM, 4 * TOUCHPOINTS])


#: Accounts that the account page is measured on: fifty touchpoints each.
WARM = 500


def fill_contacts(accounts: int) -> None:
    """Two contacts and an open promise on the accounts that are looked at."""
    looked_at = list(Account.objects.order_by("-created_at", "-id").select_related("owner")[:WARM])
    now = timezone.now()
    Contact.objects.bulk_create(
        Contact(account=account, name=f"老板{number}", name_key=f"laoban{number}", phone="13800138000", is_primary=number == 0)
        for account in looked_at for number in range(2)
    )  # fmt: skip
    someone = User.objects.filter(role=Role.MANAGER).first()
    Promise.objects.bulk_create(
        Promise(
            account=account,
            text="周五送样品",
            due_on=(now + timedelta(days=3)).date(),
            made_by=account.owner or someone,
            made_at=now,
        )
        for account in looked_at
    )


@contextmanager
def bulk(model: type[Account] | type[Touchpoint]) -> Iterator[None]:
    """Without triggers, and with indexes and references made afterwards, each in one pass over the table."""
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'; SET LOCAL enable_nestloop = off")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        references = defined(
            cursor, "conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid", table
        )
        for name, _ in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        indexes = defined(
            cursor,
            "indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisunique AND indrelid",
            table,
        )
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def defined(cursor: Any, what: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(f"SELECT {what} = %s::regclass", [table])
    return cursor.fetchall()


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT" if is_superuser() else "SELECT 1")


def is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def describe(teams: list[Team]) -> World:
    issued = issue_token(name="bench", scopes=SCOPES, teams=None, by=None, at=timezone.now())
    team = teams[len(teams) // 2]
    touched = Account.objects.active().order_by("-created_at", "-id").values_list("id", flat=True)[: WARM // 2]
    return World(
        secret=issued.secret,
        lead=team.lead,
        lead_team=str(team.pk),
        manager=User.objects.filter(team=team, role=Role.MANAGER).order_by("username")[0],
        search="永庆",
        touched=[str(pk) for pk in touched],
    )
