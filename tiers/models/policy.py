"""The versioned rules by which accounts are tiered (rows 7, 68)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from crm.models import Record, User
from tiers.hysteresis import Patience
from tiers.scoring import Cuts
from tiers.scoring import Method as CutMethod
from tiers.service_policy import TABLES, ServicePolicy, service_for
from tiers.soundness import amounts


def usual_weights() -> dict[str, int]:
    """Judgement, not a fit: what each mark of loyalty weighs (row 10)."""
    return {"repurchase": 30, "retention": 25, "immunity": 20, "advocacy": 15, "helping": 10}


def usual_score_weights() -> dict[str, int]:
    """What value, loyalty and potential weigh in a composite score; judgement too."""
    return {"value": 60, "loyalty": 25, "potential": 15}


def usual_visit_minutes() -> dict[str, int]:
    return {"vip": 45, "gold": 40, "key": 30, "ordinary": 20, "unrated": 20}


def usual_complaint_hours() -> dict[str, int]:
    return {"vip": 8, "gold": 24, "key": 48, "ordinary": 72}


def usual_goodwill_limits() -> dict[str, str]:
    return {"vip": "1000", "gold": "500", "key": "300", "ordinary": "100"}


def usual_approvers() -> dict[str, str]:
    return {"vip": "admin", "gold": "lead", "key": "lead", "ordinary": "lead"}


def usual_playbooks() -> dict[str, dict[str, object]]:
    """Different customers need different skill and strategy (row 15): words of one's own, and what must be known first."""
    return {
        "vip": {"text": "", "required": ["contact", "phone", "personality", "need", "preference"]},
        "gold": {"text": "", "required": ["contact", "phone", "need", "preference"]},
        "key": {"text": "", "required": ["contact", "phone", "need"]},
        "ordinary": {"text": "", "required": ["phone"]},
    }


class TierPolicyQuerySet(models.QuerySet["TierPolicy"]):
    def in_force_on(self, day: date) -> Self:
        """The published versions that hold on `day`, newest first."""
        return self.filter(status=TierPolicy.Status.PUBLISHED, effective_on__lte=day).order_by("-effective_on", "-number")


class TierPolicy(Record):
    """One version of the rules by which accounts are tiered; a published one never changes.

    `shares` are the top shares down to each line, cumulative: vip the first 1 %, gold from there down to 5 %, key down to 20 %,
    the rest ordinary. `floors` are optional minimum values in money; `thresholds` replace the shares under method `absolute`.
    `score` says what the accounts are ranked by: net sales, or `score_weights` of value, loyalty and potential.
    The service policy hangs on the tier (rows 7, 15): `intervals_days` is the visit rhythm and `visit_minutes` what a visit takes
    with its way, `complaint_hours` the complaint clock, `goodwill_limits` and `approvers` what may be given and who agrees to
    more, `target_levels` the service level aimed at (row 9), `playbooks` how to approach them and what must be known first.
    What services a tier gets stands in the service catalogue.
    `margin_rate`, `discount_rate` (a year) and `horizon_years` make an equity of expected sales (row 46); `loyalty_weights` the
    index of its marks (row 10).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    class Method(models.TextChoices):
        PERCENTILE = "percentile", "按比例"
        ABSOLUTE = "absolute", "按金额"

    class Score(models.TextChoices):
        VALUE = "value", "12 个月净销售额"
        COMPOSITE = "composite", "价值、忠诚与潜力"

    class Approver(models.TextChoices):
        LEAD = "lead", "销售主管"
        ADMIN = "admin", "管理员"

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=100)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    effective_on = models.DateField()
    score = models.CharField(max_length=10, choices=Score, default=Score.VALUE)
    method = models.CharField(max_length=10, choices=Method, default=Method.PERCENTILE)
    shares = models.JSONField(default=dict, help_text='{"vip": "0.01", "gold": "0.05", "key": "0.20"}')
    thresholds = models.JSONField(default=dict, blank=True, help_text='{"vip": "500000.00", …} for method absolute')
    floors = models.JSONField(default=dict, blank=True)
    enter_factor = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("0.90"))
    leave_factor = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("1.30"))
    grace_months = models.PositiveSmallIntegerField(default=2)
    minimum_age_days = models.PositiveSmallIntegerField(default=180)
    protection_days = models.PositiveSmallIntegerField(
        default=90, help_text="No demotion so long after a complaint that we caused."
    )
    intervals_days = models.JSONField(default=dict, help_text='{"vip": 7, "gold": 14, "key": 28, "ordinary": 56, "unrated": 28}')
    target_levels = models.JSONField(default=dict, help_text="Service level 1-4 aimed at, per tier (row 9).")
    score_weights = models.JSONField(default=usual_score_weights)
    visit_minutes = models.JSONField(default=usual_visit_minutes, help_text="What a visit takes, with its way.")
    complaint_hours = models.JSONField(default=usual_complaint_hours, help_text="Within which a complaint is to be settled.")
    goodwill_limits = models.JSONField(default=usual_goodwill_limits, help_text="In the account's currency, without asking.")
    approvers = models.JSONField(default=usual_approvers, help_text="Who agrees beyond the limit: lead or admin.")
    playbooks = models.JSONField(default=usual_playbooks, help_text='{"vip": {"text": "…", "required": ["contact", …]}, …}')
    margin_rate = models.DecimalField(
        max_digits=4, decimal_places=3, default=Decimal("0.300"), help_text="Part of sales that is kept."
    )
    discount_rate = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.150"), help_text="A year's.")
    horizon_years = models.PositiveSmallIntegerField(default=3)
    loyalty_weights = models.JSONField(default=usual_weights)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = TierPolicyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="tier_policy_published_has_time",
                condition=Q(status="draft", published_at__isnull=True) | Q(status="published", published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    def cuts(self) -> Cuts:
        """The lines of this version, as `tiers.scoring` reads them."""
        method = CutMethod(self.method)
        lines = self.shares if method == CutMethod.PERCENTILE else self.thresholds
        return Cuts(method, amounts(lines) or {}, self.enter_factor, self.leave_factor, amounts(self.floors) or {})

    def patience(self) -> Patience:
        """How slowly this version lets a tier change, as `tiers.hysteresis` reads it."""
        return Patience(self.grace_months, self.minimum_age_days, self.protection_days)

    def service(self, tier: str | None) -> ServicePolicy:
        """How a customer of `tier` is served under this version."""
        return service_for(tier, {name: getattr(self, name) for name in TABLES})
