"""What every row that people and phones exchange has in common."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from uuid6 import uuid7


class Record(models.Model):
    """A row with an id that a phone may choose, audit times, a version, and a change number.

    `version` and `updated_at` move when a *person's* fields change, so that `If-Match` stays true. `changed_in` (the writing
    transaction) and `changed_at` move with every write, figures included; a database trigger sets them (see
    `crm.stamps`), so that no write path can forget them. Phones follow `changed_in`, integrations `changed_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_in = models.BigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def change(self, **fields: Any) -> Self:
        """Write only the fields that differ and move the version; the row must be locked by the caller."""
        changed = [name for name, value in fields.items() if getattr(self, name) != value]
        if changed:
            for name in changed:
                setattr(self, name, fields[name])
            self.touch(*changed)
        return self

    def touch(self, *fields: str) -> None:
        """Move the version: `fields` were changed, or rows that are shown as a part of this one."""
        self.version += 1
        self.updated_at = timezone.now()
        self.save(update_fields=[*fields, "version", "updated_at"])
