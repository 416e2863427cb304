"""`/tier-board/` and `/tier-cards/`: the tiers as columns of cards, with what each column holds (rows 7, 68)."""

from typing import Any, ClassVar

from django.db.models import F, QuerySet, Subquery
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from orjson import Fragment
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, AccountKind, AccountStatus, Band, TierName
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, filter_rows, id_filters
from api.pagination import Page, SortKey, read_limit, take_page
from api.resources import Resource
from api.rows import Ref, RowSerializer
from api.v1.account_filters import TerritoryWithinFilter
from api.v1.tiers import OverrideInForceSerializer, TierCountSerializer, count_body, refuse_service_agents
from tiers.board.figures import COLUMNS, tier_counts
from tiers.models import TierFigure
from tiers.queries import override_in_force

#: Cards of a column at once.
FIRST_CARDS = 20
BY_VALUE = SortKey("annual_value", "annual_value", descending=True)


class BoardFilter(StrictFilterSet):
    """Whose accounts; named as for `/accounts/`, and the same for the cards and for the sums above them."""

    territory__within = TerritoryWithinFilter()
    locals().update(id_filters("team") | id_filters("owner", nullable=True) | id_filters("territory", nullable=True))


class CardFilter(BoardFilter):
    locals().update(choice_filters("tier", TierName.values, nullable=True))


BOARD_PARAMETERS = [
    OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.QUERY, description="As for `/accounts/`.")
    for name in BoardFilter.base_filters
]


class TierCardSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    team = Ref()
    owner = Ref(allow_null=True)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    tier_since = serializers.DateField(allow_null=True)
    annual_value = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    loyalty_index = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    loyalty_band = serializers.ChoiceField(choices=Band.choices, allow_null=True)
    open_complaints = serializers.IntegerField()
    computed = serializers.ChoiceField(
        choices=TierName.choices, allow_null=True, help_text="What the rules say, also under an override."
    )
    rule = serializers.CharField(allow_null=True, help_text="Code of the rule that decided.")
    override = OverrideInForceSerializer(allow_null=True, help_text="A person's word, as long as it holds.")

    expressions = {
        "computed": F("standing__computed"),
        "rule": F("standing__reason"),
        "override": Subquery(override_in_force()),
    }


class TierColumnSerializer(TierCountSerializer):
    cards = TierCardSerializer(many=True, help_text="The first ones by value.")
    next = serializers.CharField(allow_null=True, help_text="Cursor of `/tier-cards/` for more of the same column.")


class TierBoardSerializer(serializers.Serializer[Any]):
    columns = TierColumnSerializer(many=True)


class TierCardViewSet(Resource):
    """External accounts that are not archived, by value; one tier of them with `tier` or `tier__isnull`."""

    noun = "tiers"
    serializer_class = TierCardSerializer
    filterset_class = CardFilter
    orderings: ClassVar = {"annual_value": "annual_value"}
    default_ordering = "-annual_value"

    def rows(self) -> QuerySet[Account]:
        return _on_board(Account.objects.visible_to(self.person))

    def parts(self) -> list[QuerySet[Any]]:
        return [_on_board(part) for part in Account.objects.parts_visible_to(self.person)]

    def page(self, request: Request) -> Page:
        refuse_service_agents(self.person)
        return super().page(request)

    @extend_schema(operation_id="tier_board_retrieve", parameters=BOARD_PARAMETERS, responses=TierBoardSerializer)
    def board(self, request: Request) -> Response:
        """Every column with its sums and its first cards: one statement for the sums, one a column."""
        refuse_service_agents(self.person)
        limit = read_limit(request.query_params) if "limit" in request.query_params else FIRST_CARDS
        counts = tier_counts(filter_rows(BoardFilter, request.query_params, TierFigure.objects.visible_to(self.person)))
        total = sum(count.accounts for count in counts)
        parts = [filter_rows(BoardFilter, request.query_params, part) for part in self.parts()]
        columns = {count.tier: count_body(count, total) for count in counts}
        return Response({"columns": [columns[tier] | self._cards(tier, parts, limit) for tier in COLUMNS]})

    def _cards(self, tier: str | None, parts: list[QuerySet[Any]], limit: int) -> dict[str, Any]:
        of_tier = {"tier__isnull": True} if tier is None else {"tier": tier}
        page = take_page([part.filter(**of_tier) for part in parts], self.shape(), key=BY_VALUE, limit=limit, cursor_text=None)
        return {"cards": [Fragment(row) for row in page.rows], "next": page.next}


def _on_board(accounts: QuerySet[Account]) -> QuerySet[Account]:
    return accounts.filter(kind=AccountKind.EXTERNAL).exclude(status=AccountStatus.ARCHIVED)
