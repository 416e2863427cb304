"""The least it could cost: a bare WSGI function, one prepared statement by hand, the same JSON. No framework.

Run as `python -m bench.api.floor PORT FILE`; FILE holds the database address, the digest of the token and the questions.
"""

import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
from gunicorn.app.base import BaseApplication

STATUS, HEADERS = "200 OK", [("Content-Type", "application/json")]

REFS = {
    "owner": "crm_user", "team": "crm_team", "territory": "accounts_territory", "parent": "accounts_account",
    "merged_into": "accounts_account",
}  # fmt: skip
TEXTS = ("loyalty_index", "annual_value")
FIELDS = (
    "id", "kind", "name", "role", "industry", "licence_name", "status", "owner", "team", "territory", "parent",
    "tier", "tier_since",
    "loyalty_index", "loyalty_band", "annual_value", "currency", "mixed_currency", "order_weekdays", "last_order_on",
    "last_visit_on", "last_contact_on",
    "next_visit_on", "next_order_on", "next_action", "next_action_on", "open_complaints", "latitude", "longitude",
    "place_confidence", "given_latitude", "given_longitude", "given_datum", "address", "phone",
    "street", "village", "opens_at", "closes_at", "tags", "custom", "welcome", "source", "external_id", "merged_into", "version",
    "created_at", "updated_at",
)  # fmt: skip


def field(name: str) -> str:
    if name in REFS:
        return f"CASE WHEN a.{name}_id IS NOT NULL THEN json_build_object('id', a.{name}_id, 'name', {name}.name) END AS {name}"
    return f"a.{name}::text AS {name}" if name in TEXTS else f"a.{name}"


ROW = ", ".join(map(field, FIELDS))
JOINS = " ".join(f"LEFT JOIN {table} AS {name} ON {name}.id = a.{name}_id" for name, table in REFS.items())


def rows_of(source: str, order: str) -> str:
    """`source` selects whole accounts; the JSON is made after the limit, as a person would write it."""
    return f"SELECT row_to_json(r)::text FROM (SELECT {ROW} FROM ({source}) AS a {JOINS} ORDER BY {order}) AS r"


NEWEST = "a.created_at DESC, a.id DESC"
BY_VALUE = "a.annual_value DESC NULLS LAST, a.id DESC"
KEPT = "a.status <> 'archived'"


def page(where: str, order: str) -> str:
    return rows_of(f"SELECT * FROM accounts_account AS a WHERE {where} AND {KEPT} ORDER BY {order} LIMIT 51", order)


def lead_page() -> str:
    asked = f"a.tier IN ('vip', 'gold', 'key') AND a.last_visit_on <= %s::date AND {KEPT} ORDER BY {BY_VALUE} LIMIT 51"
    own = f"SELECT * FROM accounts_account AS a WHERE a.team_id = %s AND {asked}"
    internal = f"SELECT * FROM accounts_account AS a WHERE a.kind = 'internal' AND a.team_id <> %s AND {asked}"
    return rows_of(f"SELECT * FROM (({own}) UNION ALL ({internal})) AS a ORDER BY {BY_VALUE} LIMIT 51", BY_VALUE)


ACCOUNT_PAGE = f"""
SELECT json_build_object(
    'account', (SELECT row_to_json(r) FROM (SELECT {ROW} FROM accounts_account AS a {JOINS} WHERE a.id = k.id) AS r),
    'contacts', (SELECT json_agg(c ORDER BY c.is_primary DESC, c.name_key) FROM accounts_contact AS c WHERE c.account_id = k.id),
    'promises', (SELECT json_agg(p ORDER BY p.due_on) FROM accounts_promise AS p WHERE p.account_id = k.id AND p.state = 'open'),
    'touchpoints', (SELECT json_agg(t) FROM (
        SELECT t.*, u.name AS by FROM accounts_touchpoint AS t LEFT JOIN crm_user AS u ON u.id = t.by_id
        WHERE t.account_id = k.id ORDER BY t.at DESC, t.id DESC LIMIT 20) AS t))::text
FROM (SELECT %s::uuid AS id) AS k"""

NEW_TOUCHPOINT = """
WITH t AS (
    INSERT INTO accounts_touchpoint
        (id, created_at, updated_at, version, changed_in, changed_at, account_id, kind, medium, at, text)
    SELECT gen_random_uuid(), now(), now(), 1, 0, now(), a.id, 'note', 'person', now(), %s
    FROM accounts_account AS a WHERE a.id = %s
    RETURNING *)
SELECT row_to_json(t)::text FROM t"""

STATEMENTS: dict[str, str] = {
    "list_newest": page("true", NEWEST),
    "list_filtered_token": page("a.tier IN ('vip', 'gold')", BY_VALUE),
    "list_filtered_lead": lead_page(),
    "page_1000": page("(a.created_at, a.id) < (%s::timestamptz, %s::uuid)", NEWEST),
    "search": page("a.search @@ %s::tsquery", NEWEST),
    "account_page": ACCOUNT_PAGE,
    "create_touchpoint": NEW_TOUCHPOINT,
}


class Floor:
    """`/{operation}?{number}` answers with the rows of that statement; the number picks among the parameters."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.local = threading.local()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not self.knows(environ.get("HTTP_AUTHORIZATION", "")):
            start("401 Unauthorized", HEADERS)
            return [b"{}"]
        name = environ["PATH_INFO"].removeprefix("/")
        asked = self.plan["parameters"][name]
        if environ["REQUEST_METHOD"] == "POST":
            body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            parameters = [body["text"], body["account"]]
        else:
            parameters = asked[int(environ["QUERY_STRING"] or 0) % len(asked)]
        found = self.cursor().execute(STATEMENTS[name], parameters, prepare=True).fetchall()
        body = (
            found[0][0]
            if name in ("account_page", "create_touchpoint")
            else f'{{"results":[{",".join(row[0] for row in found[:50])}]}}'
        )
        data = body.encode()
        start(STATUS, [*HEADERS, ("Content-Length", str(len(data)))])
        return [data]

    def knows(self, header: str) -> bool:
        return hmac.compare_digest(hashlib.sha256(header.removeprefix("Bearer ").encode()).hexdigest(), self.plan["digest"])

    def cursor(self) -> psycopg.Cursor[Any]:
        if not hasattr(self.local, "cursor"):
            self.local.cursor = psycopg.connect(self.plan["database"], autocommit=True).cursor()
        return self.local.cursor


class FloorServer(BaseApplication):
    """Under the same server as the program: two processes of four threads."""

    def __init__(self, port: int, plan: dict[str, Any]) -> None:
        self.port, self.plan = port, plan
        super().__init__()

    def load_config(self) -> None:
        choices = {"bind": f"127.0.0.1:{self.port}", "workers": 2, "threads": 4, "worker_class": "gthread", "keepalive": 15}
        for name, value in choices.items() | {"control_socket_disable": True, "loglevel": "error"}.items():
            self.cfg.set(name, value)

    def load(self) -> Floor:
        return Floor(self.plan)


if __name__ == "__main__":
    sys.argv, port, file = sys.argv[:1], int(sys.argv[1]), Path(sys.argv[2])
    FloorServer(port, json.loads(file.read_text())).run()
