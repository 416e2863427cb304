"""What the list's filters find: a small world, questions and what a person expects; and what may stand in a field of
one's own. PostgreSQL is asked the same in `tests/api/test_filter_vectors.py`."""

import json
from collections.abc import Iterable
from typing import Any

from accounts.custom import Definition, Unfit, clean_value

TODAY = "2026-08-20"

USERS = {name: f"0190f3e2-0000-7000-8000-0000000000a{n}" for n, name in enumerate(("alice", "bob"))}
TERRITORIES = {name: f"0190f3e2-0000-7000-8000-0000000000b{n}" for n, name in enumerate(("county", "town", "far"))}
PARENTS = {"town": "county"}

FIELDS: list[dict[str, Any]] = [
    {"key": "area", "type": "number"},
    {"key": "until", "type": "date"},
    {"key": "deposit", "type": "money", "currency": "CNY"},
    {"key": "freezer", "type": "choice",
     "choices": [{"value": "own", "zh": "自有", "en": "Own"}, {"value": "lent", "zh": "投放"}, {"value": "old", "zh": "旧", "archived": True}]},
    {"key": "invoice", "type": "yes_no"},
    {"key": "remark", "type": "text"},
]  # fmt: skip

PLAIN: dict[str, Any] = {
    "kind": "external", "role": "retailer", "status": "active", "owner": None, "territory": None, "parent": None, "tier": None,
    "tier_since": None, "loyalty_index": None, "loyalty_band": None, "annual_value": None, "currency": "CNY", "mixed_currency": False,
    "last_order_on": None, "last_visit_on": None, "last_contact_on": None, "next_visit_on": None, "next_order_on": None,
    "next_action_on": None, "open_complaints": 0, "latitude": None, "longitude": None, "phone": "", "street": "", "village": "",
    "industry": "", "source": "", "tags": [], "custom": {}, "welcome": "welcome", "created_at": "2026-01-05T02:00:00Z",
}  # fmt: skip


def account(name: str, **more: Any) -> dict[str, Any]:
    return (
        PLAIN | {"name": name, "name_key": name.lower(), "id": f"0190f3e2-0000-7000-8000-0000000000c{ord(name[-1]) % 16:x}"} | more
    )


ROWS = [
    account(
        "A", tier="vip", owner="alice", territory="county", annual_value="100000.00", last_contact_on="2026-08-19", tags=["冷柜", "早餐"],
        last_visit_on="2026-08-18", next_visit_on="2026-08-20", street="人民路", latitude=30.63, longitude=120.92,
        custom={"area": 10, "until": "2026-05-01", "deposit": {"amount": "500.00", "currency": "CNY"}, "freezer": "own", "invoice": True},
    ),
    account(
        "B", tier="gold", owner="alice", territory="town", annual_value="99999.99", last_contact_on="2026-07-21", tags=["早餐"],
        last_visit_on="2026-07-21", next_visit_on="2026-08-25", street="a,b", latitude=30.64, longitude=120.93, loyalty_band="fragile",
        custom={"area": 20.5, "until": "2027-05-01", "deposit": {"amount": "100.00", "currency": "EUR"}, "freezer": "lent",
                "invoice": False, "remark": "门口有台阶"},
    ),
    account(
        "C", tier="key", owner="bob", territory="far", annual_value="0.00", last_contact_on="2026-07-20", open_complaints=2,
        loyalty_index="81.50", loyalty_band="loyal", latitude=31.6, longitude=120.9, custom={"area": 30, "freezer": "own"},
    ),
    account("D", owner="bob", created_at="2026-07-20T15:59:59Z", village="上塘村", next_action_on="2026-08-21"),
    account("E", created_at="2026-07-21T16:00:00Z", tier="ordinary", loyalty_index="40.00", status="prospect", role="dealer"),
    account("F", status="archived", owner="alice", tier="vip", last_contact_on="2020-01-01"),
    account("G", kind="internal", role="department", last_contact_on="2026-08-20", parent="A"),
    account("H", parent="G", mixed_currency=True, currency="EUR", annual_value="250000.50", phone="0571-8848", source="import"),
]  # fmt: skip

