"""A route is an ordered list of stops, grouped by street in a dense town and by village in the country (row 17)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Account, Territory
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, Team, User


class RouteQuerySet(models.QuerySet["Route"]):
    def visible_to(self, user: User) -> Self:
        if not user.is_active or user.role in (Role.DEPARTMENT_LEAD, Role.SERVICE_AGENT):
            return self.none()
        return self if user.reach is None else self.filter(team_id__in=user.reach)

    def active(self) -> Self:
        return self.filter(archived_at__isnull=True)


class Route(Record):
    class GroupBy(models.TextChoices):
        STREET = "street", "街道"
        VILLAGE = "village", "村"

    name = models.CharField(max_length=100)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="routes")
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="routes")
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="routes")
    group_by = models.CharField(max_length=10, choices=GroupBy, default=GroupBy.STREET)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, help_text="Days it is driven, 1 Monday … 7")
    start_latitude = models.FloatField(null=True, blank=True)
    start_longitude = models.FloatField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="route_weekdays_are_days", condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7])),
        ]
        indexes: ClassVar = [
            models.Index(fields=["manager", "name"], name="route_manager"),
            models.Index(fields=["changed_in", "id"], name="route_change"),
        ]

    def __str__(self) -> str:
        return self.name


class RouteStopQuerySet(models.QuerySet["RouteStop"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user).filter(route__in=Route.objects.visible_to(user))


class RouteStop(Record):
    """One account's place on a route. Taken off a route, it is archived, so that phones hear of it."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=100, blank=True, help_text="The street or village it belongs to.")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = RouteStopQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["route_id", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["route", "account"], condition=Q(archived_at__isnull=True), name="route_stop_account_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["route", "position"], name="route_stop_order"),
            models.Index(fields=["changed_in", "id"], name="route_stop_change"),
        ]
