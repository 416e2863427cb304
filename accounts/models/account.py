"""The account: an external customer, or an internal one at the next step of our own process (row 5)."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models.territory import Territory
from crm.models import Record, Role, Team, User


class AccountKind(models.TextChoices):
    EXTERNAL = "external", "外部客户"
    INTERNAL = "internal", "内部客户"


class AccountRole(models.TextChoices):
    DEALER = "dealer", "经销商"
    RETAILER = "retailer", "零售客户"
    END_CONSUMER = "end_consumer", "终端消费者"
    LEGAL_PERSON = "legal_person", "法人客户"
    DEPARTMENT = "department", "部门"
    POST = "post", "岗位"


EXTERNAL_ROLES = (AccountRole.DEALER, AccountRole.RETAILER, AccountRole.END_CONSUMER, AccountRole.LEGAL_PERSON)
INTERNAL_ROLES = (AccountRole.DEPARTMENT, AccountRole.POST)


class AccountStatus(models.TextChoices):
    PROSPECT = "prospect", "潜在"
    ACTIVE = "active", "活跃"
    DORMANT = "dormant", "沉睡"
    LOST = "lost", "流失"
    ARCHIVED = "archived", "已归档"


class TierName(models.TextChoices):
    VIP = "vip", "VIP"
    GOLD = "gold", "黄金"
    KEY = "key", "重点"
    ORDINARY = "ordinary", "普通"


class Welcome(models.TextChoices):
    WELCOME = "welcome", "受欢迎"
    WATCH = "watch", "观察"
    UNWELCOME = "unwelcome", "不受欢迎"


class Band(models.TextChoices):
    LOYAL = "loyal", "忠诚"
    STABLE = "stable", "稳定"
    FRAGILE = "fragile", "脆弱"
    AT_RISK = "at_risk", "危险"


class PlaceDatum(models.TextChoices):
    """What a place was written down in; `accounts.datum` converts."""

    WGS84 = "wgs84", "WGS-84"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class PlaceConfidence(models.TextChoices):
    NONE = "none", "没有位置"
    GIVEN = "given", "未核实"
    CONFIRMED = "confirmed", "已到店核实"


#: As text instead of a parameter, so that a prepared statement may use the small index of the internal accounts.
IS_INTERNAL = RawSQL("accounts_account.kind = 'internal'", (), output_field=models.BooleanField())

#: Somebody with more teams than this asks in one piece.
MOST_PARTS = 8


#: The last digits of the first number in `phone`, by which an index finds the spellings of one number (`accounts.identity`).
PHONE_TAIL = "right(regexp_replace(regexp_replace(phone, '(ext|x|转|分机|#|[,;/|、]).*$', '', 'i'), '[^0-9]+', '', 'g'), 8)"
TAIL_DIGITS = 8


def phone_tail(key: str) -> str:
    """What `PHONE_TAIL` gives for every spelling of a number with this key."""
    return key.lstrip("+")[-TAIL_DIGITS:]


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> Self:
        """The one door: every account row that a person sees passes here (see `docs/architecture.md`)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role == Role.DEPARTMENT_LEAD:
            return self.filter(kind=AccountKind.INTERNAL)
        teams = user.reach
        if teams is None:
            return self
        mine = Q(team_id__in=teams) if len(teams) != 1 else Q(team_id=teams[0])
        return self.filter(mine) if user.role == Role.INTEGRATION else self.filter(mine | Q(kind=AccountKind.INTERNAL))

    def parts_visible_to(self, user: User) -> list[Self]:
        """`visible_to` as disjoint parts: a team led each, and the internal accounts of others. One index gives the first
        rows of a part in any order, where an OR over them would have PostgreSQL sort all, or search long for a small team's."""
        teams = user.reach if user.is_authenticated and user.is_active else None
        if not teams or len(teams) > MOST_PARTS or user.role not in (Role.MANAGER, Role.LEAD, Role.INTEGRATION):
            return [self.visible_to(user)]
        parts = [self.filter(team_id=team) for team in teams]
        return parts if user.role == Role.INTEGRATION else [*parts, self.filter(IS_INTERNAL).exclude(team_id__in=teams)]

    @staticmethod
    def sees_all(user: User) -> bool:
        """Whether the door stands open for this person, so that rows hanging on accounts need no sub-select."""
        return user.is_authenticated and user.is_active and user.role != Role.DEPARTMENT_LEAD and user.reach is None

    def writable_by(self, user: User) -> Self:
        """Accounts that this person may change: own ones, the teams led, or all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role == Role.ADMIN:
            return self
        if user.role == Role.MANAGER:
            return self.filter(owner_id=user.pk)
        if user.role in (Role.LEAD, Role.INTEGRATION):
            return self if user.reach is None else self.filter(team_id__in=user.reach)
        return self.none()

    def active(self) -> Self:
        return self.exclude(status=AccountStatus.ARCHIVED)

    def external(self) -> Self:
        return self.filter(kind=AccountKind.EXTERNAL)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)


class Account(Record):
    """One customer. The columns under "figures" are read columns: written set-based through `accounts.actions.figures`
    by the app that owns the fact, they move `changed_in` but neither `version` nor `updated_at`."""

    kind = models.CharField(max_length=10, choices=AccountKind, default=AccountKind.EXTERNAL)
    role = models.CharField(max_length=20, choices=AccountRole)
    name = models.CharField(max_length=200)
    name_key = models.CharField(
        max_length=400, db_collation="C", editable=False, help_text="Pinyin, for sorting alike on every server."
    )
    licence_name = models.CharField(
        max_length=200, blank=True, help_text="Name on the business licence, to compare on a visit (row 17)."
    )
    industry = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=AccountStatus, default=AccountStatus.ACTIVE)
    # db_index=False: an index named in Meta begins with each of these three
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The account that this one went into; it is archived then.",
    )  # fmt: skip
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False,
        help_text="集团 → 分公司 → 门店: the account that this one belongs to. A trigger keeps it a tree.",
    )  # fmt: skip
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    street = models.CharField(max_length=100, blank=True)
    village = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS-84 degrees")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS-84 degrees")
    given_latitude = models.FloatField(
        null=True, blank=True, editable=False, help_text="As it was told, where that was not WGS-84."
    )
    given_longitude = models.FloatField(null=True, blank=True, editable=False)
    given_datum = models.CharField(max_length=5, choices=PlaceDatum, blank=True, default="", editable=False)
    opens_at = models.TimeField(null=True, blank=True, help_text="Visits are welcome from here …")
    closes_at = models.TimeField(null=True, blank=True, help_text="… to here, local time.")
    order_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, help_text="1 Monday … 7 Sunday")
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    source = models.CharField(max_length=50, blank=True, default="", help_text="The system that external_id comes from.")
    external_id = models.CharField(max_length=100, null=True, blank=True)
    search = SearchVectorField(
        null=True, editable=False, help_text="Written by accounts.actions from name, contacts, phones, address."
    )
    search_text = models.TextField(blank=True, default="", editable=False, help_text="The same for the phone's own search.")

    # figures: read columns, see the class docstring
    checked_latitude = models.FloatField(
        null=True, editable=False, help_text="The place that somebody at the door confirmed (row 21); another place is not."
    )
    checked_longitude = models.FloatField(null=True, editable=False)
    place_checked_on = models.DateField(null=True, editable=False)
    place_confidence = models.GeneratedField(
        expression=Case(
            When(latitude__isnull=True, then=Value("none")),
            When(checked_latitude=F("latitude"), checked_longitude=F("longitude"), then=Value("confirmed")),
            default=Value("given"),
        ),
        output_field=models.CharField(max_length=10, choices=PlaceConfidence),
        db_persist=True,
        help_text="How sure the place is; the database computes it, so that whoever moves a place makes it unsure again.",
    )
    tier = models.CharField(max_length=10, choices=TierName, null=True, editable=False)
    tier_since = models.DateField(null=True, editable=False)
    welcome = models.CharField(max_length=10, choices=Welcome, default=Welcome.WELCOME, editable=False)
    loyalty_index = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    loyalty_band = models.CharField(max_length=10, choices=Band, null=True, editable=False)
    annual_value = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, editable=False, help_text="Net sales of 12 months"
    )
    mixed_currency = models.BooleanField(default=False, editable=False)
    last_order_on = models.DateField(null=True, editable=False)
    last_visit_on = models.DateField(null=True, editable=False)
    last_spoken_on = models.DateField(null=True, editable=False, help_text="Last call, message or complaint.")
    last_contact_on = models.GeneratedField(
        expression=Greatest("last_visit_on", "last_spoken_on"),
        output_field=models.DateField(null=True),
        db_persist=True,
        help_text="When somebody last spoke with the customer, there or from afar; the database computes it.",
    )
    next_visit_on = models.DateField(null=True, editable=False)
    next_order_on = models.DateField(null=True, editable=False)
    next_action = models.CharField(max_length=200, blank=True, default="", editable=False)
    next_action_on = models.DateField(null=True, editable=False)
    open_complaints = models.PositiveIntegerField(default=0, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["external_id", "source"], name="account_external_id_once_per_source"),
            models.CheckConstraint(
                name="account_role_fits_kind",
                condition=Q(kind="external", role__in=[*EXTERNAL_ROLES]) | Q(kind="internal", role__in=[*INTERNAL_ROLES]),
                violation_error_message="This role does not belong to this kind of account.",
            ),
            models.CheckConstraint(name="account_merged_is_archived", condition=Q(merged_into__isnull=True) | Q(status="archived")),
            models.CheckConstraint(name="account_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(name="account_status_is_known", condition=Q(status__in=AccountStatus.values)),
            models.CheckConstraint(name="account_tier_is_known", condition=Q(tier__isnull=True) | Q(tier__in=TierName.values)),
            models.CheckConstraint(name="account_welcome_is_known", condition=Q(welcome__in=Welcome.values)),
            models.CheckConstraint(name="account_currency_is_iso_code", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(
                name="account_place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                violation_error_message="A place needs latitude (-90 to 90) and longitude (-180 to 180).",
            ),
            models.CheckConstraint(
                name="account_order_weekdays_are_days",
                condition=Q(order_weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "next_visit_on"], name="account_owner_due"),
            models.Index(F("created_at").desc(), F("id").desc(), name="account_created"),
            models.Index(F("updated_at").desc(), F("id").desc(), name="account_updated"),
            models.Index("team", F("created_at").desc(), F("id").desc(), name="account_team_created"),
            models.Index(F("name_key"), F("id"), name="account_name"),
            models.Index(F("annual_value").desc(nulls_last=True), F("id").desc(), name="account_value"),
            models.Index(F("last_visit_on").desc(nulls_last=True), F("id").desc(), name="account_last_visit"),
            models.Index(F("next_visit_on").desc(nulls_last=True), F("id").desc(), name="account_next_visit"),
            models.Index(F("last_order_on").desc(nulls_last=True), F("id").desc(), name="account_last_order"),
            models.Index(F("loyalty_index").desc(nulls_last=True), F("id").desc(), name="account_loyalty"),
            models.Index("team", F("annual_value").desc(nulls_last=True), F("id").desc(), name="account_team_value"),
            models.Index("team", F("name_key"), F("id"), name="account_team_name"),
            HashIndex(fields=["name"], name="account_very_name"),
            models.Index("tier", F("annual_value").desc(nulls_last=True), F("id").desc(), name="account_tier_value"),
            # PostgreSQL takes no order from an index behind IS NULL
            models.Index(
                F("annual_value").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(tier__isnull=True),
                name="account_unrated_value",
            ),
            models.Index(fields=["territory"], name="account_territory"),
            models.Index(fields=["changed_in", "id"], name="account_change"),
            models.Index(fields=["team", "changed_in", "id"], name="account_team_change"),
            models.Index(fields=["changed_at", "id"], name="account_changed_at"),
            models.Index(fields=["phone"], name="account_phone"),
            models.Index(
                RawSQL(PHONE_TAIL, (), output_field=models.CharField()),  # noqa: S611 (a constant)
                name="account_phone_tail",
                condition=~Q(phone=""),
            ),
            models.Index(F("last_contact_on").desc(nulls_last=True), F("id").desc(), name="account_last_contact"),
            models.Index(F("next_action_on").desc(nulls_last=True), F("id").desc(), name="account_next_action"),
            models.Index(F("next_order_on").desc(nulls_last=True), F("id").desc(), name="account_next_order"),
            models.Index(fields=["industry"], condition=~Q(industry=""), name="account_industry"),
            models.Index(fields=["street"], condition=~Q(street=""), name="account_street"),
            models.Index(fields=["village"], condition=~Q(village=""), name="account_village"),
            models.Index(fields=["source"], condition=~Q(source=""), name="account_source"),
            GinIndex(fields=["custom"], opclasses=["jsonb_path_ops"], condition=~Q(custom={}), name="account_custom"),
            # few rows each, which a filter on them would otherwise look for among all; in the orders in which they are asked for
            models.Index(F("created_at").desc(), F("id").desc(), condition=Q(kind="internal"), name="account_internal_created"),
            models.Index(F("name_key"), F("id"), condition=Q(kind="internal"), name="account_internal_name"),
            models.Index(
                F("annual_value").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(kind="internal"),
                name="account_internal_value",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="account_parent"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="account_merged"),
            models.Index(
                "team",
                F("last_contact_on").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(owner__isnull=True, kind="external"),
                name="account_pool",
            ),
            # by what hardly any account differs: places that are not known or confirmed, another currency
            models.Index(
                "place_confidence",
                F("created_at").desc(),
                F("id").desc(),
                condition=~Q(place_confidence="given"),
                name="account_place_not_given",
            ),
            models.Index(
                "currency", F("created_at").desc(), F("id").desc(), condition=~Q(currency="CNY"), name="account_foreign_currency"
            ),
            models.Index(
                F("created_at").desc(), F("id").desc(), condition=Q(open_complaints__gt=0), name="account_with_complaints"
            ),
            models.Index(
                "welcome", F("created_at").desc(), F("id").desc(), condition=~Q(welcome="welcome"), name="account_not_welcome_new"
            ),
            # New lexemes wait in a list, which a search reads as well; how long it gets is the server's `gin_pending_list_limit`,
            # or what a bulk write asks for itself (`accounts.actions.search_index.lexemes_gathered`).
            GinIndex(fields=["search"], name="account_search", fastupdate=True),
            GinIndex(fields=["tags"], name="account_tags"),
        ]

    def __str__(self) -> str:
        return self.name


Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def hanging_on_visible_accounts(rows: Rows, user: User) -> Rows:
    """Rows with an `account` that this person sees: contacts, orders, touchpoints, promises, visits."""
    if Account.objects.all().sees_all(user):
        return rows
    return rows.filter(account__in=Account.objects.visible_to(user))


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    def current(self) -> Self:
        return self.filter(until__isnull=True)


class Ownership(models.Model):
    """Who had the account, in which team, from when until when. The account carries today's answer; this is the history."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="ownerships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="ownerships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_in = models.BigIntegerField(default=0, editable=False, help_text="Tells phones which accounts came and which left.")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(until__isnull=True), name="ownership_one_current_per_account"),
            models.CheckConstraint(
                name="ownership_ends_after_it_starts", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "account"], name="ownership_team"),
            models.Index(fields=["changed_in"], name="ownership_change"),
        ]
