"""`/care-events/`: days that matter to the people in an account (row 70)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.care import drop_care, finish_care, log_care, plan_care
from accounts.models import CareEvent, Contact
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import DayField, InstantField, VisibleContactField


class CareEventSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref()
    kind = serializers.ChoiceField(choices=CareEvent.Kind.choices)
    on = serializers.DateField()
    is_yearly = serializers.BooleanField()
    remind_days = serializers.IntegerField()
    plan = serializers.CharField()
    state = serializers.ChoiceField(choices=CareEvent.State.choices)
    outcome = serializers.CharField()
    planned_by = Ref(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CareFields(StrictSerializer):
    """`outcome` says that it was done already; without it the day is planned."""

    kind = serializers.ChoiceField(choices=CareEvent.Kind.choices)
    on = DayField()
    is_yearly = serializers.BooleanField(required=False)
    remind_days = serializers.IntegerField(min_value=0, max_value=366, required=False)
    plan = serializers.CharField(max_length=300, allow_blank=True, required=False)
    outcome = serializers.CharField(max_length=500, allow_blank=True, required=False)


class CareForm(CareFields):
    id = serializers.UUIDField(required=False)
    contact = VisibleContactField()
    at = InstantField(required=False)


class CareDoneForm(StrictSerializer):
    outcome = serializers.CharField(max_length=500)


class CareDropForm(StrictSerializer):
    for_good = serializers.BooleanField(required=False)


class CareFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("contact")
        | choice_filters("kind", CareEvent.Kind.values)
        | choice_filters("state", CareEvent.State.values)
        | range_filters("on", DayFilter, nullable=False)
    )


def write_care(fields: dict[str, Any], **how: Any) -> CareEvent:
    """Planned, or done already."""
    return (log_care if fields.get("outcome") else plan_care)(**how, **fields)


class CareEventViewSet(Resource):
    noun = "contacts"
    serializer_class = CareEventSerializer
    filterset_class = CareFilter
    orderings = {"on": "on", "created_at": "created_at"}
    default_ordering = "on"

    def rows(self) -> QuerySet[CareEvent]:
        return CareEvent.objects.visible_to(self.person)

    @extend_schema(request=CareForm, responses={201: CareEventSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(CareForm)
        contact: Contact = form.pop("contact")
        event = write_care(form, contact=contact, by=self.person, at=form.pop("at", None) or now())
        return self.answer(event.pk, http_status=201)

    @extend_schema(request=CareDoneForm, responses=CareEventSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: UUID) -> Response:
        finish_care(event=self.row(), by=self.person, at=now(), **self.form(CareDoneForm))
        return self.answer(pk)

    @extend_schema(request=CareDropForm, responses=CareEventSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: UUID) -> Response:
        drop_care(event=self.row(), by=self.person, at=now(), **self.form(CareDropForm))
        return self.answer(pk)
