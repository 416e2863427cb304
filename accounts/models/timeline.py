"""The timeline: every contact is a service opportunity (row 57)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.channel import Channel, Direction
from accounts.models.contact import Contact
from crm.models import Record, User


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class Touchpoint(Record):
    """One contact with the customer. `subject` is the id of what it tells of (visit, order, promise …).

    Only ever added, but for what the customer had expected and how it came out, which is known later (rows 3, 49). What the
    program itself has to say stands as `code` with `details`, and whoever reads it words it; `text` is a person's.
    """

    class Kind(models.TextChoices):
        NOTE = "note", "备注"
        VISIT = "visit", "拜访"
        CALL = "call", "通话"
        MESSAGE = "message", "消息"
        ORDER = "order", "订单"
        COMPLAINT = "complaint", "投诉"
        PROMISE = "promise", "承诺"
        TIER = "tier", "等级"
        EVENT = "event", "事件"

    class Verdict(models.TextChoices):
        """Meeting is not enough, exceeding is the aim; whoever does not know says so, and that is kept."""

        FELL_SHORT = "fell_short", "未达到"
        MET = "met", "达到"
        EXCEEDED = "exceeded", "超越"
        UNCERTAIN = "uncertain", "不确定"

    class Medium(models.TextChoices):
        PERSON = "person", "人"
        THING = "thing", "物"
        INFORMATION = "information", "信息"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="touchpoints", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    medium = models.CharField(max_length=12, choices=Medium, default=Medium.PERSON)
    channel = models.CharField(max_length=10, choices=Channel, null=True, blank=True)
    direction = models.CharField(max_length=3, choices=Direction, null=True, blank=True, help_text="Who sought whom (row 65).")
    # db_index=False: few entries name a person, the small index below finds them
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="touchpoints", db_index=False
    )
    at = models.DateTimeField(help_text="When it happened in business.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="touchpoints")
    text = models.TextField(blank=True)
    code = models.CharField(max_length=30, blank=True, default="", db_default="")
    details = models.JSONField(default=dict, db_default={}, blank=True)
    expectation = models.CharField(max_length=300, blank=True, default="", db_default="")
    verdict = models.CharField(max_length=10, choices=Verdict, null=True, blank=True)
    judged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    judged_at = models.DateTimeField(null=True, blank=True)
    subject = models.UUIDField(null=True, blank=True)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(F("account"), F("at").desc(), F("id").desc(), name="touchpoint_account_time"),
            models.Index(F("at").desc(), F("id").desc(), name="touchpoint_time"),
            models.Index(fields=["changed_in", "id"], name="touchpoint_change"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="touchpoint_contact"),
        ]
