"""What a phone keeps of everything its person may see, and in which shape: the rows of the REST API, a little more of accounts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Expression, F, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Ceil, Coalesce

from accounts.models import (
    Account,
    Approach,
    CareEvent,
    Consumption,
    Contact,
    CustomField,
    Deal,
    Entitlement,
    Need,
    Order,
    Phrase,
    Preference,
    ProcessLink,
    Promise,
    SavedView,
    Service,
    Territory,
    TierName,
    Touchpoint,
    TrustEvent,
)
from api.rows import RowSerializer, Shape
from api.v1.accounts import SERVICE_FIELDS, AccountSerializer
from api.v1.allocation_falls import AllocationFallSerializer
from api.v1.approaches import ApproachSerializer
from api.v1.care_events import CareEventSerializer
from api.v1.chain import ProcessLinkSerializer
from api.v1.consumptions import ConsumptionSerializer
from api.v1.contacts import ContactSerializer
from api.v1.conversations import PhraseSerializer
from api.v1.custom_fields import CustomFieldSerializer
from api.v1.deals import KeptDealSerializer
from api.v1.driving import KeptDayRuleSerializer
from api.v1.findings import FollowUpSerializer
from api.v1.handovers import HandoverAccountSerializer, HandoverSerializer, JointVisitSerializer
from api.v1.knowledge import KnowledgeSerializer
from api.v1.needs import NeedSerializer, PreferenceSerializer
from api.v1.people import UserSerializer
from api.v1.promises import PromiseSerializer
from api.v1.routes import RouteSerializer
from api.v1.saved_views import SavedViewSerializer
from api.v1.segments import AcknowledgementSerializer, SegmentSerializer
from api.v1.services import EntitlementSerializer, ServiceSerializer
from api.v1.stops import StopSerializer
from api.v1.talk_switches import TalkSwitchSerializer
from api.v1.territories import TerritorySerializer
from api.v1.timeline import TouchpointSerializer
from api.v1.trade import OrderSerializer
from api.v1.trust_events import TrustEventSerializer
from api.v1.visit_types import VisitTypeSerializer
from api.v1.visits import VisitSerializer
from crm.calendar import day_bounds, today
from crm.models import Role, User
from tiers.models import BriefAcknowledgement, Segment
from tiers.queries import tier_why
from tiers.readings.runs import loyalty_why
from visits.handover import UNRATED
from visits.models import (
    AllocationFall,
    DayRule,
    FollowUp,
    Handover,
    HandoverAccount,
    JointVisit,
    KnowledgeEntry,
    Route,
    RouteStop,
    TalkSwitch,
    Visit,
    VisitType,
)
from visits.queries import rhythm_and_levels, settling_percent

VISIT_DAYS = TOUCHPOINT_DAYS = PROMISE_DAYS = DEAL_DAYS = CONTACT_DAYS = 90
ORDER_DAYS = 35
#: A birthday that was seen to is asked for again a year later.
CARE_DAYS = 400
#: A territory's path hangs on those above it, whose change would not bring it again.
TERRITORY_FIELDS = tuple(name for name in TerritorySerializer.shape() if name != "path")
ORDER_FIELDS = ("id", "account", "kind", "ordered_at", "total", "currency")


def everything(_: date) -> Q:
    return Q()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, on which business day, and the visit rhythm and the level aimed at per tier that hold then."""

    user: User
    day: date
    intervals: tuple[tuple[str, int], ...]
    levels: tuple[tuple[str, int], ...]

    @classmethod
    def now(cls, user: User) -> "Viewer":
        day = today()
        intervals, levels = rhythm_and_levels(day)
        return cls(user, day, tuple(sorted(intervals.items())), tuple(sorted(levels.items())))


@dataclass(frozen=True, kw_only=True)
class Collection:
    """One kind of row on the phone.

    `noun` names a row of it in `removed`. `recent` is what a phone keeps of it, seen from a day. `hangs_on`: the accounts that a
    row needs; a phone drops it with any of them. `archives`: archived rows leave the phone.
    """

    name: str
    noun: str
    model: type[Model]
    visible: Callable[[User], QuerySet[Any]]
    shape: Callable[[Viewer], Shape]
    recent: Callable[[date], Q] = everything
    hangs_on: tuple[str, ...] = ()
    archives: bool = False

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    def parts(self, user: User) -> Sequence[QuerySet[Any]]:
        """The visible rows in disjoint parts; accounts have one for each index that serves them."""
        return Account.objects.all().parts_visible_to(user) if self.name == "accounts" else [self.visible(user)]


