"""What prepares a manager for the talk: what they were asked and did not know (row 44), whether pressing is allowed (row 34)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Product
from crm.models import Record, Role, Team, User
from visits.models.visit import Visit


class KnowledgeQuerySet(models.QuerySet["KnowledgeEntry"]):
    def visible_to(self, user: User) -> Self:
        """One's own; a lead reads the team's, to train it."""
        if user.role == Role.ADMIN or (user.role == Role.INTEGRATION and user.reach is None):
            return self
        mine = Q(manager=user)
        if user.role in (Role.LEAD, Role.INTEGRATION):
            mine |= Q(manager__team__in=user.reach or ())
        return self.filter(mine)

    def gaps(self) -> Self:
        """Asked, not known, and not learnt since."""
        return self.filter(known=False, learned_at__isnull=True)


class KnowledgeEntry(Record):
    """A question about a product that a customer asked a manager, and whether the answer was known."""

    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="knowledge", db_index=False)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="knowledge")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300)
    known = models.BooleanField()
    answer = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    learned_at = models.DateTimeField(null=True, blank=True)

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="knowledge_is_asked", condition=~Q(question="")),
            models.CheckConstraint(
                name="knowledge_learnt_has_answer", condition=Q(learned_at__isnull=True) | (Q(known=False) & ~Q(answer=""))
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("manager"), F("asked_at").desc(), F("id").desc(), name="knowledge_manager"),
            models.Index(F("asked_at").desc(), F("id").desc(), name="knowledge_asked"),
            models.Index(fields=["changed_in", "id"], name="knowledge_change"),
        ]

    def __str__(self) -> str:
        return self.question


class TalkSwitchQuerySet(models.QuerySet["TalkSwitch"]):
    def visible_to(self, user: User) -> Self:
        return self if user.reach is None else self.filter(team__in=user.reach)


class TalkSwitch(Record):
    """A lead allowed pressure in talks (限时、施压话术), or took it back. Rows are only added: the newest counts, and the list of
    them is the audit. Without a row it is off."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_on = models.BooleanField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = TalkSwitchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(name="talk_switch_says_why", condition=~Q(reason=""))]
        indexes: ClassVar = [
            models.Index(F("team"), F("at").desc(), F("id").desc(), name="talk_switch_team"),
            models.Index(fields=["changed_in", "id"], name="talk_switch_change"),
        ]
