"""`/allocation-falls/`: customers who get less since their manager changed, to be explained first (row 19).

`/bus-factor/`: customers known to one person only (row 58)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown
from api.permissions import Known
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from crm.models import User
from visits import acquaintance
from visits.actions.allocation import dismiss_fall, explain_fall
from visits.models import AllocationFall


class AllocationFallSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    manager = Ref(help_text="Has to explain.")
    former = Ref(allow_null=True)
    changed_on = serializers.DateField()
    found_on = serializers.DateField()
    due_on = serializers.DateField()
    change_percent = serializers.IntegerField(help_text="Of the orders, a day after the change against a day before.")
    team_percent = serializers.IntegerField(allow_null=True, help_text="The same of the team's other customers.")
    evidence = serializers.DictField(help_text="Orders before and after, the team's, the products that fell, what can be offered.")
    state = serializers.ChoiceField(choices=AllocationFall.State.choices)
    said = serializers.CharField()
    offered = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ExplainFields(StrictSerializer):
    said = serializers.CharField(max_length=500)
    offered = serializers.CharField(max_length=200, allow_blank=True, required=False)


class DismissForm(StrictSerializer):
    said = serializers.CharField(max_length=500)


class AllocationFallFilter(StrictFilterSet):
    locals().update(
        id_filters("account") | id_filters("manager") | choice_filters("state", AllocationFall.State.values)
        | range_filters("found_on", DayFilter, nullable=False)
    )  # fmt: skip


class AllocationFallViewSet(Resource):
    noun = "visits"
    serializer_class = AllocationFallSerializer
    filterset_class = AllocationFallFilter
    orderings: ClassVar = {"found_on": "found_on", "due_on": "due_on", "created_at": "created_at"}
    default_ordering = "-found_on"

    def rows(self) -> QuerySet[AllocationFall]:
        return AllocationFall.objects.visible_to(self.person)

    @extend_schema(request=ExplainFields, responses=AllocationFallSerializer)
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, pk: UUID) -> Response:
        """What the customer was told, and perhaps which other product was offered."""
        explain_fall(fall=self.row(), by=self.person, at=now(), **self.form(ExplainFields))
        return self.answer(pk)

    @extend_schema(request=DismissForm, responses=AllocationFallSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: UUID) -> Response:
        """There is nothing to explain, and why."""
        dismiss_fall(fall=self.row(), by=self.person, at=now(), **self.form(DismissForm))
        return self.answer(pk)


class BusFactorSerializer(RowSerializer):
    id = serializers.UUIDField(help_text="Of the account.")
    name = serializers.CharField()
    owner = Ref(allow_null=True)
    team = Ref()
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    annual_value = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    last_visit_on = serializers.DateField(allow_null=True)
    acquainted = serializers.IntegerField(help_text="People who work here and met it within a year: 0 or 1.")
    created_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"acquainted": acquaintance.acquainted()}


class BusFactorFilter(StrictFilterSet):
    locals().update(
        id_filters("owner", nullable=True) | id_filters("team") | choice_filters("tier", TierName.values, nullable=True)
    )


class BusFactorViewSet(Resource):
    """Accounts that at most one person knows, the most valuable first."""

    noun = "accounts"
    http_method_names = ("get", "head", "options")
    serializer_class = BusFactorSerializer
    filterset_class = BusFactorFilter
    orderings: ClassVar = {"annual_value": "annual_value", "created_at": "created_at"}
    default_ordering = "-annual_value"

    def rows(self) -> QuerySet[Account]:
        return acquaintance.known_to_few(self.person)

    def has_one_plan(self, parts: Any) -> bool:
        return False


class KnownToFewSerializer(serializers.Serializer[Any]):
    owner = Ref(allow_null=True)
    accounts = serializers.IntegerField(help_text="In work.")
    one = serializers.IntegerField(help_text="Known to one person.")
    nobody = serializers.IntegerField(help_text="Known to nobody who works here.")
    value = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True, help_text="12 months' sales of these.")


class BusFactorSummaryView(APIView):
    """By owner: how many accounts hang on one person, or on nobody."""

    noun = "accounts"
    permission_classes = (Known,)

    @extend_schema(operation_id="bus_factor_summary", responses=KnownToFewSerializer(many=True))
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ())
        person: User = request.user  # type: ignore[assignment]
        return Response(KnownToFewSerializer(acquaintance.known_to_few_by_owner(person), many=True).data)
