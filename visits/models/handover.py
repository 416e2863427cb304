"""Handing accounts from one manager to another: the hand-over, its accounts with their dossiers, joint visits (rows 16, 18)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, Team, User


def first_joint_visits() -> dict[str, int]:
    """Our own starting point; the source asks for joint visits and gives no number."""
    return {"vip": 2, "gold": 2, "key": 1, "ordinary": 0, "unrated": 0}


class HandoverPolicy(Record):
    """What a team asks of a hand-over. A team without a row has these numbers as they stand here."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="handover_policy")
    joint_visits = models.JSONField(default=first_joint_visits, help_text="By tier: visits of both managers before it is signed.")
    complete_percent = models.PositiveSmallIntegerField(
        default=70, validators=[MaxValueValidator(100)], help_text="A file below this has a gap (row 16)."
    )
    settling_days = models.PositiveSmallIntegerField(
        default=56,
        validators=[MaxValueValidator(365)],
        help_text="So long after the change customers are seen more often (row 18).",
    )
    settling_percent = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(10), MaxValueValidator(100)], help_text="Of the usual days between two visits."
    )
    fall_percent = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(5), MaxValueValidator(95)],
        help_text="Orders that fell by so much after a change of manager are to be explained (row 19).",
    )  # fmt: skip
    watch_days = models.PositiveSmallIntegerField(
        default=120,
        validators=[MinValueValidator(28), MaxValueValidator(365)],
        help_text="So long after the change orders are watched.",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="handover_settling_is_more_often", condition=Q(settling_percent__gte=10, settling_percent__lte=100)
            ),
        ]


READERS = (Role.MANAGER, Role.LEAD, Role.ADMIN, Role.ANALYST, Role.INTEGRATION)


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User) -> Self:
        """A manager's own, given or taken; for the others those of the teams within reach."""
        if not user.is_authenticated or not user.is_active or user.role not in READERS:
            return self.none()
        if user.role == Role.MANAGER:
            return self.filter(Q(giver=user) | Q(taker=user))
        return self if user.reach is None else self.filter(team_id__in=user.reach)

    def running(self) -> Self:
        return self.filter(state__in=Handover.RUNNING)


