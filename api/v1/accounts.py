"""`/accounts/`: external and internal customers with every figure of the row."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, F, JSONField, QuerySet, When
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.accounts import archive_account, open_account, reassign_account, reopen_account, update_account
from accounts.models import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    Band,
    PlaceConfidence,
    PlaceDatum,
    Territory,
    TierName,
    Welcome,
)
from api.describing import extend_schema
from api.filters import StrictFilterSet, refuse_unknown
from api.pagination import Page, read_limit
from api.permissions import ScopeMissing
from api.renderers import JSONText
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer, Shape
from api.v1.account_filters import filterset_for, has_one_plan, narrow_accounts, with_children
from api.v1.clock import now
from api.v1.custom_fields import SHOWN
from api.v1.custom_filters import PREFIX, definitions
from api.v1.custom_ordering import CustomOrder
from api.v1.edits import EditsOf
from api.v1.fields import VisibleAccountField
from api.v1.near import Near
from api.v1.place_datum import DATUM, asked_datum, on_datum
from api.v1.segment_rules import asks_welcome
from api.versions import required_version
from crm.errors import DomainError, Invalid
from crm.models import Role, Team, Token, User

#: What a service agent reads of an account: enough to help a caller, no figures of the sales team.
SERVICE_FIELDS = (
    "id", "kind", "name", "role", "status", "team", "tier", "open_complaints", "address", "phone", "street", "village",
    "version", "created_at", "updated_at",
)  # fmt: skip


class AccountSerializer(RowSerializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AccountKind.choices)
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=AccountRole.choices)
    industry = serializers.CharField()
    licence_name = serializers.CharField()
    status = serializers.ChoiceField(choices=AccountStatus.choices)
    owner = Ref(allow_null=True)
    team = Ref()
    territory = Ref(allow_null=True)
    parent = Ref(allow_null=True, help_text="集团 → 分公司 → 门店; null also where it lies with a team that one does not see.")
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    tier_since = serializers.DateField(allow_null=True)
    loyalty_index = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    loyalty_band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    annual_value = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    mixed_currency = serializers.BooleanField()
    order_weekdays = serializers.ListField(child=serializers.IntegerField())
    last_order_on = serializers.DateField(allow_null=True)
    last_visit_on = serializers.DateField(allow_null=True)
    last_contact_on = serializers.DateField(allow_null=True, help_text="Last visit, call, message or complaint.")
    next_visit_on = serializers.DateField(allow_null=True)
    next_order_on = serializers.DateField(allow_null=True)
    next_action = serializers.CharField()
    next_action_on = serializers.DateField(allow_null=True)
    open_complaints = serializers.IntegerField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    place_confidence = serializers.ChoiceField(
        choices=PlaceConfidence.choices, help_text="`confirmed`: a sharp check-in was made there; `given`: told by somebody."
    )
    given_latitude = serializers.FloatField(allow_null=True, help_text="The place as it was told, where that was not WGS-84.")
    given_longitude = serializers.FloatField(allow_null=True)
    given_datum = serializers.ChoiceField(choices=[("", "WGS-84"), *PlaceDatum.choices])
    address = serializers.CharField()
    phone = serializers.CharField()
    street = serializers.CharField()
    village = serializers.CharField()
    opens_at = serializers.TimeField(allow_null=True)
    closes_at = serializers.TimeField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    custom = serializers.JSONField()
    welcome = serializers.ChoiceField(choices=Welcome.choices, required=False, help_text="Tokens need the scope welcome:read.")
    source = serializers.CharField()  # type: ignore[assignment]  # a column of ours, not the field's own
    external_id = serializers.CharField(allow_null=True)
    merged_into = Ref(allow_null=True, help_text="Where this account went; then it is archived.")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    #: A parent of another team is named only to who sees every team; `/accounts/{id}/hierarchy/` asks the door for the others.
    expressions = {
        "custom": SHOWN,
        "parent": Case(When(parent__team_id=F("team_id"), then=Ref().expression("parent")), default=None, output_field=JSONField()),
    }


@cache
def with_every_parent(shape: Shape) -> Shape:
    return Shape({**shape, "parent": Ref().expression("parent")})


#: What a token without the scope `welcome:read` gets.
OPEN_FIELDS = tuple(name for name in AccountSerializer.shape() if name != "welcome")


#: Archiving and reopening are verbs of their own.
STATUSES_TO_WRITE = [choice for choice in AccountStatus.choices if choice[0] != AccountStatus.ARCHIVED]


class AccountForm(StrictSerializer):
    """What a person may write; figures are not among it."""

    kind = serializers.ChoiceField(choices=AccountKind.choices, default=AccountKind.EXTERNAL)
    role = serializers.ChoiceField(choices=AccountRole.choices)
    name = serializers.CharField(max_length=200)
    licence_name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    industry = serializers.CharField(max_length=100, allow_blank=True, required=False)
    status = serializers.ChoiceField(choices=STATUSES_TO_WRITE, required=False)
    territory = serializers.PrimaryKeyRelatedField(queryset=Territory.objects.all(), allow_null=True, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    street = serializers.CharField(max_length=100, allow_blank=True, required=False)
    village = serializers.CharField(max_length=100, allow_blank=True, required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, allow_null=True, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, allow_null=True, required=False)
    opens_at = serializers.TimeField(allow_null=True, required=False)
    closes_at = serializers.TimeField(allow_null=True, required=False)
    order_weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=50), max_length=50, required=False)
    custom = serializers.DictField(required=False, help_text="By key of `/custom-fields/`; null takes a value away.")
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    source = serializers.CharField(max_length=50, allow_blank=True, required=False)  # type: ignore[assignment]  # a column of ours, not the field's own
    external_id = serializers.CharField(max_length=100, allow_null=True, required=False)


class HungAccountForm(AccountForm):
    """Over HTTP an account may be hung below another one that the asking person sees."""

    parent = VisibleAccountField(allow_null=True, required=False)  # type: ignore[assignment]  # a field of ours
    datum = serializers.ChoiceField(
        choices=PlaceDatum.choices, required=False, help_text="What latitude and longitude are written in; WGS-84 when left out."
    )


class NewAccountForm(HungAccountForm):
    id = serializers.UUIDField(required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), allow_null=True, required=False)


class ReassignForm(StrictSerializer):
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), allow_null=True)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)
    reason = serializers.CharField(max_length=200)


class MergedAway(DomainError):
    code = "account_merged"
    status = 410
    title = "Gone"


class EmptyForm(StrictSerializer):
    pass


ORDERINGS = {
    "created_at": "created_at",
    "updated_at": "updated_at",
    "name": "name_key",
    "annual_value": "annual_value",
    "loyalty_index": "loyalty_index",
    "last_order_on": "last_order_on",
    "last_visit_on": "last_visit_on",
    "next_visit_on": "next_visit_on",
    "last_contact_on": "last_contact_on",
    "next_action_on": "next_action_on",
}


class AccountViewSet(EditsOf, Resource):
    noun = "accounts"
    serializer_class = AccountSerializer
    orderings = ORDERINGS

    @property
    def is_service_agent(self) -> bool:
        return bool(getattr(self.request.user, "role", None) == Role.SERVICE_AGENT)  # the schema has no user

    @property
    def filterset_class(self) -> type[StrictFilterSet]:  # type: ignore[override]
        return filterset_for(self.person)

    def rows(self) -> QuerySet[Account]:
        return Account.objects.visible_to(self.person)

    def parts(self) -> list[QuerySet[Any]]:
        """In one piece for a search, whose own index finds the few rows."""
        return [self.rows()] if self.request.query_params.get("search") else [*Account.objects.parts_visible_to(self.person)]

    def has_one_plan(self, parts: Sequence[QuerySet[Any]]) -> bool:
        return has_one_plan(self.request.query_params) and super().has_one_plan(parts)

    @extend_schema(parameters=[DATUM])
    def list(self, request: Request) -> Response:
        request._request.GET = with_children(request.query_params)  # type: ignore[assignment]
        return super().list(request)

    @extend_schema(parameters=[DATUM])
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ("datum",))
        datum, response = asked_datum(request.query_params), self.answer(pk)
        if datum is not None:
            response.data = JSONText(on_datum(response.data.decode(), datum).encode())
        return response

    def page(self, request: Request) -> Page:
        datum, page = asked_datum(request.query_params), self.wgs84_page(request)
        return page if datum is None else replace(page, rows=[on_datum(row, datum) for row in page.rows])

    def wgs84_page(self, request: Request) -> Page:
        """By distance and by fields of one's own in ways of their own: no column of the account holds them."""
        params = request.query_params
        name = params.get("ordering", "").removeprefix("-")
        if self.is_service_agent or not (name == "distance" or name.startswith(PREFIX)):
            return super().page(request)
        limit, cursor = read_limit(params), params.get("cursor")
        rows = self.narrowed(request, self.rows())
        if name == "distance":
            near = Near.asked(params)
            assert near is not None
            return self.counted(near.page(rows, self.shape(), limit=limit, cursor=cursor), request)
        order = CustomOrder(params["ordering"], definitions().get(name.removeprefix(PREFIX)))
        return self.counted(order.page(rows, self.shape(), limit=limit, cursor=cursor), request)

    def shape(self) -> Shape:
        if self.is_service_agent:
            return AccountSerializer.shape(SERVICE_FIELDS)
        shape = AccountSerializer.shape(OPEN_FIELDS if self.lacks_welcome_scope() else None)
        return with_every_parent(shape) if Account.objects.all().sees_all(self.person) else shape

    def lacks_welcome_scope(self) -> bool:
        return isinstance(self.request.auth, Token) and "welcome:read" not in self.request.auth.scopes

    def narrowed(self, request: Request, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.lacks_welcome_scope() and asks_welcome(request.query_params, person=self.person):
            raise ScopeMissing("This token needs the scope welcome:read.")
        if self.is_service_agent and request.query_params.get("ordering", "name").removeprefix("-") not in ("name", "created_at"):
            raise Invalid("Cannot order by this.", fields={"ordering": ["One of name, created_at."]})
        return narrow_accounts(queryset, request.query_params, person=self.person)

    def row(self) -> Account:
        """Nothing is written to an account that went into another: 410 says into which, and the caller goes on there."""
        account: Account = super().row()
        if account.merged_into_id is not None and self.request.method not in SAFE_METHODS:
            raise MergedAway("This account went into another one.", more={"merged_into": str(account.merged_into_id)})
        return account

    @extend_schema(request=NewAccountForm, responses={201: AccountSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewAccountForm)
        account = open_account(by=self.person, at=now(), team=form.pop("team", None), **form)
        return self.answer(account.pk, http_status=201)

    @extend_schema(request=HungAccountForm, responses=AccountSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        account, version = self.row(), required_version(request)
        changes = self.form(HungAccountForm, partial=True)
        update_account(account=account, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=ReassignForm, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, request: Request, pk: UUID) -> Response:
        account = self.row()
        reassign_account(account=account, by=self.person, at=now(), **self.form(ReassignForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_account(account=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        reopen_account(account=self.row(), by=self.person, at=now())
        return self.answer(pk)
