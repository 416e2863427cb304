"""Even territories: what a run proposed, what the lead made of each move, and whose customer stays whose (row 16)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from crm.models import Record, Role, Team, User

READERS = (Role.LEAD, Role.ADMIN, Role.ANALYST, Role.INTEGRATION)


def _teams_led(rows: models.QuerySet[models.Model], user: User, path: str) -> models.QuerySet[models.Model]:
    """Who has too much is the lead's to see and to decide; managers hear of a customer when it is theirs."""
    if not user.is_active or user.role not in READERS:
        return rows.none()
    return rows if user.reach is None else rows.filter(**{f"{path}__in": user.reach})


class BalanceQuerySet(models.QuerySet["Balance"]):
    def visible_to(self, user: User) -> Self:
        return _teams_led(self, user, "team_id")  # type: ignore[return-value]


class Balance(Record):
    """One run over a team. A later run of the same team puts it away, with what was not decided."""

    # db_index=False: an index named below begins with it
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="balances", db_index=False)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    day = models.DateField(help_text="The business day whose rhythms and owners it saw.")
    most_moves = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(500)])
    tolerance_percent = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(50)])
    mean_minutes = models.FloatField(editable=False)
    loads = models.JSONField(default=list, editable=False, help_text="Minutes and customers of each manager, before and after.")
    without_place = models.PositiveIntegerField(default=0, editable=False, help_text="Customers that count and cannot be moved.")
    without_rhythm = models.PositiveIntegerField(default=0, editable=False, help_text="Customers that take no planned time.")
    archived_at = models.DateTimeField(null=True, blank=True, help_text="When a later run took its place.")

    objects = BalanceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team"], condition=Q(archived_at__isnull=True), name="balance_one_of_a_team"),
        ]
        indexes: ClassVar = [
            models.Index(F("team"), F("created_at").desc(), name="balance_team"),
            models.Index(fields=["changed_in", "id"], name="balance_change"),
        ]


class BalanceMoveQuerySet(models.QuerySet["BalanceMove"]):
    def visible_to(self, user: User) -> Self:
        return _teams_led(self, user, "balance__team_id")  # type: ignore[return-value]


class BalanceMove(Record):
    """One customer proposed to another manager. Nothing moves until a lead accepts it."""

    class State(models.TextChoices):
        OPEN = "open", "待决定"
        ACCEPTED = "accepted", "已接受"
        DECLINED = "declined", "已拒绝"
        STALE = "stale", "已过时"

    # db_index=False: an index named below begins with it
    balance = models.ForeignKey(Balance, on_delete=models.CASCADE, related_name="moves", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="In the order in which they help.")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="balance_moves")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    minutes = models.FloatField(help_text="Work in four weeks that goes with the customer.")
    way_before = models.FloatField(help_text="Minutes from the middle of the giver's customers.")
    way_after = models.FloatField(help_text="Minutes from the middle of the taker's customers.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was declined.")

    objects = BalanceMoveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["balance", "account"], name="balance_moves_an_account_once"),
            models.CheckConstraint(name="balance_move_has_two_people", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(name="balance_move_decided_has_time", condition=Q(state="open") | Q(decided_at__isnull=False)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["balance", "position", "id"], name="balance_move_order"),
            models.Index(fields=["changed_in", "id"], name="balance_move_change"),
        ]


class OwnerLockQuerySet(models.QuerySet["OwnerLock"]):
    def visible_to(self, user: User) -> Self:
        return _teams_led(self, user, "account__team_id")  # type: ignore[return-value]

    def in_force(self) -> Self:
        return self.filter(archived_at__isnull=True)


class OwnerLock(Record):
    """This customer stays with its manager, whatever the loads say; a lead may still hand it over by name."""

    # db_index=False: the unique index below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="owner_locks", db_index=False)
    reason = models.CharField(max_length=200)
    locked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="When it was lifted.")

    objects = OwnerLockQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(archived_at__isnull=True), name="owner_lock_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="owner_lock_change")]
