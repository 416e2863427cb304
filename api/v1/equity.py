"""`/accounts/{id}/equity/` and `/equity/`: what customers will still be worth, each for itself (row 46)."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, filter_rows, id_filters, refuse_unknown
from api.pagination import Cursor, SortKey, read_limit
from api.permissions import Known
from api.rows import Ref
from api.v1.accounts import AccountViewSet
from api.v1.loyalty import OUTCOMES as ALL_OUTCOMES
from api.v1.loyalty import REMARKS
from api.v1.tiers import refuse_service_agents
from crm.errors import Invalid
from crm.models import User
from tiers.equity_causes import CAUSES
from tiers.models import Worth
from tiers.readings.equity import Equity, equity_of, seen_worths
from tiers.readings.runs import Cohort, Outcome, Terms, cohorts_of, last_run, outcome_of

CODES: Final = {outcome.name.lower(): outcome.value for outcome in Outcome}
OUTCOMES: Final = [(name, name) for name in CODES]
BY_EQUITY = SortKey("equity", "equity", True)


class TermsSerializer(serializers.Serializer[Any]):
    margin_rate = serializers.FloatField(help_text="Part of sales that is kept.")
    discount_rate = serializers.FloatField(help_text="A year's.")
    horizon_years = serializers.FloatField()
    policy = serializers.IntegerField(allow_null=True, help_text="Number of the version that holds them.")


class EquitySerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=ALL_OUTCOMES, help_text="Anything but `ok`: there is no figure, and why.")
    as_of = serializers.DateField(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    equity = serializers.CharField(allow_null=True, help_text="margin_rate · order_value · discounted_orders.")
    order_value = serializers.CharField(allow_null=True, help_text="Expected of an order day.")
    discounted_orders = serializers.FloatField(allow_null=True, help_text="Order days to the horizon, discounted to today.")
    orders_ahead = serializers.FloatField(allow_null=True, help_text="Order days expected in 90 days.")
    alive = serializers.FloatField(allow_null=True, help_text="Probability that it has not left.")
    terms = TermsSerializer(allow_null=True)
    regularity = serializers.IntegerField(allow_null=True, help_text="The k of the model.")
    accounts = serializers.IntegerField(allow_null=True, help_text="Accounts that the model was fitted to.")
    order_days = serializers.IntegerField(allow_null=True)
    first_order_on = serializers.DateField(allow_null=True)
    last_order_on = serializers.DateField(allow_null=True)
    before = serializers.CharField(allow_null=True)
    before_on = serializers.DateField(allow_null=True)
    cause = serializers.ChoiceField(choices=CAUSES, allow_null=True, help_text="Why it changed since; null: it did not.")
    remarks = serializers.ListField(child=serializers.ChoiceField(choices=REMARKS))


class AccountEquityViewSet(AccountViewSet):
    """Within the limits of `/accounts/`; sales figures are not for service agents."""

    noun = "equity"

    @extend_schema(operation_id="accounts_equity_retrieve", responses=EquitySerializer)
    def equity(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account: Account = self.row()
        refuse_service_agents(self.person)
        return Response(equity_body(equity_of(account)))


def equity_body(found: Equity) -> dict[str, Any]:
    worth, cohort, rhythm = found.worth, found.cohort, found.rhythm
    return {
        "outcome": found.outcome,
        "as_of": cohort and cohort.day,
        "currency": cohort and cohort.currency,
        **numbers_of(worth),
        "terms": cohort and terms_body(cohort.terms, cohort.policy),
        "regularity": cohort and cohort.told.get("k"),
        "accounts": cohort and cohort.told.get("ordered"),
        "order_days": rhythm and rhythm.repeats + 1,
        "first_order_on": rhythm and rhythm.first_on,
        "last_order_on": rhythm and rhythm.last_on,
        "before": money(found.before),
        "before_on": found.before_on,
        "cause": found.cause and found.cause.value,
        "remarks": list(found.remarks),
    }


def numbers_of(worth: Worth | None) -> dict[str, Any]:
    return {
        "equity": money(worth.equity if worth else None),
        "order_value": money(worth.order_value if worth else None),
        "discounted_orders": rounded(worth.discounted_orders if worth else None),
        "orders_ahead": rounded(worth.orders_ahead if worth else None),
        "alive": rounded(worth.alive if worth else None),
    }


class EquityRowSerializer(serializers.Serializer[Any]):
    account = Ref()
    team = Ref()
    owner = Ref(allow_null=True)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    currency = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    equity = serializers.CharField(allow_null=True)
    order_value = serializers.CharField(allow_null=True)
    discounted_orders = serializers.FloatField(allow_null=True)
    orders_ahead = serializers.FloatField(allow_null=True)
    alive = serializers.FloatField(allow_null=True)


class EquityListSerializer(serializers.Serializer[Any]):
    results = EquityRowSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class EquityFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | {
            name.replace("account__", ""): each
            for name, each in (id_filters("account__team") | id_filters("account__owner")).items()
        }
        | {name.replace("account__", ""): each for name, each in choice_filters("account__tier", TierName.values).items()}
    )


PAGING = [OpenApiParameter("limit", int), OpenApiParameter("cursor", str, description="From `next`.")]
LISTED = [
    OpenApiParameter(name, description=text)
    for name, text in {
        "account": "One account.", "account__in": "", "team": "", "team__in": "", "owner": "", "owner__in": "", "tier": "",
        "tier__in": "", "currency": "The one of most accounts unless given.", "outcome": "`ok` unless given.",
    }.items()
]  # fmt: skip


class EquityView(APIView):
    """The accounts that somebody sees in the last night, the most valuable first; with `outcome`, those without a figure."""

    noun = "equity"
    permission_classes = (Known,)

    @extend_schema(operation_id="equity_list", parameters=[*LISTED, *PAGING], responses=EquityListSerializer)
    def get(self, request: Request) -> Response:
        params = request.query_params
        user, limit = asking(request), read_limit(params)
        refuse_unknown(params, {"limit", "cursor", "currency", "outcome", *EquityFilter.base_filters})
        outcome = params.get("outcome", "ok")
        if outcome not in CODES:
            raise Invalid("No such outcome.", fields={"outcome": [f"One of {', '.join(CODES)}."]})
        cursor = Cursor.decode(params["cursor"], BY_EQUITY, Worth) if params.get("cursor") else None
        run = last_run()
        if run is None:
            return Response({"results": [], "next": None, "previous": None})
        cohorts = cohorts_of(run)
        rows = seen_worths(user, run).filter(cohort__in=_of_currency(cohorts, params.get("currency")))
        rows = filter_rows(EquityFilter, params, _come_to(rows, outcome, cohorts), also=("currency", "outcome"))
        found = list(_page(rows, cursor)[: limit + 1])
        return Response(
            {
                "results": [_row_body(worth, cohorts[worth.cohort]) for worth in found[:limit]],
                "next": mark_of(BY_EQUITY, found[limit - 1].equity, found[limit - 1].account_id) if len(found) > limit else None,
                "previous": None,
            }
        )


def _of_currency(cohorts: Sequence[Cohort], currency: str | None) -> list[int]:
    if currency is None and cohorts:
        currency = max(cohorts, key=lambda cohort: cohort.told.get("accounts", 0)).currency
    return [number for number, cohort in enumerate(cohorts) if cohort.currency == currency]


def _come_to(rows: QuerySet[Worth], outcome: str, cohorts: Sequence[Cohort]) -> QuerySet[Worth]:
    if outcome == "ok":
        return rows.filter(equity__isnull=False)
    spending = [number for number, cohort in enumerate(cohorts) if cohort.outcome == outcome]
    return rows.filter(Q(outcome=CODES[outcome]) | Q(outcome=Outcome.OK, equity__isnull=True, cohort__in=spending))


def _page(rows: QuerySet[Worth], cursor: Cursor | None) -> QuerySet[Worth]:
    if cursor is not None and cursor.value is None:
        rows = rows.filter(account_id__lt=cursor.id)
    elif cursor is not None:
        rows = rows.filter(Q(equity__lt=cursor.value) | Q(equity=cursor.value, account_id__lt=cursor.id))
    return rows.select_related("account__team", "account__owner").order_by("-equity", "-account_id")


def _row_body(worth: Worth, cohort: Cohort) -> dict[str, Any]:
    return {
        **whose(worth.account),
        "currency": cohort.currency,
        "outcome": outcome_of(worth, cohort),
        **numbers_of(worth),
    }


def whose(account: Account) -> dict[str, Any]:
    owner = account.owner
    return {
        "account": {"id": account.pk, "name": account.name},
        "team": {"id": account.team_id, "name": account.team.name},
        "owner": owner and {"id": owner.pk, "name": owner.name},
        "tier": account.tier,
    }


def terms_body(terms: Terms, policy: int | None) -> dict[str, Any]:
    return {
        "margin_rate": terms.margin_rate,
        "discount_rate": terms.discount_rate,
        "horizon_years": terms.horizon_years,
        "policy": policy,
    }


def asking(request: Request) -> User:
    assert isinstance(request.user, User)  # Known let nobody else in
    refuse_service_agents(request.user)
    return request.user


def mark_of(key: SortKey, value: float | None, account: UUID) -> str:
    return Cursor(key.text, False, value, str(account)).encode()


def money(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(value, places)
