"""How fast a customer uses up a product, and so when it is empty (row 2)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from uuid6 import uuid7

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.trade import Product
from crm.models import Record, Role, User

ALL_MEASURED = Q(width_cm__gt=0, depth_cm__gt=0, height_cm__gt=0)
NOT_MEASURED = Q(width_cm__isnull=True, depth_cm__isnull=True, height_cm__isnull=True)


class ConsumptionQuerySet(models.QuerySet["Consumption"]):
    def visible_to(self, user: User) -> Self:
        """What somebody buys is not a service agent's to read, as with orders."""
        if user.role == Role.SERVICE_AGENT:
            return self.none()
        return hanging_on_visible_accounts(self, user)

    def current(self) -> Self:
        return self.filter(archived_at__isnull=True)


class Consumption(Record):
    """One product at one customer: how much fits, how fast it goes, what was there last.

    The columns under "figures" are computed from these, the stock counts and the orders, by `accounts.consumption`; they move
    neither `version` nor `updated_at`. Quantities are in the product's unit.
    """

    class Basis(models.TextChoices):
        STATED = "stated", "客户告知"
        HOUSEHOLD = "household", "按人口推算"
        ORDERS = "orders", "按订单推算"
        COUNTS = "counts", "按盘点推算"

    # db_index=False: the unique index begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consumptions", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="consumptions")

    # the vat: how much fits, stated or measured
    capacity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    width_cm = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    depth_cm = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    height_cm = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    units_per_litre = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)

    # how fast it goes; without `basis` the best that there is decides
    basis = models.CharField(max_length=10, choices=Basis, null=True, blank=True)
    stated_per_day = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    household = models.PositiveSmallIntegerField(null=True, blank=True, help_text="People who eat of it.")
    per_head_per_day = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    # what was there when somebody last looked
    stock = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    stock_on = models.DateField(null=True, blank=True)

    has_consent = models.BooleanField(default=False, help_text="The customer agreed to deliveries before it is empty.")
    consent_on = models.DateField(null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=2, help_text="So many days before it may be empty we want to be there.")
    notes = models.CharField(max_length=500, blank=True, default="")
    archived_at = models.DateTimeField(null=True, blank=True)

    # figures
    last_fill_on = models.DateField(null=True, editable=False)
    last_fill = models.DecimalField(max_digits=14, decimal_places=3, null=True, editable=False)
    per_day = models.DecimalField(max_digits=14, decimal_places=4, null=True, editable=False)
    per_day_low = models.DecimalField(max_digits=14, decimal_places=4, null=True, editable=False)
    per_day_high = models.DecimalField(max_digits=14, decimal_places=4, null=True, editable=False)
    rate_from = models.CharField(max_length=10, choices=Basis, null=True, editable=False)
    run_out_on = models.DateField(null=True, editable=False)
    run_out_from = models.DateField(null=True, editable=False, help_text="It may be empty from here …")
    run_out_to = models.DateField(null=True, editable=False, help_text="… to here.")
    deliver_by = models.DateField(null=True, editable=False)
    parts = models.JSONField(default=dict, editable=False, help_text="The numbers behind the figures.")

    objects = ConsumptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run_out_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "product"], condition=Q(archived_at__isnull=True), name="consumption_once_per_product"
            ),
            models.CheckConstraint(
                name="consumption_measure_is_whole",
                condition=NOT_MEASURED | ALL_MEASURED,
                violation_error_message="A measure has width, depth and height, each above 0.",
            ),
            models.CheckConstraint(
                name="consumption_is_not_negative",
                condition=(Q(capacity__isnull=True) | Q(capacity__gt=0))
                & (Q(stock__isnull=True) | Q(stock__gte=0))
                & (Q(stated_per_day__isnull=True) | Q(stated_per_day__gt=0))
                & (Q(per_head_per_day__isnull=True) | Q(per_head_per_day__gt=0))
                & (Q(units_per_litre__isnull=True) | Q(units_per_litre__gt=0)),
            ),
            models.CheckConstraint(
                name="consumption_stock_has_its_day", condition=Q(stock__isnull=True, stock_on__isnull=True)
                | Q(stock__isnull=False, stock_on__isnull=False),
            ),
            models.CheckConstraint(
                name="consumption_consent_has_its_day", condition=Q(has_consent=False) | Q(consent_on__isnull=False)
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(F("run_out_on").asc(nulls_last=True), F("id"), name="consumption_run_out"),
            models.Index(fields=["account"], name="consumption_account"),
            models.Index(fields=["changed_in", "id"], name="consumption_change"),
        ]


class StockCount(models.Model):
    """Somebody looked into the vat (row 79): the counts are kept, the consumption carries the last one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # db_index=False: an index named below begins with it
    consumption = models.ForeignKey(Consumption, on_delete=models.CASCADE, related_name="counts", db_index=False)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    counted_on = models.DateField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-counted_on", "-at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(name="stock_count_is_not_negative", condition=Q(quantity__gte=0))]
        indexes: ClassVar = [models.Index(fields=["consumption", "-counted_on", "-at"], name="stock_count_day")]
