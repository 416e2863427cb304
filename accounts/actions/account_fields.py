"""Which fields of an account people write, and what must fit together."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from accounts.actions.fields import clean_fields
from accounts.custom import Definition, clean, merged
from accounts.datum import Datum, to_wgs84
from accounts.models import Account, AccountKind, CustomField
from accounts.models.account import EXTERNAL_ROLES, INTERNAL_ROLES
from crm.errors import Invalid

UPDATABLE = frozenset(
    {
        "address", "closes_at", "currency", "custom", "external_id", "industry", "latitude", "licence_name", "longitude", "name",
        "opens_at", "order_weekdays", "parent", "phone", "role", "status", "street", "tags", "territory", "village",
    }
)  # fmt: skip
OPENABLE = UPDATABLE | {"kind", "source"}
#: What a place was before it was converted: written with the place, never by itself.
GIVEN = ("given_latitude", "given_longitude", "given_datum")

#: Per field: what is wrong with the account as a whole.
Problems = dict[str, list[str]]


def clean_account(fields: Mapping[str, Any], *, writable: Collection[str]) -> dict[str, Any]:
    """Cleaned values; raises `Invalid` for read columns, unknown fields and values out of range.

    `datum` says what the place is written in (WGS-84 when left out); it is stored in WGS-84 and kept as it was told.
    """
    datum = fields.get("datum")
    cleaned = clean_fields(Account, {name: value for name, value in fields.items() if name != "datum"}, writable=writable)
    if problems := _out_of_range(cleaned):
        raise Invalid("Some fields cannot be written.", fields=problems)
    if "latitude" in cleaned or "longitude" in cleaned or datum is not None:
        return cleaned | _on_wgs84(cleaned, datum)
    return cleaned


def _on_wgs84(fields: Mapping[str, Any], datum: str | None) -> dict[str, Any]:
    """The columns of a place that was told in `datum`."""
    if datum is not None and datum not in list(Datum):
        raise Invalid("What is the place written in?", fields={"datum": [f"One of {', '.join(Datum)}."]})
    if datum is not None and (missing := [name for name in ("latitude", "longitude") if name not in fields]):
        raise Invalid("A datum belongs to a place.", fields={name: ["A place needs latitude and longitude."] for name in missing})
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if datum in (None, Datum.WGS84) or latitude is None or longitude is None:
        return {"given_latitude": None, "given_longitude": None, "given_datum": ""}
    there = to_wgs84((latitude, longitude), Datum(datum))
    if abs(there[0]) > 90 or abs(there[1]) > 180:
        raise Invalid("This is no place on the globe.", fields={"latitude": ["No place on WGS-84."]})
    return {
        "latitude": there[0], "longitude": there[1], "given_latitude": latitude, "given_longitude": longitude, "given_datum": datum,
    }  # fmt: skip


def _out_of_range(fields: Mapping[str, Any]) -> Problems:
    problems: Problems = {}
    for name, limit in (("latitude", 90), ("longitude", 180)):
        if fields.get(name) is not None and abs(fields[name]) > limit:
            problems[name] = [f"Between -{limit} and {limit} degrees."]
    if not set(fields.get("order_weekdays", ())) <= set(range(1, 8)):
        problems["order_weekdays"] = ["Days are 1 (Monday) to 7 (Sunday)."]
    return problems


def clean_custom(account: Account, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with `custom` as the account will have it: what is named is written or (by null) taken away, the rest stays.

    Raises `Invalid` naming `custom.key`.
    """
    if not fields.get("custom"):
        return {name: value for name, value in fields.items() if name != "custom"}
    kind, role = (fields.get(name, getattr(account, name)) for name in ("kind", "role"))
    given = judged(CustomField.objects.definitions(), fields["custom"], kind=kind, role=role)
    return {**fields, "custom": merged(account.custom, given)}


def judged(definitions: Iterable[Definition], custom: Mapping[str, Any], *, kind: str, role: str) -> dict[str, Any]:
    """The given values as they are stored, None for one to be taken away; raises `Invalid` naming `custom.key`."""
    cleaned, problems = clean(definitions, custom, kind=kind, role=role)
    if problems:
        raise Invalid("Some fields cannot be written.", fields=problems)
    return cleaned


def names_of(account: Account, changed: Mapping[str, Any]) -> list[str]:
    """The changed fields by name, custom ones as `custom.key`; `account` is as it was before."""
    names = [name for name in changed if name != "custom" and name not in GIVEN]
    after = changed.get("custom", account.custom)
    keys = account.custom.keys() | after.keys()
    return sorted([*names, *(f"custom.{key}" for key in keys if account.custom.get(key) != after.get(key))])


def differing(account: Account, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of cleaned fields those that the account does not have already."""
    changed = {name: value for name, value in fields.items() if getattr(account, name) != value}
    if not fields.get("given_datum") and not {"latitude", "longitude"} & changed.keys():
        return {name: value for name, value in changed.items() if name not in GIVEN}  # the same place told again
    return changed


#: What `require_whole` looks at.
WHOLE = ("kind", "role", "latitude", "longitude", "territory")


def require_whole(fields: Mapping[str, Any], *, team: UUID) -> None:
    """What one field of an account of this team says about another; raises `Invalid`."""
    problems: Problems = {}
    kind, latitude, longitude = fields.get("kind", AccountKind.EXTERNAL), fields.get("latitude"), fields.get("longitude")
    roles = INTERNAL_ROLES if kind == AccountKind.INTERNAL else EXTERNAL_ROLES
    if fields["role"] not in roles:
        problems["role"] = [f"An {kind} account is one of: {', '.join(roles)}."]
    if (latitude is None) != (longitude is None):
        problems["longitude" if longitude is None else "latitude"] = ["A place needs latitude and longitude."]
    territory = fields.get("territory")
    if territory is not None and territory.team_id not in (None, team):
        problems["territory"] = ["This territory belongs to another team."]
    if problems:
        raise Invalid("The fields do not fit together.", fields=problems)
