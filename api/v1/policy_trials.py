"""`/policy-trials/`: what other terms would change, worked out by the worker where the accounts are many (row 68)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import TierName
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters
from api.resources import Resource
from api.rows import RowSerializer, json_rows
from api.v1.accounts import EmptyForm
from api.v1.clock import now
from tiers.actions.trials import cancel_trial
from tiers.models import PolicyTrial


class SideSerializer(serializers.Serializer[Any]):
    accounts = serializers.DictField(child=serializers.IntegerField(), help_text="By tier; `none` is not yet rated.")
    covered = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text="Share of the net sales that stand above ordinary, by currency."
    )
    visits = serializers.FloatField(help_text="A month's.")
    hours = serializers.FloatField(help_text="A month's, with their ways.")


class SimulatedFlowSerializer(serializers.Serializer[Any]):
    before = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    after = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    currency = serializers.CharField()
    accounts = serializers.IntegerField()
    value = serializers.CharField()


class MoverSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    before = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    after = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    value = serializers.CharField()
    currency = serializers.CharField()


class SimulationSerializer(serializers.Serializer[Any]):
    policy_version = serializers.IntegerField(help_text="The version in force, that it is compared with.")
    today = SideSerializer()
    then = SideSerializer(help_text="Once the grace is over.")
    moved = serializers.IntegerField()
    at_once = serializers.IntegerField(help_text="Promoted by the first review already.")
    held_by_hand = serializers.IntegerField(help_text="Overridden: no rule moves them.")
    flows = SimulatedFlowSerializer(many=True)
    movers = MoverSerializer(many=True, help_text="The largest fifty.")


class PolicyTrialSerializer(RowSerializer):
    id = serializers.UUIDField()
    terms = serializers.JSONField(help_text="As they were given.")
    state = serializers.ChoiceField(choices=PolicyTrial.State.choices)
    rows_total = serializers.IntegerField(allow_null=True)
    rows_done = serializers.IntegerField(help_text="Accounts of the teams that are worked out.")
    result = SimulationSerializer(allow_null=True, help_text="Null until it is done.")
    error = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


def trial_row(trial: PolicyTrial) -> bytes:
    return json_rows(PolicyTrial.objects.filter(pk=trial.pk).order_by(), PolicyTrialSerializer.shape())[0].text.encode()


class PolicyTrialFilter(StrictFilterSet):
    locals().update(choice_filters("state", PolicyTrial.State.values))


class PolicyTrialViewSet(Resource):
    """One's own of the last day."""

    noun = "tiers"
    serializer_class = PolicyTrialSerializer
    filterset_class = PolicyTrialFilter

    def rows(self) -> QuerySet[PolicyTrial]:
        return PolicyTrial.objects.visible_to(self.person)

    @extend_schema(request=EmptyForm, responses=PolicyTrialSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        cancel_trial(trial=self.row(), by=self.person, at=now())
        return self.answer(pk)
