"""Where a customer stands on the way from hearing of us to bringing others (row 39), and what a prospect believes (row 40)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from uuid6 import uuid7

from accounts.models.account import Account, hanging_on_visible_accounts
from accounts.models.trade import Order, Product
from crm.models import Record, Role, User


class Stage(models.TextChoices):
    REACHED = "reached", "获知"
    SCREENING = "screening", "筛选"
    PURCHASE = "purchase", "购买"
    DONE = "done", "完成"
    REPURCHASE = "repurchase", "再次购买"
    LOYAL = "loyal", "忠诚推荐"
    LOST = "lost", "流失"
    WON_BACK = "won_back", "挽回"


class Belief(models.TextChoices):
    UNAWARE = "unaware", "不了解"
    FEARS_TRICK = "fears_trick", "怕上当"
    DISTANT = "distant", "保持距离"
    INTERESTED = "interested", "感兴趣"
    TORN = "torn", "左右为难"
    HALF_BELIEVING = "half_believing", "半信半疑"
    TRYING = "trying", "姑且一试"
    REPURCHASE = "repurchase", "再次购买"


class Arrival(models.TextChoices):
    REFERRAL = "referral", "熟人介绍"
    ADVERTISING = "advertising", "广告"
    WORD_OF_MOUTH = "word_of_mouth", "口碑"
    VISIT = "visit", "上门拜访"


class JourneyQuerySet(models.QuerySet["Journey"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class Journey(Record):
    """Where one customer stands: what the facts say, what a person set against them, and the belief that somebody judged.

    The columns under "figures" are computed by `accounts.journey`; they move neither `version` nor `updated_at`.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="journey")
    arrival = models.CharField(max_length=14, choices=Arrival, null=True, blank=True, help_text="How the customer came to us.")
    referred_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals")

    set_stage = models.CharField(max_length=12, choices=Stage, null=True, blank=True)
    set_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(null=True, blank=True)
    set_reason = models.CharField(max_length=300, blank=True, default="")

    belief = models.CharField(max_length=14, choices=Belief, null=True, blank=True)
    belief_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    belief_at = models.DateTimeField(null=True, blank=True)
    belief_evidence = models.CharField(max_length=300, blank=True, default="")

    # figures
    computed_stage = models.CharField(max_length=12, choices=Stage, null=True, editable=False)
    computed_since = models.DateField(null=True, editable=False)
    parts = models.JSONField(default=dict, editable=False, help_text="The facts behind the computed stage.")

    objects = JourneyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-computed_since", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="journey_set_stage_has_reason",
                condition=Q(set_stage__isnull=True) | (Q(set_at__isnull=False) & ~Q(set_reason="")),
                violation_error_message="Who sets a stage says why.",
            ),
            models.CheckConstraint(
                name="journey_belief_has_evidence",
                condition=Q(belief__isnull=True) | (Q(belief_at__isnull=False) & ~Q(belief_evidence="")),
                violation_error_message="A belief needs what the customer said or did.",
            ),
            models.CheckConstraint(
                name="journey_is_not_referred_by_itself", condition=Q(referred_by__isnull=True) | ~Q(referred_by=F("account"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["computed_stage", "-computed_since", "-id"], name="journey_stage"),
            models.Index(fields=["set_stage"], condition=Q(set_stage__isnull=False), name="journey_set_stage"),
            models.Index(fields=["changed_in", "id"], name="journey_change"),
        ]


class StageChangeQuerySet(models.QuerySet["StageChange"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class StageChange(models.Model):
    """One step on either ladder, with its day and what showed it. Nothing here is ever changed."""

    class Ladder(models.TextChoices):
        JOURNEY = "journey", "旅程"
        BELIEF = "belief", "信任阶梯"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_changes", db_index=False)
    ladder = models.CharField(max_length=8, choices=Ladder)
    from_stage = models.CharField(max_length=14, null=True)
    to_stage = models.CharField(max_length=14, null=True, help_text="Null: a person took the stage that was set back.")
    is_computed = models.BooleanField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    evidence = models.CharField(max_length=300, blank=True, default="")
    parts = models.JSONField(default=dict)

    objects = StageChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["account", "-at", "-id"], name="stage_change_account")]


class TrialOfferQuerySet(models.QuerySet["TrialOffer"]):
    def visible_to(self, user: User) -> Self:
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)


class TrialOffer(Record):
    """A trial pack or a short free cover, with the window in which an order counts as its fruit (row 40)."""

    class State(models.TextChoices):
        OPEN = "open", "试用中"
        CONVERTED = "converted", "已转化"
        EXPIRED = "expired", "已过期"
        DECLINED = "declined", "已谢绝"

    # db_index=False: an index named below begins with it
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trial_offers", db_index=False)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=300)
    offered_on = models.DateField()
    ends_on = models.DateField(help_text="The last day on which an order counts.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()

    objects = TrialOfferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-offered_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="trial_offer_window_is_forward",
                condition=Q(ends_on__gte=F("offered_on")),
                violation_error_message="The window ends after it begins.",
            ),
            models.CheckConstraint(
                name="trial_offer_settled_has_day",
                condition=Q(state="open", settled_on__isnull=True) | (~Q(state="open") & Q(settled_on__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-offered_on"], name="trial_offer_account"),
            models.Index(fields=["ends_on"], condition=Q(state="open"), name="trial_offer_open"),
            models.Index(fields=["changed_in", "id"], name="trial_offer_change"),
        ]
