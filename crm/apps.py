"""The app that the others stand on."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm import checks, lookups  # noqa: F401  register themselves

        post_migrate.connect(_renew_tracking, sender=self, dispatch_uid="crm.history")


def _renew_tracking(**_: Any) -> None:
    """Tables may have got or lost columns."""
    from crm.history.tracking import renew_tracking

    renew_tracking()
