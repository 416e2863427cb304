"""`/findings/` and `/follow-ups/`: what visits found, and the tasks that it leaves (row 37)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown, text_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import ColleagueField, DayField, VisibleAccountField
from api.versions import required_version
from visits.actions.findings import add_finding, change_follow_up, open_follow_up, settle_follow_up
from visits.models import Finding, FollowUp, Visit


class FindingSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    visit = serializers.UUIDField()
    kind = serializers.CharField()
    text = serializers.CharField()
    found_on = serializers.DateField()
    by = Ref(allow_null=True)
    follow_up = serializers.UUIDField(allow_null=True, help_text="The task that it left.")
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"visit": F("visit_id"), "follow_up": F("follow_up__id")}


class VisibleVisitField(serializers.UUIDField):
    """The id of a visit that the asking person sees."""

    def to_internal_value(self, data: Any) -> Visit:  # type: ignore[override]
        seen = Visit.objects.visible_to(self.context["request"].user).select_related("account")
        visit = seen.filter(pk=super().to_internal_value(data)).first()
        if visit is None:
            raise serializers.ValidationError("No such visit.")
        return visit


class FindingFields(StrictSerializer):
    kind = serializers.CharField(max_length=40, allow_blank=True, required=False, default="")
    text = serializers.CharField(max_length=1000, allow_blank=True, required=False, default="")


class NewFindingForm(FindingFields):
    id = serializers.UUIDField(required=False)
    visit = VisibleVisitField()


class FindingFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("visit")
        | id_filters("by", nullable=True)
        | text_filters("kind")
        | range_filters("found_on", DayFilter, nullable=False)
    )


class RollUpForm(serializers.Serializer[Any]):
    since = DayField()
    until = DayField()


class RollUpLine(serializers.Serializer[Any]):
    kind = serializers.CharField()
    findings = serializers.IntegerField()
    accounts = serializers.IntegerField()
    open_follow_ups = serializers.IntegerField()


class RollUpSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    results = RollUpLine(many=True)


class FindingViewSet(Resource):
    noun = "visits"
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    orderings: ClassVar = {"found_on": "found_on", "created_at": "created_at"}
    default_ordering = "-found_on"

    def rows(self) -> QuerySet[Finding]:
        return Finding.objects.visible_to(self.person)

    @extend_schema(
        request=NewFindingForm, responses={201: FindingSerializer}, description="One more thing that was seen on a visit."
    )
    def create(self, request: Request) -> Response:
        finding = add_finding(by=self.person, at=now(), **self.form(NewFindingForm))
        return self.answer(finding.pk, http_status=201)

    @extend_schema(
        operation_id="findings_roll_up",
        parameters=[OpenApiParameter("since", str, required=True), OpenApiParameter("until", str, required=True)],
        responses=RollUpSerializer,
    )
    @action(detail=False, methods=["get"], url_path="roll-up")
    def roll_up(self, request: Request) -> Response:
        """What is found most between two days, over all accounts that one sees."""
        refuse_unknown(request.query_params, ("since", "until"))
        period = RollUpForm(data=request.query_params.dict())
        period.is_valid(raise_exception=True)
        since, until = period.validated_data["since"], period.validated_data["until"]
        counted = self.rows().filter(found_on__range=(since, until)).exclude(kind="").order_by().values("kind")
        lines = counted.annotate(
            findings=Count("id"),
            accounts=Count("account", distinct=True),
            open_follow_ups=Count("follow_up", filter=Q(follow_up__state=FollowUp.State.OPEN)),
        ).order_by("-findings", "kind")[:100]
        return Response({"since": since, "until": until, "results": list(lines)})


class FollowUpSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    visit = serializers.UUIDField(allow_null=True)
    finding = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(choices=FollowUp.Kind.choices)
    text = serializers.CharField()
    found = serializers.CharField(allow_null=True, help_text="The finding's words; of a licence, the name that was read on it.")
    owner = Ref()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=FollowUp.State.choices)
    outcome = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"visit": F("visit_id"), "finding": F("finding_id"), "found": F("finding__text")}


class FollowUpForm(StrictSerializer):
    kind = serializers.ChoiceField(choices=FollowUp.Kind.choices)
    text = serializers.CharField(max_length=300)
    due_on = DayField()
    owner = ColleagueField(required=False)


class NewFollowUpForm(FollowUpForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()


class SettleFollowUpForm(StrictSerializer):
    state = serializers.ChoiceField(choices=[FollowUp.State.DONE, FollowUp.State.DROPPED])
    outcome = serializers.CharField(max_length=300)
    take_over = serializers.BooleanField(default=False, help_text="Put the name that was read on the licence into the record.")


class FollowUpFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("owner")
        | id_filters("visit", nullable=True)
        | choice_filters("kind", FollowUp.Kind.values)
        | choice_filters("state", FollowUp.State.values)
        | range_filters("due_on", DayFilter, nullable=False)
    )


class FollowUpViewSet(Resource):
    noun = "visits"
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    orderings: ClassVar = {"due_on": "due_on", "created_at": "created_at"}
    default_ordering = "due_on"

    def rows(self) -> QuerySet[FollowUp]:
        return FollowUp.objects.visible_to(self.person)

    @extend_schema(request=NewFollowUpForm, responses={201: FollowUpSerializer})
    def create(self, request: Request) -> Response:
        task = open_follow_up(by=self.person, at=now(), **self.form(NewFollowUpForm))
        return self.answer(task.pk, http_status=201)

    @extend_schema(request=FollowUpForm, responses=FollowUpSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        task, version = self.row(), required_version(request)
        changes = self.form(FollowUpForm, partial=True)
        change_follow_up(follow_up=task, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=SettleFollowUpForm, responses=FollowUpSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: UUID) -> Response:
        settle_follow_up(follow_up=self.row(), by=self.person, at=now(), **self.form(SettleFollowUpForm))
        return self.answer(pk)
