"""The process chain: the next step in our own process is a customer too, down to the end customer (row 5)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account
from crm.models import Record, User


class ProcessLinkQuerySet(models.QuerySet["ProcessLink"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(supplier__in=Account.objects.visible_to(user), customer__in=Account.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(archived_at__isnull=True)


class ProcessLink(Record):
    """`supplier` serves `customer`: an internal-customer relation with its service standards."""

    supplier = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="serves")
    customer = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="served_by")
    service = models.CharField(max_length=200, help_text="What is handed over.")
    standard = models.CharField(max_length=300, blank=True, help_text="How good, by when, measured how: in a sentence.")
    goes_back = models.BooleanField(
        default=False, help_text="Something returns to an earlier step (goods to be mended, an answer): not the way onwards."
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ProcessLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "customer", "service"], condition=Q(archived_at__isnull=True), name="process_link_once"
            ),
            models.CheckConstraint(
                name="process_link_joins_two_accounts",
                condition=~Q(supplier=F("customer")),
                violation_error_message="A step cannot be its own customer.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="process_link_change")]


class StepMemberQuerySet(models.QuerySet["StepMember"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(account__in=Account.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(until__isnull=True)


class StepMember(Record):
    """Who works at a step of our process, and so speaks for it: asks the step before, answers the step after (row 5)."""

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="step_members", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="steps")
    is_lead = models.BooleanField(default=False, help_text="Answers for the step: hears of what is late.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = StepMemberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user"], condition=Q(until__isnull=True), name="step_member_once"),
            models.CheckConstraint(name="step_member_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        ]