#: Parameters, and the names of the accounts that a person expects.
QUESTIONS: list[tuple[dict[str, str], str]] = [
    ({}, "ABCDEGH"),
    ({"kind": "external"}, "ABCDEH"),
    ({"kind__in": "internal,external"}, "ABCDEGH"),
    ({"role": "dealer"}, "E"),
    ({"role__in": "dealer,department"}, "EG"),
    ({"status": "archived"}, "F"),
    ({"status__in": "active,archived"}, "ABCDFGH"),
    ({"tier": "vip"}, "A"),
    ({"tier__in": "vip,gold"}, "AB"),
    ({"tier__in": "vip,gold", "status__in": "active,archived"}, "ABF"),
    ({"tier__isnull": "true"}, "DGH"),
    ({"tier__isnull": "false", "owner": USERS["alice"]}, "AB"),
    ({"owner": USERS["bob"].upper()}, "CD"),
    ({"owner__in": f"{USERS['alice']},{USERS['bob']}"}, "ABCD"),
    ({"owner__isnull": "true"}, "EGH"),
    ({"territory": TERRITORIES["county"]}, "A"),
    ({"territory__within": TERRITORIES["county"]}, "AB"),
    ({"territory__within": f"{TERRITORIES['town']},{TERRITORIES['far']}"}, "BC"),
    ({"territory__isnull": "true", "kind": "external"}, "DEH"),
    ({"parent__isnull": "false"}, "GH"),
    ({"parent__within": account("A")["id"]}, "GH"),
    ({"parent__within": account("G")["id"]}, "H"),
    ({"annual_value__gte": "100000"}, "AH"),
    ({"annual_value__lte": "99999.99"}, "BC"),
    ({"annual_value": "0"}, "C"),
    ({"annual_value__isnull": "true"}, "DEG"),
    ({"loyalty_index__gte": "40", "loyalty_index__lte": "81.5"}, "CE"),
    ({"loyalty_band": "loyal"}, "C"),
    ({"loyalty_band__in": "loyal,fragile"}, "BC"),
    ({"open_complaints__gte": "1"}, "C"),
    ({"open_complaints": "0", "kind": "external", "tier__isnull": "false"}, "ABE"),
    ({"last_visit_on__lte": "2026-07-21"}, "B"),
    ({"last_visit_on__gte": "2026-7-22"}, "A"),
    ({"last_visit_on__isnull": "true", "kind": "external"}, "CDEH"),
    ({"next_visit_on__lte": TODAY}, "A"),
    ({"next_action_on__isnull": "false"}, "D"),
    ({"created_at__gte": "2026-07-20T23:59:59+08:00"}, "DE"),
    ({"created_at__lte": "2026-07-20T15:59:59Z", "owner": USERS["bob"]}, "CD"),
    ({"no_contact_days": "0"}, "ABCDEGH"),
    ({"no_contact_days": "1"}, "ABCDEH"),
    ({"no_contact_days": "30"}, "BCDH"),
    ({"no_contact_days": "31"}, "CDH"),
    ({"no_contact_days": "32"}, "H"),
    ({"tag": "早餐"}, "AB"),
    ({"tag": " 冷柜 "}, "A"),
    ({"tag__in": "冷柜,没有"}, "A"),
    ({"tag__in": "冷柜,早餐", "tier": "gold"}, "B"),
    ({"street": "人民路"}, "A"),
    ({"street__in": "a\\,b,人民路"}, "AB"),
    ({"village__in": "上塘村"}, "D"),
    ({"source": "import"}, "H"),
    ({"name": "D"}, "D"),
    ({"phone": "0571-8848"}, "H"),
    ({"currency": "EUR"}, "H"),
    ({"mixed_currency": "true"}, "H"),
    ({"welcome": "watch"}, ""),
    ({"near": "30.63,120.92"}, "AB"),
    ({"near": "30.63,120.92", "within_km": "1"}, "A"),
    ({"near": "30.63, 120.92", "within_km": "1.4665"}, "A"),
    ({"near": "30.63,120.92", "within_km": "1.467"}, "AB"),
    ({"near": "30.63,120.92", "within_km": "200", "tier": "key"}, "C"),
    ({"custom.area": "20.5"}, "B"),
    ({"custom.area": "10.0"}, "A"),
    ({"custom.area__gte": "20"}, "BC"),
    ({"custom.area__lte": "1,0"}, "A"),
    ({"custom.area__gte": "10", "custom.area__lte": "20.5"}, "AB"),
    ({"custom.until__lte": "2026-12-31"}, "A"),
    ({"custom.deposit__gte": "100"}, "A"),
    ({"custom.deposit__gte": "100 EUR"}, "B"),
    ({"custom.deposit": "500.0"}, "A"),
    ({"custom.freezer": "own"}, "AC"),
    ({"custom.freezer": "自有"}, "AC"),
    ({"custom.freezer__in": "own,lent"}, "ABC"),
    ({"custom.freezer__isnull": "true", "kind": "external"}, "DEH"),
    ({"custom.invoice": "true"}, "A"),
    ({"custom.invoice": "否"}, "B"),
    ({"custom.invoice__isnull": "false"}, "AB"),
    ({"custom.remark": "门口有台阶"}, "B"),
    ({"custom.remark__in": "门口有台阶,x"}, "B"),
    ({"custom.freezer": "own", "tier": "vip", "no_contact_days": "1"}, "A"),
]

