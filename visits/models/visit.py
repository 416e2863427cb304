"""One visit to one customer: planned, checked in, completed with a result and a service level (row 9)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User
from visits.models.route import Route


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        """A service agent reads what was said to a customer (touchpoints), not the sales team's visits."""
        if user.role == Role.SERVICE_AGENT:
            return self.none()
        return hanging_on_visible_accounts(self, user)

    def open(self) -> Self:
        return self.filter(status__in=Visit.OPEN)


class Visit(Record):
    class Status(models.TextChoices):
        PLANNED = "planned", "已计划"
        IN_PROGRESS = "in_progress", "进行中"
        COMPLETED = "completed", "已完成"
        MISSED = "missed", "未拜访"
        CANCELLED = "cancelled", "已取消"

    class Outcome(models.TextChoices):
        ORDERED = "ordered", "已订货"
        NOT_ORDERED = "not_ordered", "未订货"
        NOT_MET = "not_met", "未见到"
        COMPLAINT = "complaint", "有投诉"

    class Flag(models.TextChoices):
        CLOCK = "clock", "手机时钟有误"
        FAR = "far", "离客户较远"
        LOW_ACCURACY = "low_accuracy", "定位精度低"
        NO_FIX = "no_fix", "没有定位"
        MOCKED = "mocked", "模拟定位"
        TOO_FAST = "too_fast", "移动过快"
        SAME_FIX = "same_fix", "定位一再相同"

    OPEN: ClassVar = (Status.PLANNED, Status.IN_PROGRESS)

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="visits")
    route = models.ForeignKey(Route, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits")
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    planned_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    visited_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Business day it counts for; not the phone's day where its clock was wrong.",
    )
    latitude = models.FloatField(null=True, blank=True, help_text="Where the check-in was made, WGS-84")
    longitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    distance_m = models.FloatField(null=True, blank=True, help_text="From the account's place to the check-in.")
    flags = ArrayField(models.CharField(max_length=20, choices=Flag), default=list, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, null=True, blank=True)
    service_level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text="1 basic, 2 satisfied, 3 above, 4 unforgettable",
    )
    notes = models.TextField(blank=True)
    next_action = models.CharField(max_length=200, blank=True)
    next_action_on = models.DateField(null=True, blank=True)
    next_action_done_at = models.DateTimeField(null=True, blank=True)
    missed_reason = models.CharField(max_length=200, blank=True)
    visit_type = models.ForeignKey(
        "visits.VisitType", null=True, blank=True, on_delete=models.PROTECT, related_name="visits", db_index=False
    )
    photos = models.JSONField(default=list, blank=True, help_text="SHA-256 of each photo that belongs to the visit.")
    received_at = models.DateTimeField(null=True, blank=True, help_text="When the server first heard of it.")
    source = models.CharField(max_length=50, blank=True, default="", help_text="The system that external_id comes from.")
    external_id = models.CharField(max_length=100, null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-planned_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="visit_completed_has_time_and_outcome",
                condition=~Q(status="completed") | Q(completed_at__isnull=False, outcome__isnull=False),
                violation_error_message="A completed visit needs its time and its result.",
            ),
            models.CheckConstraint(
                name="visit_completed_counts_for_a_day", condition=~Q(status="completed") | Q(visited_on__isnull=False)
            ),
            models.UniqueConstraint(fields=["source", "external_id"], name="visit_external_id_once_per_source"),
            models.CheckConstraint(
                name="visit_in_progress_has_start", condition=~Q(status="in_progress") | Q(started_at__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_service_level_1_to_4",
                condition=Q(service_level__isnull=True) | Q(service_level__gte=1, service_level__lte=4),
                violation_error_message="A service level is 1, 2, 3 or 4.",
            ),
            models.CheckConstraint(
                name="visit_missed_has_reason",
                condition=~Q(status="missed") | ~Q(missed_reason=""),
                violation_error_message="A missed visit needs its reason.",
            ),
            models.CheckConstraint(
                name="visit_place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("planned_on").desc(), F("id").desc(), name="visit_account_day"),
            models.Index(F("manager"), F("planned_on").desc(), F("id").desc(), name="visit_manager_day"),
            models.Index(F("planned_on").desc(), F("id").desc(), name="visit_day"),
            models.Index(fields=["account"], condition=Q(status__in=("planned", "in_progress")), name="visit_open_account"),
            models.Index(fields=["changed_in", "id"], name="visit_change"),
        ]
