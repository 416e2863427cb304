"""`/loyalty/`, `/accounts/{id}/loyalty/`, `…/referrals/`: the index with its marks and evidence; who brought whom (rows 10, 68)."""

from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import BooleanField, Case, F, FloatField, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, AccountRole, Band, TierName
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown
from api.resources import Resource
from api.rows import Ref, RowSerializer
from api.v1.accounts import AccountViewSet
from api.v1.tiers import refuse_service_agents
from tiers.loyalty_points import ENOUGH, MARKS
from tiers.models import LoyaltyEvidence
from tiers.readings.loyalty import Loyalty, Mark, Proof, loyalty_of
from tiers.readings.referrals import Link, Referrals, referrals_of
from tiers.readings.runs import shown_worths

OUTCOMES: Final = [(name, name) for name in ("ok", "never_ordered", "too_few", "not_identified", "not_appraised")]
STATES: Final = ("counts", "tonight", "ahead", "running", "nothing_expected")
REMARKS: Final = ("few_orders", "one_day", "no_paid_repeat", "returns_exceed", "orders_ahead", "other_currency")


class ProofSerializer(serializers.Serializer[Any]):
    """A row of evidence as it counts in the mark."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=LoyaltyEvidence.Kind.choices)
    on = serializers.DateField()
    about = Ref(allow_null=True)
    competitor = serializers.CharField()
    note = serializers.CharField()
    by = Ref(allow_null=True)
    state = serializers.ChoiceField(choices=STATES, help_text="`counts`, or why it does not yet.")
    proves = serializers.FloatField(allow_null=True, help_text="Points faded by age; under a promotion the share kept, 0 to 1.")
    weight = serializers.FloatField(allow_null=True, help_text="Of a share kept.")
    age_days = serializers.IntegerField(allow_null=True)
    orders_under = serializers.IntegerField(allow_null=True)
    orders_expected = serializers.FloatField(allow_null=True)


class LoyaltyMarkSerializer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=[(mark, mark) for mark in MARKS])
    value = serializers.FloatField(allow_null=True, help_text="0 to 100; null: nothing was observed.")
    weight = serializers.FloatField()
    points = serializers.FloatField(allow_null=True, help_text="What it adds to the index.")
    average = serializers.FloatField(allow_null=True, help_text="Of the accounts of the same team and tier.")
    before = serializers.FloatField(allow_null=True, help_text="At the end of the month before.")
    parts = serializers.DictField(help_text="What the mark was reckoned from.")
    evidence = ProofSerializer(many=True)


class LoyaltySerializer(serializers.Serializer[Any]):
    """Satisfaction is no part of it (row 10)."""

    outcome = serializers.ChoiceField(choices=OUTCOMES)
    as_of = serializers.DateField(allow_null=True)
    policy = serializers.IntegerField(allow_null=True, help_text="Number of the version whose weights were used.")
    index = serializers.FloatField(allow_null=True)
    band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    coverage = serializers.FloatField(allow_null=True, help_text="Share of the weights that was observed, 0 to 100.")
    enough = serializers.FloatField(help_text="Below this coverage the index is provisional.")
    provisional = serializers.BooleanField(allow_null=True)
    average = serializers.FloatField(allow_null=True)
    average_accounts = serializers.IntegerField()
    before = serializers.FloatField(allow_null=True)
    before_on = serializers.DateField(allow_null=True)
    marks = LoyaltyMarkSerializer(many=True)
    remarks = serializers.ListField(child=serializers.ChoiceField(choices=REMARKS))


class ReferralLinkSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of the evidence.")
    account = Ref()
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    annual_value = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    parent = serializers.UUIDField(help_text="The account on the other end, nearer to the one asked about.")  # type: ignore[assignment]  # a field of ours
    kind = serializers.ChoiceField(choices=LoyaltyEvidence.Kind.choices)
    on = serializers.DateField()
    depth = serializers.IntegerField()


class ReferralsSerializer(serializers.Serializer[Any]):
    up = ReferralLinkSerializer(many=True, help_text="Who brought this account, and who brought them.")
    down = ReferralLinkSerializer(many=True, help_text="Whom it brought, and whom they brought.")
    hidden = serializers.IntegerField(help_text="Links to accounts that one does not see.")
    customers = serializers.IntegerField(help_text="Of those brought: how many buy.")
    annual_value = serializers.DictField(
        child=serializers.CharField(), help_text="12-month net sales of those brought, by currency."
    )


class AccountLoyaltyViewSet(AccountViewSet):
    """Within the limits of `/accounts/`."""

    noun = "loyalty"

    def row(self) -> Account:
        account: Account = super().row()
        refuse_service_agents(self.person)
        return account

    @extend_schema(operation_id="accounts_loyalty_retrieve", responses=LoyaltySerializer)
    def loyalty(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return Response(loyalty_body(loyalty_of(self.row(), user=self.person), seen=self._seen_teams()))

    @extend_schema(operation_id="accounts_referrals_retrieve", responses=ReferralsSerializer)
    def referrals(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return Response(_referrals_body(referrals_of(self.row(), user=self.person)))

    def _seen_teams(self) -> frozenset[UUID] | None:
        """None: all."""
        return None if self.person.reach is None else frozenset(self.person.reach)


def loyalty_body(loyalty: Loyalty, *, seen: frozenset[UUID] | None) -> dict[str, Any]:
    return {
        "outcome": loyalty.outcome,
        "as_of": loyalty.cohort.day if loyalty.cohort else None,
        "policy": loyalty.cohort.policy if loyalty.cohort else None,
        "index": _rounded(loyalty.index),
        "band": loyalty.band,
        "coverage": loyalty.coverage,
        "enough": ENOUGH,
        "provisional": loyalty.is_provisional,
        "average": _rounded(loyalty.average),
        "average_accounts": loyalty.average_accounts,
        "before": _rounded(loyalty.before),
        "before_on": loyalty.before_on,
        "marks": [_mark_body(mark, seen) for mark in loyalty.marks],
        "remarks": list(loyalty.remarks),
    }


def _mark_body(mark: Mark, seen: frozenset[UUID] | None) -> dict[str, Any]:
    return {
        "name": mark.name,
        "value": _rounded(mark.value, 4),
        "weight": mark.weight,
        "points": _rounded(mark.points),
        "average": _rounded(mark.average),
        "before": _rounded(mark.before),
        "parts": {name: round(value, 4) if isinstance(value, float) else value for name, value in mark.parts.items()},
        "evidence": [_proof_body(proof, seen) for proof in mark.proofs],
    }


def _proof_body(proof: Proof, seen: frozenset[UUID] | None) -> dict[str, Any]:
    row = proof.row
    about = row.about if row.about and (seen is None or row.about.team_id in seen) else None
    return {
        "id": row.pk,
        "kind": row.kind,
        "on": row.on,
        "about": about and {"id": about.pk, "name": about.name},
        "competitor": row.competitor,
        "note": row.note,
        "by": row.by and {"id": row.by.pk, "name": row.by.name},
        "state": proof.state,
        "proves": _rounded(proof.proves, 4),
        "weight": proof.weight,
        "age_days": proof.age_days,
        "orders_under": row.orders_under,
        "orders_expected": _rounded(row.orders_expected),
    }


def _referrals_body(found: Referrals) -> dict[str, Any]:
    return {
        "up": [_link_body(link) for link in found.up],
        "down": [_link_body(link) for link in found.down],
        "hidden": found.hidden,
        "customers": found.customers,
        "annual_value": {currency: str(value) for currency, value in sorted(found.annual_value.items())},
    }


def _link_body(link: Link) -> dict[str, Any]:
    account = link.account
    return {
        "id": link.id,
        "account": {"id": account.pk, "name": account.name},
        "tier": account.tier,
        "annual_value": None if account.annual_value is None else str(account.annual_value),
        "currency": account.currency,
        "parent": link.parent,
        "kind": link.kind,
        "on": link.on,
        "depth": link.depth,
    }


def _rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None else round(value, places)


def _shown(name: str) -> Subquery:
    """A column of the last night's row of an account."""
    return Subquery(shown_worths().filter(account_id=OuterRef("pk")).values(name)[:1], output_field=FloatField())


