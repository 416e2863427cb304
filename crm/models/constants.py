"""The numbers that our sources state, as what somebody says and not as truth (rows 1, 13, 24, 25, 36, 68)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from crm.models.people import User
from crm.models.record import Record


class Topic(models.TextChoices):
    GOOD_SERVICE = "good_service", "优质服务"
    BAD_SERVICE = "bad_service", "劣质服务"
    COMPLAINTS = "complaints", "不满与投诉"
    KEEPING = "keeping", "新客户与老客户"
    WORD_OF_MOUTH = "word_of_mouth", "口碑"
    EQUITY = "equity", "客户资产"
    SATISFACTION = "satisfaction", "满意与收益"
    TRUST = "trust", "信任"
    SURVEY = "survey", "满意度调查"
    RANKING = "ranking", "改进排序"
    EXPERIENCE = "experience", "体验优化"
    OPERATIONS = "operations", "服务运营"
    CASE = "case", "案例"
    MODEL = "model", "模型的构成"


class Unit(models.TextChoices):
    TIMES = "times", "倍"
    SHARE = "share", "比例"
    PEOPLE = "people", "人"
    CUSTOMERS = "customers", "家客户"
    COUNT = "count", "次"
    ITEMS = "items", "项"
    POINTS = "points", "分"
    PERCENTAGE_POINTS = "percentage_points", "百分点"
    MONEY = "money", "金额"
    MINUTES = "minutes", "分钟"
    HOURS = "hours", "小时"
    DAYS = "days", "天"
    MONTHS = "months", "个月"
    YEARS = "years", "年"


class ConstantQuestion(Record):
    """What several sources answer, each in its own way: the answers in use give a range, never a point."""

    key = models.CharField(max_length=60, unique=True)
    topic = models.CharField(max_length=20, choices=Topic)
    unit = models.CharField(max_length=20, choices=Unit)
    asks_zh = models.CharField(max_length=200)
    asks_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.key


class SourcedConstantQuerySet(models.QuerySet["SourcedConstant"]):
    def in_use(self) -> Self:
        return self.filter(is_used=True)


class SourcedConstant(Record):
    """One number with the place that it comes from. A single value has `low` = `high`; shares are 0 to 1.

    `reading` says how an ambiguous sentence was understood, out of `readings`. A person may correct value, reading, note
    and whether it is used; `edited_at` then keeps every later load off.
    """

    key = models.CharField(max_length=60, unique=True)
    topic = models.CharField(max_length=20, choices=Topic)
    low = models.DecimalField(max_digits=20, decimal_places=6)
    high = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=20, choices=Unit)
    currency = models.CharField(max_length=3, blank=True, default="", help_text="For money only.")
    meaning_zh = models.CharField(max_length=200)
    meaning_en = models.CharField(max_length=200)
    source = models.CharField(max_length=100, help_text="File of the source text, or who measured it.")
    source_title = models.CharField(max_length=100)
    place = models.CharField(max_length=100, blank=True, help_text="Where in the source.")
    quote = models.CharField(max_length=80, blank=True, help_text="The few words that state the number.")
    row = models.PositiveSmallIntegerField(null=True, help_text="Row of the domain that uses it.")
    question = models.ForeignKey(ConstantQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    is_turned = models.BooleanField(default=False, help_text="The source states the complement: the answer is 1 - value.")
    readings = models.JSONField(default=list, blank=True, help_text='[{"code", "zh", "en"}]: ways to understand the sentence.')
    reading = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    is_used = models.BooleanField(default=True, help_text="Whether figures lean on it.")
    edited_at = models.DateTimeField(null=True, editable=False, help_text="Set by a person's change; loads leave it alone.")

    objects = SourcedConstantQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["topic", "key", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="constant_low_not_above_high",
                condition=Q(low__lte=F("high")),
                violation_error_message="The lower end is not above the upper one.",
            ),
            models.CheckConstraint(
                name="constant_share_is_between_0_and_1",
                condition=~Q(unit=Unit.SHARE) | Q(low__gte=0, high__lte=1),
                violation_error_message="A share lies between 0 and 1.",
            ),
            models.CheckConstraint(
                name="constant_money_has_currency",
                condition=Q(unit=Unit.MONEY, currency__regex=r"^[A-Z]{3}$") | (~Q(unit=Unit.MONEY) & Q(currency="")),
                violation_error_message="Money has a currency, nothing else has.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["changed_in", "id"], name="constant_change"),
        ]

    def __str__(self) -> str:
        return self.key


class ConstantEdit(models.Model):
    """Who changed a constant, when and why, from what to what. Append-only."""

    # db_index=False: the index named below begins with it
    constant = models.ForeignKey(SourcedConstant, on_delete=models.CASCADE, related_name="edits", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["constant", "-at"], name="constant_edit_time")]
