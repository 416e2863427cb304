"""What we learned of a customer, with its day and who told it: preferences, habits, suggestions, material (rows 18, 23)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from crm.models import Record, Role, User


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def visible_to(self, user: User) -> Self:
        """A service agent helps callers and reads nothing of what the manager has learned."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)

    def current(self) -> Self:
        return self.filter(archived_at__isnull=True)


class Preference(Record):
    """One fact. What a neighbour told names the neighbour: another account of ours, or a person by name."""

    class Kind(models.TextChoices):
        PREFERENCE = "preference", "偏好"
        HABIT = "habit", "习惯"
        SUGGESTION = "suggestion", "建议"
        MATERIAL = "material", "资料"

    class Source(models.TextChoices):
        SAID = "said", "客户自己说"
        OBSERVED = "observed", "亲眼所见"
        NEIGHBOUR = "neighbour", "邻居说"
        FORMER_MANAGER = "former_manager", "前任经理说"
        COLLEAGUE = "colleague", "同事说"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="preferences", db_index=False)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="Whose it is, where it is one person's.",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PREFERENCE)
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=14, choices=Source, default=Source.SAID)
    told_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="The neighbour, where a customer."
    )
    teller = models.CharField(max_length=100, blank=True, default="", help_text="Who told it, by name.")
    heard_on = models.DateField()
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True, help_text="No longer so.")

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-heard_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="preference_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="preference_is_not_told_by_itself", condition=Q(told_by__isnull=True) | ~Q(told_by=models.F("account"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-heard_on", "-id"], name="preference_account"),
            models.Index(fields=["changed_in", "id"], name="preference_change"),
        ]

    def __str__(self) -> str:
        return self.text