class Handover(Record):
    """One or many accounts on their way from `giver` to `taker`.

    Opened by the lead, signed by giver and taker in any order; with the second signature the accounts become the taker's, and
    the lead's signature closes it. `archived_at` is set when it is over, so that it leaves the phones.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", "准备中"
        MOVING = "moving", "转移中"
        MOVED = "moved", "已转移"
        CLOSED = "closed", "已完成"
        CANCELLED = "cancelled", "已取消"

    RUNNING = (State.PREPARING, State.MOVING, State.MOVED)

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="handovers", db_index=False)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_given")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_taken")
    reason = models.CharField(max_length=200)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True, help_text="By when both should have signed.")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    giver_signed_at = models.DateTimeField(null=True, blank=True)
    giver_signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The lead where the giver does not work here any more.",
    )  # fmt: skip
    giver_note = models.CharField(max_length=500, blank=True, default="")
    taker_signed_at = models.DateTimeField(null=True, blank=True)
    taker_note = models.CharField(max_length=500, blank=True, default="")
    lead_signed_at = models.DateTimeField(null=True, blank=True)
    lead_signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lead_note = models.CharField(max_length=500, blank=True, default="")
    accounts_total = models.PositiveIntegerField(default=0)
    accounts_ready = models.PositiveIntegerField(default=0, editable=False, help_text="With a dossier.")
    accounts_moved = models.PositiveIntegerField(default=0, editable=False)
    accounts_refused = models.PositiveIntegerField(default=0, editable=False, help_text="Were no longer the giver's, or put away.")
    gaps = models.JSONField(default=dict, editable=False, help_text="How many accounts have each gap, by its name.")
    moved_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="handover_has_two_people",
                condition=~Q(giver=F("taker")),
                violation_error_message="Giver and taker are two people.",
            ),
            models.CheckConstraint(
                name="handover_moves_when_both_signed",
                condition=Q(state__in=("preparing", "cancelled")) | Q(giver_signed_at__isnull=False, taker_signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_closed_by_the_lead",
                condition=~Q(state="closed") | Q(lead_signed_at__isnull=False, moved_at__isnull=False),
            ),
            models.CheckConstraint(name="handover_cancelled_says_why", condition=~Q(state="cancelled") | ~Q(cancel_reason="")),
        ]
        indexes: ClassVar = [
            models.Index("team", F("opened_at").desc(), F("id").desc(), name="handover_team"),
            models.Index(F("opened_at").desc(), F("id").desc(), name="handover_time"),
            models.Index(fields=["changed_in", "id"], name="handover_change"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def has_dossiers_to_write(self) -> bool:
        """Not while the accounts move, and no more once it is over: a dossier is history then."""
        return self.state in (self.State.PREPARING, self.State.MOVED)

    @property
    def is_over(self) -> bool:
        return self.state not in self.RUNNING


class HandoverAccountQuerySet(models.QuerySet["HandoverAccount"]):
    def visible_to(self, user: User) -> Self:
        """Of the hand-overs that one sees; the giver reads the dossiers until the lead has signed."""
        rows = hanging_on_visible_accounts(self, user).filter(handover__in=Handover.objects.visible_to(user))
        return rows.exclude(handover__giver=user, handover__state=Handover.State.CLOSED) if user.role == Role.MANAGER else rows


class HandoverAccount(Record):
    """One account of a hand-over, with its dossier as it stood at `dossier_at` and the gaps that it names."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="handovers")
    position = models.PositiveIntegerField(help_text="The most valuable first.")
    is_open = models.BooleanField(
        default=True, editable=False, help_text="Until the hand-over is over: an account is in one at a time."
    )
    dossier = models.JSONField(default=dict, editable=False)
    dossier_at = models.DateTimeField(null=True, editable=False)
    completeness = models.PositiveSmallIntegerField(null=True, editable=False, help_text="Percent of the file.")
    gaps = models.JSONField(default=list, editable=False)
    joint_required = models.PositiveSmallIntegerField(default=0, editable=False)
    joint_done = models.PositiveSmallIntegerField(default=0, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    refused = models.CharField(max_length=30, blank=True, default="", editable=False, help_text="Why it did not move; a code.")
    settling_since = models.DateField(null=True, editable=False)
    settling_until = models.DateField(null=True, editable=False, help_text="Seen more often up to this day (row 18).")
    settling_percent = models.PositiveSmallIntegerField(default=100, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = HandoverAccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["handover_id", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "position"], name="handover_account_place_once"),
            models.UniqueConstraint(fields=["account"], condition=Q(is_open=True), name="handover_account_in_one_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["account", "settling_until"], condition=Q(settling_until__isnull=False), name="handover_account_settling"
            ),
            models.Index(fields=["changed_in", "id"], name="handover_account_change"),
        ]

    def gap(self, code: str) -> dict[str, Any] | None:
        return next((gap for gap in self.gaps if gap["code"] == code), None)


class JointVisitQuerySet(models.QuerySet["JointVisit"]):
    def visible_to(self, user: User) -> Self:
        return hanging_on_visible_accounts(self, user).filter(handover__in=Handover.objects.visible_to(user))


class JointVisit(Record):
    """Former and new manager at the customer's together: planned, then done with what the new one learned (row 16)."""

    class State(models.TextChoices):
        PLANNED = "planned", "已计划"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="joint_visits")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="joint_visits")
    planned_on = models.DateField()
    planned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    learned = models.CharField(
        max_length=500, blank=True, default="", help_text="Character, how to get on with them, what to know."
    )

    objects = JointVisitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["planned_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="joint_visit_done_has_day",
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                violation_error_message="A joint visit that was made needs its day.",
            ),
            models.UniqueConstraint(
                fields=["handover", "account", "done_on"], condition=Q(state="done"), name="joint_visit_once_a_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["changed_in", "id"], name="joint_visit_change")]
