"""`/equity/overview/` and `/equity/changes/`: what customers are worth in sum, and why it changed between nights (row 46)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import read_id, refuse_unknown
from api.pagination import Cursor, SortKey, read_limit
from api.permissions import Known
from api.rows import Ref
from api.v1.equity import OUTCOMES, PAGING, TermsSerializer, asking, mark_of, money, rounded, terms_body, whose
from crm.errors import Invalid
from crm.models import User
from tiers.equity_causes import CAUSES, Cause
from tiers.models import Worth, WorthRun
from tiers.readings.equity import Changed, Part, Total, changed_accounts, split, totals
from tiers.readings.runs import done_runs, last_run, run_before, run_on

#: By which the accounts behind a cause are paged: the size of the change, whatever its sign.
BY_CHANGE = SortKey("change", "equity", True)


class EquitySumSerializer(serializers.Serializer[Any]):
    """The accounts of one currency that are judged on one day."""

    currency = serializers.CharField()
    as_of = serializers.DateField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    accounts = serializers.IntegerField()
    equity = serializers.CharField(allow_null=True)
    outcomes = serializers.DictField(child=serializers.IntegerField(), help_text="Accounts by what came of each.")
    largest_share = serializers.FloatField(allow_null=True, help_text="Of the first account in the sum.")
    dominated = serializers.BooleanField(help_text="One customer holds more than half of it.")
    terms = TermsSerializer()
    regularity = serializers.IntegerField(allow_null=True)
    fitted = serializers.IntegerField(help_text="Accounts that the model was fitted to, whoever sees them.")
    at_bounds = serializers.ListField(child=serializers.CharField(), help_text="Where the fit degenerated.")


class EquityPartSerializer(serializers.Serializer[Any]):
    cause = serializers.ChoiceField(choices=CAUSES)
    accounts = serializers.IntegerField()
    change = serializers.CharField()


class EquityChangeSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    change = serializers.CharField()
    parts = EquityPartSerializer(many=True, help_text="They add up to the change.")
    terms_before = TermsSerializer(allow_null=True, help_text="Where other terms held then: a part of the change is theirs.")


class EquityOverviewSerializer(serializers.Serializer[Any]):
    since = serializers.DateField(allow_null=True, help_text="Null: there is no earlier night to compare with.")
    until = serializers.DateField(allow_null=True, help_text="Null: no night has been yet.")
    days = serializers.ListField(child=serializers.DateField(), help_text="Nights that can be compared, newest first.")
    totals = EquitySumSerializer(many=True)
    changes = EquityChangeSerializer(many=True)


TEAM = OpenApiParameter("team", OpenApiTypes.UUID, description="One team only.")
SINCE = OpenApiParameter(
    "since", OpenApiTypes.DATE, description="The night of that day, or the last before it. Else last month's end."
)
UNTIL = OpenApiParameter("until", OpenApiTypes.DATE, description="The same; else the last night.")


class EquityOverviewView(APIView):
    """The sum of what the asking person sees, and its change between two nights by cause."""

    noun = "equity"
    permission_classes = (Known,)

    @extend_schema(operation_id="equity_overview_retrieve", parameters=[SINCE, UNTIL, TEAM], responses=EquityOverviewSerializer)
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("since", "until", "team"))
        user = asking(request)
        before, after = nights(request.query_params)
        days = list(dict.fromkeys(done_runs().values_list("day", flat=True)))
        if after is None:
            return Response({"since": None, "until": None, "days": days, "totals": [], "changes": []})
        team = team_of(request.query_params)
        found = totals(user, after, team)
        changes = _changes_body(user, before, after, found, team) if before else []
        return Response(
            {
                "since": before and before.day,
                "until": after.day,
                "days": days,
                "totals": [_sum_body(total) for total in found],
                "changes": changes,
            }
        )


def _sum_body(total: Total) -> dict[str, Any]:
    told = total.cohort.told
    return {
        "currency": total.cohort.currency,
        "as_of": total.cohort.day,
        "outcome": total.cohort.outcome,
        "accounts": total.accounts,
        "equity": money(total.equity),
        "outcomes": total.outcomes,
        "largest_share": rounded(total.largest),
        "dominated": total.dominated,
        "terms": terms_body(total.cohort.terms, total.cohort.policy),
        "regularity": told.get("k"),
        "fitted": told.get("ordered", 0),
        "at_bounds": told.get("at_bounds", []),
    }


def _changes_body(user: User, before: WorthRun, after: WorthRun, found: list[Total], team: UUID | None) -> list[dict[str, Any]]:
    parts = split(user, before, after, team)
    earlier = totals(user, before, team)
    currencies = sorted({total.cohort.currency for total in (*found, *earlier) if total.equity is not None})
    return [
        _change_body(
            currency,
            [total for total in earlier if total.cohort.currency == currency],
            [total for total in found if total.cohort.currency == currency],
            [part for part in parts if part.currency == currency],
        )
        for currency in currencies
    ]


def _change_body(currency: str, before: list[Total], after: list[Total], parts: list[Part]) -> dict[str, Any]:
    held, holds = (sum(total.equity or 0.0 for total in each) for each in (before, after))
    terms = {total.cohort.terms for total in after}
    other = next((total.cohort for total in before if terms and total.cohort.terms not in terms), None)
    return {
        "currency": currency,
        "before": money(held),
        "after": money(holds),
        "change": money(holds - held),
        "parts": [{"cause": part.cause.value, "accounts": part.accounts, "change": money(part.change)} for part in parts],
        "terms_before": other and terms_body(other.terms, other.policy),
    }


class EquityChangeRowSerializer(serializers.Serializer[Any]):
    account = Ref()
    team = Ref()
    owner = Ref(allow_null=True)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    currency = serializers.CharField()
    cause = serializers.ChoiceField(choices=CAUSES)
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    change = serializers.CharField()
    alive_before = serializers.FloatField()
    alive_after = serializers.FloatField()


class EquityChangesSerializer(serializers.Serializer[Any]):
    results = EquityChangeRowSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class EquityChangesView(APIView):
    """The accounts behind one cause, the largest changes first."""

    noun = "equity"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="equity_changes_list",
        parameters=[
            OpenApiParameter("cause", str, required=True, enum=[cause.value for cause in Cause]),
            OpenApiParameter("currency", str, required=True), SINCE, UNTIL, TEAM, *PAGING,
        ],
        responses=EquityChangesSerializer,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        params = request.query_params
        refuse_unknown(params, ("since", "until", "team", "cause", "currency", "limit", "cursor"))
        user, limit, (before, after) = asking(request), read_limit(params), nights(params)
        reason = _cause(params)
        cursor = Cursor.decode(params["cursor"], BY_CHANGE, Worth) if params.get("cursor") else None
        if before is None or after is None:
            return Response({"results": [], "next": None, "previous": None})
        found = changed_accounts(
            user, before, after, currency=params["currency"], reason=reason, limit=limit + 1, team=team_of(params),
            place=(cursor.value or 0.0, cursor.id) if cursor else None,
        )  # fmt: skip
        accounts = Account.objects.select_related("team", "owner").in_bulk([row.account_id for row in found[:limit]])
        last = found[limit - 1] if len(found) > limit else None
        return Response(
            {
                "results": [_changed_body(row, accounts[row.account_id], params["currency"]) for row in found[:limit]],
                "next": last and mark_of(BY_CHANGE, abs(last.change), last.account_id),
                "previous": None,
            }
        )


def _changed_body(row: Changed, account: Account, currency: str) -> dict[str, Any]:
    return {
        **whose(account),
        "currency": currency,
        "cause": row.cause.value,
        "before": money(row.before),
        "after": money(row.after),
        "change": money(row.change),
        "alive_before": rounded(row.alive_before),
        "alive_after": rounded(row.alive_after),
    }


def _cause(params: Mapping[str, str]) -> Cause:
    wrong = {}
    if params.get("cause") not in list(Cause):
        wrong["cause"] = [f"One of {', '.join(Cause)}."]
    if not params.get("currency"):
        wrong["currency"] = ["Of which currency?"]
    if wrong:
        raise Invalid("Which changes?", fields=wrong)
    return Cause(params["cause"])


def nights(params: Mapping[str, str]) -> tuple[WorthRun | None, WorthRun | None]:
    """The two to compare: the later one, and before it the one asked for or the last of an earlier month."""
    until, since = _day(params, "until"), _day(params, "since")
    after = run_on(until) if until else last_run()
    if until and after is None:
        raise Invalid("No night was so early.", fields={"until": ["Nothing was reckoned by then."]})
    if since is None or after is None:
        return (run_before(after) if after else None), after
    before = run_on(since)
    if before is None:
        raise Invalid("No night was so early.", fields={"since": ["Nothing was reckoned by then."]})
    if before.day >= after.day:
        raise Invalid("There is nothing between these days.", fields={"since": ["Before the other day."]})
    return before, after


def _day(params: Mapping[str, str], name: str) -> date | None:
    text = params.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("Not a day.", fields={name: ["A day such as 2026-02-28."]}) from error


def team_of(params: Mapping[str, str]) -> UUID | None:
    return read_id("team", params["team"]) if params.get("team") else None
