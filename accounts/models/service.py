"""What a step promises to the next one: standards, requests under them with clocks, ratings by who is served (rows 5, 47)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from uuid6 import uuid7

from accounts.models.account import Account
from accounts.models.chain import ProcessLink
from crm.models import Record, User


class OnLinkQuerySet(models.QuerySet["OnLink"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(link__in=ProcessLink.objects.visible_to(user))


class OnLink(Record):
    """Hangs on a process link; `account` is the serving step, so that it stands in that account's history."""

    # db_index=False: an index named below begins with each of these two
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    link = models.ForeignKey(ProcessLink, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)

    objects = OnLinkQuerySet.as_manager()

    class Meta:
        abstract = True


class StandardUnit(models.TextChoices):
    MINUTES = "minutes", "分钟"
    HOURS = "hours", "小时"
    WORKING_DAYS = "working_days", "工作日"


class ServiceStandard(OnLink):
    """What is due by when, measured how. A change makes the next version: a request stays under the one it was asked under."""

    series = models.UUIDField(default=uuid7, editable=False, help_text="The versions of one standard share it.")
    number = models.PositiveIntegerField(default=1, editable=False)
    what = models.CharField(max_length=200)
    within = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    unit = models.CharField(max_length=12, choices=StandardUnit)
    round_the_clock = models.BooleanField(default=False, help_text="Minutes and hours run at night and on free days too.")
    measure = models.CharField(max_length=300, blank=True, help_text="How it is measured.")
    target = models.PositiveSmallIntegerField(
        default=95, validators=[MinValueValidator(1), MaxValueValidator(100)], help_text="Percent to be on time."
    )
    effective_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["effective_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="service_standard_version_once"),
            models.UniqueConstraint(fields=["series"], condition=Q(ended_at__isnull=True), name="service_standard_one_current"),
            models.CheckConstraint(name="service_standard_unit_is_known", condition=Q(unit__in=StandardUnit.values)),
            models.CheckConstraint(name="service_standard_within_is_whole", condition=Q(within__gte=1, within__lte=10_000)),
            models.CheckConstraint(name="service_standard_target_is_percent", condition=Q(target__gte=1, target__lte=100)),
            models.CheckConstraint(
                name="service_standard_days_have_nights",
                condition=~Q(unit="working_days", round_the_clock=True),
                violation_error_message="A working day does not run round the clock.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["link", "effective_at"], name="service_standard_link"),
            models.Index(fields=["account"], name="service_standard_account"),
        ]


class ServiceRequest(OnLink):
    """The step served asks the serving one. Its clock ends at `due_at`; lateness is read from it and never stored."""

    class Kind(models.TextChoices):
        REQUEST = "request", "请求"
        COMPLAINT = "complaint", "投诉"

    class State(models.TextChoices):
        OPEN = "open", "待办"
        PAUSED = "paused", "暂停"
        DONE = "done", "已办"
        CONFIRMED = "confirmed", "已确认"
        WITHDRAWN = "withdrawn", "已撤回"

    RUNNING = (State.OPEN, State.PAUSED)
    UNSETTLED = (State.OPEN, State.PAUSED, State.DONE)

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REQUEST)
    customer = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", help_text="The step that asks.")
    standard = models.ForeignKey(ServiceStandard, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="service_requests")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="Null without a standard: no clock runs.")
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    left_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="On the clock when it was paused.")
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="What was done, or why it was asked again.")
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="Confirmed or withdrawn.")
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.UUIDField(null=True, blank=True, help_text="A complaint's touchpoint on the serving account.")

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="service_request_paused_has_time",
                condition=Q(state="paused", paused_at__isnull=False) | (~Q(state="paused") & Q(paused_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="service_request_done_has_time",
                condition=~Q(state__in=["done", "confirmed"]) | Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="service_request_settled_has_time",
                condition=Q(state__in=["confirmed", "withdrawn"], settled_at__isnull=False)
                | (~Q(state__in=["confirmed", "withdrawn"]) & Q(settled_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="service_request_clock_needs_standard", condition=Q(due_at__isnull=True) | Q(standard__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("link"), F("asked_at").desc(), F("id").desc(), name="service_request_link"),
            models.Index(F("account"), F("asked_at").desc(), F("id").desc(), name="service_request_account"),
            models.Index(
                fields=["due_at"], condition=Q(state="open", escalated_at__isnull=True), name="service_request_to_escalate"
            ),
        ]


class ServiceRating(OnLink):
    """What the next step thinks of the service in one month, 1 to 5; rating again replaces it, the history keeps the old."""

    standard = models.ForeignKey(ServiceStandard, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings")
    series = models.UUIDField(null=True, editable=False, help_text="Of the standard; null rates the link as a whole.")
    period = models.DateField(help_text="First day of the month rated.")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="service_ratings")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-period", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "period", "rater", "series"], name="service_rating_once", nulls_distinct=False),
            models.CheckConstraint(name="service_rating_is_one_to_five", condition=Q(score__gte=1, score__lte=5)),
            models.CheckConstraint(name="service_rating_of_a_month", condition=Q(period__day=1)),
        ]
        indexes: ClassVar = [models.Index(fields=["account"], name="service_rating_account")]
