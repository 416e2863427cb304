"""Where accounts lie: a tree of territories; dense towns go by street, scattered country by village (row 17)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Record, Team


class Territory(Record):
    class Pattern(models.TextChoices):
        TOWN = "town", "城区"
        COUNTY = "county", "乡村"

    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="territories")
    pattern = models.CharField(max_length=10, choices=Pattern, default=Pattern.TOWN)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "name"], name="territory_name_once_per_parent", nulls_distinct=False),
            models.CheckConstraint(name="territory_is_not_its_own_parent", condition=~Q(parent=models.F("id"))),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="territory_change")]

    def __str__(self) -> str:
        return self.name
