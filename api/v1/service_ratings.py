"""`/service-ratings/`: what the next step thinks of the service, month by month (rows 5, 47)."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.ratings import rate_service
from accounts.models import ServiceRating, ServiceStandard
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.service_standards import VisibleLinkField


class ServiceRatingSerializer(RowSerializer):
    id = serializers.UUIDField()
    link = Ref(named_by="service")
    account = Ref()
    standard = Ref(named_by="what", allow_null=True)
    period = serializers.DateField(help_text="First day of the month rated.")
    rater = Ref()
    score = serializers.IntegerField()
    comment = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RateForm(StrictSerializer):
    link = VisibleLinkField()
    standard = serializers.UUIDField(required=False, allow_null=True)
    period = serializers.DateField(required=False, help_text="A day of the month rated: this one or the last.")
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(max_length=500, allow_blank=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("standard"):
            standard = ServiceStandard.objects.filter(pk=attrs["standard"], link=attrs["link"]).first()
            if standard is None:
                raise serializers.ValidationError({"standard": ["Not of this link."]})
            attrs["standard"] = standard
        return attrs


class ServiceRatingFilter(StrictFilterSet):
    locals().update(
        id_filters("link")
        | id_filters("account")
        | id_filters("rater")
        | id_filters("standard", nullable=True)
        | range_filters("period", DayFilter, nullable=False)
    )


class ServiceRatingViewSet(Resource):
    noun = "process-links"
    serializer_class = ServiceRatingSerializer
    filterset_class = ServiceRatingFilter
    orderings = {"period": "period", "at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[ServiceRating]:
        return ServiceRating.objects.visible_to(self.person)

    @extend_schema(
        request=RateForm, responses={201: ServiceRatingSerializer}, description="Rating again replaces one's own of that month."
    )
    def create(self, request: Request) -> Response:
        rating = rate_service(by=self.person, at=now(), **self.form(RateForm))
        return self.answer(rating.pk, http_status=201)
