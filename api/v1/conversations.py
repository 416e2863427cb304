"""`/conversations/`: calls, messages and talks with a confirmed outcome; `/phrases/`: words to avoid and better ones (row 65)."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.conversations import log_conversation
from accounts.actions.phrases import add_phrase, archive_phrase, change_phrase
from accounts.models import Channel, Conversation, Direction, Phrase
from accounts.models.conversation import QuestionType
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, OfAccount, VisibleAccountField
from api.versions import required_version


class ConversationSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    channel = serializers.ChoiceField(choices=Channel.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    purpose = serializers.CharField()
    questions = serializers.ListField(child=serializers.ChoiceField(choices=QuestionType.choices))
    confirmed = serializers.CharField()
    notes = serializers.CharField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    created_at = serializers.DateTimeField()


class ConversationFields(StrictSerializer):
    channel = serializers.ChoiceField(choices=Channel.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    purpose = serializers.CharField(max_length=200)
    questions = serializers.ListField(child=serializers.ChoiceField(choices=QuestionType.choices), max_length=4, required=False)
    confirmed = serializers.CharField(max_length=1000, help_text="What both sides said at the end that it comes to.")
    notes = serializers.CharField(max_length=5000, allow_blank=True, required=False)


class ConversationForm(OfAccount, ConversationFields):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    at = InstantField(required=False)


class ConversationFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("contact", nullable=True)
        | id_filters("by", nullable=True)
        | choice_filters("channel", Channel.values)
        | choice_filters("direction", Direction.values)
        | range_filters("at", InstantFilter, nullable=False)
    )


class ConversationViewSet(Resource):
    noun = "touchpoints"
    serializer_class = ConversationSerializer
    filterset_class = ConversationFilter
    orderings = {"at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[Conversation]:
        return Conversation.objects.visible_to(self.person)

    @extend_schema(request=ConversationForm, responses={201: ConversationSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(ConversationForm)
        talk = log_conversation(by=self.person, at=form.pop("at", None) or now(), **form)
        return self.answer(talk.pk, http_status=201)


class PhraseSerializer(RowSerializer):
    id = serializers.UUIDField()
    text = serializers.CharField()
    better = serializers.CharField()
    reason = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PhraseForm(StrictSerializer):
    text = serializers.CharField(max_length=100)
    better = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=200, allow_blank=True, required=False)


class EmptyForm(StrictSerializer):
    pass


class PhraseViewSet(Resource):
    noun = "touchpoints"
    serializer_class = PhraseSerializer
    orderings = {"text": "text", "created_at": "created_at"}
    default_ordering = "created_at"

    def rows(self) -> QuerySet[Phrase]:
        return Phrase.objects.all()

    @extend_schema(request=PhraseForm, responses={201: PhraseSerializer})
    def create(self, request: Request) -> Response:
        phrase = add_phrase(by=self.person, at=now(), **self.form(PhraseForm))
        return self.answer(phrase.pk, http_status=201)

    @extend_schema(request=PhraseForm, responses=PhraseSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        phrase, version = self.row(), required_version(request)
        change_phrase(phrase=phrase, changes=self.form(PhraseForm, partial=True), version=version, by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=PhraseSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_phrase(phrase=self.row(), by=self.person, at=now())
        return self.answer(pk)
