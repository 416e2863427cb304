"""`/journeys/`: where customers stand on their way and what prospects believe (rows 39, 40), with trials.

A journey is addressed by its account: `/accounts/{id}/journey/`; the list filters by stage. Whom to win back is `/win-back/`.
"""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.journey import judge_belief, note_arrival, set_stage
from accounts.actions.trials import decline_trial, offer_trial
from accounts.models import Account, Arrival, Belief, Journey, Product, Stage, StageChange, TrialOffer
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import JsonBuildObject, Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import VisibleAccountField, account_seen

LATEST = 20


class StageChangeSerializer(RowSerializer):
    id = serializers.UUIDField()
    ladder = serializers.ChoiceField(choices=StageChange.Ladder.choices)
    from_stage = serializers.CharField(allow_null=True)
    to_stage = serializers.CharField(allow_null=True)
    is_computed = serializers.BooleanField()
    by = Ref(allow_null=True)
    at = serializers.DateTimeField()
    evidence = serializers.CharField()


class TrialOfferSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    product = Ref(allow_null=True)
    text = serializers.CharField()
    offered_on = serializers.DateField()
    ends_on = serializers.DateField()
    state = serializers.ChoiceField(choices=TrialOffer.State.choices)
    settled_on = serializers.DateField(allow_null=True)
    order = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"order": F("order_id")}


def latest(rows: QuerySet[Any], serializer: type[RowSerializer]) -> ArraySubquery:
    return ArraySubquery(rows.filter(account=OuterRef("account")).values_list(JsonBuildObject.of(**serializer.shape()))[:LATEST])


class JourneySerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    stage = serializers.ChoiceField(choices=Stage.choices, allow_null=True, help_text="The one that counts: set, else computed.")
    computed_stage = serializers.ChoiceField(choices=Stage.choices, allow_null=True)
    computed_since = serializers.DateField(allow_null=True)
    parts = serializers.DictField(help_text="The facts behind the computed stage, with the entry rule.")
    set_stage = serializers.ChoiceField(choices=Stage.choices, allow_null=True)
    set_by = Ref(allow_null=True)
    set_at = serializers.DateTimeField(allow_null=True)
    set_reason = serializers.CharField()
    arrival = serializers.ChoiceField(choices=Arrival.choices, allow_null=True)
    referred_by = Ref(allow_null=True)
    belief = serializers.ChoiceField(choices=Belief.choices, allow_null=True)
    belief_by = Ref(allow_null=True)
    belief_at = serializers.DateTimeField(allow_null=True)
    belief_evidence = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"stage": Coalesce("set_stage", "computed_stage")}


class WholeJourneySerializer(JourneySerializer):
    """With the latest steps and the trials."""

    steps = StageChangeSerializer(many=True, help_text=f"The latest {LATEST} steps on both ladders.")
    trials = TrialOfferSerializer(many=True)

    expressions = {
        **JourneySerializer.expressions,
        "steps": latest(StageChange.objects.order_by("-at", "-id"), StageChangeSerializer),
        "trials": latest(TrialOffer.objects.order_by("-offered_on", "-id"), TrialOfferSerializer),
    }


class JourneyFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("referred_by", nullable=True)
        | choice_filters("computed_stage", Stage.values, nullable=True)
        | choice_filters("set_stage", Stage.values, nullable=True)
        | choice_filters("belief", Belief.values, nullable=True)
        | choice_filters("arrival", Arrival.values, nullable=True)
        | range_filters("computed_since", DayFilter)
    )


class JourneyViewSet(Resource):
    noun = "journeys"
    serializer_class = JourneySerializer
    filterset_class = JourneyFilter
    orderings = {"computed_since": "computed_since", "created_at": "created_at"}
    default_ordering = "-computed_since"

    def rows(self) -> QuerySet[Journey]:
        return Journey.objects.visible_to(self.person)


class StageForm(StrictSerializer):
    stage = serializers.ChoiceField(choices=Stage.choices, allow_null=True)
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class BeliefForm(StrictSerializer):
    belief = serializers.ChoiceField(choices=Belief.choices)
    evidence = serializers.CharField(max_length=300)


class ArrivalForm(StrictSerializer):
    arrival = serializers.ChoiceField(choices=Arrival.choices, allow_null=True)
    referred_by = serializers.UUIDField(allow_null=True, required=False)


class AccountJourneyViewSet(Resource):
    """One customer's way, addressed by the account; 404 before the first look at it, which an order or the night brings."""

    noun = "journeys"
    serializer_class = WholeJourneySerializer

    def rows(self) -> QuerySet[Journey]:
        return Journey.objects.visible_to(self.person)

    def account(self) -> Account:
        account = Account.objects.visible_to(self.person).filter(pk=self.kwargs["pk"]).first()
        if account is None:
            raise Http404
        return account

    @extend_schema(operation_id="accounts_journey_retrieve", responses=WholeJourneySerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        journey = self.rows().filter(account=self.account()).first()
        if journey is None:
            raise Http404
        return self.answer(journey.pk)

    @extend_schema(operation_id="accounts_journey_set_stage", request=StageForm, responses=WholeJourneySerializer)
    def set_stage(self, request: Request, pk: UUID) -> Response:
        account, form = self.account(), self.form(StageForm)
        return self.answer(set_stage(account=account, by=self.person, at=now(), **form).pk)

    @extend_schema(operation_id="accounts_journey_judge_belief", request=BeliefForm, responses=WholeJourneySerializer)
    def judge_belief(self, request: Request, pk: UUID) -> Response:
        account, form = self.account(), self.form(BeliefForm)
        return self.answer(judge_belief(account=account, by=self.person, at=now(), **form).pk)

    @extend_schema(operation_id="accounts_journey_note_arrival", request=ArrivalForm, responses=WholeJourneySerializer)
    def note_arrival(self, request: Request, pk: UUID) -> Response:
        account, form = self.account(), self.form(ArrivalForm)
        referrer = account_seen(self.person, form.pop("referred_by", None), name="referred_by")
        return self.answer(note_arrival(account=account, referred_by=referrer, by=self.person, at=now(), **form).pk)


class NewTrialForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    product = serializers.PrimaryKeyRelatedField(
        queryset=Product.objects.filter(archived_at__isnull=True), required=False, allow_null=True
    )
    text = serializers.CharField(max_length=300)
    offered_on = serializers.DateField(required=False)
    ends_on = serializers.DateField()


class EmptyForm(StrictSerializer):
    pass


class TrialOfferFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | choice_filters("state", TrialOffer.State.values)
        | range_filters("offered_on", DayFilter, nullable=False)
        | range_filters("ends_on", DayFilter, nullable=False)
    )


class TrialOfferViewSet(Resource):
    noun = "journeys"
    serializer_class = TrialOfferSerializer
    filterset_class = TrialOfferFilter
    orderings = {"offered_on": "offered_on", "created_at": "created_at"}
    default_ordering = "-offered_on"

    def rows(self) -> QuerySet[TrialOffer]:
        return TrialOffer.objects.visible_to(self.person)

    @extend_schema(request=NewTrialForm, responses={201: TrialOfferSerializer})
    def create(self, request: Request) -> Response:
        offer = offer_trial(by=self.person, at=now(), **self.form(NewTrialForm))
        return self.answer(offer.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=TrialOfferSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        decline_trial(offer=self.row(), by=self.person, at=now())
        return self.answer(pk)
