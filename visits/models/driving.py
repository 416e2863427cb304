"""How a manager drives: the rule of the day, what was learned of the roads, and the ways that an engine has measured."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from accounts.models import Territory
from crm.models import Record, User


class DayRuleQuerySet(models.QuerySet["DayRule"]):
    def visible_to(self, user: User) -> Self:
        """One's own: a phone plans its owner's day; a lead asks `/day-plans/rule/`."""
        return self.filter(manager=user)


class DayRule(Record):
    """A manager's own choice; without a row customers with an order come first (row 20)."""

    manager = models.OneToOneField(User, on_delete=models.CASCADE, related_name="day_rule")
    orders_first = models.BooleanField(default=True)

    objects = DayRuleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="day_rule_change")]


class TravelPace(models.Model):
    """What the visits of a territory taught about its roads: the way against the straight line, and the speed on it.

    `hops` are the ways between two visits that the speed rests on, `measured` the pairs whose way an engine knows and that the
    detour rests on; 0: there the usual figure stands.
    """

    # db_index=False: the constraint below begins with it
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="paces", db_index=False)
    is_rural = models.BooleanField()
    detour_percent = models.PositiveSmallIntegerField()
    kmh = models.PositiveSmallIntegerField()
    hops = models.PositiveIntegerField()
    measured = models.PositiveIntegerField(default=0)
    learned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["territory", "is_rural"], name="travel_pace_once")]


class TravelLeg(models.Model):
    """The way between two points as an engine measured it; the points in hundred thousandths of a degree (about a metre)."""

    engine = models.CharField(max_length=20)
    profile = models.CharField(max_length=20)
    from_latitude = models.IntegerField()
    from_longitude = models.IntegerField()
    to_latitude = models.IntegerField()
    to_longitude = models.IntegerField()
    metres = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["engine", "profile", "from_latitude", "from_longitude", "to_latitude", "to_longitude"],
                name="travel_leg_once",
            ),
        ]
