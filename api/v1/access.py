"""`/tokens/` for administrators and `/events/` for integrations."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import StrictFilterSet
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from crm.access import SCOPES, issue_token, revoke_token
from crm.errors import Forbidden
from crm.models import Event, Role, Team, Token
from crm.stamps import OpenTransactions


class TokenSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    all_teams = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    created_by = Ref(allow_null=True)
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class IssuedTokenSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    secret = serializers.CharField(help_text="Shown this once and never again.")
    expires_at = serializers.DateTimeField()


class TokenForm(StrictSerializer):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=sorted(SCOPES)), allow_empty=False)
    teams = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), many=True, required=False, allow_null=True)
    days = serializers.IntegerField(min_value=1, max_value=366, default=90)


class EmptyForm(StrictSerializer):
    pass


class TokenViewSet(Resource):
    """Administrators issue and revoke; a token can never make tokens."""

    noun = "tokens"
    serializer_class = TokenSerializer

    def rows(self) -> QuerySet[Token]:
        if self.person.role != Role.ADMIN:
            raise Forbidden("Only administrators handle tokens.")
        return Token.objects.all()

    @extend_schema(request=TokenForm, responses={201: IssuedTokenSerializer})
    def create(self, request: Request) -> Response:
        self.rows()
        form = self.form(TokenForm)
        with transaction.atomic():
            issued = issue_token(
                name=form["name"],
                scopes=form["scopes"],
                teams=form.get("teams"),
                by=self.person,
                at=now(),
                life=timedelta(days=form["days"]),
            )
        body = {"id": issued.token.pk, "name": issued.token.name, "secret": issued.secret, "expires_at": issued.token.expires_at}
        return Response(body, status=201)

    @extend_schema(request=EmptyForm, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: UUID) -> Response:
        revoke_token(token=self.row(), at=now())
        return self.answer(pk)


class EventSerializer(RowSerializer):
    id = serializers.UUIDField()
    type = serializers.CharField()
    subject = serializers.UUIDField()
    account_id = serializers.UUIDField(allow_null=True)
    payload = serializers.JSONField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    created_at = serializers.DateTimeField()


class EventFilter(StrictFilterSet):
    type = df.CharFilter()
    account_id = df.UUIDFilter()
    subject = df.UUIDFilter()


class EventViewSet(Resource):
    """What happened, oldest first: an integration follows with `ordering=changed_in` and the last cursor."""

    noun = "events"
    serializer_class = EventSerializer
    filterset_class = EventFilter
    orderings = {"changed_in": "changed_in", "created_at": "created_at"}
    default_ordering = "changed_in"

    def rows(self) -> QuerySet[Event]:
        if self.person.role not in (Role.ADMIN, Role.INTEGRATION):
            raise Forbidden("Events are for integrations and administrators.")
        reach = self.person.reach
        settled = Event.objects.filter(changed_in__lt=OpenTransactions())
        return settled if reach is None else settled.filter(team_id__in=reach)
