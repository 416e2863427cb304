"""Reads what the environment says, and refuses what makes no sense in a sentence that names the variable."""

import os
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


class Environment:
    """Typed look-ups; an empty variable counts as not set."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in known:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be one of {', '.join(known)}.")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
        value = self.text(name, "1" if default else "0").lower()
        if value not in known:
            raise ImproperlyConfigured(f"{name} is {value!r}: say 1 or 0.")
        return known[value]

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number from {low} to {high}.")
        return int(value)

    def names(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def days(self, name: str) -> frozenset[date]:
        """Days separated by commas."""
        try:
            return frozenset(date.fromisoformat(part) for part in self.names(name))
        except ValueError:
            raise ImproperlyConfigured(f"{name} is {self.text(name)!r}: write days like 2026-10-01,2026-10-02.") from None

    def weekdays(self, name: str, default: str) -> frozenset[int]:
        """Days of the week, 1 Monday … 7 Sunday, separated by commas."""
        value = self.text(name, default)
        parts = [part.strip() for part in value.split(",")]
        if any(part not in tuple("1234567") for part in parts):
            raise ImproperlyConfigured(f"{name} is {value!r}: write days of the week like 1,2,3,4,5 (1 is Monday).")
        return frozenset(map(int, parts))

    def hours(self, name: str, default: str) -> tuple[time, time]:
        """From when to when, such as 08:30-17:30."""
        value = self.text(name, default)
        try:
            opens, closes = (time.fromisoformat(part.strip()) for part in value.split("-"))
        except ValueError:
            opens = closes = time.min
        if not opens < closes or opens.tzinfo or closes.tzinfo:
            raise ImproperlyConfigured(f"{name} is {value!r}: write hours of one day like 08:30-17:30.")
        return opens, closes

    def folder(self, name: str, default: Path) -> Path:
        path = Path(self.text(name, str(default))).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise ImproperlyConfigured(f"{name} is {path}, which is not a folder.")
        return path

    def time_zone(self, name: str, default: str) -> ZoneInfo:
        value = self.text(name, default)
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ImproperlyConfigured(f"{name} is {value!r}: no such time zone. Write it like Asia/Shanghai.") from None

    def web_address(self, name: str, default: str) -> SplitResult:
        """Scheme and host of an address without a path."""
        value = self.text(name, default)
        try:
            address = urlsplit(value)
            valid = address.scheme in ("http", "https") and address.hostname and (address.port or True)
        except ValueError:
            valid = False
        if not valid or address.path not in ("", "/") or address.query or address.fragment or address.username:
            raise ImproperlyConfigured(f"{name} is {value!r}: write it like https://crm.example.com, without a path.")
        return address

    def database(self, name: str) -> dict[str, Any] | None:
        """Django's fields of a PostgreSQL address such as `postgresql://user:password@host:5432/crm`; None if not set."""
        value = self.text(name)
        if not value:
            return None
        if not value.startswith(("postgresql://", "postgres://")):
            raise ImproperlyConfigured(f"{name} must begin with postgresql:// (other databases are not supported).")
        try:
            given = conninfo_to_dict(value)
        except psycopg.ProgrammingError as wrong:
            raise ImproperlyConfigured(f"{name} cannot be read: {str(wrong).strip()}") from None
        fields = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        if not given.get("dbname"):
            raise ImproperlyConfigured(f"{name} names no database: end it with /crm, say.")
        known = {ours: str(given.pop(theirs, "")) for theirs, ours in fields.items()}
        return known | {"OPTIONS": given}
