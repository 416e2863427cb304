"""Care for the people inside a legal person: what comes up in their lives, and what we did about it (row 70)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from crm.models import Record, User


class CareEventQuerySet(models.QuerySet["CareEvent"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)

    def planned(self) -> Self:
        return self.filter(state=CareEvent.State.PLANNED)


class CareEvent(Record):
    """A day that matters to a person, planned and then done or let go. A yearly one plans its next when it is settled.

    Birthdays need no row to be remembered: they stand on the contact, and a row is written when somebody has acted.
    """

    class Kind(models.TextChoices):
        BIRTHDAY = "birthday", "生日"
        FESTIVAL = "festival", "节日"
        FAMILY = "family", "家庭"
        ILLNESS = "illness", "生病探望"
        CONGRATULATION = "congratulation", "祝贺"
        CONDOLENCE = "condolence", "慰问"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        PLANNED = "planned", "计划中"
        DONE = "done", "已完成"
        DROPPED = "dropped", "已取消"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="care_events", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="care_events", db_index=False)
    kind = models.CharField(max_length=15, choices=Kind)
    on = models.DateField()
    is_yearly = models.BooleanField(default=False)
    remind_days = models.PositiveSmallIntegerField(default=3, help_text="So many days before it stands on the to-do list.")
    plan = models.CharField(max_length=300, blank=True, help_text="What we mean to do.")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    outcome = models.CharField(max_length=500, blank=True, help_text="What was done, and how it was taken.")
    planned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = CareEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="care_event_settled_has_time",
                condition=Q(state="planned", settled_at__isnull=True) | (~Q(state="planned") & Q(settled_at__isnull=False)),
                violation_error_message="A settled care event needs its time.",
            ),
            models.CheckConstraint(name="care_event_reminds_within_a_year", condition=Q(remind_days__lte=366)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "on"], name="care_event_account"),
            models.Index(fields=["contact", "on"], name="care_event_contact"),
            models.Index(fields=["on"], condition=Q(state="planned"), name="care_event_planned"),
            models.Index(fields=["changed_in", "id"], name="care_event_change"),
        ]
