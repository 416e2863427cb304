"""The transactional outbox: what happened, written together with what it happened to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

from crm.models.people import User

#: Events that move a row's version; their payload carries the `version` they led to and the `fields` they touched.
EDITS = (
    "account.updated", "account.reassigned", "account.archived", "account.reopened", "contact.updated", "contact.archived",
)  # fmt: skip


class Event(models.Model):
    """One fact for the outside, such as `visit.completed`. Append-only; read in order of `changed_in, id`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=60)
    subject = models.UUIDField(help_text="Id of the row that it happened to.")
    account_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="When it happened in business.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_in = models.BigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["changed_in", "id"], name="event_change"),
            models.Index(fields=["team_id", "changed_in", "id"], name="event_team_change"),
            models.Index(fields=["subject"], condition=Q(type__in=EDITS), name="event_edit"),
        ]
