"""`/experiments/`: an offer or a script tried on a part of a segment, against a part that is left alone (row 41)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import IdFilter, StrictFilterSet, choice_filters, id_filters, refuse_unknown
from api.jobs import ask_for_measurement, begin_experiment
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.versions import required_version
from crm.errors import Unseen
from crm.models import User
from tiers.actions.experiments import change_experiment, decide_experiment, draft_experiment, end_experiment
from tiers.models import Experiment, ExperimentDecision, ExperimentMember, Segment


class ExperimentSerializer(RowSerializer):
    id = serializers.UUIDField()
    segment = Ref()
    name = serializers.CharField()
    hypothesis = serializers.CharField()
    offer = serializers.CharField()
    metric = serializers.ChoiceField(choices=Experiment.Metric.choices)
    holdout_share = serializers.DecimalField(max_digits=3, decimal_places=2)
    days = serializers.IntegerField()
    seed = serializers.IntegerField(help_text="The same seed draws the same parts.")
    status = serializers.ChoiceField(choices=Experiment.Status.choices)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True, help_text="The last day that counts.")
    started_by = Ref(allow_null=True)
    split = serializers.JSONField(allow_null=True, help_text="How many went where; `elsewhere` were in another experiment.")
    result = serializers.JSONField(
        allow_null=True, help_text="The last measurement: outcome, interval, and every part of the formula (Welch)."
    )
    measured_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="Why it could not be drawn, as a code such as `segment_empty`.")
    by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar = {"split": F("split"), "result": F("result")}


class ExperimentForm(StrictSerializer):
    name = serializers.CharField(max_length=100)
    hypothesis = serializers.CharField(max_length=1000)
    offer = serializers.CharField(max_length=1000)
    metric = serializers.ChoiceField(choices=Experiment.Metric.choices, required=False)
    holdout_share = serializers.DecimalField(max_digits=3, decimal_places=2)
    days = serializers.IntegerField(required=False)


class NewExperimentForm(ExperimentForm):
    id = serializers.UUIDField(required=False)
    segment = serializers.UUIDField()


class DecideForm(StrictSerializer):
    verdict = serializers.ChoiceField(choices=ExperimentDecision.Verdict.choices)
    reason = serializers.CharField(max_length=1000)


class EmptyForm(StrictSerializer):
    pass


class DecisionSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=ExperimentDecision.Verdict.choices)
    reason = serializers.CharField()
    result = serializers.JSONField(help_text="The measurement that it was made on.")
    by = Ref(allow_null=True)
    at = serializers.DateTimeField()


class ExperimentMemberSerializer(RowSerializer):
    id = serializers.IntegerField()
    account = Ref()
    experiment = Ref()
    arm = serializers.ChoiceField(choices=ExperimentMember.Arm.choices)
    stratum = serializers.CharField(help_text="The tier when it was drawn, or none.")
    status = serializers.ChoiceField(choices=Experiment.Status.choices)
    offer = serializers.CharField()
    ends_on = serializers.DateField(allow_null=True)

    expressions: ClassVar = {
        "status": F("experiment__status"), "offer": F("experiment__offer"), "ends_on": F("experiment__ends_on")
    }  # fmt: skip


class ExperimentFilter(StrictFilterSet):
    locals().update(choice_filters("status", Experiment.Status.values) | id_filters("segment"))


class MemberFilter(StrictFilterSet):
    locals().update(
        choice_filters("arm", ExperimentMember.Arm.values)
        | id_filters("experiment")
        | {"account": IdFilter(field_name="account_id")}
        | {
            name.replace("experiment__", ""): made
            for name, made in choice_filters("experiment__status", Experiment.Status.values).items()
        }
    )


class ExperimentViewSet(Resource):
    noun = "segments"
    serializer_class = ExperimentSerializer
    filterset_class = ExperimentFilter

    def rows(self) -> QuerySet[Experiment]:
        return Experiment.objects.visible_to(self.person)

    @extend_schema(request=NewExperimentForm, responses={201: ExperimentSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewExperimentForm)
        experiment = draft_experiment(segment=segment_seen(form.pop("segment"), self.person), by=self.person, at=now(), **form)
        return self.answer(experiment.pk, http_status=201)

    @extend_schema(request=ExperimentForm, responses=ExperimentSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        experiment, version = self.row(), required_version(request)
        changes = self.form(ExperimentForm, partial=True)
        change_experiment(experiment=experiment, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(
        request=EmptyForm, responses={202: ExperimentSerializer},
        description="409 `brief_not_acknowledged` names who has not read the brief yet. The parts are drawn by a job.",
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        begin_experiment(experiment=self.row(), by=self.person, at=now())
        return self.answer(pk, http_status=202)

    @extend_schema(request=EmptyForm, responses={202: ExperimentSerializer}, description="Every night does; this asks for it now.")
    @action(detail=True, methods=["post"])
    def measure(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        ask_for_measurement(experiment=self.row(), by=self.person)
        return self.answer(pk, http_status=202)

    @extend_schema(
        request=EmptyForm, responses=ExperimentSerializer, description="Before its time. While the parts are drawn: a draft again."
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        end_experiment(experiment=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=DecideForm, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: UUID) -> Response:
        decision = decide_experiment(experiment=self.row(), by=self.person, at=now(), **self.form(DecideForm))
        return Response(decision_body(decision), status=201)

    @extend_schema(responses=DecisionSerializer(many=True), description="The log, oldest first.")
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def decisions(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return Response([decision_body(each) for each in self.row().decisions.select_related("by")])


class ExperimentMemberViewSet(Resource):
    """Who is in which part: `?experiment=…&arm=holdout`, or the experiments of one `account`."""

    noun = "segments"
    serializer_class = ExperimentMemberSerializer
    filterset_class = MemberFilter
    orderings: ClassVar = {"id": "id"}
    default_ordering = "id"

    def rows(self) -> QuerySet[ExperimentMember]:
        return ExperimentMember.objects.visible_to(self.person)


def segment_seen(pk: UUID, person: User) -> Segment:
    found = Segment.objects.visible_to(person).select_related("team").filter(pk=pk).first()
    if found is None:
        raise Unseen("No such segment.")
    return found


def decision_body(decision: ExperimentDecision) -> dict[str, Any]:
    by = decision.by
    return {
        "verdict": decision.verdict, "reason": decision.reason, "result": decision.result,
        "by": {"id": str(by.pk), "name": by.name} if by else None, "at": decision.at.isoformat(),
    }  # fmt: skip
