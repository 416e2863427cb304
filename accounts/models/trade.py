"""What customers buy: products, orders with their lines, returns."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from crm.models import Record, Role, User


class Product(Record):
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    is_core = models.BooleanField(default=False)
    source = models.CharField(max_length=50, blank=True, default="", help_text="Product codes are unique per source.")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "code"], name="product_code_once_per_source")]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="product_change")]

    def __str__(self) -> str:
        return self.name or self.code


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User) -> Self:
        """A service agent helps callers and reads no sales."""
        if user.role == Role.SERVICE_AGENT:
            return self.none()
        return hanging_on_visible_accounts(self, user)

    def sales(self) -> Self:
        """Returns lower value but never count as an order day."""
        return self.filter(kind=Order.Kind.SALE)


class Order(Record):
    """One order or one return. `total` is signed: a return lowers value. Identity is the order, not its lines."""

    class Kind(models.TextChoices):
        SALE = "sale", "销售"
        RETURN = "return", "退货"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="orders", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SALE)
    ordered_at = models.DateTimeField()
    total = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=50, blank=True, default="")
    external_id = models.CharField(max_length=100, null=True, blank=True)
    lines_digest = models.BinaryField(
        max_length=16, default=b"", help_text="Digest of account, time, currency and lines: equal means unchanged."
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-ordered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id", "kind"], name="order_external_id_once_per_source"),
            models.CheckConstraint(
                name="order_total_has_its_sign",
                condition=Q(kind="sale", total__gte=0) | Q(kind="return", total__lte=0),
                violation_error_message="A sale is not negative, a return not positive.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("ordered_at").desc(), F("id").desc(), name="order_account_time"),
            models.Index(fields=["-ordered_at", "-id"], name="order_time"),
            models.Index(fields=["changed_in", "id"], name="order_change"),
        ]


class OrderLine(models.Model):
    # db_index=False: an index named below begins with it
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="order_lines")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        ordering: ClassVar = ["order_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once"),
            models.CheckConstraint(name="order_line_price_is_not_negative", condition=Q(unit_price__gte=0)),
            models.CheckConstraint(name="order_line_quantity_is_not_zero", condition=~Q(quantity=0)),
        ]
