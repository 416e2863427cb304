"""A table as somebody left it: filters, columns and order under a name."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.models import Record, Role, Team, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those that are shared with a team one works in or answers for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        shared = Q(team__isnull=False) if user.reach is None else Q(team_id__in=user.reach)
        return self.filter(Q(owner=user) | shared)


class SavedView(Record):
    class Screen(models.TextChoices):
        ACCOUNTS = "accounts", "客户"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="saved_views",
        help_text="Shared with it; null: private.",
    )
    screen = models.CharField(max_length=20, choices=Screen, default=Screen.ACCOUNTS)
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict, blank=True, help_text="Parameters of the list, as an address carries them.")
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sort = models.CharField(max_length=60, blank=True)
    default_roles = ArrayField(
        models.CharField(max_length=20, choices=Role), default=list, blank=True, help_text="Who in the team begins with it."
    )
    position = models.PositiveIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "screen", "name"], name="saved_view_name_once_per_person"),
            models.CheckConstraint(
                name="saved_view_default_is_shared",
                condition=Q(default_roles=[]) | Q(team__isnull=False),
                violation_error_message="Only a shared view can be a role's default.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="saved_view_change")]

    def __str__(self) -> str:
        return self.name
