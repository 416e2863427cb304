"""`/contacts/`: the people in an account."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.contacts import add_contact, archive_contact, restore_contact, update_contact
from accounts.approach import RANKS
from accounts.models import Channel, Contact
from accounts.models.approach import Method
from accounts.models.contact import DecisionRole, Personality
from accounts.queries.approaches import advice_for
from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, choice_filters, id_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.edits import EditsOf
from api.v1.fields import ColleagueField, DayField, VisibleAccountField
from api.v1.shares import ShareSerializer
from api.versions import required_version


class ContactSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    name = serializers.CharField()
    position = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    other_phones = serializers.ListField(child=serializers.CharField())
    other_emails = serializers.ListField(child=serializers.CharField())
    preferred_channel = serializers.ChoiceField(choices=Channel.choices, allow_null=True)
    decision_roles = serializers.ListField(child=serializers.ChoiceField(choices=DecisionRole.choices))
    reports_to = Ref(allow_null=True)
    need_belonging = serializers.CharField()
    need_esteem = serializers.CharField()
    need_growth = serializers.CharField()
    birthday = serializers.DateField(allow_null=True)
    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True)
    personality_by = Ref(allow_null=True)
    personality_at = serializers.DateTimeField(allow_null=True)
    is_primary = serializers.BooleanField()
    notes = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ContactForm(StrictSerializer):
    name = serializers.CharField(max_length=100)
    position = serializers.CharField(max_length=100, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    email = serializers.EmailField(allow_blank=True, required=False)
    other_phones = serializers.ListField(child=serializers.CharField(max_length=40), max_length=10, required=False)
    other_emails = serializers.ListField(child=serializers.EmailField(), max_length=10, required=False)
    preferred_channel = serializers.ChoiceField(choices=Channel.choices, allow_null=True, required=False)
    decision_roles = serializers.ListField(
        child=serializers.ChoiceField(choices=DecisionRole.choices), max_length=5, required=False
    )
    reports_to = ColleagueField(allow_null=True, required=False)
    need_belonging = serializers.CharField(max_length=300, allow_blank=True, required=False)
    need_esteem = serializers.CharField(max_length=300, allow_blank=True, required=False)
    need_growth = serializers.CharField(max_length=300, allow_blank=True, required=False)
    birthday = DayField(allow_null=True, required=False)
    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True, required=False)
    is_primary = serializers.BooleanField(required=False)
    notes = serializers.CharField(max_length=5000, allow_blank=True, required=False)


class NewContactForm(ContactForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()


class EmptyForm(StrictSerializer):
    pass


class JudgementSerializer(serializers.Serializer[Any]):
    """One judgement of a person's character (row 66)."""

    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True, help_text="Null: taken back.")
    by = Ref(allow_null=True)
    at = serializers.DateTimeField()


class JudgementsSerializer(serializers.Serializer[Any]):
    results = JudgementSerializer(many=True, help_text="The latest first, at most 100.")


class SuggestedSerializer(serializers.Serializer[Any]):
    method = serializers.ChoiceField(choices=Method.choices)
    why = serializers.ChoiceField(choices=RANKS)
    with_person = ShareSerializer(help_text="Of the approaches to this person that used it, how many came near.")
    with_type = ShareSerializer(help_text="The same for all persons of this type that the asking person sees.")


class AdviceSerializer(serializers.Serializer[Any]):
    """How to treat and how to approach a person (rows 66, 67), with the numbers behind it."""

    personality = serializers.ChoiceField(choices=Personality.choices, allow_null=True)
    handling = serializers.ListField(child=serializers.CharField(), help_text="Codes of how to treat this type.")
    together = serializers.IntegerField(help_text="How many of the methods to combine, from the first on.")
    reason = serializers.ChoiceField(choices=("one", "combine", "after_refusal", "unknown_type"))
    methods = SuggestedSerializer(many=True)


class ContactFilter(StrictFilterSet):
    is_primary = FlagFilter(field_name="is_primary")
    locals().update(
        id_filters("account")
        | choice_filters("personality", Personality.values, nullable=True)
        | choice_filters("preferred_channel", Channel.values, nullable=True)
    )


class ContactViewSet(EditsOf, Resource):
    noun = "contacts"
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    orderings = {"name": "name_key", "created_at": "created_at"}
    default_ordering = "name"

    def rows(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.person)

    @extend_schema(request=NewContactForm, responses={201: ContactSerializer})
    def create(self, request: Request) -> Response:
        contact = add_contact(by=self.person, at=now(), **self.form(NewContactForm))
        return self.answer(contact.pk, http_status=201)

    @extend_schema(request=ContactForm, responses=ContactSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        contact, version = self.row(), required_version(request)
        update_contact(contact=contact, changes=self.form(ContactForm, partial=True), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ContactSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_contact(contact=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ContactSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        restore_contact(contact=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(responses=JudgementsSerializer)
    @action(detail=True, methods=["get"])
    def judgements(self, request: Request, pk: UUID) -> Response:
        """Every judgement of this person's character, with author and day."""
        refuse_unknown(request.query_params, ())
        found = self.row().judgements.select_related("by").order_by("-at", "-id")[:100]
        return Response(
            {
                "results": [
                    {
                        "personality": each.personality,
                        "by": {"id": each.by_id, "name": each.by.name} if each.by else None,
                        "at": each.at,
                    }
                    for each in found
                ]
            }
        )

    @extend_schema(responses=AdviceSerializer)
    @action(detail=True, methods=["get"])
    def advice(self, request: Request, pk: UUID) -> Response:
        """How to treat this person, and which methods to approach with."""
        refuse_unknown(request.query_params, ())
        return Response(asdict(advice_for(contact=self.row(), by=self.person)))
