"""`/deals/` and `/quotes/`: projects registered by dealers, and what is quoted for them (row 38)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Expression, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django_filters import rest_framework as df
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.deals import ProductDraft, extend_protection, lose_deal, register_deal, win_deal, withdraw_deal
from accounts.actions.quotes import QuoteLineDraft, give_quote
from accounts.bounds import first_prices, floors_for, products_of
from accounts.deal_names import name_key
from accounts.models import Account, Deal, DealProduct, PriceOffence, Product, Quote, QuoteLine
from accounts.pricing import LONGEST_PROTECTION_DAYS, PROTECTION_DAYS
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
from api.resources import Resource, StrictSerializer
from api.rows import JsonBuildObject, Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField
from crm.calendar import today
from crm.errors import Invalid, Unseen
from crm.explain import plain


def named_product(relation: str = "product") -> JsonBuildObject:
    """A product by its name, or its code where it has none."""
    name = Coalesce(NullIf(F(f"{relation}__name"), Value("")), F(f"{relation}__code"))
    return JsonBuildObject.of(id=F(f"{relation}_id"), name=name, code=F(f"{relation}__code"))


def text(field: str) -> Cast:
    return Cast(F(field), CharField())


class ProductRefSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    code = serializers.CharField()


class DealProductSerializer(serializers.Serializer[Any]):
    product = ProductRefSerializer()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)


class StandingQuoteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    dealer = Ref()
    total = serializers.DecimalField(max_digits=18, decimal_places=4)
    given_at = serializers.DateTimeField()


def products_of_deal() -> ArraySubquery:
    row = JsonBuildObject.of(product=named_product(), quantity=text("quantity"))
    return ArraySubquery(DealProduct.objects.filter(deal=OuterRef("pk")).order_by("id").values_list(row))


def standing_quotes() -> ArraySubquery:
    dealer = JsonBuildObject.of(id=F("dealer_id"), name=F("dealer__name"))
    row = JsonBuildObject.of(id=F("pk"), dealer=dealer, total=text("total"), given_at=F("given_at"))
    return ArraySubquery(Quote.objects.filter(deal=OuterRef("pk")).current().order_by("total", "id").values_list(row))


class DealSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    registrant = Ref()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Deal.Status.choices)
    products = DealProductSerializer(many=True)
    expected_value = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    registered_at = serializers.DateTimeField(help_text="The server's clock while nobody else could register; it decides.")
    registered_by = Ref(allow_null=True)
    asked_at = serializers.DateTimeField(allow_null=True, help_text="What the asking device said.")
    protected_until = serializers.DateField()
    quotes = StandingQuoteSerializer(many=True, help_text="The dealers' standing quotes, the lowest first.")
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = Ref(allow_null=True)
    close_reason = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"products": products_of_deal(), "quotes": standing_quotes()}


class OwnQuoteSerializer(serializers.Serializer[Any]):
    total = serializers.DecimalField(max_digits=18, decimal_places=4)
    given_at = serializers.DateTimeField()


def quote_of_registrant() -> Subquery:
    row = JsonBuildObject.of(total=text("total"), given_at=F("given_at"))
    own = Quote.objects.filter(deal=OuterRef("pk"), dealer=OuterRef("registrant")).current()
    return Subquery(own.values_list(row)[:1])


class KeptDealSerializer(RowSerializer):
    """A deal on a phone, to read: who was first, for how long, and at what price. What others quote stays on the server."""

    id = serializers.UUIDField()
    account = Ref()
    registrant = Ref()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Deal.Status.choices)
    currency = serializers.CharField()
    registered_at = serializers.DateTimeField()
    protected_until = serializers.DateField()
    own_quote = OwnQuoteSerializer(allow_null=True, help_text="The registrant's standing quote.")
    version = serializers.IntegerField()

    expressions = {"own_quote": quote_of_registrant()}


class DealProductForm(StrictSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(archived_at__isnull=True))
    quantity = serializers.DecimalField(
        max_digits=14, decimal_places=3, min_value=Decimal("0.001"), required=False, allow_null=True
    )


class DealForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    registrant = VisibleAccountField(help_text="The dealer who registers.")
    name = serializers.CharField(max_length=200)
    products = DealProductForm(many=True, max_length=100, required=False)  # type: ignore[call-arg]
    expected_value = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    asked_at = InstantField(required=False)
    protection_days = serializers.IntegerField(min_value=1, max_value=LONGEST_PROTECTION_DAYS, default=PROTECTION_DAYS)
    is_another = serializers.BooleanField(default=False, help_text="It only looks like the registered ones.")


class ReasonForm(StrictSerializer):
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class ExtendForm(StrictSerializer):
    until = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class BoundSerializer(serializers.Serializer[Any]):
    product = ProductRefSerializer()
    floor = serializers.CharField(allow_null=True, help_text="Nobody goes below; null where none is set.")
    floor_until = serializers.DateField(allow_null=True)
    first_price = serializers.CharField(allow_null=True, help_text="The first registrant's; the others do not go below.")


class BoundsSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    results = BoundSerializer(many=True)


class DealFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("registrant")
        | choice_filters("status", Deal.Status.values)
        | range_filters("registered_at", InstantFilter, nullable=False)
        | range_filters("protected_until", DayFilter, nullable=False)
    )


class DealViewSet(Resource):
    noun = "deals"
    serializer_class = DealSerializer
    filterset_class = DealFilter
    orderings = {"registered_at": "registered_at", "protected_until": "protected_until", "created_at": "created_at"}
    default_ordering = "-registered_at"

    def rows(self) -> QuerySet[Deal]:
        return Deal.objects.visible_to(self.person)

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        named = Q(name__icontains=text) | Q(name_key__contains=name_key(text)) if name_key(text) else Q(name__icontains=text)
        return queryset.filter(named | Q(account__name__icontains=text) | Q(registrant__name__icontains=text))

    @extend_schema(request=DealForm, responses={201: DealSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(DealForm)
        products = [ProductDraft(**line) for line in form.pop("products", ())]
        deal = register_deal(by=self.person, at=now(), products=products, **form)
        return self.answer(deal.pk, http_status=201)

    @extend_schema(request=ReasonForm, responses=DealSerializer)
    @action(detail=True, methods=["post"])
    def win(self, request: Request, pk: UUID) -> Response:
        win_deal(deal=self.row(), by=self.person, at=now(), **self.form(ReasonForm))
        return self.answer(pk)

    @extend_schema(request=ReasonForm, responses=DealSerializer)
    @action(detail=True, methods=["post"])
    def lose(self, request: Request, pk: UUID) -> Response:
        lose_deal(deal=self.row(), by=self.person, at=now(), **self.form(ReasonForm))
        return self.answer(pk)

    @extend_schema(request=ReasonForm, responses=DealSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        withdraw_deal(deal=self.row(), by=self.person, at=now(), **self.form(ReasonForm))
        return self.answer(pk)

    @extend_schema(request=ExtendForm, responses=DealSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> Response:
        extend_protection(deal=self.row(), by=self.person, at=now(), **self.form(ExtendForm))
        return self.answer(pk)

    @extend_schema(
        operation_id="deals_bounds_retrieve",
        parameters=[OpenApiParameter("dealer", UUID, description="Who would quote; the first registrant is not bound by itself.")],
        responses=BoundsSerializer,
        description="What binds a quote today, for each product of the deal.",
    )
    @action(detail=True, methods=["get"], filterset_class=None)
    def bounds(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ("dealer",))
        deal = self.row()
        products = products_of(deal)
        floors = floors_for(deal=deal, products=products, day=today())
        first = first_prices(deal=deal, dealer=self._dealer(request))
        results = []
        for product in products:
            floor, price = floors.get(product.pk), first.get(product.pk)
            results.append(
                {
                    "product": {"id": str(product.pk), "name": product.name or product.code, "code": product.code},
                    "floor": plain(floor.price) if floor else None,
                    "floor_until": floor.valid_until if floor else None,
                    "first_price": plain(price) if price is not None else None,
                }
            )
        return Response({"currency": deal.currency, "results": results})

    def _dealer(self, request: Request) -> Account | None:
        if "dealer" not in request.query_params:
            return None
        try:
            wanted = UUID(request.query_params["dealer"])
        except ValueError as error:
            raise Invalid("dealer is no id.", fields={"dealer": ["An id."]}) from error
        return Account.objects.visible_to(self.person).filter(pk=wanted).first()


class QuoteLineSerializer(serializers.Serializer[Any]):
    product = ProductRefSerializer()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_price = serializers.DecimalField(max_digits=14, decimal_places=4)
    floor = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True, help_text="The floor that bound it then.")
    first_price = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)
    fine = serializers.DecimalField(max_digits=16, decimal_places=2)


class OffenceInQuoteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PriceOffence.Kind.choices)
    fine = serializers.DecimalField(max_digits=16, decimal_places=2)
    waived_at = serializers.DateTimeField(allow_null=True)


def lines_of_quote() -> ArraySubquery:
    row = JsonBuildObject.of(
        product=named_product(), quantity=text("quantity"), unit_price=text("unit_price"), floor=text("floor_price__price"),
        first_price=text("first_price"), fine=text("fine"),
    )  # fmt: skip
    return ArraySubquery(QuoteLine.objects.filter(quote=OuterRef("pk")).order_by("position").values_list(row))


def offence_of_quote() -> Expression:
    row = JsonBuildObject.of(
        id=F("offence__id"), kind=F("offence__kind"), fine=text("offence__fine"), waived_at=F("offence__waived_at")
    )
    return Case(When(offence__id__isnull=False, then=row), default=None, output_field=JSONField())


class QuoteSerializer(RowSerializer):
    id = serializers.UUIDField()
    deal = Ref()
    account = Ref(relation="deal__account")
    dealer = Ref()
    currency = serializers.CharField()
    total = serializers.DecimalField(max_digits=18, decimal_places=4)
    lines = QuoteLineSerializer(many=True)
    offence = OffenceInQuoteSerializer(allow_null=True, help_text="Given below a bound; null for a quote that stands.")
    given_at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    note = serializers.CharField()
    replaced_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"lines": lines_of_quote(), "offence": offence_of_quote()}


class QuoteLineForm(StrictSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(archived_at__isnull=True))
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))
    unit_price = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=Decimal("0.0001"))


class QuoteForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    deal = serializers.UUIDField()
    dealer = VisibleAccountField()
    lines = QuoteLineForm(many=True, allow_empty=False, max_length=100)  # type: ignore[call-arg]
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    was_given = serializers.BooleanField(
        default=False, help_text="The customer has it already: below a bound it is then written down as an offence."
    )


class QuoteFilter(StrictFilterSet):
    account = df.UUIDFilter(field_name="deal__account")
    is_current = FlagFilter(field_name="replaced_at", lookup_expr="isnull")
    has_offence = FlagFilter(field_name="offence", lookup_expr="isnull", exclude=True)
    locals().update(id_filters("deal") | id_filters("dealer") | range_filters("given_at", InstantFilter, nullable=False))


class QuoteViewSet(Resource):
    noun = "deals"
    serializer_class = QuoteSerializer
    filterset_class = QuoteFilter
    orderings = {"given_at": "given_at", "created_at": "created_at"}
    default_ordering = "-given_at"

    def rows(self) -> QuerySet[Quote]:
        return Quote.objects.visible_to(self.person)

    @extend_schema(request=QuoteForm, responses={201: QuoteSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(QuoteForm)
        deal = Deal.objects.visible_to(self.person).filter(pk=form.pop("deal")).select_related("account").first()
        if deal is None:
            raise Unseen("No such deal.", fields={"deal": ["No such deal."]})
        lines = [QuoteLineDraft(**line) for line in form.pop("lines")]
        quote = give_quote(deal=deal, lines=lines, by=self.person, at=now(), **form)
        return self.answer(quote.pk, http_status=201)
