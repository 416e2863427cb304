"""Projects registered by dealers (报备), what is quoted for them, and the price that nobody goes below (row 38)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from accounts.models.account import Account, Welcome, hanging_on_visible_accounts
from accounts.models.trade import Product
from crm.models import Record, Role, Team, User

#: Who reads prices; a service agent reads no sales, a department lead no external accounts.
PRICE_READERS = (Role.MANAGER, Role.LEAD, Role.ADMIN, Role.ANALYST, Role.INTEGRATION)


class ClockTime(Func):
    """The server's clock at this very row, not at the start of the transaction that perhaps waited for a lock."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, user: User) -> Self:
        if user.role not in PRICE_READERS:
            return self.none()
        return hanging_on_visible_accounts(self, user)

    def protected(self, day: date) -> Self:
        """Registrations that stand: open, and their protection has not run out."""
        return self.filter(status=Deal.Status.OPEN, protected_until__gte=day)


class Deal(Record):
    """A project of `account`, registered first by the dealer `registrant`.

    Who is first is a matter of `registered_at`, the server's clock while it holds the lock of the account; `asked_at` is what
    the asking device said and decides nothing.
    """

    class Status(models.TextChoices):
        OPEN = "open", "有效"
        WON = "won", "中标"
        LOST = "lost", "丢单"
        WITHDRAWN = "withdrawn", "已撤回"
        EXPIRED = "expired", "已过期"

    # db_index=False: an index named below begins with each of these two
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deals", db_index=False)
    registrant = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="registered_deals", db_index=False)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False, help_text="The name without what people write differently.")
    name_grams = ArrayField(models.CharField(max_length=4), default=list, editable=False, help_text="For finding similar names.")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    expected_value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    registered_at = models.DateTimeField(db_default=ClockTime(), editable=False)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="What the device said; it does not jump the queue.")
    protected_until = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    close_reason = models.CharField(max_length=300, blank=True, default="")

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-registered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "name_key"], condition=Q(status="open"), name="deal_registered_once"),
            models.CheckConstraint(
                name="deal_status_is_known", condition=Q(status__in=["open", "won", "lost", "withdrawn", "expired"])
            ),
            models.CheckConstraint(name="deal_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(
                name="deal_value_is_positive", condition=Q(expected_value__isnull=True) | Q(expected_value__gt=0)
            ),
            models.CheckConstraint(
                name="deal_closed_has_time",
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                violation_error_message="A closed deal needs its time.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("registered_at").desc(), F("id").desc(), name="deal_account_time"),
            models.Index(F("registrant"), F("registered_at").desc(), name="deal_registrant_time"),
            models.Index(F("registered_at").desc(), F("id").desc(), name="deal_time"),
            models.Index(fields=["protected_until"], condition=Q(status="open"), name="deal_protection"),
            models.Index(fields=["changed_in", "id"], name="deal_change"),
            GinIndex(fields=["name_grams"], condition=Q(status="open"), name="deal_name_grams", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name


class DealProduct(models.Model):
    """What the project is about, as far as it is known."""

    # db_index=False: the constraint below begins with it
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="products", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "product"], name="deal_product_once"),
            models.CheckConstraint(name="deal_quantity_is_positive", condition=Q(quantity__isnull=True) | Q(quantity__gt=0)),
        ]


class FloorPriceQuerySet(models.QuerySet["FloorPrice"]):
    def visible_to(self, user: User) -> Self:
        if user.role not in PRICE_READERS:
            return self.none()
        return self if user.reach is None else self.filter(Q(team__isnull=True) | Q(team__in=user.reach))

    def in_force_on(self, day: date) -> Self:
        """Floors that hold on `day`, the deciding one first: of a project before a product's, of a team before everybody's."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day).order_by(
            F("deal").asc(nulls_last=True), F("team").asc(nulls_last=True), "-valid_from", "-set_at", "-id"
        )


class FloorPrice(Record):
    """The hard floor of a product, or of a product in one project. Append-only: the latest that holds decides, the others
    are the history."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="floors")
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.PROTECT, related_name="floors")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    price = models.DecimalField(max_digits=14, decimal_places=4)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = FloorPriceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-valid_from", "-set_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="floor_price_is_positive", condition=Q(price__gt=0)),
            models.CheckConstraint(name="floor_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(
                name="floor_ends_after_it_starts", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["changed_in", "id"], name="floor_change"),
            models.Index(F("created_at").desc(), F("id").desc(), name="floor_created"),
        ]


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(deal__in=Deal.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(replaced_at__isnull=True)


class Quote(Record):
    """What a dealer offers for a project. A newer one of the same dealer replaces it."""

    # db_index=False: an index named below begins with it
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="quotes", db_index=False)
    dealer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="quotes")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=18, decimal_places=4)
    given_at = models.DateTimeField(help_text="When it was offered.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["deal", "dealer"], condition=Q(replaced_at__isnull=True), name="quote_current_once_per_dealer"
            ),
            models.CheckConstraint(name="quote_total_is_positive", condition=Q(total__gt=0)),
            models.CheckConstraint(name="quote_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]
        indexes: ClassVar = [
            models.Index(F("deal"), F("given_at").desc(), F("id").desc(), name="quote_deal_time"),
            models.Index(F("given_at").desc(), F("id").desc(), name="quote_time"),
            models.Index(fields=["changed_in", "id"], name="quote_change"),
        ]


class QuoteLine(models.Model):
    """One product of a quote, beside what bound its price at that moment."""

    # db_index=False: the constraint below begins with it
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    floor_price = models.ForeignKey(FloorPrice, null=True, on_delete=models.PROTECT, related_name="+")
    first_price = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, help_text="The first registrant's price then, for other dealers."
    )
    fine = models.DecimalField(max_digits=16, decimal_places=2, default=0, help_text="(floor - price) x quantity, to the cent.")

    class Meta:
        ordering: ClassVar = ["quote_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position_once"),
            models.UniqueConstraint(fields=["quote", "product"], name="quote_line_product_once"),
            models.CheckConstraint(name="quote_line_price_is_positive", condition=Q(unit_price__gt=0)),
            models.CheckConstraint(name="quote_line_quantity_is_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="quote_line_fine_is_not_negative", condition=Q(fine__gte=0)),
        ]


