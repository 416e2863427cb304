"""What was changed: one row for every insert, update and delete of a tracked table, written by its trigger."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from crm.models.people import User


class Change(models.Model):
    """Who changed which row, when, from what to what. Append-only, and written by nobody but the triggers of `crm.history`.

    `old` and `new` hold only the columns that differ; of a deleted row `old` holds everything, of a new one `new` holds what names
    it (the row itself has the rest). `row_id` is the row's key, whole numbers as the last digits of a UUID. No foreign keys: the
    history outlives what it tells of.
    """

    class Op(models.TextChoices):
        INSERT = "insert", "新建"
        UPDATE = "update", "修改"
        DELETE = "delete", "删除"

    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_id = models.UUIDField()
    account_id = models.UUIDField(null=True, help_text="The account that the row hangs on, for the account's page.")
    op = models.CharField(max_length=6, choices=Op)
    by = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    cause = models.CharField(max_length=20, help_text="By which way: web, phone, api, import, bulk, merge, undo, admin, …")
    batch = models.UUIDField(null=True, help_text="What belongs together and can be undone together, such as one import.")
    changed_in = models.BigIntegerField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(F("account_id"), F("id").desc(), condition=Q(account_id__isnull=False), name="change_account"),
            models.Index(fields=["row_id", "id"], name="change_row"),
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="change_batch"),
            models.Index(fields=["changed_in", "id"], name="change_order"),
            # for phones, which have to hear of what was deleted
            models.Index(fields=["table_name", "changed_in", "id"], condition=Q(op="delete"), name="change_gone"),
            BrinIndex(fields=["at"], name="change_time"),
        ]
