"""Reading one cell of a file: what a person or another program wrote becomes what a column holds, or a reason why not.

Every reader takes the text of a cell that is not empty and returns it in one canonical form, or raises `BadCell`. The
dear ones remember what they have read: a log repeats its days, prices and codes.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Choices

from accounts.actions.fields import clean_currency, clean_phone, clean_text
from accounts.custom import Definition, Unfit, clean_value

Read = Callable[[str], str]

REMEMBERED = 1 << 16

MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r" ?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<off_hour>\d{2}):?(?P<off_minute>\d{2}))?)?",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?:\.(?P<fraction>\d*))?")
YES = frozenset({"1", "true", "yes", "y", "是", "真"})
NO = frozenset({"0", "false", "no", "n", "否", "假"})
BETWEEN_TAGS = re.compile(r"[;|、；]")


class BadCell(Exception):
    """Why a cell cannot be read, for the person who wrote the file."""


def _narrow(value: str) -> str:
    """Full-width digits and signs as their plain twins."""
    return value if value.isascii() else unicodedata.normalize("NFKC", value).replace("−", "-").strip()


@cache
def text(limit: int) -> Read:
    """Words of at most `limit` characters."""

    @lru_cache(REMEMBERED)
    def read(value: str) -> str:
        try:
            cleaned = clean_text(value)
        except ValidationError as error:
            raise BadCell(error.messages[0]) from error
        if len(cleaned) > limit:
            raise BadCell(f"{len(cleaned)} characters, at most {limit} have room.")
        return cleaned

    return read


def phone(value: str) -> str:
    try:
        return clean_phone(text(40)(value))
    except ValidationError as error:
        raise BadCell(error.messages[0]) from error


@lru_cache(REMEMBERED)
def currency(value: str) -> str:
    try:
        return clean_currency(_narrow(value))
    except ValidationError as error:
        raise BadCell(error.messages[0]) from error


@cache
def number(whole: int, places: int, *, low: int | None = None, high: int | None = None, zero: bool = True) -> Read:
    """A plain decimal number with at most so many digits before and after the point; nothing is rounded."""

    @lru_cache(REMEMBERED)
    def read(value: str) -> str:
        match = NUMBER.fullmatch(_narrow(value))
        if match is None or not (match["whole"] or match["fraction"]):
            raise BadCell(f"“{value[:40]}” is not a number: write it like 1234.5.")
        digits, fraction = match["whole"].lstrip("0"), (match["fraction"] or "").rstrip("0")
        if len(digits) > whole:
            raise BadCell(f"More than {whole} digits before the point.")
        if len(fraction) > places:
            raise BadCell(f"More than {places} decimals.")
        exact = Decimal(f"{match['sign']}{digits or '0'}.{fraction or '0'}")
        if not zero and exact == 0:
            raise BadCell("This is 0.")
        if (low is not None and exact < low) or (high is not None and exact > high):
            raise BadCell(f"Below {low}." if high is None else f"Not between {low} and {high}.")
        return f"{exact:f}"

    return read


@lru_cache(REMEMBERED)
def instant(value: str) -> str:
    """A moment in ISO form in UTC. Without an offset it is meant in the business time zone; a bare day is its noon."""
    match = MOMENT.fullmatch(_narrow(value))
    if match is None:
        raise BadCell(f"“{value[:40]}” is not a time: write it like 2011-12-09 12:50:00 or with an offset, +08:00.")
    try:
        wall = datetime(int(match["year"]), int(match["month"]), int(match["day"]), *_clock(match))  # noqa: DTZ001
        moment = _placed(wall, match).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCell(f"“{value[:40]}”: there is no such time ({error}).") from error
    if not 1900 <= moment.year <= 2200:
        raise BadCell(f"The year {moment.year} is out of range.")
    return moment.isoformat(sep=" ")


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    if match["hour"] is None:
        return time(12).hour, 0, 0
    return int(match["hour"]), int(match["minute"]), int(match["second"] or 0)


def _placed(wall: datetime, match: re.Match[str]) -> datetime:
    if match["utc"]:
        return wall.replace(tzinfo=UTC)
    if match["sign"]:
        offset = timedelta(hours=int(match["off_hour"]), minutes=int(match["off_minute"]))
        if offset > timedelta(hours=14):
            raise ValueError("an offset lies within ±14:00")
        return (wall - offset if match["sign"] == "+" else wall + offset).replace(tzinfo=UTC)
    local = wall.replace(tzinfo=settings.BUSINESS_TZ)
    if local.astimezone(UTC).astimezone(settings.BUSINESS_TZ).replace(tzinfo=None) != wall:
        raise ValueError("the clock was put forward over it")
    return local


@lru_cache(REMEMBERED)
def day(value: str) -> str:
    """A business day; of a moment the day it falls on."""
    return datetime.fromisoformat(instant(value)).astimezone(settings.BUSINESS_TZ).date().isoformat()


@lru_cache(REMEMBERED)
def flag(value: str) -> str:
    word = _narrow(value).lower()
    if word not in YES | NO:
        raise BadCell(f"“{value[:40]}”: say yes or no.")
    return "true" if word in YES else "false"


def choice(choices: type[Choices]) -> Read:
    """One of the known words, in the program's spelling or in the one on screen."""
    known = {str(label): value for value, label in choices.choices} | {value: value for value in choices.values}

    @lru_cache(REMEMBERED)
    def read(value: str) -> str:
        word = value.strip()
        if word not in known:
            word = word.lower()
        if word not in known:
            raise BadCell(f"“{value[:40]}” is none of: {', '.join(choices.values)}.")
        return str(known[word])

    return read


def as_it_is(value: str) -> str:
    return value


def custom(definition: Definition) -> Read:
    """A cell of a custom field, judged as everywhere and kept as it was written."""

    @lru_cache(REMEMBERED)
    def read(value: str) -> str:
        try:
            clean_value(definition, value)
        except Unfit as reason:
            raise BadCell(str(reason)) from reason
        return value

    return read


def tags(value: str) -> str:
    """Words with `;` or `|` between them, each of at most 50 characters; `|` between them from here on."""
    return "|".join(text(50)(tag) for tag in BETWEEN_TAGS.split(value) if tag.strip())
