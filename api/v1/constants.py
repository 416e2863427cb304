"""`/constants/`: the numbers that the sources state, the ranges they come to, and who changed them (row 1)."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, choice_filters, refuse_unknown
from api.renderers import JSONText
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer, json_rows
from api.v1.clock import now
from api.v1.figures import FigureSerializer
from api.versions import required_version
from crm.constants.actions import add_constant, edit_constant
from crm.constants.queries import read_register
from crm.models import ConstantEdit, ConstantQuestion, SourcedConstant, Topic, Unit


class ConstantSerializer(RowSerializer):
    id = serializers.UUIDField()
    key = serializers.CharField()
    topic = serializers.ChoiceField(choices=Topic.choices)
    low = serializers.DecimalField(max_digits=20, decimal_places=6)
    high = serializers.DecimalField(max_digits=20, decimal_places=6)
    unit = serializers.ChoiceField(choices=Unit.choices)
    currency = serializers.CharField()
    meaning_zh = serializers.CharField()
    meaning_en = serializers.CharField()
    file = serializers.CharField(help_text="File of the source text, or who measured it.")
    source_title = serializers.CharField()
    place = serializers.CharField()
    quote = serializers.CharField(help_text="The few words that state it.")
    row = serializers.IntegerField(allow_null=True, help_text="Row of the domain.")
    question = serializers.CharField(allow_null=True, help_text="What other sources answer too; see /constants/ranges/.")
    is_turned = serializers.BooleanField(help_text="It states the complement of the question's answer.")
    readings = serializers.ListField(child=serializers.DictField(), help_text='[{"code", "zh", "en"}] of an ambiguous sentence.')
    reading = serializers.CharField()
    note = serializers.CharField()
    is_used = serializers.BooleanField()
    edited_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"file": F("source"), "question": F("question__key")}


class ConstantEditSerializer(RowSerializer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    why = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()


class ConstantEditsSerializer(serializers.Serializer[Any]):
    results = ConstantEditSerializer(many=True)


class RangeSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    topic = serializers.ChoiceField(choices=Topic.choices)
    unit = serializers.ChoiceField(choices=Unit.choices)
    asks_zh = serializers.CharField()
    asks_en = serializers.CharField()
    figure = FigureSerializer(allow_null=True, help_text="Null where no answer is in use.")


class RangesSerializer(serializers.Serializer[Any]):
    results = RangeSerializer(many=True)


class EditConstantForm(StrictSerializer):
    low = serializers.DecimalField(max_digits=20, decimal_places=6, required=False)
    high = serializers.DecimalField(max_digits=20, decimal_places=6, required=False)
    reading = serializers.CharField(max_length=40, required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    is_used = serializers.BooleanField(required=False)
    why = serializers.CharField(max_length=300, help_text="At least 5 characters.")


class NewConstantForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    key = serializers.RegexField(r"^[a-z][a-z0-9_]{2,59}$", help_text="Small letters, digits and underscores.")
    topic = serializers.ChoiceField(choices=Topic.choices)
    low = serializers.DecimalField(max_digits=20, decimal_places=6)
    high = serializers.DecimalField(max_digits=20, decimal_places=6)
    unit = serializers.ChoiceField(choices=Unit.choices)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    meaning_zh = serializers.CharField(max_length=200)
    meaning_en = serializers.CharField(max_length=200)
    file = serializers.CharField(max_length=100, source="source", help_text="Who measured it, or in which text it stands.")
    source_title = serializers.CharField(max_length=100)
    place = serializers.CharField(max_length=100, allow_blank=True, required=False)
    quote = serializers.CharField(max_length=80, allow_blank=True, required=False)
    question = serializers.SlugRelatedField(
        slug_field="key", queryset=ConstantQuestion.objects.all(), required=False, allow_null=True
    )
    why = serializers.CharField(max_length=300, help_text="At least 5 characters.")


class ConstantFilter(StrictFilterSet):
    key = df.CharFilter()
    source_title = df.CharFilter()
    question = df.CharFilter(field_name="question__key")
    row = df.NumberFilter()
    is_used = FlagFilter(field_name="is_used")
    locals().update(choice_filters("topic", Topic.values) | choice_filters("unit", Unit.values))


class ConstantViewSet(Resource):
    """Everybody reads the register; leads and administrators keep it."""

    noun = "constants"
    serializer_class = ConstantSerializer
    filterset_class = ConstantFilter
    orderings = {"key": "key", "topic": "topic", "updated_at": "updated_at", "created_at": "created_at"}
    default_ordering = "key"

    def rows(self) -> QuerySet[SourcedConstant]:
        return SourcedConstant.objects.all()

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Few rows, so that looking into each is enough."""
        fields = ("key", "meaning_zh", "meaning_en", "quote", "source_title", "place", "note")
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": text})
        return queryset.filter(found)

    @extend_schema(request=NewConstantForm, responses={201: ConstantSerializer})
    def create(self, request: Request) -> Response:
        constant = add_constant(by=self.person, at=now(), **self.form(NewConstantForm))
        return self.answer(constant.pk, http_status=201)

    @extend_schema(request=EditConstantForm, responses=ConstantSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        constant, version = self.row(), required_version(request)
        changes = self.form(EditConstantForm)
        why = changes.pop("why")
        edit_constant(constant=constant, changes=changes, why=why, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(responses=ConstantEditsSerializer)
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        edits = ConstantEdit.objects.filter(constant=self.row()).order_by("-at", "-id")[:200]
        rows = json_rows(edits, ConstantEditSerializer.shape())
        return Response(JSONText(f'{{"results": [{", ".join(row.text for row in rows)}]}}'.encode()))

    @extend_schema(responses=RangesSerializer, description="What the sources dispute: each question with all answers in use.")
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def ranges(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ())
        register = read_register()
        questions = ConstantQuestion.objects.order_by("topic", "key")
        found = [(question, register.range(question.key)) for question in questions]
        return Response(
            {
                "results": [
                    {
                        "key": question.key, "topic": question.topic, "unit": question.unit, "asks_zh": question.asks_zh,
                        "asks_en": question.asks_en, "figure": figure.as_json() if figure else None,
                    }
                    for question, figure in found
                ]
            }
        )  # fmt: skip