#: Parameters of which one cannot be asked, and its name.
REFUSED: list[tuple[dict[str, str], str]] = [
    ({"colour": "red"}, "colour"),
    ({"tier": "platinum"}, "tier"),
    ({"tier__in": "vip,platinum"}, "tier__in"),
    ({"tier__gte": "vip"}, "tier__gte"),
    ({"name__in": "A,B"}, "name__in"),
    ({"open_complaints__isnull": "true"}, "open_complaints__isnull"),
    ({"owner": "alice"}, "owner"),
    ({"annual_value__gte": "much"}, "annual_value__gte"),
    ({"last_visit_on__lte": "2026-02-30"}, "last_visit_on__lte"),
    ({"created_at__gte": "2026-07-20"}, "created_at__gte"),
    ({"tier__isnull": "yes"}, "tier__isnull"),
    ({"no_contact_days": "-1"}, "no_contact_days"),
    ({"no_contact_days": "4000"}, "no_contact_days"),
    ({"near": "here"}, "near"),
    ({"custom.gone": "1"}, "custom.gone"),
    ({"custom.area": "big"}, "custom.area"),
    ({"custom.freezer": "old"}, "custom.freezer"),
    ({"custom.freezer__gte": "own"}, "custom.freezer__gte"),
    ({"custom.until__gte": "2026-02-30"}, "custom.until__gte"),
    ({"custom.invoice": "maybe"}, "custom.invoice"),
    ({"custom.area__isnull": "1"}, "custom.area__isnull"),
]

ORDERS = [
    ("name", "ABCDEGH"),
    ("-name", "HGEDCBA"),
    ("-annual_value", "HABCGED"),
    ("annual_value", "DEGCBAH"),
    ("last_contact_on", "DEHCBAG"),
    ("-last_contact_on", "GABCHED"),
    ("-loyalty_index", "CEHGDBA"),
    ("created_at", "ABCGHDE"),
    ("custom.area", "ABCHGED"),
    ("-custom.area", "CBAHGED"),
    ("-custom.until", "BAHGEDC"),
    ("custom.deposit", "AHGEDCB"),
]


