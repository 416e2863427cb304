"""Customers err, provoke, abuse, claim what is not theirs: what happened, and courteous words to answer with (rows 6, 7)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from crm.models import Record, Role, User


class AbuseReportQuerySet(models.QuerySet["AbuseReport"]):
    def visible_to(self, user: User) -> Self:
        """Narrower than the account: its owner, who leads its team, administrators, and whoever reported it."""
        behind = hanging_on_visible_accounts(self, user)
        if user.role in (Role.ADMIN, Role.INTEGRATION):
            return behind
        own = Q(reported_by_id=user.pk)
        if user.role == Role.LEAD:
            return behind.filter(own | Q(account__team_id__in=user.reach or ()))
        return behind.filter(own | Q(account__owner_id=user.pk))

    def flagging(self) -> Self:
        return self.exclude(outcome=AbuseReport.Outcome.CLEARED)


class AbuseReport(Record):
    """Flags the account for those who see it, until a lead clears it. Never part of the account's own history or timeline,
    which more people read."""

    class Kind(models.TextChoices):
        PROVOKED = "provoked", "故意刁难"
        ABUSED = "abused", "辱骂骚扰"
        CLAIM = "claim", "无理索赔"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "属实"
        CLEARED = "cleared", "解除"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="abuse_reports", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=1000, help_text="What happened.")
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="abuse_reports")
    outcome = models.CharField(max_length=10, choices=Outcome, null=True, blank=True, help_text="Null: not settled yet.")
    outcome_why = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = AbuseReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-happened_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="abuse_report_kind_is_known", condition=Q(kind__in=["provoked", "abused", "claim"])),
            models.CheckConstraint(name="abuse_report_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="abuse_report_settled_with_reason",
                condition=Q(outcome__isnull=True, settled_at__isnull=True)
                | (Q(outcome__in=["upheld", "cleared"], settled_at__isnull=False) & ~Q(outcome_why="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("happened_at").desc(), F("id").desc(), name="abuse_report_account"),
            models.Index(F("happened_at").desc(), F("id").desc(), name="abuse_report_time"),
        ]


class CourteousReply(Record):
    """Words that hurt neither side, ours to edit, in both languages."""

    class Occasion(models.TextChoices):
        UNFOUNDED = "unfounded", "投诉不成立"
        MISUNDERSTANDING = "misunderstanding", "误解"
        PROVOKED = "provoked", "故意刁难"
        ABUSED = "abused", "辱骂骚扰"

    occasion = models.CharField(max_length=20, choices=Occasion)
    text_zh = models.CharField(max_length=1000)
    text_en = models.CharField(max_length=1000)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["occasion", "created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="courteous_reply_says_something", condition=~Q(text_zh="") & ~Q(text_en="")),
        ]
