"""Work on many accounts at once, as it runs: bulk actions and exports. The row is the job's memory across a kill."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.models import Record, Role, User


class OwnRuns(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> Self:
        """Only who asked for it (and the administrator): what a file or a list holds was theirs to see."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.role == Role.ADMIN else self.filter(by=user)


class Run(Record):
    """A selection of accounts, and how far the work on it has come. Either `filters` or `accounts` says which."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "失败"

    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reach = ArrayField(
        models.UUIDField(), null=True, editable=False, help_text="Teams of the token that began it; null: not limited by a token."
    )
    filters = models.JSONField(null=True, blank=True, help_text="All that match these parameters of the list.")
    accounts = ArrayField(models.UUIDField(), null=True, blank=True, help_text="Or these.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OwnRuns.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["-created_at", "-id"]

    @property
    def is_over(self) -> bool:
        return self.state not in (Run.State.QUEUED, Run.State.RUNNING)


class BulkAction(Run):
    """One verb on many accounts. Its id is the batch under which the history keeps what it changed, so that it can be undone."""

    class Verb(models.TextChoices):
        ASSIGN = "assign", "分配负责人"
        ADD_TAGS = "add_tags", "添加标签"
        REMOVE_TAGS = "remove_tags", "移除标签"
        SET_STATUS = "set_status", "设置状态"
        SET_TERRITORY = "set_territory", "设置区域"
        SET_CUSTOM = "set_custom", "设置自定义字段"
        ADD_TO_ROUTE = "add_to_route", "加入路线"
        ARCHIVE = "archive", "归档"

    verb = models.CharField(max_length=20, choices=Verb)
    params = models.JSONField(default=dict)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict, help_text="How many were refused, by reason.")
    landed_to = models.PositiveIntegerField(default=0, editable=False, help_text="Place in the selection up to which it is done.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone = models.PositiveIntegerField(default=0, help_text="Changes put back.")
    kept = models.PositiveIntegerField(default=0, help_text="Changes that stay, because somebody went on from them.")

    class Meta(Run.Meta):
        indexes: ClassVar = [models.Index(fields=["by", "-created_at"], name="bulk_action_by")]


class BulkTarget(models.Model):
    """An account of the selection, and what became of it: `changed`, `unchanged` or the reason of the refusal."""

    pk = models.CompositePrimaryKey("action_id", "place")
    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, db_index=False, related_name="targets")
    place = models.PositiveIntegerField()
    account_id = models.UUIDField(help_text="No foreign key: an id that never was is a refusal to tell of, not an error.")
    outcome = models.CharField(max_length=40, blank=True)


class ExportRun(Run):
    """A list written to a file, which lies outside the database until it expires."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        JSON = "json", "JSON"

    format = models.CharField(max_length=5, choices=Format)
    columns = ArrayField(models.CharField(max_length=60))
    sort = models.CharField(max_length=60, blank=True)
    options = models.JSONField(default=dict, help_text="bom, labels of the columns, words of the codes.")
    path = models.CharField(max_length=500, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta(Run.Meta):
        indexes: ClassVar = [models.Index(fields=["by", "-created_at"], name="export_run_by")]