class PriceOffenceQuerySet(models.QuerySet["PriceOffence"]):
    def visible_to(self, user: User) -> Self:
        if user.role not in PRICE_READERS:
            return self.none()
        if Account.objects.all().sees_all(user):
            return self
        return self.filter(dealer__in=Account.objects.visible_to(user))

    def counting(self) -> Self:
        """Those that were not waived."""
        return self.filter(waived_at__isnull=True)


class PriceOffence(Record):
    """A quote below a bound that was really given to the customer. Below the floor it is fined, 少多少罚多少."""

    class Kind(models.TextChoices):
        BELOW_FLOOR = "below_floor", "低于底价"
        BELOW_FIRST = "below_first", "低于先报备人的报价"

    # db_index=False: an index named below begins with it
    dealer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="price_offences", db_index=False)
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="offence")
    kind = models.CharField(max_length=12, choices=Kind)
    fine = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    waive_reason = models.CharField(max_length=300, blank=True, default="")

    objects = PriceOffenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="offence_fine_is_not_negative", condition=Q(fine__gte=0)),
            models.CheckConstraint(
                name="offence_below_floor_is_fined", condition=Q(kind="below_first", fine=0) | Q(kind="below_floor")
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("dealer"), F("at").desc(), F("id").desc(), name="offence_dealer_time"),
            models.Index(F("at").desc(), F("id").desc(), name="offence_time"),
            models.Index(fields=["changed_in", "id"], name="offence_change"),
        ]


#: Causes that rest on reports, which only few see.
REPORTED = ("abuse", "unjustified_claims")


class WelcomeProposalQuerySet(models.QuerySet["WelcomeProposal"]):
    def visible_to(self, user: User) -> Self:
        """One that rests on reports is seen by who sees these: the owner, who leads the team, administrators."""
        if user.role not in PRICE_READERS:
            return self.none()
        behind = hanging_on_visible_accounts(self, user)
        if user.role in (Role.ADMIN, Role.INTEGRATION):
            return behind
        if user.role == Role.LEAD:
            return behind.filter(~Q(cause__in=REPORTED) | Q(account__team_id__in=user.reach or ()))
        return behind.filter(~Q(cause__in=REPORTED) | Q(account__owner_id=user.pk))

    def open(self) -> Self:
        return self.filter(state=WelcomeProposal.State.OPEN)


class WelcomeProposal(Record):
    """The program proposes another place on the welcome axis (row 7) and says why; it never sets it. A lead decides."""

    class State(models.TextChoices):
        OPEN = "open", "待定"
        ACCEPTED = "accepted", "已采纳"
        DECLINED = "declined", "未采纳"

    class Cause(models.TextChoices):
        PRICE_OFFENCES = "price_offences", "多次低于底价"
        ABUSE = "abuse", "辱骂或刁难我方人员"
        UNJUSTIFIED_CLAIMS = "unjustified_claims", "多次无理索赔"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="welcome_proposals", db_index=False)
    proposed = models.CharField(max_length=10, choices=Welcome, default=Welcome.UNWELCOME)
    cause = models.CharField(max_length=20, choices=Cause)
    evidence = models.JSONField(default=list, help_text="Ids of the rows that it rests on.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True, default="")

    objects = WelcomeProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(state="open"), name="welcome_proposal_open_once"),
            models.CheckConstraint(
                name="welcome_proposal_decided_has_time",
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("account"), F("raised_at").desc(), name="welcome_proposal_account"),
            models.Index(F("raised_at").desc(), F("id").desc(), name="welcome_proposal_time"),
            models.Index(fields=["changed_in", "id"], name="welcome_proposal_change"),
        ]
