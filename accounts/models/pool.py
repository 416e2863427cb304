"""The public pool (公海): accounts that nobody has, and the rules by which they come and go."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, TierName, hanging_on_visible_accounts
from crm.models import Record, Team, User


class PoolRule(Record):
    """One team's rules; without a row nothing is taken back and nobody is limited."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="pool_rule")
    is_active = models.BooleanField(default=True)
    idle_days = models.PositiveIntegerField(default=90, help_text="Without a contact for so long an account goes.")
    warn_days = models.PositiveIntegerField(default=7, help_text="So many days before, its owner is warned.")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Accounts of one manager; empty: any number.")
    claims_per_day = models.PositiveIntegerField(null=True, blank=True, help_text="Claims of a manager a day; empty: any number.")
    spared_tiers = ArrayField(
        models.CharField(max_length=10, choices=TierName), default=list, blank=True, help_text="Accounts of these tiers stay."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="pool_idle_is_a_while", condition=Q(idle_days__gte=7, idle_days__lte=3650)),
            models.CheckConstraint(name="pool_warning_comes_before", condition=Q(warn_days__gte=1, warn_days__lt=F("idle_days"))),
            models.CheckConstraint(name="pool_capacity_is_some", condition=~Q(capacity=0)),
            models.CheckConstraint(name="pool_claims_are_some", condition=~Q(claims_per_day=0)),
        ]


class PoolWarningQuerySet(models.QuerySet["PoolWarning"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class PoolWarning(models.Model):
    """The owner was told that the account will go into the pool; gone when there was a contact or the account has gone."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="pool_warning")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pool_warnings")
    warned_on = models.DateField()
    goes_on = models.DateField(help_text="The day on which it goes, unless there is a contact before.")

    objects = PoolWarningQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["goes_on", "account_id"]
