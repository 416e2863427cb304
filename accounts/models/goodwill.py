"""Goodwill given on the spot, what came back of it, and how much each role may give (row 4)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.files import Attachment
from crm.models import Record, Role, User

#: Administrators have no limit; nobody else writes to accounts.
LIMITED_ROLES = [(role.value, role.label) for role in (Role.MANAGER, Role.LEAD, Role.INTEGRATION)]


class GoodwillQuerySet(models.QuerySet["Goodwill"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Goodwill(Record):
    """Money given so that a customer leaves content. Paper is not asked for, a reason is; what comes back lowers the cost."""

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="goodwills", db_index=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=500, blank=True, help_text="Such as the number of an invoice.")
    attachment = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="goodwills")
    no_evidence_why = models.CharField(max_length=300, blank=True, help_text="Without evidence: why it was given all the same.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="goodwills")
    recovered = models.DecimalField(max_digits=12, decimal_places=2, default=0, help_text="The sum of its recoveries.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = GoodwillQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="goodwill_is_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="goodwill_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="goodwill_comes_back_once", condition=Q(recovered__gte=0, recovered__lte=F("amount"))),
            models.CheckConstraint(
                name="goodwill_has_evidence_or_says_why",
                condition=~Q(evidence="") | Q(attachment__isnull=False) | ~Q(no_evidence_why=""),
            ),
            models.CheckConstraint(
                name="goodwill_withdrawn_says_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("given_at").desc(), F("id").desc(), name="goodwill_account"),
            models.Index(F("given_at").desc(), F("id").desc(), name="goodwill_time"),
        ]


class GoodwillRecovery(Record):
    """Some or all of it came back. Only ever added."""

    goodwill = models.ForeignKey(Goodwill, on_delete=models.CASCADE, related_name="recoveries")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField(help_text="When it came back.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.CheckConstraint(name="goodwill_recovery_is_something", condition=Q(amount__gt=0))]


class GoodwillLimit(Record):
    """What one role may give a customer in a day without asking. A new one ends the former, which stays as history."""

    role = models.CharField(max_length=20, choices=LIMITED_ROLES)
    currency = models.CharField(max_length=3, default="CNY")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["role", "currency", "-set_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "currency"], condition=Q(ended_at__isnull=True), name="goodwill_limit_one_current"
            ),
            models.CheckConstraint(name="goodwill_limit_not_negative", condition=Q(amount__gte=0)),
        ]