class LoyaltyRowSerializer(RowSerializer):
    """An account in the list; `/accounts/{id}/loyalty/` opens it to its evidence."""

    id = serializers.UUIDField(help_text="Of the account.")
    account = Ref()
    team = Ref()
    owner = Ref(allow_null=True)
    role = serializers.ChoiceField(choices=AccountRole.choices)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    loyalty_index = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    loyalty_band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    coverage = serializers.FloatField(allow_null=True)
    provisional = serializers.BooleanField(allow_null=True)
    marks = serializers.DictField(child=serializers.FloatField(allow_null=True), allow_null=True)

    expressions: ClassVar[dict[str, Any]] = {
        "account": JSONObject(id="id", name="name"),
        "coverage": _shown("coverage"),
        "provisional": Subquery(
            shown_worths()
            .filter(account_id=OuterRef("pk"), loyalty__isnull=False)
            .values(less=Case(When(coverage__lt=ENOUGH, then=Value(True)), default=Value(False), output_field=BooleanField()))[:1]
        ),
        "marks": Subquery(
            shown_worths().filter(account_id=OuterRef("pk")).values(marks=JSONObject(**{mark: F(mark) for mark in MARKS}))[:1],
            output_field=JSONField(),
        ),
    }


class LoyaltyFilter(StrictFilterSet):
    locals().update(
        id_filters("owner", nullable=True)
        | id_filters("team")
        | choice_filters("role", AccountRole.values)
        | choice_filters("tier", TierName.values, nullable=True)
        | choice_filters("loyalty_band", Band.values, nullable=True)
        | range_filters("loyalty_index", df.NumberFilter)
    )


class LoyaltyViewSet(Resource):
    """Customers by how loyal they are, the least loyal first."""

    noun = "loyalty"
    serializer_class = LoyaltyRowSerializer
    filterset_class = LoyaltyFilter
    orderings: ClassVar = {"loyalty_index": "loyalty_index", "name": "name_key"}
    default_ordering = "-loyalty_index"

    def rows(self) -> QuerySet[Account]:
        refuse_service_agents(self.person)
        return Account.objects.visible_to(self.person).external().active()

    def parts(self) -> list[QuerySet[Any]]:
        refuse_service_agents(self.person)
        return [part.external().active() for part in Account.objects.parts_visible_to(self.person)]
