"""How much a customer buys of what we sell, from everybody: what there is to win (row 7)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User


class WalletQuerySet(models.QuerySet["Wallet"]):
    def visible_to(self, user: User) -> Self:
        """An estimate of sales: none for a service agent."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class Wallet(Record):
    """An estimate of a year's purchases from all suppliers, and where it comes from. The history keeps the former ones."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="wallet")
    amount = models.DecimalField(max_digits=16, decimal_places=2, help_text="A year's, in the account's currency.")
    source = models.CharField(max_length=300, help_text="Who said it, or how it was reckoned.")
    estimated_on = models.DateField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WalletQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-estimated_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="wallet_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="wallet_names_its_source", condition=~Q(source="")),
        ]
