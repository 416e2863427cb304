"""How much stands in each tier, kept as a sum (rows 7, 68)."""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.models import Territory, TierName
from crm.models import Role, Team, User


class TierFigureQuerySet(models.QuerySet["TierFigure"]):
    def visible_to(self, user: User) -> Self:
        """Sums of sales over teams: of one's own teams, and none for who reads no sales figures."""
        if not user.is_authenticated or not user.is_active or user.role in (Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD):
            return self.none()
        return self if user.reach is None else self.filter(team_id__in=user.reach)


class TierFigure(models.Model):
    """What changed in the number and the value of the external accounts of a tier; all rows added up are what there is.

    A trigger on accounts adds a row whenever an account moves or its value does, whichever way it is written. Rows are only ever
    added: a row per tier that everybody updates would make all writers wait for one another. `tiers.actions.figures` folds them
    into few. So a million accounts are counted by reading some thousand rows.
    """

    team = models.ForeignKey(Team, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    owner = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    territory = models.ForeignKey(
        Territory, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    tier = models.CharField(max_length=10, choices=TierName, null=True)
    currency = models.CharField(max_length=3)
    accounts = models.IntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=2)

    objects = TierFigureQuerySet.as_manager()
