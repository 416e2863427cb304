"""`/knowledge-entries/`: what managers were asked about products, and did or did not know (row 44)."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Product
from api.describing import extend_schema
from api.filters import FlagFilter, InstantFilter, StrictFilterSet, id_filters, null_filter, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from visits.actions.knowledge import learn_answer, log_question
from visits.models import KnowledgeEntry


class KnowledgeSerializer(RowSerializer):
    id = serializers.UUIDField()
    manager = Ref()
    product = Ref(allow_null=True)
    question = serializers.CharField()
    known = serializers.BooleanField()
    answer = serializers.CharField()
    asked_at = serializers.DateTimeField()
    learned_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class QuestionFields(StrictSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.all(), required=False, allow_null=True)
    question = serializers.CharField(max_length=300)
    known = serializers.BooleanField()
    answer = serializers.CharField(max_length=500, allow_blank=True, required=False)


class QuestionForm(QuestionFields):
    id = serializers.UUIDField(required=False)


class LearnForm(StrictSerializer):
    answer = serializers.CharField(max_length=500)


class KnowledgeFilter(StrictFilterSet):
    known = FlagFilter(field_name="known")
    locals().update(
        id_filters("manager")
        | id_filters("product", nullable=True)
        | null_filter("learned_at")
        | range_filters("asked_at", InstantFilter, nullable=False)
    )


class KnowledgeViewSet(Resource):
    noun = "visits"
    serializer_class = KnowledgeSerializer
    filterset_class = KnowledgeFilter
    orderings: ClassVar = {"asked_at": "asked_at"}
    default_ordering = "-asked_at"

    def rows(self) -> QuerySet[KnowledgeEntry]:
        return KnowledgeEntry.objects.visible_to(self.person)

    @extend_schema(request=QuestionForm, responses={201: KnowledgeSerializer})
    def create(self, request: Request) -> Response:
        entry = log_question(by=self.person, at=now(), **self.form(QuestionForm))
        return self.answer(entry.pk, http_status=201)

    @extend_schema(request=LearnForm, responses=KnowledgeSerializer, description="The gap is closed.")
    @action(detail=True, methods=["post"])
    def learn(self, request: Request, pk: UUID) -> Response:
        learn_answer(entry=self.row(), by=self.person, at=now(), **self.form(LearnForm))
        return self.answer(pk)
