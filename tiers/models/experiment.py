"""Test and learn: an offer or a script tried on a part of a segment, against a part that is left alone (row 41)."""

from __future__ import annotations

import secrets
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, User
from tiers.models.segment import Segment


def new_seed() -> int:
    return secrets.randbelow(1 << 31)


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(segment__in=Segment.objects.visible_to(user))


class Experiment(Record):
    """Hypothesis, offer, measure and window; from the start on none of them changes.

    `split` tells how the parts were drawn, `result` the last measurement with every part of its formula.
    """

    class Metric(models.TextChoices):
        NET_SALES = "net_sales", "净销售额"
        ORDERS = "orders", "订单数"

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        DRAWING = "drawing", "正在分组"
        RUNNING = "running", "进行中"
        ENDED = "ended", "已结束"
        CANCELLED = "cancelled", "已取消"

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="experiments")
    name = models.CharField(max_length=100)
    hypothesis = models.CharField(max_length=1000)
    offer = models.CharField(max_length=1000, help_text="The offer or script that the treated part gets.")
    metric = models.CharField(max_length=10, choices=Metric, default=Metric.NET_SALES)
    holdout_share = models.DecimalField(max_digits=3, decimal_places=2, help_text="Left alone, 0.05 to 0.95; 0: nobody.")
    days = models.PositiveSmallIntegerField(default=28, help_text="Length of the window, 7 to 365 days.")
    seed = models.PositiveIntegerField(default=new_seed, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    starts_on = models.DateField(null=True, editable=False)
    ends_on = models.DateField(null=True, editable=False, help_text="The last day that counts.")
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    split = models.JSONField(null=True, editable=False)
    result = models.JSONField(null=True, editable=False)
    measured_at = models.DateTimeField(null=True, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False, help_text="Why it could not be drawn.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="experiment_has_hypothesis", condition=~Q(hypothesis="") & ~Q(offer="") & ~Q(name="")),
            models.CheckConstraint(name="experiment_holdout_is_share", condition=Q(holdout_share__gte=0, holdout_share__lte=0.95)),
            models.CheckConstraint(
                name="experiment_running_has_window",
                condition=~Q(status__in=["running", "ended"]) | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentMemberQuerySet(models.QuerySet["ExperimentMember"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class ExperimentMember(models.Model):
    """Which part an account was drawn into. A trigger refuses any change of it."""

    class Arm(models.TextChoices):
        TREATED = "treated", "试验组"
        HOLDOUT = "holdout", "对照组"

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="members", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    arm = models.CharField(max_length=10, choices=Arm)
    stratum = models.CharField(max_length=10, help_text="The tier when it was drawn, or none.")

    objects = ExperimentMemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "account"], name="experiment_member_once")]


class ExperimentDecision(models.Model):
    """What was made of it: one line of the log, with the measurement that stood then. Never changed."""

    class Verdict(models.TextChoices):
        ROLL_OUT = "roll_out", "推广"
        DROP = "drop", "放弃"
        CHANGE = "change", "改进后再试"
        REPEAT = "repeat", "重复验证"

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=1000)
    result = models.JSONField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
