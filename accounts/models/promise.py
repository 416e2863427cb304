"""Promises: word given to a customer is kept, or seen to be broken (row 22)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from crm.models import Record, User


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)

    def open(self) -> Self:
        return self.filter(state=Promise.State.OPEN)


class Promise(Record):
    """`made_by` gave the word and stays; `keeper` has to keep it, and is whoever has the account now (row 22)."""

    class State(models.TextChoices):
        OPEN = "open", "待兑现"
        KEPT = "kept", "已兑现"
        BROKEN = "broken", "未兑现"
        RELEASED = "released", "已解除"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="promises", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="promises")
    made_at = models.DateTimeField()
    keeper = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promises_to_keep",
        db_index=False,
        help_text="Nobody while the account has no owner.",
    )
    inherited_at = models.DateTimeField(null=True, blank=True, help_text="When the account brought it to its keeper.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    settled_reason = models.CharField(max_length=500, blank=True, db_default="", default="")
    reminded_on = models.DateField(null=True, editable=False, help_text="The last morning on which its event was written.")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="promise_settled_has_time",
                condition=Q(state="open", settled_at__isnull=True) | (~Q(state="open") & Q(settled_at__isnull=False)),
                violation_error_message="A settled promise needs its time.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "state"], name="promise_account_state"),
            models.Index(fields=["made_by", "state", "due_on"], name="promise_due"),
            models.Index(fields=["keeper", "state", "due_on"], name="promise_keeper"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="promise_open_due"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="promise_settled"),
            models.Index(fields=["changed_in", "id"], name="promise_change"),
        ]
