"""`/floor-prices/`, `/price-offences/`, `/welcome-proposals/`: what guards a registered project's price (rows 7, 38)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.floors import set_floor
from accounts.actions.offences import decline_proposal, waive_offence
from accounts.models import Deal, FloorPrice, PriceOffence, Product, Welcome, WelcomeProposal
from accounts.pricing import QuotedLine, fine_of_quote
from api.describing import extend_schema
from api.filters import (
    DayFilter,
    FlagFilter,
    InstantFilter,
    StrictFilterSet,
    choice_filters,
    id_filters,
    range_filters,
    refuse_unknown,
)
from api.permissions import require_scope
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.deals import ProductRefSerializer, named_product
from api.v1.explained import ExplainedSerializer
from crm.errors import Unseen
from crm.models import Team


class FloorPriceSerializer(RowSerializer):
    id = serializers.UUIDField()
    product = ProductRefSerializer()
    deal = Ref(allow_null=True)
    team = Ref(allow_null=True)
    currency = serializers.CharField()
    price = serializers.DecimalField(max_digits=14, decimal_places=4)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    set_by = Ref(allow_null=True)
    set_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()

    expressions = {"product": named_product()}


class FloorPriceForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(archived_at__isnull=True))
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True, help_text="Null: all teams, by an administrator."
    )
    deal = serializers.UUIDField(required=False, allow_null=True, help_text="For one project only.")
    currency = serializers.RegexField(r"^[A-Z]{3}$")
    price = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=Decimal("0.0001"))
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=300)


class FloorPriceFilter(StrictFilterSet):
    locals().update(
        id_filters("product") | id_filters("deal", nullable=True) | id_filters("team", nullable=True)
        | range_filters("valid_from", DayFilter, nullable=False) | range_filters("valid_until", DayFilter)
    )  # fmt: skip


class FloorPriceViewSet(Resource):
    """Append-only: the newest that holds decides, the others are the history."""

    noun = "deals"
    serializer_class = FloorPriceSerializer
    filterset_class = FloorPriceFilter

    def rows(self) -> QuerySet[FloorPrice]:
        return FloorPrice.objects.visible_to(self.person)

    @extend_schema(request=FloorPriceForm, responses={201: FloorPriceSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(FloorPriceForm)
        deal = form.pop("deal", None)
        if deal is not None:
            form["deal"] = self._deal(deal)
        floor = set_floor(by=self.person, at=now(), **form)
        return self.answer(floor.pk, http_status=201)

    def _deal(self, pk: UUID) -> Deal:
        found = Deal.objects.visible_to(self.person).filter(pk=pk).select_related("account__team").first()
        if found is None:
            raise Unseen("No such deal.", fields={"deal": ["No such deal."]})
        return found


class PriceOffenceSerializer(RowSerializer):
    id = serializers.UUIDField()
    dealer = Ref()
    deal = Ref(relation="quote__deal")
    quote = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PriceOffence.Kind.choices)
    fine = serializers.DecimalField(max_digits=16, decimal_places=2)
    currency = serializers.CharField()
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    waived_at = serializers.DateTimeField(allow_null=True)
    waived_by = Ref(allow_null=True)
    waive_reason = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"quote": F("quote_id")}


class DecisionForm(StrictSerializer):
    reason = serializers.CharField(max_length=300, help_text="At least 10 characters.")


class PriceOffenceFilter(StrictFilterSet):
    is_waived = FlagFilter(field_name="waived_at", lookup_expr="isnull", exclude=True)
    locals().update(
        id_filters("dealer") | choice_filters("kind", PriceOffence.Kind.values) | range_filters("at", InstantFilter, nullable=False)
    )


class PriceOffenceViewSet(Resource):
    noun = "deals"
    serializer_class = PriceOffenceSerializer
    filterset_class = PriceOffenceFilter
    orderings = {"at": "at", "created_at": "created_at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[PriceOffence]:
        return PriceOffence.objects.visible_to(self.person)

    @extend_schema(request=DecisionForm, responses=PriceOffenceSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: UUID) -> Response:
        waive_offence(offence=self.row(), by=self.person, at=now(), **self.form(DecisionForm))
        return self.answer(pk)

    @extend_schema(operation_id="price_offences_explain_retrieve", responses=ExplainedSerializer)
    @action(detail=True, methods=["get"], filterset_class=None)
    def explain(self, request: Request, pk: UUID) -> Response:
        """The fine, line by line; null where nothing is due."""
        refuse_unknown(request.query_params, ())
        offence = self.row()
        fines = []
        for line in offence.quote.lines.select_related("product", "floor_price"):
            floor = line.floor_price.price if line.floor_price is not None else None
            quoted = QuotedLine(str(line.product), line.quantity, line.unit_price, offence.currency, floor, line.first_price)
            if fine := quoted.fine():
                fines.append((f"fine_{line.position}", fine))
        figure = fine_of_quote(fines, offence.currency) if fines else None
        return Response({"figure": figure.as_json() if figure else None})


class WelcomeProposalSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    proposed = serializers.ChoiceField(choices=Welcome.choices)
    cause = serializers.ChoiceField(choices=WelcomeProposal.Cause.choices)
    evidence = serializers.ListField(child=serializers.UUIDField(), help_text="Ids of what it rests on: offences, or reports.")
    state = serializers.ChoiceField(choices=WelcomeProposal.State.choices)
    raised_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = Ref(allow_null=True)
    decision_reason = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class WelcomeProposalFilter(StrictFilterSet):
    locals().update(id_filters("account") | choice_filters("state", WelcomeProposal.State.values))


class WelcomeProposalViewSet(Resource):
    """The program proposes, a lead decides: by deciding on the welcome of the account, or by declining here."""

    noun = "deals"
    serializer_class = WelcomeProposalSerializer
    filterset_class = WelcomeProposalFilter
    orderings = {"raised_at": "raised_at", "created_at": "created_at"}
    default_ordering = "-raised_at"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_scope(request, "welcome:read")

    def rows(self) -> QuerySet[WelcomeProposal]:
        return WelcomeProposal.objects.visible_to(self.person)

    @extend_schema(request=DecisionForm, responses=WelcomeProposalSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        decline_proposal(proposal=self.row(), by=self.person, at=now(), **self.form(DecisionForm))
        return self.answer(pk)
