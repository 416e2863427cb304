"""When a manager works and when a customer is welcome to be visited: what a cycle is planned from."""

from __future__ import annotations

from datetime import time
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User

WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]


class OfManagerQuerySet(models.QuerySet["OfManager"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the teams within reach: who plans sees when the others are there."""
        if not user.is_active or user.role in (Role.DEPARTMENT_LEAD, Role.SERVICE_AGENT):
            return self.none()
        if user.reach is None:
            return self
        leads = User.objects.filter(teams_led__in=user.reach)
        return self.filter(Q(manager=user) | Q(manager__team__in=user.reach) | Q(manager__in=leads))


class OfManager(Record):
    objects = OfManagerQuerySet.as_manager()

    class Meta:
        abstract = True


class ManagerShift(OfManager):
    """A manager's usual day; without one the company's working time holds. The day ends where it begins unless told otherwise."""

    manager = models.OneToOneField(User, on_delete=models.CASCADE, related_name="shift")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="1 Monday … 7 Sunday")
    starts_at = models.TimeField(default=time(8, 30))
    ends_at = models.TimeField(default=time(17, 30))
    lunch_from = models.TimeField(null=True, blank=True, help_text="Lunch begins from here …")
    lunch_until = models.TimeField(null=True, blank=True, help_text="… to here; null: none is planned.")
    lunch_minutes = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(180)])
    start_latitude = models.FloatField(null=True, blank=True, help_text="WGS-84 degrees")
    start_longitude = models.FloatField(null=True, blank=True)
    end_latitude = models.FloatField(null=True, blank=True, help_text="Null: the day ends where it began.")
    end_longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["manager_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="manager_shift_weekdays_are_days", condition=Q(weekdays__contained_by=WEEKDAYS, weekdays__len__gte=1)
            ),
            models.CheckConstraint(
                name="manager_shift_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="A shift ends after it begins.",
            ),
            models.CheckConstraint(
                name="manager_shift_lunch_is_whole",
                condition=Q(lunch_from__isnull=True, lunch_until__isnull=True)
                | Q(lunch_from__isnull=False, lunch_until__gte=F("lunch_from"), lunch_minutes__gte=1),
                violation_error_message="Lunch has a first and a last beginning, and takes some minutes.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="manager_shift_change")]


class Absence(OfManager):
    """Days on which a manager visits nobody: leave, training, illness."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "休假"
        TRAINING = "training", "培训"
        MEETING = "meeting", "会议"
        ILLNESS = "illness", "病假"

    # db_index=False: the index named below begins with it
    manager = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEAVE)
    since = models.DateField()
    until = models.DateField(help_text="The last day away.")
    note = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="Called off.")

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=Q(until__gte=F("since")),
                violation_error_message="The last day is not before the first.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["manager", "since"], name="absence_manager"),
            models.Index(fields=["changed_in", "id"], name="absence_change"),
        ]


class VisitRulesQuerySet(models.QuerySet["VisitRules"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class VisitRules(Record):
    """When and how one account wishes to be visited, where that differs from what its tier and its opening hours say."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="visit_rules")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, help_text="1 Monday … 7; empty: any working day."
    )
    windows = models.JSONField(
        default=list, blank=True, help_text='[["08:30", "11:00"], …]: a visit begins in one; empty: the opening hours.'
    )
    service_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(480)], help_text="Null: as its tier."
    )
    interval_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(366)], help_text="Null: as its tier."
    )

    objects = VisitRulesQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="visit_rules_weekdays_are_days", condition=Q(weekdays__contained_by=WEEKDAYS)),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="visit_rules_change")]
