"""`/stops/`: the places of accounts on routes; they are set through their route."""

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from api.filters import StrictFilterSet, id_filters
from api.resources import Resource
from api.rows import Ref, RowSerializer
from visits.models import RouteStop


class StopSerializer(RowSerializer):
    id = serializers.UUIDField()
    route = Ref()
    account = Ref()
    position = serializers.IntegerField()
    group = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class StopFilter(StrictFilterSet):
    locals().update(id_filters("route") | id_filters("account"))


class StopViewSet(Resource):
    http_method_names = ("get", "head", "options")
    noun = "routes"
    serializer_class = StopSerializer
    filterset_class = StopFilter
    orderings: ClassVar = {"position": "position", "created_at": "created_at"}
    default_ordering = "position"

    def rows(self) -> QuerySet[RouteStop]:
        return RouteStop.objects.visible_to(self.person)
