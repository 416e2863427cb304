"""Planned visits as an iCalendar text (RFC 5545): no more than a calendar needs to show where to be when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_LINE = 75  # octets
PRODUCT = "-//Field visits//Planned visits//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit. `begins` and `ends` are instants in UTC; null: it is known for the day only."""

    id: str
    on: date
    title: str
    changed_at: datetime
    number: int
    location: str = ""
    text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    begins: datetime | None = None
    ends: datetime | None = None


def calendar_text(name: str, entries: Iterable[Entry]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escaped(name)}", "X-PUBLISHED-TTL:PT30M"]  # fmt: skip
    for entry in entries:
        lines += _event(entry)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def escaped(text: str) -> str:
    """Commas, semicolons and ends of lines mean something in an iCalendar; other control characters are none of its."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in text if character.isprintable())


def folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, never cut inside of a character; the next ones begin with a space."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}"
    yield f"DTSTAMP:{_instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.number}"
    if entry.begins and entry.ends:
        yield f"DTSTART:{_instant(entry.begins)}"
        yield f"DTEND:{_instant(entry.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.location:
        yield f"LOCATION:{escaped(entry.location)}"
    if entry.text:
        yield f"DESCRIPTION:{escaped(entry.text)}"
    if entry.latitude is not None and entry.longitude is not None:
        yield f"GEO:{entry.latitude:.6f};{entry.longitude:.6f}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
