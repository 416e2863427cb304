"""Two accounts that were one: the merge, and what looks like one still to be made."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account
from crm.models import Record, User


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(kept__in=Account.objects.visible_to(user))


class Merge(Record):
    """`lost` went into `kept`. Its id is the batch under which the history keeps what it moved, so that it can be undone."""

    kept = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="merges")
    lost = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken = ArrayField(models.CharField(max_length=40), default=list, help_text="Fields taken over from the lost account.")
    moved = models.JSONField(default=dict, help_text="Rows moved, by table.")
    left = models.JSONField(default=dict, help_text="Rows that stay with the lost account, by table: the kept one has its own.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lost"], condition=Q(undone_at__isnull=True), name="merge_once"),
            models.CheckConstraint(name="merge_joins_two_accounts", condition=~Q(kept=F("lost"))),
        ]


class IdentityKey(models.Model):
    """What an account may be known by, in the form in which it is compared; written by `accounts.duplicates` alone."""

    class Kind(models.TextChoices):
        PHONE = "phone", "电话"
        NAME = "name", "名称"
        SOUND = "sound", "读音"
        PLACE = "place", "位置"

    pk = models.CompositePrimaryKey("account_id", "kind", "value")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False, related_name="identity_keys")
    kind = models.CharField(max_length=5, choices=Kind)
    value = models.CharField(max_length=400, db_collation="C")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "value", "account"], name="identity_key_value")]


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> Self:
        """Both accounts, so that nobody hears of one that is not theirs to see."""
        seen = Account.objects.visible_to(user)
        return self if Account.objects.all().sees_all(user) else self.filter(first__in=seen, second__in=seen)

    def open(self) -> Self:
        return self.filter(state=DuplicatePair.State.OPEN)


class DuplicatePair(models.Model):
    """Two accounts that look alike, and what somebody decided about them; `first` has the smaller id."""

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        DIFFERENT = "different", "不是重复"
        MERGED = "merged", "已合并"

    id = models.UUIDField(primary_key=True, editable=False)
    first = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100.")
    reasons = ArrayField(models.CharField(max_length=5), help_text="phone, name, sound, place")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-score", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))),
        ]
        indexes: ClassVar = [
            models.Index(F("score").desc(), F("id").desc(), condition=Q(state="open"), name="duplicate_pair_open"),
        ]


class DuplicateScan(models.Model):
    """How far the history has been read for changes of names, phones and places. One row."""

    seen_to = models.BigIntegerField(default=0, help_text="Change number below which everything was looked at.")
    at = models.DateTimeField(null=True)
