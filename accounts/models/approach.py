"""How a person was approached and what came of it (row 67)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact, Personality
from crm.models import Record, User


class Method(models.TextChoices):
    INTRODUCTION = "introduction", "介绍接近"
    STRENGTH = "strength", "实力展示接近"
    BENEFIT = "benefit", "客户利益接近"
    QUESTION = "question", "问题接近"
    CARE = "care", "关怀接近"
    CONDITION = "condition", "限定条件接近"


class Benefit(models.TextChoices):
    """Whose benefit was shown."""

    PRODUCT = "product", "产品或服务的利益"
    COMPANY = "company", "企业的利益"
    DIFFERENTIAL = "differential", "差别利益"


class ApproachResult(models.TextChoices):
    OPENED = "opened", "谈起来了"
    AGREED = "agreed", "约好下次"
    COOL = "cool", "反应冷淡"
    REFUSED = "refused", "被拒绝"


#: What counts as having come near.
HITS = (ApproachResult.OPENED, ApproachResult.AGREED)


class ApproachQuerySet(models.QuerySet["Approach"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)


class Approach(Record):
    """One approach. `personality` is what the person was taken for then, so that results by type stay what they were."""

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="approaches", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="approaches")
    personality = models.CharField(max_length=20, choices=Personality, null=True, blank=True)
    methods = ArrayField(models.CharField(max_length=12, choices=Method))
    benefit = models.CharField(max_length=12, choices=Benefit, null=True, blank=True)
    result = models.CharField(max_length=10, choices=ApproachResult)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approach_uses_known_methods", condition=Q(methods__contained_by=Method.values) & Q(methods__len__gt=0)
            ),
            models.CheckConstraint(name="approach_result_is_known", condition=Q(result__in=ApproachResult.values)),
            models.CheckConstraint(
                name="approach_benefit_belongs_to_its_method",
                condition=Q(benefit__isnull=True) | Q(methods__contains=[Method.BENEFIT]),
                violation_error_message="A benefit is shown by the benefit approach.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("at").desc(), F("id").desc(), name="approach_account"),
            models.Index(fields=["changed_in", "id"], name="approach_change"),
        ]
