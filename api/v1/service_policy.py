"""`/accounts/{id}/service-policy/` and `/estimate-wallet/`: how this customer is served, and what there is to win (rows 7, 15)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, TierName
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.resources import StrictSerializer
from api.v1.accounts import AccountViewSet
from api.v1.clock import now
from api.v1.tiers import refuse_service_agents
from crm.calendar import today
from tiers.actions.review import NoPolicy
from tiers.actions.wallets import estimate_wallet
from tiers.models import TierPolicy, Wallet


class WalletSerializer(serializers.Serializer[Any]):
    amount = serializers.CharField(help_text="A year's purchases from all suppliers, in the account's currency.")
    source = serializers.CharField()  # type: ignore[assignment]  # a field of ours
    estimated_on = serializers.DateField()
    by = serializers.CharField(allow_null=True)


class ServicePolicySerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    counts_as = serializers.ChoiceField(choices=TierName.choices, help_text="Not yet rated is served as ordinary.")
    policy_version = serializers.IntegerField()
    policy_name = serializers.CharField()
    interval_days = serializers.IntegerField()
    visit_minutes = serializers.IntegerField()
    complaint_hours = serializers.IntegerField()
    goodwill_limit = serializers.CharField()
    currency = serializers.CharField()
    approver = serializers.ChoiceField(choices=TierPolicy.Approver.choices)
    target_level = serializers.IntegerField()
    playbook = serializers.CharField(allow_blank=True)
    required = serializers.ListField(  # type: ignore[assignment]  # a field of ours
        child=serializers.CharField(), help_text="What must be known; `completeness` of `/overview/` says what is missing."
    )
    wallet = WalletSerializer(allow_null=True)


class WalletForm(StrictSerializer):
    amount = serializers.DecimalField(max_digits=16, decimal_places=2)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]  # a field of ours
    estimated_on = serializers.DateField(required=False)


class AccountServiceViewSet(AccountViewSet):
    """Within the limits of `/accounts/`. What services a tier gets is `/accounts/{id}/entitlements/`."""

    noun = "tiers"

    @extend_schema(operation_id="accounts_service_policy_retrieve", responses=ServicePolicySerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        refuse_service_agents(self.person)
        return Response(self._body(account))

    @extend_schema(operation_id="accounts_estimate_wallet_create", request=WalletForm, responses=ServicePolicySerializer)
    def estimate(self, request: Request, pk: UUID) -> Response:
        account = self.row()
        refuse_service_agents(self.person)
        estimate_wallet(account=account, by=self.person, at=now(), **self.form(WalletForm))
        return Response(self._body(account))

    def _body(self, account: Account) -> dict[str, Any]:
        policy = TierPolicy.objects.in_force_on(today()).first()
        if policy is None:
            raise NoPolicy("No tier policy holds today.")
        served = asdict(policy.service(account.tier))
        return (
            {
                "tier": account.tier,
                "policy_version": policy.number,
                "policy_name": policy.name,
                "currency": account.currency,
                "wallet": _wallet(Wallet.objects.visible_to(self.person).select_related("by").filter(account=account).first()),
            }
            | served
            | {"goodwill_limit": str(served["goodwill_limit"])}
        )


def _wallet(wallet: Wallet | None) -> dict[str, Any] | None:
    if wallet is None:
        return None
    return {
        "amount": str(wallet.amount), "source": wallet.source, "estimated_on": wallet.estimated_on,
        "by": wallet.by and wallet.by.name,
    }  # fmt: skip
