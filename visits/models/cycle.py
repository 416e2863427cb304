"""The cycle's plan: which accounts a manager visits in four weeks, on which days, in which order (rows 17, 79)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Account
from crm.models import Record, Role, Team, User
from visits.models.visit import Visit


class CycleQuerySet(models.QuerySet["Cycle"]):
    def visible_to(self, user: User) -> Self:
        """As a route: for its manager's team and who leads it."""
        if not user.is_active or user.role in (Role.DEPARTMENT_LEAD, Role.SERVICE_AGENT):
            return self.none()
        return self if user.reach is None else self.filter(team_id__in=user.reach)


class Cycle(Record):
    """One run of the planner for one manager. What it was asked (`days`, the calls' terms) is kept with it, so that a plan can be
    judged, changed by hand and repeated later, whatever has happened to the accounts since."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        RUNNING = "running", "计算中"
        READY = "ready", "待发布"
        PUBLISHED = "published", "已发布"
        SUPERSEDED = "superseded", "已被替代"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    STARTABLE: ClassVar = (State.DRAFT, State.FAILED, State.CANCELLED)

    # db_index=False: an index named below begins with it
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cycles", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cycles")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day that it plans.")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    seed = models.PositiveIntegerField(help_text="The same accounts, seed and iterations give the same plan.")
    iterations = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5_000_000)])
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    overload = models.JSONField(default=dict, editable=False, help_text="Hours needed against hours there are, before planning.")
    notices = models.JSONField(default=list, editable=False, help_text="What was planned around: codes, with the account.")
    days = models.JSONField(default=list, editable=False, help_text="Its days as they were when it was asked for.")
    places = models.JSONField(default=dict, editable=False, help_text="Where a day begins and ends.")
    iterations_done = models.PositiveIntegerField(default=0, editable=False)
    cost = models.FloatField(null=True, editable=False, help_text="Minutes; the best so far.")
    costs = models.JSONField(default=list, editable=False, help_text="[[iterations, minutes], …]: how it became better.")
    cost_parts = models.JSONField(default=dict, editable=False)
    cancel_requested = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    changes = models.JSONField(default=list, editable=False, help_text="What publishing changed.")

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="cycle_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="cycle_published_has_time",
                condition=Q(state__in=("published", "superseded"), published_at__isnull=False)
                | (~Q(state__in=("published", "superseded")) & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(name="cycle_failed_says_why", condition=~Q(state="failed") | ~Q(error="")),
            models.UniqueConstraint(fields=["manager"], condition=Q(state="running"), name="cycle_one_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(F("manager"), F("starts_on").desc(), F("id").desc(), name="cycle_manager"),
            models.Index(F("created_at").desc(), F("id").desc(), name="cycle_created"),
            models.Index(fields=["changed_in", "id"], name="cycle_change"),
        ]

    @property
    def is_editable(self) -> bool:
        return self.state == Cycle.State.READY


class CycleCall(models.Model):
    """An account in a cycle's plan: what it was asked with, and why it has no place if it has none."""

    class Reason(models.TextChoices):
        NONE = "", "—"
        NOT_DUE = "not_due", "本周期未到期"
        NO_DAY = "no_day", "没有可拜访日"
        CAPACITY = "capacity", "工时不足"
        WINDOW = "window", "时间窗排不下"
        DISTANCE = "distance", "路程过远"
        BY_HAND = "by_hand", "人工移出"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # db_index=False: the unique index begins with it
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="calls", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cycle_calls")
    tier = models.CharField(max_length=10, blank=True)
    interval_days = models.PositiveSmallIntegerField(help_text="As its tier or its own rules ask.")
    planned_interval_days = models.PositiveSmallIntegerField(help_text="As stretched where the hours do not suffice.")
    visits = models.PositiveSmallIntegerField(help_text="Wanted in the cycle; 0: not due in it.")
    reason = models.CharField(max_length=10, choices=Reason, blank=True, default="")
    short = models.PositiveSmallIntegerField(default=0, help_text="Visits that are missing though it has a place.")
    due_on = models.DateField(null=True)
    last_visit_on = models.DateField(null=True)
    terms = models.JSONField(help_text="What the planner was told of it.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "account"], name="cycle_call_once")]


class CycleStop(models.Model):
    """One planned stop. Times are minutes after midnight of the day; `visit` is what publishing made of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # db_index=False: the index named below begins with it
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="stops", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="cycle_stops")
    on = models.DateField()
    position = models.PositiveSmallIntegerField()
    arrive_minute = models.FloatField()
    begin_minute = models.FloatField()
    leave_minute = models.FloatField()
    travel_minutes = models.FloatField(help_text="From the stop before, or from the start.")
    is_locked = models.BooleanField(default=False, help_text="A person keeps it on its day; a new run does so too.")
    is_frozen = models.BooleanField(default=False, help_text="Promised or under way already: no plan moves it.")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="cycle_stops")

    class Meta:
        ordering: ClassVar = ["on", "position", "id"]
        indexes: ClassVar = [
            models.Index(fields=["cycle", "on", "position"], name="cycle_stop_day"),
        ]


class CycleEdit(models.Model):
    """One change by hand, with the days as they were before it, so that it can be taken back. Append-only but for that."""

    class Verb(models.TextChoices):
        MOVE = "move", "移动"
        PLACE = "place", "加入"
        REMOVE = "remove", "移出"
        LOCK = "lock", "锁定"
        UNLOCK = "unlock", "解锁"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # db_index=False: the unique index begins with it
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="edits", db_index=False)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    before_on = models.DateField(null=True)
    after_on = models.DateField(null=True)
    minutes = models.FloatField(default=0, help_text="What it costs in travel.")
    before = models.JSONField(help_text="The stops of the days touched, as they were.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "number"], name="cycle_edit_number")]


class CalendarFeed(models.Model):
    """The secret address under which a manager's calendar shows the planned visits; only its digest is kept."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
