"""“Since you came I get less”: orders that fell after a change of manager, to be explained before anything else (row 19)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User


class AllocationFallQuerySet(models.QuerySet["AllocationFall"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)

    def open(self) -> Self:
        return self.filter(state=AllocationFall.State.OPEN)


class AllocationFall(Record):
    """One account, one change of manager. `evidence` holds the numbers that it was found by; `manager` has to explain."""

    class State(models.TextChoices):
        OPEN = "open", "待解释"
        EXPLAINED = "explained", "已解释"
        DISMISSED = "dismissed", "不成立"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="allocation_falls", db_index=False)
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="allocation_falls", db_index=False)
    former = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_on = models.DateField(help_text="When the account came to its present manager.")
    found_on = models.DateField()
    due_on = models.DateField()
    change_percent = models.SmallIntegerField(help_text="Of the orders, a day after against a day before.")
    team_percent = models.SmallIntegerField(null=True, help_text="The same of the team's other customers; null without any.")
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    said = models.CharField(max_length=500, blank=True, default="", help_text="What was explained, or why there is nothing to.")
    offered = models.CharField(max_length=200, blank=True, default="", help_text="The other product that was offered.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = AllocationFallQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-found_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "changed_on"], name="allocation_fall_once_a_change"),
            models.CheckConstraint(
                name="allocation_fall_settled_says_how",
                condition=Q(state="open", settled_at__isnull=True) | (~Q(state="open") & Q(settled_at__isnull=False) & ~Q(said="")),
                violation_error_message="A settled task needs its time and what was said.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["manager", "state"], name="allocation_fall_manager"),
            models.Index(F("found_on").desc(), F("id").desc(), name="allocation_fall_day"),
            models.Index(fields=["changed_in", "id"], name="allocation_fall_change"),
        ]
