"""The memory that makes every write repeatable: answers by key, operations by id."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from crm.models.people import User


class IdempotencyKey(models.Model):
    """One answered write of a REST client; written in the same transaction as the write itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user")]


class Op(models.Model):
    """One operation of a phone, as it was answered. Kept for good: a phone may come back after weeks."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ops")
    device = models.CharField(max_length=64)
    type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(help_text="When it happened, by the phone's clock.")
    received_at = models.DateTimeField(default=timezone.now)
    clock_skew_s = models.IntegerField(null=True, help_text="Phone clock minus server clock at sending, where the phone told it.")
    result = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-received_at"], name="op_user_received")]
