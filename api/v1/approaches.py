"""`/approaches/`: how people were approached, and what came of it by type and method (row 67)."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.conversations import log_approach
from accounts.models import Approach
from accounts.models.approach import ApproachResult, Benefit, Method
from accounts.models.contact import Personality
from accounts.queries.approaches import approach_results
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, OfAccount, VisibleAccountField
from api.v1.shares import ShareSerializer


class ApproachSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True, help_text="As judged then.")
    methods = serializers.ListField(child=serializers.ChoiceField(choices=Method.choices))
    benefit = serializers.ChoiceField(choices=Benefit.choices, allow_null=True)
    result = serializers.ChoiceField(choices=ApproachResult.choices)
    note = serializers.CharField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    created_at = serializers.DateTimeField()


class ApproachFields(StrictSerializer):
    methods = serializers.ListField(child=serializers.ChoiceField(choices=Method.choices), min_length=1, max_length=6)
    benefit = serializers.ChoiceField(choices=Benefit.choices, allow_null=True, required=False)
    result = serializers.ChoiceField(choices=ApproachResult.choices)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class ApproachForm(OfAccount, ApproachFields):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    at = InstantField(required=False)


class MethodResultSerializer(serializers.Serializer[Any]):
    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True)
    method = serializers.ChoiceField(choices=Method.choices)
    share = ShareSerializer(help_text="Opened a talk or led to another one, of all tries.")


class ApproachResultsSerializer(serializers.Serializer[Any]):
    results = MethodResultSerializer(many=True)


class ApproachFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("contact", nullable=True)
        | id_filters("by", nullable=True)
        | choice_filters("personality", Personality.values, nullable=True)
        | choice_filters("result", ApproachResult.values)
        | range_filters("at", InstantFilter, nullable=False)
    )


class ApproachViewSet(Resource):
    noun = "contacts"
    serializer_class = ApproachSerializer
    filterset_class = ApproachFilter
    orderings = {"at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[Approach]:
        return Approach.objects.visible_to(self.person)

    @extend_schema(request=ApproachForm, responses={201: ApproachSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(ApproachForm)
        approach = log_approach(by=self.person, at=form.pop("at", None) or now(), **form)
        return self.answer(approach.pk, http_status=201)

    @extend_schema(operation_id="approaches_results", responses=ApproachResultsSerializer)
    @action(detail=False, methods=["get"])
    def results(self, request: Request) -> Response:
        """Hit rates by type of person and method, with their counts, among the accounts that the asking person sees."""
        refuse_unknown(request.query_params, ())
        return Response({"results": [asdict(result) for result in approach_results(by=self.person)]})
