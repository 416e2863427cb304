"""What may stand in an account's custom fields: one value judged by its definition, alike for people, files and programs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST_TEXT = 1000
LARGEST_NUMBER = 10**15
MOST_DECIMALS = 6
EARLIEST, LATEST = 1900, 2200

CURRENCY = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: How a file may write yes and no.
WORDS = {"true": True, "yes": True, "是": True, "1": True, "false": False, "no": False, "否": False, "0": False}


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rule must know of a field; `choices` are the values one may choose, `words` pairs what people call them
    (a file says 甲 for a) with the value."""

    key: str
    type: str
    kind: str
    roles: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    currency: str = "CNY"
    required_roles: tuple[str, ...] = ()
    required_tiers: tuple[str, ...] = ()

    def fits(self, *, kind: str, role: str) -> bool:
        return self.kind == kind and (not self.roles or role in self.roles)

    def is_required(self, *, kind: str, role: str, tier: str | None) -> bool:
        """For the completeness of the file (row 16): asked for, never demanded at the door of a shop."""
        return self.fits(kind=kind, role=role) and (role in self.required_roles or tier in self.required_tiers)


class Unfit(ValueError):
    """This value cannot stand in this field."""


def clean(
    definitions: Iterable[Definition], values: Mapping[str, Any], *, kind: str, role: str
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values as they are stored, `None` for one to be taken away; and what is wrong, by `custom.key`."""
    known = {definition.key: definition for definition in definitions}
    cleaned: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for key, value in values.items():
        definition = known.get(key)
        try:
            if definition is None:
                raise Unfit("There is no such field.")
            if not definition.fits(kind=kind, role=role):
                raise Unfit("This field is not for this kind of account.")
            cleaned[key] = clean_value(definition, value)
        except Unfit as error:
            problems[f"custom.{key}"] = [str(error)]
    return cleaned, problems


def clean_value(definition: Definition, value: Any) -> Any:
    """One value in the shape of JSON; raises `Unfit`. Texts that a file or a form brings are understood for every type."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return CLEANERS[definition.type](definition, value)


def _text(_: Definition, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("A text is expected.")
    if len(value.strip()) > LONGEST_TEXT:
        raise Unfit(f"At most {LONGEST_TEXT} characters.")
    return value.strip()


def _number(_: Definition, value: Any) -> int | float:
    number = _decimal(value)
    if number == number.to_integral_value():
        return int(number)
    if Decimal(repr(float(number))) != number:
        raise Unfit("More digits than can be kept exactly.")
    return float(number)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unfit("A number is expected.")
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit("A number is expected.")
    try:
        number = Decimal(str(value).strip().replace(",", "")) if isinstance(value, str) else Decimal(str(value))
    except InvalidOperation:
        raise Unfit("A number is expected.") from None
    if not number.is_finite():
        raise Unfit("A number is expected.")
    if abs(number) >= LARGEST_NUMBER:
        raise Unfit("This number is too large.")
    if number != round(number, MOST_DECIMALS):
        raise Unfit(f"At most {MOST_DECIMALS} decimals.")
    return number


def _date(_: Definition, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str) or not DAY.fullmatch(value.strip()):
        raise Unfit("A day such as 2026-01-31 is expected.")
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        raise Unfit("There is no such day.") from None
    if not EARLIEST <= day.year <= LATEST:
        raise Unfit(f"A year from {EARLIEST} to {LATEST}.")
    return day.isoformat()


def _choice(definition: Definition, value: Any) -> str:
    meant = value if value in definition.choices or not isinstance(value, str) else dict(definition.words).get(value.strip())
    if meant not in definition.choices:
        raise Unfit(f"One of: {', '.join(definition.choices)}.")
    return str(meant)


def _yes_no(_: Definition, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in WORDS:
        return WORDS[value.strip().lower()]
    raise Unfit("true or false is expected.")


def _money(definition: Definition, value: Any) -> dict[str, str]:
    """`{"amount": "12.50", "currency": "CNY"}`; `12.5` and `12.50 EUR` are understood."""
    if isinstance(value, str):
        amount, _, currency = value.strip().partition(" ")
        value = {"amount": amount, "currency": currency.strip() or definition.currency}
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = {"amount": value, "currency": definition.currency}
    if not isinstance(value, dict) or not value.keys() <= {"amount", "currency"} or "amount" not in value:
        raise Unfit('An amount such as {"amount": "12.50", "currency": "CNY"} is expected.')
    currency = value.get("currency") or definition.currency
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise Unfit("A currency is three capital letters, such as CNY.")
    number = _decimal(value["amount"])
    if number != round(number, 2):
        raise Unfit("Money has at most two decimals.")
    return {"amount": f"{number:.2f}", "currency": currency}


CLEANERS = {"text": _text, "number": _number, "date": _date, "choice": _choice, "yes_no": _yes_no, "money": _money}


def merged(before: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What is given is written, `None` takes away, and what is not named stays, hidden values too."""
    after = {**before, **cleaned}
    return {key: value for key, value in after.items() if value is not None}


def missing(definitions: Iterable[Definition], custom: Mapping[str, Any], *, kind: str, role: str, tier: str | None) -> list[str]:
    """The required fields that are still empty."""
    required = [field.key for field in definitions if field.is_required(kind=kind, role=role, tier=tier)]
    return [key for key in required if custom.get(key) is None]
