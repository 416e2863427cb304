"""`/accounts/lookalikes/`: whom a new customer looks like. It only tells; nobody is kept from opening an account."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import AccountRole, AccountStatus, TierName
from accounts.queries.lookalikes import Lookalike, lookalikes
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.resources import StrictSerializer
from api.v1.accounts import AccountViewSet


class LookalikesForm(StrictSerializer):
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class LookalikeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=AccountRole.choices)
    status = serializers.ChoiceField(choices=AccountStatus.choices)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    phone = serializers.CharField()
    address = serializers.CharField()
    owner = NamedSerializer(allow_null=True, help_text="Null also for service agents.")
    team = NamedSerializer()
    score = serializers.IntegerField(help_text="0 to 100.")
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=("phone", "name", "sound")))


class LookalikesSerializer(serializers.Serializer[Any]):
    results = LookalikeSerializer(many=True)


class LookalikesViewSet(AccountViewSet):
    http_method_names = ("get", "head", "options")

    @extend_schema(
        operation_id="accounts_lookalikes",
        parameters=[OpenApiParameter("name", OpenApiTypes.STR), OpenApiParameter("phone", OpenApiTypes.STR)],
        responses=LookalikesSerializer,
    )
    def lookalikes(self, request: Request) -> Response:
        """At most five customers whom the asking person sees, the most alike first."""
        refuse_unknown(request.query_params, LookalikesForm().fields)
        form = LookalikesForm(data=request.query_params.dict())
        form.is_valid(raise_exception=True)
        return Response({"results": [self._row(each) for each in lookalikes(by=self.person, **form.validated_data)]})

    def _row(self, alike: Lookalike) -> dict[str, Any]:
        account = alike.account
        owner = None if self.is_service_agent else account.owner
        plain = {name: getattr(account, name) for name in ("id", "name", "role", "status", "tier", "phone", "address")}
        return plain | {
            "owner": owner and {"id": owner.pk, "name": owner.name},
            "team": {"id": account.team.pk, "name": account.team.name},
            "score": alike.score,
            "reasons": alike.reasons,
        }
