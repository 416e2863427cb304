"""`/calendar-feed/`: the secret address of one's planned visits; `/calendar/{secret}.ics` is what a calendar reads there."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import refuse_unknown
from api.resources import Resource, StrictSerializer
from api.v1.clock import now
from crm.calendar import business_day
from visits.actions.feeds import drop_feed, open_feed, renew_feed
from visits.models import CalendarFeed
from visits.planning.calendar import calendar_text
from visits.readings.calendar import calendar_entries

PATH = "/api/v1/calendar/{secret}.ics"


class EmptyForm(StrictSerializer):
    pass


class FeedSerializer(serializers.Serializer[Any]):
    """`address` is told once, when it is made; only its digest is kept."""

    is_on = serializers.BooleanField()
    renewed_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True, help_text="When a calendar last read it, to the hour.")
    address = serializers.CharField(allow_null=True)


class CalendarFeedViewSet(Resource):
    noun = "cycle-plans"

    @extend_schema(operation_id="calendar_feed_retrieve", responses=FeedSerializer)
    def read(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ())
        return Response(body(self.person))

    @extend_schema(operation_id="calendar_feed_renew", request=EmptyForm, responses={201: FeedSerializer})
    def renew(self, request: Request) -> Response:
        """A new address; the former one is dead from now on."""
        self.form(EmptyForm)
        secret = renew_feed(by=self.person, at=now())
        address = settings.PUBLIC_URL.geturl().rstrip("/") + PATH.format(secret=secret)
        return Response(body(self.person) | {"address": address}, status=201)

    @extend_schema(operation_id="calendar_feed_drop", responses={204: None})
    def drop(self, request: Request) -> Response:
        """No calendar reads it any more."""
        drop_feed(by=self.person)
        return Response(status=204)


def body(user: Any) -> dict[str, Any]:
    feed = CalendarFeed.objects.filter(user=user).first()
    return {
        "is_on": feed is not None,
        "renewed_at": feed.renewed_at if feed else None,
        "read_at": feed.read_at if feed else None,
        "address": None,
    }


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever has the address reads: calendars cannot sign in. A wrong one is answered like any unknown address."""
    user = open_feed(secret=secret, at=now())
    if user is None:
        raise Http404
    text = calendar_text(user.name, calendar_entries(user, today=business_day(now())))
    response = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="visits.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response
