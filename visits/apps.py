from collections.abc import Collection
from uuid import UUID

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        from crm.history.undoing import after_undo
        from visits import importing  # noqa: F401 - makes visits known to the import pipeline
        from visits.actions.figures import refresh_visit_figures

        @after_undo("visits_visit")
        def derive_visits(rows: Collection[UUID], accounts: Collection[UUID]) -> None:
            refresh_visit_figures(accounts=accounts)
