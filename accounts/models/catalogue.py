"""The service catalogue: core, auxiliary and additional services (rows 61, 69), who is entitled to what, and what was given."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, TierName, hanging_on_visible_accounts
from crm.models import Record, User


class Layer(models.TextChoices):
    """Core first, then auxiliary, then additional: choice, satisfaction, loyalty (row 61)."""

    CORE = "core", "核心服务"
    AUXILIARY = "auxiliary", "辅助服务"
    ADDITIONAL = "additional", "附加服务"


class AdditionalKind(models.TextChoices):
    """The eight additional services of row 69."""

    INFORMATION = "information", "信息服务"
    CONSULTING = "consulting", "咨询服务"
    ORDER_PROCESSING = "order_processing", "订单处理"
    STORAGE = "storage", "保管服务"
    BILLING = "billing", "开账单"
    HOSPITALITY = "hospitality", "招待服务"
    EXCEPTION = "exception", "例外服务"
    PAYMENT = "payment", "付款"


class ServiceLevel(models.IntegerChoices):
    """The four levels of row 9; the second one is the standard line."""

    BASIC = 1, "基本"
    SATISFYING = 2, "满意"
    BEYOND_VALUE = 3, "超值"
    UNFORGETTABLE = 4, "难忘"


STANDARD_LINE = ServiceLevel.SATISFYING


class Per(models.TextChoices):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"
    YEAR = "year", "每年"


class Service(Record):
    """One service that we offer, what it costs us, and how well it is to be given."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    layer = models.CharField(max_length=12, choices=Layer)
    kind = models.CharField(max_length=20, choices=AdditionalKind, null=True, blank=True)
    description = models.TextField(max_length=1000, blank=True)
    unit = models.CharField(max_length=20, blank=True, help_text="What one is: a time, a case, an hour.")
    cost = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="What one costs us; null when nobody has reckoned it."
    )
    currency = models.CharField(max_length=3, default="CNY")
    level = models.PositiveSmallIntegerField(
        choices=ServiceLevel, default=ServiceLevel.SATISFYING, help_text="The level it is to be given at (row 9)."
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="service_layer_is_known", condition=Q(layer__in=Layer.values)),
            models.CheckConstraint(
                name="service_kind_is_additional",
                condition=Q(layer="additional", kind__in=AdditionalKind.values) | (~Q(layer="additional") & Q(kind__isnull=True)),
                violation_error_message="An additional service is one of the eight kinds, others have none.",
            ),
            models.CheckConstraint(name="service_cost_is_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
            models.CheckConstraint(name="service_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(name="service_level_is_known", condition=Q(level__in=ServiceLevel.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="service_change")]

    def __str__(self) -> str:
        return self.name


class Entitlement(Record):
    """What a tier gets of a service: how often in a period (null: as often as needed), and at which level."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="entitlements", db_index=False)
    tier = models.CharField(max_length=10, choices=TierName)
    quota = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    per = models.CharField(max_length=10, choices=Per, default=Per.YEAR)
    level = models.PositiveSmallIntegerField(choices=ServiceLevel, default=ServiceLevel.SATISFYING)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["service", "tier", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "tier"], condition=Q(archived_at__isnull=True), name="entitlement_once"),
            models.CheckConstraint(name="entitlement_tier_is_known", condition=Q(tier__in=TierName.values)),
            models.CheckConstraint(name="entitlement_per_is_known", condition=Q(per__in=Per.values)),
            models.CheckConstraint(name="entitlement_quota_is_some", condition=Q(quota__isnull=True) | Q(quota__gte=1)),
            models.CheckConstraint(
                name="entitlement_keeps_the_line",
                condition=Q(level__gte=2, level__lte=4),
                violation_error_message="No tier is promised less than the standard line.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="entitlement_change")]


class ServiceDeliveryQuerySet(models.QuerySet["ServiceDelivery"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class ServiceDelivery(Record):
    """A service given to a customer, graded 1 to 4 (row 9). Below the standard line it raises an alert until that is settled."""

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="service_deliveries", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="deliveries")
    given_on = models.DateField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    level = models.PositiveSmallIntegerField(choices=ServiceLevel, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    beyond = models.BooleanField(default=False, editable=False, help_text="Was more than the tier gets, or nothing of its own.")
    cost = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, editable=False, help_text="Quantity times what it cost then."
    )
    currency = models.CharField(max_length=3, default="CNY", editable=False)
    alert = models.BooleanField(default=False, editable=False, help_text="Graded below the standard line, not settled yet.")
    settlement = models.CharField(max_length=500, blank=True, editable=False)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False, help_text="Written down by mistake.")
    withdrawn_why = models.CharField(max_length=200, blank=True, editable=False)

    objects = ServiceDeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="service_delivery_level_is_known", condition=Q(level__isnull=True) | Q(level__in=ServiceLevel.values)
            ),
            models.CheckConstraint(
                name="service_delivery_alert_is_below_line", condition=Q(alert=False) | Q(level__lt=2, settled_at__isnull=True)
            ),
            models.CheckConstraint(
                name="service_delivery_beyond_has_reason",
                condition=Q(beyond=False) | ~Q(note=""),
                violation_error_message="What is given beyond the entitlement needs a reason.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("given_on").desc(), F("id").desc(), name="service_delivery_account"),
            models.Index(fields=["given_on"], condition=Q(alert=True), name="service_delivery_alert"),
        ]
