"""What speaks for the loyalty of an account beside its orders: promotions it withstood, referrals, help (row 10)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from accounts.models.account import hanging_on_visible_accounts
from crm.models import Record, Role, User


class EvidenceQuerySet(models.QuerySet["LoyaltyEvidence"]):
    def visible_to(self, user: User) -> Self:
        """What a rival offers and who recommended whom is our own knowledge: none for a service agent."""
        return self.none() if user.role == Role.SERVICE_AGENT else hanging_on_visible_accounts(self, user)

    def standing(self) -> Self:
        """Without what was taken back."""
        return self.filter(voided_at__isnull=True)


class LoyaltyEvidence(Record):
    """One thing that happened and speaks for or against the loyalty of an account. Taken back by `voided_at`, never deleted.

    A referral is one row whose `kind` moves on as it bears fruit, `about` is the account it led to; `on` is the day of the
    present kind. The share that was kept under a competitor's promotion is computed from the orders, never typed in.
    """

    class Mark(models.TextChoices):
        IMMUNITY = "immunity", "不为竞品促销所动"
        ADVOCACY = "advocacy", "主动推荐"
        HELPING = "helping", "协助销售"

    class Kind(models.TextChoices):
        COMPETITOR_PROMOTION = "competitor_promotion", "竞品促销"
        OFFER_REFUSED = "offer_refused", "拒绝竞品报价"
        LINE_LOST = "line_lost", "品类流失"
        RECOMMENDS = "recommends", "愿意推荐（9-10 分）"
        CONTACT_GIVEN = "contact_given", "提供联系人"
        MEETING_HELD = "meeting_held", "促成会面"
        BECAME_CUSTOMER = "became_customer", "转介成交"
        REFERENCE_CALL = "reference_call", "参考电话"
        TESTIMONIAL = "testimonial", "客户证言"
        HOSTED_VISIT = "hosted_visit", "接待参观"
        INTRODUCTION = "introduction", "引见决策人"

    KINDS: ClassVar[dict[str, tuple[str, ...]]] = {
        Mark.IMMUNITY: (Kind.COMPETITOR_PROMOTION, Kind.OFFER_REFUSED, Kind.LINE_LOST),
        Mark.ADVOCACY: (Kind.RECOMMENDS, Kind.CONTACT_GIVEN, Kind.MEETING_HELD, Kind.BECAME_CUSTOMER),
        Mark.HELPING: (Kind.REFERENCE_CALL, Kind.TESTIMONIAL, Kind.HOSTED_VISIT, Kind.INTRODUCTION),
    }
    #: The stages of a referral, in their order.
    REFERRAL: ClassVar[tuple[str, ...]] = (Kind.CONTACT_GIVEN, Kind.MEETING_HELD, Kind.BECAME_CUSTOMER)

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="loyalty_evidence", db_index=False)
    mark = models.CharField(max_length=10, choices=Mark)
    kind = models.CharField(max_length=24, choices=Kind)
    on = models.DateField()
    about = models.ForeignKey(
        Account,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="referred_by",
        help_text="The account that was referred.",
    )
    competitor = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)
    subject = models.UUIDField(null=True, blank=True, help_text="The visit or touchpoint where it was learnt.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # figures of a promotion, found in the orders by the night
    orders_under = models.PositiveIntegerField(null=True, editable=False, help_text="Order days in the 30 days under it.")
    orders_expected = models.FloatField(null=True, editable=False, help_text="Order days that were usual in such 30 days.")
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_because = models.CharField(max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="loyalty_evidence_kind_fits_mark",
                condition=Q(mark="immunity", kind__in=["competitor_promotion", "offer_refused", "line_lost"])
                | Q(mark="advocacy", kind__in=["recommends", "contact_given", "meeting_held", "became_customer"])
                | Q(mark="helping", kind__in=["reference_call", "testimonial", "hosted_visit", "introduction"]),
            ),
            models.CheckConstraint(
                name="loyalty_evidence_not_about_itself", condition=Q(about__isnull=True) | ~Q(about=F("account"))
            ),
            models.CheckConstraint(
                name="loyalty_evidence_voided_with_reason", condition=Q(voided_at__isnull=True) | ~Q(voided_because="")
            ),
            models.UniqueConstraint(
                fields=["account", "about"],
                condition=Q(about__isnull=False, mark="advocacy", voided_at__isnull=True),
                name="loyalty_evidence_one_referral_of_an_account",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("on").desc(), F("id").desc(), name="loyalty_evidence_account"),
            models.Index(F("on").desc(), F("id").desc(), name="loyalty_evidence_day"),
        ]
