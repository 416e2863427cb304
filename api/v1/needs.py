"""`/needs/` and `/preferences/`: what a customer needs, and what we learned of it (rows 18, 23, 54)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.needs import note_need, settle_need, update_need
from accounts.actions.preferences import note_preference, retire_preference, update_preference
from accounts.models import Account, Need, Preference
from api.describing import extend_schema
from api.filters import DayFilter, FlagFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import VisibleAccountField, account_seen, contact_in
from api.versions import required_version
from crm.models import User


class NeedSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    kind = serializers.ChoiceField(choices=Need.Kind.choices)
    said = serializers.CharField()
    wanted = serializers.CharField()
    is_dominant = serializers.BooleanField()
    conflict = serializers.CharField()
    handling = serializers.ChoiceField(choices=Need.Handling.choices, allow_null=True)
    handling_note = serializers.CharField()
    status = serializers.ChoiceField(choices=Need.Status.choices)
    noted_by = Ref(allow_null=True)
    noted_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NeedForm(StrictSerializer):
    contact = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=Need.Kind.choices)
    said = serializers.CharField(max_length=300)
    wanted = serializers.CharField(max_length=300, allow_blank=True, required=False)
    is_dominant = serializers.BooleanField(required=False)
    conflict = serializers.CharField(max_length=300, allow_blank=True, required=False)
    handling = serializers.ChoiceField(choices=Need.Handling.choices, allow_null=True, required=False)
    handling_note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class NewNeedForm(NeedForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()


class SettleForm(StrictSerializer):
    status = serializers.ChoiceField(choices=[choice for choice in Need.Status.choices if choice[0] != Need.Status.OPEN])


class NeedFilter(StrictFilterSet):
    is_dominant = FlagFilter(field_name="is_dominant")
    locals().update(
        id_filters("account")
        | choice_filters("kind", Need.Kind.values)
        | choice_filters("status", Need.Status.values)
        | choice_filters("handling", Need.Handling.values, nullable=True)
    )


def with_contact(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"contact": contact_in(account, fields["contact"])} if "contact" in fields else fields


class NeedViewSet(Resource):
    noun = "needs"
    serializer_class = NeedSerializer
    filterset_class = NeedFilter
    orderings = {"noted_at": "noted_at", "created_at": "created_at"}
    default_ordering = "-noted_at"

    def rows(self) -> QuerySet[Need]:
        return Need.objects.visible_to(self.person)

    @extend_schema(request=NewNeedForm, responses={201: NeedSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewNeedForm)
        need = note_need(by=self.person, at=now(), **with_contact(form["account"], form))
        return self.answer(need.pk, http_status=201)

    @extend_schema(request=NeedForm, responses=NeedSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        need, version = self.row(), required_version(request)
        changes = with_contact(need.account, self.form(NeedForm, partial=True))
        update_need(need=need, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=SettleForm, responses=NeedSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: UUID) -> Response:
        settle_need(need=self.row(), by=self.person, at=now(), **self.form(SettleForm))
        return self.answer(pk)


class PreferenceSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    kind = serializers.ChoiceField(choices=Preference.Kind.choices)
    text = serializers.CharField()
    source = serializers.ChoiceField(choices=Preference.Source.choices)  # type: ignore[assignment]  # a column of ours, not the field's own
    told_by = Ref(allow_null=True, help_text="The neighbour who told it, where a customer of ours.")
    teller = serializers.CharField()
    heard_on = serializers.DateField()
    noted_by = Ref(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PreferenceForm(StrictSerializer):
    contact = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=Preference.Kind.choices, required=False)
    text = serializers.CharField(max_length=500)
    source = serializers.ChoiceField(choices=Preference.Source.choices, required=False)  # type: ignore[assignment]  # a column of ours
    told_by = serializers.UUIDField(required=False, allow_null=True)
    teller = serializers.CharField(max_length=100, allow_blank=True, required=False)
    heard_on = serializers.DateField(required=False)


class NewPreferenceForm(PreferenceForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()


class EmptyForm(StrictSerializer):
    pass


class PreferenceFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("told_by", nullable=True)
        | choice_filters("kind", Preference.Kind.values)
        | choice_filters("source", Preference.Source.values)
        | range_filters("heard_on", DayFilter, nullable=False)
    )


def with_people(account: Account, fields: dict[str, Any], *, by: User) -> dict[str, Any]:
    found = with_contact(account, fields)
    return found | {"told_by": account_seen(by, fields["told_by"], name="told_by")} if "told_by" in fields else found


class PreferenceViewSet(Resource):
    noun = "preferences"
    serializer_class = PreferenceSerializer
    filterset_class = PreferenceFilter
    orderings = {"heard_on": "heard_on", "created_at": "created_at"}
    default_ordering = "-heard_on"

    def rows(self) -> QuerySet[Preference]:
        return Preference.objects.visible_to(self.person)

    @extend_schema(request=NewPreferenceForm, responses={201: PreferenceSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewPreferenceForm)
        preference = note_preference(by=self.person, at=now(), **with_people(form["account"], form, by=self.person))
        return self.answer(preference.pk, http_status=201)

    @extend_schema(request=PreferenceForm, responses=PreferenceSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        preference, version = self.row(), required_version(request)
        changes = with_people(preference.account, self.form(PreferenceForm, partial=True), by=self.person)
        update_preference(preference=preference, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=PreferenceSerializer, description="It is no longer so.")
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: UUID) -> Response:
        retire_preference(preference=self.row(), by=self.person, at=now())
        return self.answer(pk)
