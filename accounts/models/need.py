"""What a customer needs: what is said is not what is wanted, and one need leads (row 54)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from crm.models import Record, Role, User


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User) -> Self:
        """A service agent helps callers and reads nothing of what the manager has learned."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)

    def open(self) -> Self:
        return self.filter(status=Need.Status.OPEN)


class Need(Record):
    """One need. Where a rule of ours stands in its way, `conflict` names it and `handling` says what we chose to do."""

    class Kind(models.TextChoices):
        MATERIAL = "material", "物质需求"
        EMOTIONAL = "emotional", "精神需求"

    class Handling(models.TextChoices):
        MEET = "meet", "直接满足"
        REORDER = "reorder", "调整主次"
        WIN_UNDERSTANDING = "win_understanding", "争取理解"
        WIN_WIN = "win_win", "双赢方案"

    class Status(models.TextChoices):
        OPEN = "open", "待满足"
        MET = "met", "已满足"
        DROPPED = "dropped", "不再需要"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="needs", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    said = models.CharField(max_length=300, help_text="In the customer's own words.")
    wanted = models.CharField(max_length=300, blank=True, default="", help_text="What it is about, as we understand it.")
    is_dominant = models.BooleanField(default=False, help_text="The one need that comes first.")
    conflict = models.CharField(max_length=300, blank=True, default="", help_text="The rule of ours that stands in its way.")
    handling = models.CharField(max_length=20, choices=Handling, null=True, blank=True)
    handling_note = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noted_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_dominant=True, status="open"), name="need_one_dominant_per_account"
            ),
            models.CheckConstraint(name="need_is_said", condition=~Q(said="")),
            models.CheckConstraint(
                name="need_conflict_is_not_simply_met",
                condition=Q(conflict="") | Q(handling__isnull=True) | ~Q(handling="meet"),
                violation_error_message="A need that runs into a rule is not simply met: reorder, win understanding, or both win.",
            ),
            models.CheckConstraint(
                name="need_settled_has_time",
                condition=Q(status="open", settled_at__isnull=True) | (~Q(status="open") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "status", "-noted_at"], name="need_account"),
            models.Index(fields=["changed_in", "id"], name="need_change"),
        ]

    def __str__(self) -> str:
        return self.said
