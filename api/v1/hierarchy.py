"""`/accounts/{id}/hierarchy/`: the group that an account belongs to, and what it comes to (集团 → 分公司 → 门店)."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, AccountRole, TierName
from accounts.queries.hierarchy import Sum, family
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.rows import Ref
from api.v1.accounts import AccountViewSet
from api.v1.tiers import refuse_service_agents
from crm.calendar import today

MOST_CHILDREN = 500


class SumSerializer(serializers.Serializer[Any]):
    accounts = serializers.IntegerField()
    annual_value = serializers.DictField(child=serializers.CharField(), help_text="12-month net sales by currency.")
    orders = serializers.IntegerField(help_text="Sales of 12 months.")
    open_complaints = serializers.IntegerField()
    open_promises = serializers.IntegerField()
    overdue_visits = serializers.IntegerField()


class MemberSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=AccountRole.choices)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    owner = Ref(allow_null=True)


class ChildSerializer(MemberSerializer):
    with_below = SumSerializer(help_text="This one and all that lies below it.")


class HierarchySerializer(serializers.Serializer[Any]):
    above = MemberSerializer(many=True, help_text="From the top of the group down to the one above.")
    children = ChildSerializer(many=True, help_text=f"Directly below, by name; at most {MOST_CHILDREN}.")
    own = SumSerializer()
    total = SumSerializer(help_text="The account and all below it.")
    counts_all = serializers.BooleanField(help_text="False: only what the asking person may see is named and counted.")


class HierarchyViewSet(AccountViewSet):
    serializer_class = HierarchySerializer  # type: ignore[assignment]
    http_method_names = ("get", "head", "options")

    @extend_schema(operation_id="accounts_hierarchy_retrieve", responses=HierarchySerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        refuse_service_agents(self.person)
        found = family(account, user=self.person, day=today())
        body = {
            "above": [member(row) for row in found.above],
            "children": [member(row) | {"with_below": sum_body(sums)} for row, sums in found.children[:MOST_CHILDREN]],
            "own": sum_body(found.own),
            "total": sum_body(found.total),
            "counts_all": Account.objects.all().sees_all(self.person),
        }
        return Response(body)


def member(row: Account) -> dict[str, Any]:
    owner = {"id": row.owner.pk, "name": row.owner.name} if row.owner else None
    return {"id": row.pk, "name": row.name, "role": row.role, "tier": row.tier, "owner": owner}


def sum_body(sums: Sum) -> dict[str, Any]:
    return {
        "accounts": sums.accounts,
        "annual_value": {currency: str(value) for currency, value in sorted(sums.values.items())},
        "orders": sums.orders,
        "open_complaints": sums.complaints,
        "open_promises": sums.promises,
        "overdue_visits": sums.overdue_visits,
    }