def filters() -> dict[str, Any]:
    return {
        "world": [
            {
                "today": TODAY,
                "zone": "Asia/Shanghai",
                "fields": [field(**row) for row in FIELDS],
                "territories": [{"id": id, "parent": ref(TERRITORIES, PARENTS.get(name))} for name, id in TERRITORIES.items()],
            }
        ],
        "rows": [sent(row) for row in ROWS],
        "asked": [{"params": params, "found": [*found]} for params, found in QUESTIONS],
        "refused": [{"params": params, "problem": problem} for params, problem in REFUSED],
        "ordered": [{"ordering": ordering, "found": [*found]} for ordering, found in ORDERS],
    }


def field(**fields: Any) -> dict[str, Any]:
    return {"choices": [], "currency": "CNY"} | fields


def sent(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a phone gets it."""
    ids = {each["name"]: each["id"] for each in ROWS}
    refs = {"owner": ref(USERS, row["owner"]), "territory": ref(TERRITORIES, row["territory"]), "parent": ref(ids, row["parent"])}
    return row | refs


def ref(ids: dict[str, str], name: str | None) -> dict[str, str] | None:
    return {"id": ids[name], "name": name} if name else None


def definition(key: str) -> Definition:
    row = next(field(**each) for each in FIELDS if each["key"] == key)
    offered = [choice for choice in row["choices"] if not choice.get("archived")]
    words = tuple((choice[name], choice["value"]) for choice in offered for name in ("zh", "en") if choice.get(name))
    return Definition(
        key=key,
        type=row["type"],
        kind="external",
        choices=tuple(choice["value"] for choice in offered),
        words=words,
        currency=row["currency"],
    )


#: What somebody types or a program sends, by field.
VALUES: dict[str, list[Any]] = {
    "remark": ["  门口有台阶 ", "", "   ", None, 5, True, "很" * 1000, "很" * 1001, "😀" * 1000, "😀" * 1001],
    "area": [
        "12", "12.50", " 1,234.5 ", 12, 12.5, "-3", "+3", ".5", "5.", "１２", "1e3", "1.5e-3", "0.000001", "0.0000001", "1.0000000", "1e15",
        "999999999999999", "999999999999999.5", "123456789012.123456", "-999999999999999", "big", "1 2", "--1", ".", "e5", "NaN", "Infinity",
        True, {}, [], None, "0", "-0.5",
    ],
    "until": ["2026-05-01", " 2026-05-01 ", "2026-02-29", "2028-02-29", "2026-13-01", "2026-5-1", "1899-12-31", "1900-01-01", "2200-12-31", "2201-01-01", "20260501", 5, ""],
    "freezer": ["own", "lent", "自有", "Own", " 投放 ", "old", "旧", "own ", "x", 1, ""],
    "invoice": [True, False, "true", "No", "是", "否", "1", "0", " yes ", "maybe", 1, ""],
    "deposit": [
        "500", "500.5", "500.50", "100 EUR", " 100  EUR ", "1,000", 12, 12.5, "12.505", "12.500", "-0.05", "0.05", "10 eur", "10 €", "EUR",
        {"amount": "1.5"}, {"amount": "1.5", "currency": "USD"}, {"amount": 2, "currency": ""}, {"amount": "2", "currency": 5}, {"currency": "USD"},
        {"amount": "1", "extra": 1}, True, [], "",
    ],
}  # fmt: skip


def custom_values() -> list[dict[str, Any]]:
    return [judged(key, value) for key, values in VALUES.items() for value in values]


def judged(key: str, value: Any) -> dict[str, Any]:
    told = {"field": field(**next(each for each in FIELDS if each["key"] == key)), "value": value}
    try:
        return told | {"kept": json.loads(json.dumps(clean_value(definition(key), value)))}
    except Unfit:
        return told | {"refused": True}


def names_of(rows: Iterable[Any]) -> list[str]:
    return [row.name for row in rows]
