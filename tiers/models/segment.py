"""Customers treated alike for a purpose, and what the staff must know of it (rows 8, 42)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.models import Record, Role, Team, User


def usual_brief_roles() -> list[str]:
    """Who meets the customers; the contact centre hears of an offer before they call (row 42)."""
    return [Role.MANAGER, Role.LEAD, Role.SERVICE_AGENT]


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: User) -> Self:
        """The company's own, and those of the teams one works with. The customers in it are another question."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reach = user.reach if user.role != Role.DEPARTMENT_LEAD else ()
        return self if reach is None else self.filter(Q(team__isnull=True) | Q(team_id__in=reach))


class Segment(Record):
    """A rule over the fields of accounts, and the card of row 42: description, strategy, channel, message, presentation.

    `filters` are parameters of the account list, as a saved view keeps them; who is in it is asked each time. What the staff
    must know has a `brief_number`, which moves when they must read it anew.
    """

    class Strategy(models.TextChoices):
        PRICE = "price", "价格优势"
        DIFFERENCE = "difference", "差异化"

    class Channel(models.TextChoices):
        PC = "pc", "电脑"
        MOBILE = "mobile", "手机"
        PHONE = "phone", "电话"
        IN_PERSON = "in_person", "面对面"

    name = models.CharField(max_length=60)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="segments", help_text="Null: the whole company's."
    )
    filters = models.JSONField(default=dict, help_text="Parameters of the account list, as an address carries them.")
    description = models.CharField(max_length=1000, blank=True)
    strategy = models.CharField(max_length=10, choices=Strategy, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    message = models.CharField(max_length=1000, blank=True)
    presentation = models.CharField(max_length=1000, blank=True)
    brief = models.CharField(max_length=3000, blank=True, help_text="What the staff must know before the customers call.")
    brief_roles = ArrayField(models.CharField(max_length=20, choices=Role), default=usual_brief_roles)
    brief_number = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"), "team", condition=Q(archived_at__isnull=True), nulls_distinct=False, name="segment_name_once"
            ),
            models.CheckConstraint(name="segment_has_name", condition=~Q(name="")),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="segment_change")]

    def __str__(self) -> str:
        return self.name


class AcknowledgementQuerySet(models.QuerySet["BriefAcknowledgement"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(segment__in=Segment.objects.visible_to(user))

    def of_person(self, user: User) -> Self:
        """One's own: what a phone needs."""
        return self.filter(person=user)


class BriefAcknowledgement(Record):
    """One person has read one version of a segment's brief."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    brief_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment", "person", "brief_number"], name="brief_acknowledged_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="acknowledgement_change")]
