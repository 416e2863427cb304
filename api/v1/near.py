"""`?near=30.6,120.9&within_km=5&ordering=distance`: what lies around a place, the nearest first."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, FloatField, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import Account
from api.pagination import Page
from api.rows import json_rows
from crm.errors import Invalid

DEFAULT_KM, LARGEST_KM = 5.0, 500.0
KM_PER_DEGREE = 111.195
EARTH_KM = 6371.0
#: Who pages further than this is not looking for what is near.
DEEPEST = 2_000

PLACE = "accounts_place(accounts_account.latitude, accounts_account.longitude)"
METRES = f"""
    {EARTH_KM * 2000} * asin(sqrt(least(1, power(sin(radians(accounts_account.latitude - %s) / 2), 2)
    + cos(radians(%s)) * cos(radians(accounts_account.latitude))
      * power(sin(radians(accounts_account.longitude - %s) / 2), 2))))
"""


class Near(NamedTuple):
    latitude: float
    longitude: float
    km: float

    @classmethod
    def asked(cls, params: Mapping[str, str]) -> Near | None:
        """Raises `Invalid` naming the parameter that is no place or no distance."""
        if not params.get("near"):
            if "within_km" in params or params.get("ordering", "").removeprefix("-") == "distance":
                raise Invalid("Near what?", fields={"near": ["Latitude and longitude, such as 30.63,120.92."]})
            return None
        try:
            latitude, longitude = (float(part) for part in params["near"].split(","))
            fits = abs(latitude) <= 90 and abs(longitude) <= 180
        except ValueError:
            fits = False
        if not fits:
            raise Invalid("near is not a place.", fields={"near": ["Latitude and longitude, such as 30.63,120.92."]})
        return cls(latitude, longitude, _km(params.get("within_km")))

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """First the box, which the index knows, then the circle in it."""
        up = self.km / KM_PER_DEGREE
        aside = min(180.0, up / max(0.01, math.cos(math.radians(min(89.0, abs(self.latitude) + up)))))
        box = RawSQL(  # noqa: S611 - our own words, the numbers are parameters
            f"accounts_account.latitude IS NOT NULL AND {PLACE} <@ box(accounts_place(%s, %s), accounts_place(%s, %s))",
            (self.latitude - up, self.longitude - aside, self.latitude + up, self.longitude + aside),
            output_field=BooleanField(),
        )
        circle = RawSQL(  # noqa: S611
            f"({METRES}) <= %s", (self.latitude, self.latitude, self.longitude, self.km * 1000), output_field=BooleanField()
        )
        return queryset.filter(box).filter(circle)

    def nearest_first(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        distance = RawSQL(f"{PLACE} <-> accounts_place(%s, %s)", (self.latitude, self.longitude), output_field=FloatField())  # noqa: S611
        return queryset.order_by(distance, "id")

    def page(self, queryset: QuerySet[Any], shape: dict[str, Any], *, limit: int, cursor: str | None) -> Page:
        """A page by its place in the order: nearness ends soon, so that counting off what lies nearer costs little."""
        start = _decode(cursor)
        found = list(self.nearest_first(queryset).values_list("pk", flat=True)[start : start + limit + 1])
        more = len(found) > limit and start + limit < DEEPEST
        return Page(
            rows=rows_in_order(found[:limit], shape),
            next=_encode(start + limit) if more else None,
            previous=_encode(max(0, start - limit)) if start else None,
        )


def rows_in_order(ids: Sequence[UUID], shape: dict[str, Any]) -> list[str]:
    """The rows of a page whose order is no column's."""
    texts = {row.extra[0]: row.text for row in json_rows(Account.objects.filter(pk__in=ids).order_by(), shape, ("id",))}
    return [texts[id] for id in ids if id in texts]


def _km(text: str | None) -> float:
    try:
        km = float(text) if text else DEFAULT_KM
    except ValueError:
        km = math.nan
    if not 0 < km <= LARGEST_KM:
        raise Invalid("within_km is not a distance.", fields={"within_km": [f"More than 0, at most {LARGEST_KM:.0f}."]})
    return km


def _encode(start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps(["distance", start]).encode()).decode().rstrip("=")


def _decode(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        ordering, start = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if ordering == "distance" and isinstance(start, int) and 0 <= start <= DEEPEST:
            return start
    except (ValueError, TypeError):
        pass
    raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor of this ordering."]})
