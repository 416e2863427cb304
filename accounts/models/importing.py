"""An import as it runs: what file, how far, what came of it. The row is the job's memory across a kill."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

from crm.models import Record, Role, Team, User


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> Self:
        if user.role == Role.ADMIN:
            return self
        return self.filter(Q(by=user) | Q(team__in=user.reach or ())) if user.role == Role.LEAD else self.filter(by=user)


class ImportRun(Record):
    class Type(models.TextChoices):
        ACCOUNTS = "accounts", "客户"
        CONTACTS = "contacts", "联系人"
        ORDERS = "orders", "订单"
        VISITS = "visits", "拜访"
        PRODUCTS = "products", "产品"

    class Mode(models.TextChoices):
        DRY_RUN = "dry_run", "试运行"
        COMMIT = "commit", "执行"

    class OnError(models.TextChoices):
        SKIP = "skip", "跳过错误行"
        ABORT = "abort", "有错即停"

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        ABORTED = "aborted", "因错误终止"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "失败"

    class Identity(models.TextChoices):
        """What says that a line is about an account that is there already."""

        EXTERNAL_ID = "external_id", "客户编号"
        PHONE = "phone", "电话"
        NAME = "name", "名称"

    class OnDoubt(models.TextChoices):
        """What becomes of a line that looks like an account of another number."""

        SKIP = "skip", "跳过"
        CREATE = "create", "新建"
        UPDATE = "update", "更新"

    type = models.CharField(max_length=10, choices=Type)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.COMMIT)
    on_error = models.CharField(max_length=10, choices=OnError, default=OnError.SKIP)
    mapping = models.CharField(max_length=40, blank=True, help_text="Named column mapping, such as online-retail.")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team_name = models.CharField(max_length=100, blank=True, help_text="The team to be made, when a mapping makes one.")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    reach = ArrayField(
        models.UUIDField(), null=True, editable=False, help_text="Teams of the token that began it; null: not limited by a token."
    )
    filename = models.CharField(max_length=255)
    path = models.CharField(max_length=500, help_text="Where the file lies.")
    file_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    rows_total = models.PositiveIntegerField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    accounts_created = models.PositiveIntegerField(default=0)
    orders_created = models.PositiveIntegerField(default=0)
    errors_path = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    lines_read = models.PositiveIntegerField(default=0, editable=False, help_text="Lines taken over from the file so far.")
    landed_to = models.CharField(
        max_length=200, default="", editable=False, db_collation="C", help_text="Key up to which the lines have landed."
    )
    encoding = models.CharField(max_length=20, blank=True, help_text="As chosen; empty: recognised.")
    language = models.CharField(max_length=2, default="en", help_text="In which the error file gives its reasons.")
    columns = models.JSONField(default=dict, blank=True, help_text="Our column by the file's header, as chosen; empty: recognised.")
    identity = models.CharField(max_length=60, default=Identity.EXTERNAL_ID, help_text="Or custom.<key> of a unique custom field.")
    on_doubt = models.CharField(max_length=10, choices=OnDoubt, default=OnDoubt.CREATE)
    decisions = models.JSONField(default=dict, blank=True, help_text="What a person chose for single doubtful lines.")
    doubtful = models.PositiveIntegerField(default=0, help_text="Lines that look like another account, whatever became of them.")
    sample = models.JSONField(default=list, blank=True, help_text="Some of the changed lines: from what to what.")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone = models.JSONField(default=dict, blank=True, help_text="What was put back and what was kept.")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    @property
    def is_over(self) -> bool:
        return self.state not in (ImportRun.State.QUEUED, ImportRun.State.RUNNING)


class ImportLine(models.Model):
    """A line that could be read and waits to land; gone when the run is over.

    The key brings together what belongs together (the lines of one order), wherever in the file it stood.
    """

    pk = models.CompositePrimaryKey("run_id", "key", "line")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="lines")
    key = models.CharField(max_length=200, db_collation="C")
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField())


class ImportRefusal(models.Model):
    """A line that did not land, and why; `line` counts from 1 as an editor does."""

    pk = models.CompositePrimaryKey("run_id", "line")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False, related_name="refusals")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["run", "line"]


class ImportUpload(models.Model):
    """A file that somebody has brought and not imported yet: looked at, tried, then committed without sending it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()
    file_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)


class ImportDoubt(models.Model):
    """A line that looks like an account of another number, and what was done with it."""

    pk = models.CompositePrimaryKey("run_id", "line")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False, related_name="doubts")
    line = models.PositiveIntegerField()
    account_id = models.UUIDField(help_text="Whom it looks like; one that came in the same trial is gone again.")
    because = models.CharField(max_length=20, help_text="phone or name")
    told = models.JSONField(help_text="What the line says.")
    done = models.CharField(max_length=10, choices=ImportRun.OnDoubt)

    class Meta:
        ordering: ClassVar = ["run", "line"]


class ImportMemory(models.Model):
    """How a person mapped a header the last time, so that the next file of the same system needs no mapping."""

    by = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    type = models.CharField(max_length=10, choices=ImportRun.Type)
    header_digest = models.CharField(max_length=64, help_text="Of the header's names, whatever their order.")
    columns = models.JSONField(default=dict)
    identity = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "type", "header_digest"], name="import_memory_once_per_header"),
        ]
