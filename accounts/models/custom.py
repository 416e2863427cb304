"""Fields that a company adds to its accounts without a migration: what they are called, of which type, for whom."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.custom import Definition
from accounts.models.account import Account, AccountKind, AccountRole, TierName
from crm.models import Record


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def in_use(self) -> Self:
        """Without the archived ones: their values are kept, but nobody sees or writes them."""
        return self.filter(archived_at__isnull=True)

    def definitions(self) -> list[Definition]:
        """What the rules of `accounts.custom` ask for, in the order in which the fields are shown."""
        return [field.definition() for field in self.in_use()]


class CustomField(Record):
    """The definition of one field. `key` and `type` stand for ever, since values were written under them."""

    class Type(models.TextChoices):
        TEXT = "text", "文本"
        NUMBER = "number", "数字"
        DATE = "date", "日期"
        CHOICE = "choice", "选项"
        YES_NO = "yes_no", "是/否"
        MONEY = "money", "金额"

    key = models.CharField(max_length=40, db_collation="C")
    label_zh = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=10, choices=Type)
    kind = models.CharField(max_length=10, choices=AccountKind, default=AccountKind.EXTERNAL)
    roles = ArrayField(
        models.CharField(max_length=20, choices=AccountRole), default=list, blank=True, help_text="Empty: every role of the kind."
    )
    choices = models.JSONField(
        default=list, blank=True, help_text='[{"value": "a", "zh": "甲", "en": "A"}], in the order in which they are offered.'
    )
    unit = models.CharField(max_length=20, blank=True, help_text="Shown behind a number, such as 平方米.")
    currency = models.CharField(max_length=3, default="CNY", help_text="Of money written without one.")
    required_roles = ArrayField(models.CharField(max_length=20, choices=AccountRole), default=list, blank=True)
    required_tiers = ArrayField(models.CharField(max_length=10, choices=TierName), default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="custom_field_key_once"),
            models.CheckConstraint(name="custom_field_key_is_a_word", condition=Q(key__regex=r"^[a-z][a-z0-9_]{0,39}$")),
            models.CheckConstraint(name="custom_field_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="custom_field_change")]

    def __str__(self) -> str:
        return self.label_zh

    def definition(self) -> Definition:
        offered = [choice for choice in self.choices if not choice.get("archived")]
        return Definition(
            key=self.key,
            type=self.type,
            kind=self.kind,
            roles=tuple(self.roles),
            choices=tuple(choice["value"] for choice in offered),
            words=tuple((choice[name], choice["value"]) for choice in offered for name in ("zh", "en") if choice.get(name)),
            currency=self.currency,
            required_roles=tuple(self.required_roles),
            required_tiers=tuple(self.required_tiers),
        )


class CustomValue(models.Model):
    """What is filled in `Account.custom`, and what of it can be compared: numbers, amounts, days since 1970. Written by a
    trigger on the account, whatever path the write comes by, so that a range over any field finds an index without one being
    made for it."""

    pk = models.CompositePrimaryKey("account_id", "key")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False, related_name="custom_values")
    key = models.CharField(max_length=40, db_collation="C")
    unit = models.CharField(max_length=3, default="", db_collation="C", help_text="The currency of an amount.")
    number = models.DecimalField(max_digits=30, decimal_places=8, null=True, help_text="Null of what has no order.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "unit", "number", "account"], name="custom_value_range")]
