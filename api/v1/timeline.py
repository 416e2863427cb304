"""`/touchpoints/`: what was said and done."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.expectations import judge_touchpoint
from accounts.actions.timeline import add_note
from accounts.models import Channel, Direction, Touchpoint
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField


class TouchpointSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    kind = serializers.ChoiceField(choices=Touchpoint.Kind.choices)
    medium = serializers.ChoiceField(choices=Touchpoint.Medium.choices)
    channel = serializers.ChoiceField(choices=Channel.choices, allow_null=True)
    direction = serializers.ChoiceField(choices=Direction.choices, allow_null=True)
    contact = Ref(allow_null=True)
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    text = serializers.CharField()
    code = serializers.CharField(help_text="What the program says itself, to be worded by the reader; empty where a person wrote.")
    details = serializers.DictField(help_text="The numbers that belong to the code.")
    expectation = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Touchpoint.Verdict.choices, allow_null=True)
    judged_by = Ref(allow_null=True)
    judged_at = serializers.DateTimeField(allow_null=True)
    subject = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NoteForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    text = serializers.CharField(max_length=5000)
    at = InstantField(required=False)


class JudgeForm(StrictSerializer):
    expectation = serializers.CharField(max_length=300, allow_blank=True, default="")
    verdict = serializers.ChoiceField(choices=Touchpoint.Verdict.choices, allow_null=True, default=None)


class TouchpointFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("by", nullable=True)
        | id_filters("contact", nullable=True)
        | choice_filters("direction", Direction.values, nullable=True)
        | choice_filters("kind", Touchpoint.Kind.values)
        | choice_filters("medium", Touchpoint.Medium.values)
        | choice_filters("verdict", Touchpoint.Verdict.values, nullable=True)
        | choice_filters("channel", Channel.values, nullable=True)
        | range_filters("at", InstantFilter, nullable=False)
    )


class TouchpointViewSet(Resource):
    noun = "touchpoints"
    serializer_class = TouchpointSerializer
    filterset_class = TouchpointFilter
    orderings = {"at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[Touchpoint]:
        return Touchpoint.objects.visible_to(self.person)

    @extend_schema(request=NoteForm, responses={201: TouchpointSerializer}, description="Adds a note.")
    def create(self, request: Request) -> Response:
        form = self.form(NoteForm)
        note = add_note(by=self.person, at=form.pop("at", None) or now(), **form)
        return self.answer(note.pk, http_status=201)

    @extend_schema(request=JudgeForm, responses=TouchpointSerializer, description="Expectation, and how it came out (rows 3, 49).")
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: UUID) -> Response:
        judge_touchpoint(touchpoint=self.row(), by=self.person, at=now(), **self.form(JudgeForm))
        return self.answer(pk)