def rows_of(serializer: type[RowSerializer], only: tuple[str, ...] | None = None) -> Callable[[Viewer], Shape]:
    def shape(_: Viewer) -> Shape:
        return serializer.shape(only)

    return shape


def account_shape(viewer: Viewer) -> Shape:
    """The row of the list with what the phone needs to search, to sort, to explain the tier and to plan without a network."""
    if viewer.user.role == Role.SERVICE_AGENT:
        return searchable(AccountSerializer.shape(SERVICE_FIELDS))
    return explained(viewer.intervals, viewer.levels)


@cache
def searchable(shape: Shape) -> Shape:
    return Shape({**shape, "name_key": F("name_key"), "search": F("search_text")})


@cache
def explained(intervals: tuple[tuple[str, int], ...], levels: tuple[tuple[str, int], ...]) -> Shape:
    shape = searchable(AccountSerializer.shape())
    more = {"visit_interval_days": interval_days(dict(intervals)), "target_level": by_tier(dict(levels))}
    return Shape({**shape, "tier_why": tier_why(), "loyalty_why": loyalty_why(), **more})


def interval_days(intervals: Mapping[str, int]) -> Expression:
    """The rhythm of the row's tier, as `visits.queries.day_plan` takes it."""
    # the raised rhythm after a change of manager (row 18): `visits.handover.raised_interval`
    raised = by_tier(intervals) * Coalesce(settling_percent(), 100) / 100.0
    return Cast(Ceil(raised), IntegerField())


def by_tier(values: Mapping[str, int]) -> Case:
    """What the row's tier has of it, as `visits.queries` takes it."""
    found = {tier: values.get(tier) for tier in (*TierName.values, UNRATED)}
    known = [When(tier=tier, then=Value(found[tier])) for tier in TierName.values if found[tier] is not None]
    unrated = [When(tier__isnull=True, then=Value(found[UNRATED]))] if found[UNRATED] is not None else []
    return Case(*known, *unrated, default=None, output_field=IntegerField())


def recent_visits(day: date) -> Q:
    since = day - timedelta(days=VISIT_DAYS)
    return Q(planned_on__gte=since) | Q(visited_on__gte=since) | Q(status__in=Visit.OPEN)


def recent_promises(day: date) -> Q:
    return Q(state=Promise.State.OPEN) | Q(settled_at__gte=day_bounds(day - timedelta(days=PROMISE_DAYS))[0])


def recent_needs(day: date) -> Q:
    return Q(status=Need.Status.OPEN) | Q(settled_at__gte=day_bounds(day - timedelta(days=PROMISE_DAYS))[0])


def recent_deals(day: date) -> Q:
    return Q(status=Deal.Status.OPEN) | Q(closed_at__gte=day_bounds(day - timedelta(days=DEAL_DAYS))[0])


def recent_contacts(day: date) -> Q:
    """Whom somebody took off the list lately can be put back on it without a network."""
    return Q(archived_at__isnull=True) | Q(archived_at__gte=day_bounds(day - timedelta(days=CONTACT_DAYS))[0])


def recent_follow_ups(day: date) -> Q:
    return Q(state=FollowUp.State.OPEN) | Q(settled_at__gte=day_bounds(day - timedelta(days=PROMISE_DAYS))[0])


def recent_questions(day: date) -> Q:
    return Q(known=False, learned_at__isnull=True) | Q(asked_at__gte=day_bounds(day - timedelta(days=PROMISE_DAYS))[0])


def recent_care(day: date) -> Q:
    return Q(state=CareEvent.State.PLANNED) | Q(settled_at__gte=day_bounds(day - timedelta(days=CARE_DAYS))[0])


def recent_touchpoints(day: date) -> Q:
    return Q(at__gte=day_bounds(day - timedelta(days=TOUCHPOINT_DAYS))[0])


def recent_orders(day: date) -> Q:
    return Q(ordered_at__gte=day_bounds(day - timedelta(days=ORDER_DAYS))[0])


def recent_joint_visits(day: date) -> Q:
    return Q(handover__archived_at__isnull=True)


