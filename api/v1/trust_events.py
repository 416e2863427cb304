"""`/trust-events/`: the acts that built trust or broke it (row 36)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.trust import note_trust, withdraw_trust
from accounts.models import TrustEvent
from accounts.queries.trust import trust_of
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, null_filter, range_filters, refuse_unknown
from api.permissions import require_scope
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import AccountViewSet
from api.v1.clock import now
from api.v1.fields import InstantField, OfAccount, VisibleAccountField
from crm.explain import plain


class TrustEventSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    promise = Ref(allow_null=True, named_by="text", help_text="The promise that was kept or broken by it.")
    effect = serializers.ChoiceField(choices=TrustEvent.Effect.choices)
    act = serializers.CharField()
    evidence = serializers.CharField()
    people_reached = serializers.IntegerField(allow_null=True, help_text="Known to have heard of it; null: only an estimate.")
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="Taken back: it no longer counts.")
    withdrawn_by = Ref(allow_null=True)
    withdrawn_why = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class WithdrawTrustForm(StrictSerializer):
    reason = serializers.CharField(max_length=300)


class TrustFields(StrictSerializer):
    effect = serializers.ChoiceField(choices=TrustEvent.Effect.choices)
    act = serializers.CharField(max_length=300)
    evidence = serializers.CharField(max_length=500, allow_blank=True, required=False)
    people_reached = serializers.IntegerField(min_value=0, max_value=1_000_000, allow_null=True, required=False)


class TrustForm(OfAccount, TrustFields):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    at = InstantField(required=False)


class TrustFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("contact", nullable=True)
        | choice_filters("effect", TrustEvent.Effect.values)
        | null_filter("withdrawn_at")
        | range_filters("at", InstantFilter, nullable=False)
    )


class TrustEventViewSet(Resource):
    noun = "promises"
    serializer_class = TrustEventSerializer
    filterset_class = TrustFilter
    orderings = {"at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[TrustEvent]:
        return TrustEvent.objects.visible_to(self.person)

    @extend_schema(request=TrustForm, responses={201: TrustEventSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(TrustForm)
        event = note_trust(by=self.person, at=form.pop("at", None) or now(), **form)
        return self.answer(event.pk, http_status=201)

    @extend_schema(request=WithdrawTrustForm, responses=TrustEventSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        withdraw_trust(event=self.row(), by=self.person, at=now(), **self.form(WithdrawTrustForm))
        return self.answer(pk)


class TrustLineSerializer(serializers.Serializer[Any]):
    """What was built and broken, and what is left to make good; never a satisfaction."""

    state = serializers.ChoiceField(choices=("none", "whole", "mending", "broken"))
    built = serializers.IntegerField()
    broke = serializers.IntegerField()
    owed = serializers.IntegerField(allow_null=True, help_text="Good acts still missing by the register; null when it is silent.")
    good_per_bad = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    last_broke_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    reach = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text="By effect: how many people one such act may have reached, a range that opens to its arithmetic.",
    )


class AccountTrustViewSet(AccountViewSet):
    """The trust line of one account."""

    http_method_names = ("get", "head", "options")

    @extend_schema(operation_id="accounts_trust_retrieve", responses=TrustLineSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        require_scope(request, "promises:read")
        refuse_unknown(request.query_params, ())
        trust = trust_of(self.row())
        line = asdict(trust.line)
        line["good_per_bad"] = None if trust.line.good_per_bad is None else plain(trust.line.good_per_bad)
        reach = {effect: figure.as_json() if figure else None for effect, figure in trust.reach.items()}
        return Response(line | {"reach": reach})
