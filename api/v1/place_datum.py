"""`?datum=gcj02`: the places of an answer for a map that is drawn in another datum. Stored is WGS-84, always."""

from collections.abc import Mapping

import orjson
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from accounts.datum import Datum, from_wgs84
from crm.errors import Invalid

DATUM = OpenApiParameter(
    "datum", OpenApiTypes.STR, OpenApiParameter.QUERY, enum=list(Datum), description="Of latitude and longitude; else WGS-84."
)


def asked_datum(params: Mapping[str, str]) -> Datum | None:
    """None: nothing is to be converted."""
    text = params.get("datum")
    if text is not None and text not in list(Datum):
        raise Invalid("No such datum.", fields={"datum": [f"One of {', '.join(Datum)}."]})
    return None if text in (None, Datum.WGS84) else Datum(text)


def on_datum(row: str, datum: Datum) -> str:
    """The JSON of one row, its place converted."""
    body = orjson.loads(row)
    if body.get("latitude") is not None and body.get("longitude") is not None:
        body["latitude"], body["longitude"] = from_wgs84((body["latitude"], body["longitude"]), datum)
    return orjson.dumps(body).decode()
