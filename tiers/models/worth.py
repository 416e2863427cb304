"""What the nightly models found: how loyal each account is, and what it will still bring (rows 10, 46)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Role, User


class OrderRhythm(models.Model):
    """When an account ordered, added up: what the models need of its orders, kept so that a night reads only the new ones.

    Order days are business days with a sale in the account's own currency; times are weeks.
    """

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.CASCADE, db_constraint=False, related_name="order_rhythm"
    )
    currency = models.CharField(max_length=3)
    first_on = models.DateField()
    last_on = models.DateField()
    repeats = models.PositiveIntegerField(help_text="Order days after the first.")
    log_gaps = models.FloatField(help_text="Sum of the logarithms of the gaps between order days, in weeks.")
    repeat_value = models.DecimalField(max_digits=18, decimal_places=2, help_text="Sales of the days after the first.")
    breadth = models.PositiveIntegerField(help_text="Categories bought in the last 12 months.")
    review_after = models.DateField(
        null=True, help_text="When the numbers change without a new order: one lies ahead, or a category leaves the year."
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["review_after"], name="order_rhythm_review_after")]


class WorthRun(models.Model):
    """One night's fit and scores. `models` holds one entry a cohort: what was fitted, with which terms, and what came of it."""

    class State(models.TextChoices):
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    orders_until = models.BigIntegerField(help_text="Change number below which all orders are in.")
    fixed_days = models.JSONField(default=dict, help_text="Teams that are judged on a day of their own, and that day.")
    cohorts = models.JSONField(default=list)
    is_kept = models.BooleanField(default=False, help_text="The last of a month, to compare with.")

    class Meta:
        ordering: ClassVar = ["-id"]


class WorthQuerySet(models.QuerySet["Worth"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class Worth(models.Model):
    """An account in one run. The table is split by run: a night writes a part of its own and puts it beside the others whole.

    Marks and `loyalty` are 0 to 100, null where nothing was observed; `coverage` is the share of the weights that was.
    `outcome` is that of the fit behind it. `equity` = margin · order_value · discounted_orders, less what serving costs, in the
    cohort's currency.
    """

    class Outcome(models.IntegerChoices):
        OK = 1, "已计算"
        NEVER_ORDERED = 2, "从未下单"
        TOO_FEW = 3, "订单太少"
        NOT_IDENTIFIED = 4, "模型无法识别"

    pk = models.CompositePrimaryKey("run_id", "account_id")
    run = models.ForeignKey(WorthRun, on_delete=models.DO_NOTHING, related_name="worths", db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="worths", db_constraint=False)
    cohort = models.SmallIntegerField()
    outcome = models.SmallIntegerField(choices=Outcome)
    alive = models.FloatField(null=True)
    orders_ahead = models.FloatField(null=True, help_text="Order days expected in 90 days.")
    order_value = models.FloatField(null=True)
    discounted_orders = models.FloatField(null=True)
    equity = models.FloatField(null=True)
    repurchase = models.FloatField(null=True)
    retention = models.FloatField(null=True)
    immunity = models.FloatField(null=True)
    advocacy = models.FloatField(null=True)
    helping = models.FloatField(null=True)
    loyalty = models.FloatField(null=True)
    coverage = models.FloatField(null=True)

    objects = WorthQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "tiers_worth"
        ordering: ClassVar = [F("run_id").desc(), "account_id"]
