"""Kinds of visits with the steps that belong to them, and what came of each step of a visit (row 79)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User
from visits.models.visit import Visit


class StepKind(models.TextChoices):
    TALK = "talk", "沟通"
    BRAND = "brand", "推荐品牌"
    STOCK_COUNT = "stock_count", "盘点库存"
    PRICE_CHECK = "price_check", "检查价格"
    STOREFRONT_PHOTO = "storefront_photo", "门头照"
    COMPETITOR_PROMOTION = "competitor_promotion", "竞品促销"
    REFERRAL = "referral", "转介绍"
    LICENCE_CHECK = "licence_check", "核对证照"


class VisitTypeQuerySet(models.QuerySet["VisitType"]):
    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)


class VisitType(Record):
    """One kind of visit. `steps` in their order: `{"kind", "must", "must_from", "hint"}`.

    `must_from` is the version since which a step must be done: a phone that had not heard of it is not held to it.
    """

    label_zh = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60, blank=True)
    steps = models.JSONField(default=list, blank=True)
    is_default = models.BooleanField(default=False, help_text="What a visit is when nobody says otherwise.")
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = VisitTypeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="visit_type_one_default"),
            models.UniqueConstraint(
                fields=["label_zh"], condition=Q(archived_at__isnull=True), name="visit_type_label_once_in_use"
            ),
            models.CheckConstraint(
                name="visit_type_default_is_in_use", condition=Q(is_default=False) | Q(archived_at__isnull=True)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="visit_type_change")]

    def __str__(self) -> str:
        return self.label_zh


class VisitStepQuerySet(models.QuerySet["VisitStep"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class VisitStep(Record):
    """What came of one step of one visit: done with what was seen, or skipped with the reason. Written once, with the visit."""

    class State(models.TextChoices):
        DONE = "done", "已做"
        SKIPPED = "skipped", "跳过"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="visit_steps", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="steps", db_index=False)
    kind = models.CharField(max_length=24, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True, help_text="What was seen, in the shape of the step's kind.")

    objects = VisitStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["visit", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "kind"], name="visit_step_once"),
            models.CheckConstraint(name="visit_step_skipped_says_why", condition=Q(state="done") | ~Q(reason="")),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-id"], name="visit_step_account")]
