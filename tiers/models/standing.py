"""Where each account stands, and an append-only history of its tier (rows 7, 68)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account, TierName
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, Team, User
from tiers.models.policy import TierPolicy


class Standing(models.Model):
    """Where an account stood at its last review: the numbers behind the tier, so that "why" is one read.

    `rank` counts the peers that hold at least as much, where peers are the rated accounts of the same team and currency with a
    positive value. `computed` is the tier the rules give, kept also while an override holds; `months_beyond` the successive
    month ends outside the band. Rewritten every night, hence no index but the key.
    """

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    policy = models.ForeignKey(TierPolicy, on_delete=models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    computed = models.CharField(max_length=10, choices=TierName, null=True)
    computed_since = models.DateField(null=True)
    candidate = models.CharField(
        max_length=10, choices=TierName, null=True, help_text="What the bare cuts say, without hysteresis."
    )
    value = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    rank = models.PositiveIntegerField(null=True)
    peers = models.PositiveIntegerField(default=0)
    points = models.DecimalField(
        max_digits=7, decimal_places=4, null=True, help_text="Of a composite score, 0 to 100; null when ranked by value."
    )
    parts = models.JSONField(null=True, help_text="Of a composite score: value, loyalty, potential, each 0 to 1 or null.")
    months_beyond = models.PositiveSmallIntegerField(default=0)
    last_month_end = models.DateField(null=True, help_text="The month end last counted towards grace.")
    rated_from = models.DateField(null=True, help_text="While not yet rated: the day from which it will be.")
    last_fault_on = models.DateField(null=True, help_text="Day of the last complaint that we caused: no demotion for a while.")
    reason = models.CharField(
        max_length=30, help_text="Code of the rule that decided, such as promoted, held_by_band, not_yet_rated."
    )


class TierAssignmentQuerySet(models.QuerySet["TierAssignment"]):
    def visible_to(self, user: User) -> Self:
        """The numbers behind a tier are sales: none for a service agent."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class TierAssignment(models.Model):
    """One change of tier, with the numbers that explain it. Append-only."""

    class Kind(models.TextChoices):
        COMPUTED = "computed", "按规则"
        OVERRIDE = "override", "人工"
        EXPIRED = "expired", "人工到期"

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tier_assignments", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.CharField(max_length=10, choices=TierName, null=True)
    after = models.CharField(max_length=10, choices=TierName, null=True)
    as_of = models.DateField()
    policy = models.ForeignKey(TierPolicy, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=300)
    numbers = models.JSONField(default=dict, help_text="value, currency, rank, peers, rank_share, cuts, months_beyond")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_in = models.BigIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now_add=True)

    objects = TierAssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(F("account"), F("as_of").desc(), F("id").desc(), name="tier_assignment_account"),
            models.Index(F("at").desc(), F("id").desc(), name="tier_assignment_time"),
            models.Index(fields=["as_of"], name="tier_assignment_day"),
        ]


class TierOverride(Record):
    """A person's tier instead of the computed one, with reason, author, approver and an end."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tier_overrides")
    tier = models.CharField(max_length=10, choices=TierName)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at__isnull=True), name="tier_override_one_at_a_time"),
            models.CheckConstraint(name="tier_override_expires_after_start", condition=Q(expires_on__gt=F("since"))),
            models.CheckConstraint(name="tier_override_gives_a_reason", condition=Q(reason__regex=r"^.{10,}$")),
        ]


class ReviewRun(models.Model):
    """One tier review: for which day, under which policy, what it did."""

    as_of = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(TierPolicy, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    seen_through = models.BigIntegerField(
        null=True, help_text="Orders written by transactions before this one are in the figures; see `changed_in`."
    )
    curves = models.JSONField(
        default=list, help_text="How much the first accounts hold, by currency: accounts, value, points [accounts, value]."
    )

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        indexes: ClassVar = [models.Index("team", F("as_of").desc(), F("id").desc(), name="review_run_team_day")]
