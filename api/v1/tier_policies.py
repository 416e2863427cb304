"""`/tier-policies/`: the versions of the rules, drafted and then published for good (row 7)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, range_filters
from api.jobs import enqueue_trial
from api.renderers import JSONText
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import EmptyForm
from api.v1.clock import now
from api.v1.policy_trials import PolicyTrialSerializer, SimulationSerializer, trial_row
from tiers.actions.policies import draft_policy, publish_policy
from tiers.actions.trials import try_at_once
from tiers.models import TierPolicy
from tiers.scoring import CUT_TIERS, LADDER
from tiers.soundness import RHYTHM_KEYS


def per_tier(child: serializers.Field[Any, Any, Any, Any], **kwargs: Any) -> serializers.DictField:
    """A small table by tier, such as {"vip": "0.01", "gold": "0.05", "key": "0.20"}."""
    return serializers.DictField(child=child, **kwargs)


class PlaybookSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True)
    required = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]  # a field of ours


class TierPolicySerializer(RowSerializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=TierPolicy.Status.choices)
    effective_on = serializers.DateField()
    score = serializers.ChoiceField(choices=TierPolicy.Score.choices)
    method = serializers.ChoiceField(choices=TierPolicy.Method.choices)
    shares = per_tier(serializers.CharField(), help_text="Top share down to each line, cumulative, 0 to 1.")
    thresholds = per_tier(serializers.CharField(), help_text="12-month net sales, for method absolute.")
    floors = per_tier(serializers.CharField(), help_text="Least 12-month net sales of a tier.")
    enter_factor = serializers.DecimalField(max_digits=5, decimal_places=2)
    leave_factor = serializers.DecimalField(max_digits=5, decimal_places=2)
    grace_months = serializers.IntegerField()
    minimum_age_days = serializers.IntegerField()
    protection_days = serializers.IntegerField()
    intervals_days = per_tier(serializers.IntegerField(), help_text=f"Days between two visits, for {', '.join(RHYTHM_KEYS)}.")
    target_levels = per_tier(serializers.IntegerField(), help_text=f"Service level 1 to 4 aimed at, for {', '.join(LADDER)}.")
    score_weights = per_tier(serializers.IntegerField(), help_text="Of a composite score: value, loyalty, potential.")
    visit_minutes = per_tier(serializers.IntegerField(), help_text="What a visit takes, with its way.")
    complaint_hours = per_tier(serializers.IntegerField(), help_text="Within which a complaint is to be settled.")
    goodwill_limits = per_tier(serializers.CharField(), help_text="What may be given without asking, in the account's currency.")
    approvers = per_tier(serializers.ChoiceField(choices=TierPolicy.Approver.choices), help_text="Who agrees beyond the limit.")
    playbooks = per_tier(PlaybookSerializer(), help_text="How to approach them, and what must be known first (row 15).")
    margin_rate = serializers.DecimalField(max_digits=4, decimal_places=3)
    discount_rate = serializers.DecimalField(max_digits=4, decimal_places=3, help_text="A year's.")
    horizon_years = serializers.IntegerField()
    loyalty_weights = per_tier(serializers.IntegerField(), help_text="By mark of loyalty.")
    created_by = Ref(allow_null=True)
    published_by = Ref(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TermsForm(StrictSerializer):
    """What is not given is taken from the newest published version. Whether the terms fit together is the action's question."""

    score = serializers.ChoiceField(choices=TierPolicy.Score.choices, required=False)
    score_weights = per_tier(serializers.IntegerField(), required=False)
    method = serializers.ChoiceField(choices=TierPolicy.Method.choices, required=False)
    shares = per_tier(serializers.CharField(max_length=20), required=False, help_text=f"For {', '.join(CUT_TIERS)}.")
    thresholds = per_tier(serializers.CharField(max_length=20), required=False, help_text=f"For {', '.join(CUT_TIERS)}.")
    floors = per_tier(serializers.CharField(max_length=20), required=False)
    enter_factor = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    leave_factor = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    grace_months = serializers.IntegerField(required=False)
    minimum_age_days = serializers.IntegerField(required=False)
    protection_days = serializers.IntegerField(required=False)
    intervals_days = per_tier(serializers.IntegerField(), required=False)
    visit_minutes = per_tier(serializers.IntegerField(), required=False)
    complaint_hours = per_tier(serializers.IntegerField(), required=False)
    goodwill_limits = per_tier(serializers.CharField(max_length=20), required=False)
    approvers = per_tier(serializers.CharField(max_length=10), required=False)
    target_levels = per_tier(serializers.IntegerField(), required=False)
    playbooks = serializers.DictField(child=serializers.DictField(), required=False)
    margin_rate = serializers.DecimalField(max_digits=4, decimal_places=3, required=False)
    discount_rate = serializers.DecimalField(max_digits=4, decimal_places=3, required=False)
    horizon_years = serializers.IntegerField(required=False)
    loyalty_weights = per_tier(serializers.IntegerField(), required=False)


class TierPolicyForm(TermsForm):
    name = serializers.CharField(max_length=100)
    effective_on = serializers.DateField()


class SimulationForm(TermsForm):
    team = serializers.UUIDField(required=False, allow_null=True, help_text="One team only.")


class TierPolicyFilter(StrictFilterSet):
    locals().update(choice_filters("status", TierPolicy.Status.values) | range_filters("effective_on", DayFilter, nullable=False))


class TierPolicyViewSet(Resource):
    """Everybody may read the rules; a lead or an administrator makes new ones."""

    noun = "tiers"
    serializer_class = TierPolicySerializer
    filterset_class = TierPolicyFilter
    orderings: ClassVar = {"number": "number", "effective_on": "effective_on", "created_at": "created_at"}
    default_ordering = "-number"

    def rows(self) -> QuerySet[TierPolicy]:
        return TierPolicy.objects.all()

    @extend_schema(request=TierPolicyForm, responses={201: TierPolicySerializer}, description="Drafts the next version.")
    def create(self, request: Request) -> Response:
        policy = draft_policy(by=self.person, at=now(), **self.form(TierPolicyForm))
        return self.answer(policy.pk, http_status=201)

    @extend_schema(
        operation_id="tier_policies_simulate_create", request=SimulationForm,
        responses={200: SimulationSerializer, 202: PolicyTrialSerializer},
        description="What these terms would change, against the version in force. Of up to 20,000 accounts at once (200), of more "
        "by the worker (202): ask `/policy-trials/{id}/` until it is over. The same terms soon afterwards are the same trial.",
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def simulate(self, request: Request) -> Response:
        form = self.form(SimulationForm)
        team = form.pop("team", None)
        if (found := try_at_once(terms=form, by=self.person, team=team)) is not None:
            return Response(found)
        trial = enqueue_trial(terms=form, by=self.person, at=now(), team=team)
        headers = {"Location": f"/api/v1/policy-trials/{trial.pk}/"}
        return Response(JSONText(trial_row(trial)), status=202, headers=headers)

    @extend_schema(request=EmptyForm, responses=TierPolicySerializer, description="From its effective day on it holds, for good.")
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        publish_policy(policy=self.row(), by=self.person, at=now())
        return self.answer(pk)
