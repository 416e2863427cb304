"""When a person's day comes round again (row 70)."""

from __future__ import annotations

from datetime import date


def on_year(day: date, year: int) -> date:
    """The same day in another year; the 29th of February is kept on the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_on(day: date, *, from_day: date) -> date:
    """The first return of `day` on or after `from_day`; the day itself if it is still to come."""
    if day >= from_day:
        return day
    this_year = on_year(day, from_day.year)
    return this_year if this_year >= from_day else on_year(day, from_day.year + 1)
