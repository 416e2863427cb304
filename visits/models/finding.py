"""What was found on a visit, and what somebody has to do about it (row 37)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User
from visits.models.visit import Visit


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> Self:
        """What a manager sees at a customer's is the sales team's to read."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)

    def open(self) -> Self:
        return self.filter(state=FollowUp.State.OPEN)


class Finding(Record):
    """One thing that was seen. `kind` is one of `visits.findings`, or a word of whoever wrote it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="findings", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)
    found_on = models.DateField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-found_on", "-id"]
        constraints: ClassVar = [models.CheckConstraint(name="finding_says_something", condition=~Q(text="") | ~Q(kind=""))]
        indexes: ClassVar = [
            models.Index(F("account"), F("found_on").desc(), F("id").desc(), name="finding_account"),
            models.Index(fields=["visit", "position"], name="finding_visit"),
            models.Index(F("found_on").desc(), F("id").desc(), name="finding_day"),
        ]

    def __str__(self) -> str:
        return self.text or self.kind


class FollowUp(Record):
    """A task that a finding leaves: somebody owns it, by a day, and says in the end what came of it."""

    class Kind(models.TextChoices):
        TRAINING = "training", "培训"
        PROMOTION = "promotion", "推广"
        PRICE_CASE = "price_case", "价格问题"
        RESTOCK = "restock", "补货"
        LICENCE = "licence", "证照核实"
        SERVICE = "service", "服务补救"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已完成"
        DROPPED = "dropped", "不再需要"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    finding = models.OneToOneField(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_up")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="follow_up_settled_says_what_came",
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(name="follow_up_says_something", condition=~Q(text="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "due_on"], name="follow_up_account"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="follow_up_open_owner"),
            models.Index(fields=["due_on", "id"], name="follow_up_due"),
            models.Index(fields=["changed_in", "id"], name="follow_up_change"),
        ]

    def __str__(self) -> str:
        return self.text
