"""`/route-sheets/`: the printable list of a manager's day, or of a route, by street and village (row 17)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.datum import Datum, from_wgs84
from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.rows import Ref
from api.v1.day_plans import ReasonSerializer, instant, read_day, read_manager, reason_body
from api.v1.place_datum import DATUM, asked_datum
from crm.calendar import today
from crm.errors import Invalid
from crm.models import User
from visits.models import Route
from visits.planning.sheet import Area
from visits.route_sheets import RouteSheet, SheetStop, sheet_of_day, sheet_of_route


class LastOrderSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    total = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.CharField()


class PromisedSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    due_on = serializers.DateField()


class SheetStopSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="The place on the road.")
    account = Ref(help_text="The shop.")
    customer = serializers.CharField(help_text="The person; empty while nobody is known.")
    licence_name = serializers.CharField(help_text="To compare with the licence on the wall; empty while it was never read.")
    phone = serializers.CharField(help_text="The shop's, or else the customer's.")
    address = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    opens_at = serializers.TimeField(allow_null=True)
    closes_at = serializers.TimeField(allow_null=True)
    arrive_at = serializers.DateTimeField(allow_null=True)
    reason = ReasonSerializer(allow_null=True)
    last_visit_on = serializers.DateField(allow_null=True)
    last_order = LastOrderSerializer(allow_null=True)
    promises = PromisedSerializer(many=True, help_text="Open ones, the first due first.")
    open_complaints = serializers.IntegerField()
    next_action = serializers.CharField()
    next_action_on = serializers.DateField(allow_null=True)


class SheetAreaSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["street", "village", "unknown"])
    name = serializers.CharField()
    stops = SheetStopSerializer(many=True)


class RouteSheetSerializer(serializers.Serializer[Any]):
    manager = Ref()
    date = serializers.DateField(allow_null=True, help_text="Null for the sheet of a route.")
    route = Ref(allow_null=True)
    travel_minutes = serializers.IntegerField(allow_null=True)
    distance_km = serializers.FloatField(allow_null=True)
    areas = SheetAreaSerializer(many=True)
    left_out = Ref(many=True, help_text="Due that day, but the day is too short.")


class RouteSheetsView(APIView):
    noun = "day-plans"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="route_sheets_retrieve",
        parameters=[
            OpenApiParameter("manager", OpenApiTypes.STR, OpenApiParameter.QUERY, description="An id, or `me`.", default="me"),
            OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="A business day; today when left out."),
            OpenApiParameter(
                "route", OpenApiTypes.UUID, OpenApiParameter.QUERY, description="All of this route, instead of a day."
            ),
            DATUM,
        ],
        responses=RouteSheetSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("manager", "date", "route", "datum"))
        assert isinstance(request.user, User)  # Known let nobody else in
        datum = asked_datum(request.query_params)
        return Response(body(asked(request.query_params, request.user), datum))


def asked(params: Mapping[str, str], user: User) -> RouteSheet:
    if "route" not in params:
        manager = read_manager(params.get("manager", "me"), user)
        return sheet_of_day(manager=manager, day=read_day(params.get("date")), today=today(), user=user)
    if odd := sorted({"manager", "date"} & set(params)):
        raise Invalid("A route has its own manager and no day.", fields={name: ["Not together with route."] for name in odd})
    try:
        pk = UUID(params["route"])
    except ValueError as error:
        raise Invalid("route is an id.", fields={"route": ["An id."]}) from error
    route = Route.objects.visible_to(user).select_related("manager").filter(pk=pk).first()
    if route is None:
        raise Http404
    return sheet_of_route(route=route, user=user)


def body(sheet: RouteSheet, datum: Datum | None) -> dict[str, Any]:
    return {
        "manager": {"id": sheet.manager.pk, "name": sheet.manager.name},
        "date": sheet.day,
        "route": {"id": sheet.route.pk, "name": sheet.route.name} if sheet.route else None,
        "travel_minutes": sheet.travel_minutes,
        "distance_km": sheet.distance_km,
        "areas": [area_body(area, sheet, datum) for area in sheet.areas],
        "left_out": [ref(account) for account in sheet.left_out],
    }


def area_body(area: Area[SheetStop], sheet: RouteSheet, datum: Datum | None) -> dict[str, Any]:
    return {"kind": area.kind, "name": area.name, "stops": [stop_body(stop, sheet, datum) for stop in area.stops]}


def stop_body(stop: SheetStop, sheet: RouteSheet, datum: Datum | None) -> dict[str, Any]:
    account, order = stop.account, stop.last_order
    latitude, longitude = place_of(account, datum)
    return {
        "number": stop.number,
        "account": ref(account),
        "customer": stop.customer.name if stop.customer else "",
        "licence_name": account.licence_name,
        "latitude": latitude,
        "longitude": longitude,
        "phone": account.phone or (stop.customer.phone if stop.customer else ""),
        "address": account.address,
        "tier": account.tier,
        "opens_at": account.opens_at,
        "closes_at": account.closes_at,
        "arrive_at": instant(sheet.day, stop.arrive_minute) if sheet.day and stop.arrive_minute is not None else None,
        "reason": reason_body(stop.reason) if stop.reason else None,
        "last_visit_on": account.last_visit_on,
        "last_order": {"on": order.on, "total": f"{order.total:.2f}", "currency": order.currency} if order else None,
        "promises": [{"text": promise.text, "due_on": promise.due_on} for promise in stop.promises],
        "open_complaints": account.open_complaints,
        "next_action": account.next_action,
        "next_action_on": account.next_action_on,
    }


def place_of(account: Account, datum: Datum | None) -> tuple[float | None, float | None]:
    if account.latitude is None or account.longitude is None or datum is None:
        return account.latitude, account.longitude
    return from_wgs84((account.latitude, account.longitude), datum)


def ref(account: Account) -> dict[str, Any]:
    return {"id": account.pk, "name": account.name}
