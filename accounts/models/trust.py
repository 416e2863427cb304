"""Trust is built by acts from the first contact on, and lost by one (row 36). It is never a satisfaction."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.contact import Contact
from accounts.models.promise import Promise
from crm.models import Record, User


class TrustEventQuerySet(models.QuerySet["TrustEvent"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user)

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class TrustEvent(Record):
    class Effect(models.TextChoices):
        BUILT = "built", "建立信任"
        BROKE = "broke", "损害信任"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trust_events", db_index=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Word kept or broken."
    )
    effect = models.CharField(max_length=5, choices=Effect)
    act = models.CharField(max_length=300, help_text="What was done: trust is won and lost by deeds.")
    evidence = models.CharField(max_length=500, blank=True, help_text="How we know.")
    people_reached = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many are known to have heard of it; null: only an estimate can be given."
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Written down by mistake: it no longer counts, and stays.")
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")

    objects = TrustEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="trust_event_effect_is_known", condition=Q(effect__in=["built", "broke"])),
            models.CheckConstraint(name="trust_event_names_the_act", condition=~Q(act="")),
            models.CheckConstraint(
                name="trust_event_withdrawn_says_why", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why="")
            ),
            models.UniqueConstraint(fields=["promise"], condition=Q(promise__isnull=False), name="trust_event_once_per_promise"),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("at").desc(), F("id").desc(), name="trust_event_account"),
            models.Index(fields=["changed_in", "id"], name="trust_event_change"),
        ]
