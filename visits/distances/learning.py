"""What the done visits of the last half year teach about each territory's roads (row 17): by night, and read by every plan."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from visits.models import TravelPace
from visits.planning.distance import ESTIMATE, Road, TravelModel
from visits.planning.geo import EARTH_RADIUS_M
from visits.planning.pace import Hop, learn

#: From a check-in to the next of the same manager and day. Nearer than 300 m one walks, after two hours one had lunch, faster
#: than 120 km/h one of the two places is wrong.
HOPS = f"""
WITH stops AS (
    SELECT visit.manager_id, visit.visited_on, visit.started_at, visit.completed_at, visit.latitude, visit.longitude,
           account.territory_id, account.village
    FROM visits_visit AS visit JOIN accounts_account AS account ON account.id = visit.account_id
    WHERE visit.status = 'completed' AND visit.visited_on >= %s::date - 180 AND visit.visited_on <= %s
      AND visit.latitude IS NOT NULL AND visit.flags = '{{}}' AND visit.started_at < visit.completed_at
), hops AS (
    SELECT stops.*, lag(completed_at) OVER day AS left_at, lag(latitude) OVER day AS from_latitude,
           lag(longitude) OVER day AS from_longitude, lag(village) OVER day AS from_village
    FROM stops WINDOW day AS (PARTITION BY manager_id, visited_on ORDER BY started_at)
), measured AS (
    SELECT territory_id, village <> from_village AS is_rural, extract(epoch FROM started_at - left_at) AS seconds,
           {2 * EARTH_RADIUS_M} * asin(sqrt(least(1, power(sin(radians(latitude - from_latitude) / 2), 2)
           + cos(radians(latitude)) * cos(radians(from_latitude)) * power(sin(radians(longitude - from_longitude) / 2), 2))))
           AS metres
    FROM hops WHERE left_at IS NOT NULL AND territory_id IS NOT NULL
)
SELECT territory_id, is_rural, seconds::int, metres::int FROM measured
WHERE seconds BETWEEN 60 AND 7200 AND metres >= 300 AND metres / seconds < 33.4
"""
#: Ways that an engine measured between two customers of a territory.
WAYS = f"""
WITH places AS (
    SELECT territory_id, village, round(latitude * 100000)::int AS latitude, round(longitude * 100000)::int AS longitude
    FROM accounts_account WHERE territory_id IS NOT NULL AND latitude IS NOT NULL AND status <> 'archived'
)
SELECT a.territory_id, a.village <> b.village, ({2 * EARTH_RADIUS_M} * asin(sqrt(least(1,
       power(sin(radians((a.latitude - b.latitude) / 200000.0)), 2) + cos(radians(a.latitude / 100000.0))
       * cos(radians(b.latitude / 100000.0)) * power(sin(radians((a.longitude - b.longitude) / 200000.0)), 2)))))::int, leg.metres
FROM visits_travelleg AS leg
JOIN places AS a ON a.latitude = leg.from_latitude AND a.longitude = leg.from_longitude
JOIN places AS b ON b.latitude = leg.to_latitude AND b.longitude = leg.to_longitude AND b.territory_id = a.territory_id
"""


@transaction.atomic
def learn_paces(*, at: datetime) -> int:
    """Learn every territory anew; says how many rows stand. What has too few visits keeps the usual figures and no row."""
    hops: dict[tuple[UUID, bool], list[Hop]] = {}
    ways: dict[tuple[UUID, bool], list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(HOPS, [at.date(), at.date()])
        for territory, is_rural, seconds, metres in cursor.fetchall():
            hops.setdefault((territory, is_rural), []).append(Hop(metres, seconds))
        cursor.execute(WAYS)
        for territory, is_rural, straight, metres in cursor.fetchall():
            ways.setdefault((territory, is_rural), []).append((straight, metres))
    rows = []
    for key in {*hops, *ways}:
        pace = learn(hops.get(key, ()), ways.get(key, ()), ESTIMATE.rural if key[1] else ESTIMATE.town)
        if pace.hops or pace.measured:
            rows.append(
                TravelPace(
                    territory_id=key[0], is_rural=key[1], detour_percent=pace.road.detour_percent, kmh=pace.road.kmh,
                    hops=pace.hops, measured=pace.measured, learned_at=at,
                )
            )  # fmt: skip
    TravelPace.objects.all().delete()
    TravelPace.objects.bulk_create(rows)
    return len(rows)


def estimate_for(territory: UUID | None) -> TravelModel:
    """The embedded estimate as the territory has taught it."""
    return ESTIMATE if territory is None else estimates_for([territory])[territory]


def estimates_for(territories: Collection[UUID]) -> dict[UUID, TravelModel]:
    """The same for several, in one statement."""
    roads: dict[UUID, dict[bool, Road]] = {territory: {} for territory in territories}
    for row in TravelPace.objects.filter(territory__in=territories):
        roads[row.territory_id][row.is_rural] = Road(row.detour_percent, row.kmh)
    return {
        territory: TravelModel(town=known.get(False, ESTIMATE.town), rural=known.get(True, ESTIMATE.rural))
        for territory, known in roads.items()
    }
