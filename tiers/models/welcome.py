"""The second axis: welcome, watch, unwelcome (row 7)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Account, Welcome
from crm.models import User


class WelcomeDecision(models.Model):
    """A move on the second axis (row 7): welcome, watch or unwelcome, decided by a lead with a reason. Append-only."""

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="welcome_decisions")
    before = models.CharField(max_length=10, choices=Welcome)
    after = models.CharField(max_length=10, choices=Welcome)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