def recent_falls(day: date) -> Q:
    return Q(state=AllocationFall.State.OPEN) | Q(settled_at__gte=day_bounds(day - timedelta(days=PROMISE_DAYS))[0])


def handed(user: User) -> QuerySet[HandoverAccount]:
    """A manager keeps the dossiers of what they give and take. A lead reads them at the desk: three hundred are a megabyte."""
    rows = HandoverAccount.objects.visible_to(user)
    return rows if user.role == Role.MANAGER else rows.none()


def territories(user: User) -> QuerySet[Territory]:
    return Territory.objects.all()


def phrases(user: User) -> QuerySet[Phrase]:
    return Phrase.objects.all()


def custom_fields(user: User) -> QuerySet[CustomField]:
    return CustomField.objects.all()


def catalogue(user: User) -> QuerySet[Service]:
    """One for the whole company, as in the REST API."""
    return Service.objects.all()


def entitlements(user: User) -> QuerySet[Entitlement]:
    return Entitlement.objects.all()


def visit_types(user: User) -> QuerySet[VisitType]:
    return VisitType.objects.all()


def colleagues(user: User) -> QuerySet[User]:
    return User.objects.exclude(role=Role.INTEGRATION)


#: In the order in which a phone gets them: what Today needs comes first.
COLLECTIONS: tuple[Collection, ...] = (
    Collection(name="users", noun="user", model=User, visible=colleagues, shape=rows_of(UserSerializer)),
    Collection(
        name="territories",
        noun="territory",
        model=Territory,
        visible=territories,
        shape=rows_of(TerritorySerializer, TERRITORY_FIELDS),
    ),
    Collection(
        name="custom_fields",
        noun="custom_field",
        model=CustomField,
        visible=custom_fields,
        shape=rows_of(CustomFieldSerializer),
        archives=True,
    ),
    Collection(
        name="saved_views",
        noun="saved_view",
        model=SavedView,
        visible=SavedView.objects.visible_to,
        shape=rows_of(SavedViewSerializer),
    ),
    Collection(
        name="segments",
        noun="segment",
        model=Segment,
        visible=Segment.objects.visible_to,
        shape=rows_of(SegmentSerializer),
        archives=True,
    ),
    Collection(
        name="brief_acknowledgements",
        noun="brief_acknowledgement",
        model=BriefAcknowledgement,
        visible=BriefAcknowledgement.objects.of_person,
        shape=rows_of(AcknowledgementSerializer),
    ),
    Collection(name="accounts", noun="account", model=Account, visible=Account.objects.visible_to, shape=account_shape),
    Collection(
        name="routes", noun="route", model=Route, visible=Route.objects.visible_to, shape=rows_of(RouteSerializer), archives=True
    ),
    Collection(
        name="stops",
        noun="stop",
        model=RouteStop,
        visible=RouteStop.objects.visible_to,
        shape=rows_of(StopSerializer),
        hangs_on=("account",),
        archives=True,
    ),
    Collection(
        name="visits",
        noun="visit",
        model=Visit,
        visible=Visit.objects.visible_to,
        shape=rows_of(VisitSerializer),
        recent=recent_visits,
        hangs_on=("account",),
    ),
    Collection(
        name="promises",
        noun="promise",
        model=Promise,
        visible=Promise.objects.visible_to,
        shape=rows_of(PromiseSerializer),
        recent=recent_promises,
        hangs_on=("account",),
    ),
    Collection(
        name="orders",
        noun="order",
        model=Order,
        visible=Order.objects.visible_to,
        shape=rows_of(OrderSerializer, ORDER_FIELDS),
        recent=recent_orders,
        hangs_on=("account",),
    ),
    Collection(
        name="process_links",
        noun="process_link",
        model=ProcessLink,
        visible=ProcessLink.objects.visible_to,
        shape=rows_of(ProcessLinkSerializer),
        hangs_on=("supplier", "customer"),
        archives=True,
    ),
    Collection(
        name="contacts",
        noun="contact",
        model=Contact,
        visible=Contact.objects.visible_to,
        shape=rows_of(ContactSerializer),
        recent=recent_contacts,
        hangs_on=("account",),
    ),
    Collection(
        name="needs",
        noun="need",
        model=Need,
        visible=Need.objects.visible_to,
        shape=rows_of(NeedSerializer),
        recent=recent_needs,
        hangs_on=("account",),
    ),
    Collection(
        name="preferences",
        noun="preference",
        model=Preference,
        visible=Preference.objects.visible_to,
        shape=rows_of(PreferenceSerializer),
        hangs_on=("account",),
        archives=True,
    ),
    Collection(
        name="consumptions",
        noun="consumption",
        model=Consumption,
        visible=Consumption.objects.visible_to,
        shape=rows_of(ConsumptionSerializer),
        hangs_on=("account",),
        archives=True,
    ),
    Collection(
        name="deals",
        noun="deal",
        model=Deal,
        visible=Deal.objects.visible_to,
        shape=rows_of(KeptDealSerializer),
        recent=recent_deals,
        hangs_on=("account",),
    ),
    Collection(
        name="care_events",
        noun="care_event",
        model=CareEvent,
        visible=CareEvent.objects.visible_to,
        shape=rows_of(CareEventSerializer),
        recent=recent_care,
        hangs_on=("account",),
    ),
    Collection(
        name="approaches",
        noun="approach",
        model=Approach,
        visible=Approach.objects.visible_to,
        shape=rows_of(ApproachSerializer),
        hangs_on=("account",),
    ),
    Collection(
        name="trust_events",
        noun="trust_event",
        model=TrustEvent,
        visible=TrustEvent.objects.visible_to,
        shape=rows_of(TrustEventSerializer),
        hangs_on=("account",),
    ),
    Collection(name="services", noun="service", model=Service, visible=catalogue, shape=rows_of(ServiceSerializer), archives=True),
    Collection(
        name="entitlements",
        noun="entitlement",
        model=Entitlement,
        visible=entitlements,
        shape=rows_of(EntitlementSerializer),
        archives=True,
    ),
    Collection(
        name="visit_types",
        noun="visit_type",
        model=VisitType,
        visible=visit_types,
        shape=rows_of(VisitTypeSerializer),
        archives=True,
    ),
    Collection(
        name="talk_switches",
        noun="talk_switch",
        model=TalkSwitch,
        visible=TalkSwitch.objects.visible_to,
        shape=rows_of(TalkSwitchSerializer),
    ),
    Collection(
        name="follow_ups",
        noun="follow_up",
        model=FollowUp,
        visible=FollowUp.objects.visible_to,
        shape=rows_of(FollowUpSerializer),
        recent=recent_follow_ups,
        hangs_on=("account",),
    ),
    Collection(
        name="knowledge_entries",
        noun="knowledge_entry",
        model=KnowledgeEntry,
        visible=KnowledgeEntry.objects.visible_to,
        shape=rows_of(KnowledgeSerializer),
        recent=recent_questions,
    ),
    Collection(
        name="day_rules", noun="day_rule", model=DayRule, visible=DayRule.objects.visible_to, shape=rows_of(KeptDayRuleSerializer)
    ),
    Collection(name="phrases", noun="phrase", model=Phrase, visible=phrases, shape=rows_of(PhraseSerializer), archives=True),
    Collection(
        name="handovers",
        noun="handover",
        model=Handover,
        visible=Handover.objects.visible_to,
        shape=rows_of(HandoverSerializer),
        archives=True,
    ),
    Collection(
        name="handover_accounts",
        noun="handover_account",
        model=HandoverAccount,
        visible=handed,
        shape=rows_of(HandoverAccountSerializer),
        hangs_on=("account",),
        archives=True,
    ),
    Collection(
        name="joint_visits",
        noun="joint_visit",
        model=JointVisit,
        visible=JointVisit.objects.visible_to,
        shape=rows_of(JointVisitSerializer),
        recent=recent_joint_visits,
        hangs_on=("account",),
    ),
    Collection(
        name="allocation_falls",
        noun="allocation_fall",
        model=AllocationFall,
        visible=AllocationFall.objects.visible_to,
        shape=rows_of(AllocationFallSerializer),
        recent=recent_falls,
        hangs_on=("account",),
    ),
    Collection(
        name="touchpoints",
        noun="touchpoint",
        model=Touchpoint,
        visible=Touchpoint.objects.visible_to,
        shape=rows_of(TouchpointSerializer),
        recent=recent_touchpoints,
        hangs_on=("account",),
    ),
)


@cache
def collection(name: str) -> Collection:
    return next(each for each in COLLECTIONS if each.name == name)
