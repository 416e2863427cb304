"""Every address of the API, one line a resource."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from api.describing import described
from api.v1.abuse import AbuseReportViewSet, CourteousReplyViewSet
from api.v1.access import EventViewSet, TokenViewSet
from api.v1.accounts import AccountViewSet
from api.v1.allocation_falls import AllocationFallViewSet, BusFactorSummaryView, BusFactorViewSet
from api.v1.approaches import ApproachViewSet
from api.v1.attachments import AttachmentViewSet
from api.v1.balances import BalanceMoveViewSet, BalanceViewSet, OwnerLockViewSet
from api.v1.bulk_actions import BulkActionViewSet
from api.v1.calendar_feed import CalendarFeedViewSet, calendar
from api.v1.care_events import CareEventViewSet
from api.v1.chain import ProcessLinkViewSet
from api.v1.coach_card import CoachCardViewSet
from api.v1.constants import ConstantViewSet
from api.v1.consumptions import ConsumptionViewSet
from api.v1.contacts import ContactViewSet
from api.v1.conversations import ConversationViewSet, PhraseViewSet
from api.v1.coverage import CoverageView
from api.v1.custom_fields import CustomFieldViewSet
from api.v1.cycles import CycleViewSet
from api.v1.day_plans import DayPlansView
from api.v1.deals import DealViewSet, QuoteViewSet
from api.v1.driving import DayRuleView, ReplanView, SlotsView
from api.v1.equity import AccountEquityViewSet, EquityView
from api.v1.equity_changes import EquityChangesView, EquityOverviewView
from api.v1.experiments import ExperimentMemberViewSet, ExperimentViewSet
from api.v1.explained import ExplainedViewSet
from api.v1.exports import ExportViewSet
from api.v1.findings import FindingViewSet, FollowUpViewSet
from api.v1.goodwill import GoodwillLimitViewSet, GoodwillViewSet
from api.v1.handovers import HandoverAccountViewSet, HandoverPolicyViewSet, HandoverViewSet, JointVisitViewSet
from api.v1.hierarchy import HierarchyViewSet
from api.v1.history import HistoryViewSet
from api.v1.imports import ImportViewSet
from api.v1.journeys import AccountJourneyViewSet, JourneyViewSet, TrialOfferViewSet
from api.v1.knowledge import KnowledgeViewSet
from api.v1.lookalikes import LookalikesViewSet
from api.v1.loyalty import AccountLoyaltyViewSet, LoyaltyViewSet
from api.v1.loyalty_evidence import LoyaltyEvidenceViewSet
from api.v1.market_share import MarketShareView
from api.v1.merges import DuplicatePairViewSet, MergeViewSet
from api.v1.needs import NeedViewSet, PreferenceViewSet
from api.v1.order_comparisons import OrderComparisonViewSet
from api.v1.overview import OverviewViewSet
from api.v1.people import TeamViewSet, UserViewSet
from api.v1.places import AccountPlaceViewSet
from api.v1.policy_trials import PolicyTrialViewSet
from api.v1.pool import PoolRoomView, PoolRuleViewSet, PoolViewSet, PoolWarningsView
from api.v1.price_rules import FloorPriceViewSet, PriceOffenceViewSet, WelcomeProposalViewSet
from api.v1.process_chain import ProcessChainView
from api.v1.promises import PromiseViewSet
from api.v1.route_sheets import RouteSheetsView
from api.v1.routes import RouteViewSet
from api.v1.saved_views import SavedViewViewSet
from api.v1.search import SearchView
from api.v1.segments import SegmentViewSet
from api.v1.service_deliveries import AccountEntitlementsViewSet, ServiceDeliveryViewSet
from api.v1.service_policy import AccountServiceViewSet
from api.v1.service_ratings import ServiceRatingViewSet
from api.v1.service_requests import ServiceRequestViewSet
from api.v1.service_standards import ServiceStandardViewSet
from api.v1.services import EntitlementViewSet, ServiceViewSet
from api.v1.session import SessionView
from api.v1.step_members import StepMemberViewSet
from api.v1.stops import StopViewSet
from api.v1.sync.views import ChangesView, OpsView
from api.v1.talk_switches import TalkSwitchViewSet
from api.v1.territories import TerritoryViewSet
from api.v1.tier_assignments import TierAssignmentViewSet
from api.v1.tier_board import TierCardViewSet
from api.v1.tier_flow import ParetoView, TierMigrationView
from api.v1.tier_policies import TierPolicyViewSet
from api.v1.tiers import AccountTierViewSet, TiersView
from api.v1.timeline import TouchpointViewSet
from api.v1.trade import OrderViewSet, ProductViewSet
from api.v1.trust_events import AccountTrustViewSet, TrustEventViewSet
from api.v1.uploads import UploadsView, UploadView
from api.v1.visit_types import VisitStepViewSet, VisitTypeViewSet
from api.v1.visits import VisitViewSet
from api.v1.win_back import WinBackViewSet
from api.v1.work_list import WorkListView
from api.v1.working import AbsenceViewSet, ShiftViewSet, VisitRulesViewSet

router = SimpleRouter(use_regex_path=False)
router.register("absences", AbsenceViewSet, basename="absence")
router.register("accounts", AccountViewSet, basename="account")
router.register("consumptions", ConsumptionViewSet, basename="consumption")
router.register("constants", ConstantViewSet, basename="constant")
router.register("attachments", AttachmentViewSet, basename="attachment")
router.register("contacts", ContactViewSet, basename="contact")
router.register("balances", BalanceViewSet, basename="balance")
router.register("balance-moves", BalanceMoveViewSet, basename="balance-move")
router.register("owner-locks", OwnerLockViewSet, basename="owner-lock")
router.register("bulk-actions", BulkActionViewSet, basename="bulk-action")
router.register("exports", ExportViewSet, basename="export")
router.register("saved-views", SavedViewViewSet, basename="saved-view")
router.register("custom-fields", CustomFieldViewSet, basename="custom-field")
router.register("cycle-plans", CycleViewSet, basename="cycle")
router.register("deals", DealViewSet, basename="deal")
router.register("approaches", ApproachViewSet, basename="approach")
router.register("care-events", CareEventViewSet, basename="care-event")
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("events", EventViewSet, basename="event")
router.register("floor-prices", FloorPriceViewSet, basename="floor-price")
router.register("imports", ImportViewSet, basename="import")
router.register("journeys", JourneyViewSet, basename="journey")
router.register("needs", NeedViewSet, basename="need")
router.register("duplicates", DuplicatePairViewSet, basename="duplicate")
router.register("loyalty-evidence", LoyaltyEvidenceViewSet, basename="loyalty-evidence")
router.register("merges", MergeViewSet, basename="merge")
router.register("pool-rules", PoolRuleViewSet, basename="pool-rule")
router.register("orders", OrderViewSet, basename="order")
router.register("preferences", PreferenceViewSet, basename="preference")
router.register("price-offences", PriceOffenceViewSet, basename="price-offence")
router.register("phrases", PhraseViewSet, basename="phrase")
router.register("process-links", ProcessLinkViewSet, basename="process-link")
router.register("products", ProductViewSet, basename="product")
router.register("promises", PromiseViewSet, basename="promise")
router.register("quotes", QuoteViewSet, basename="quote")
router.register("routes", RouteViewSet, basename="route")
router.register("segments", SegmentViewSet, basename="segment")
router.register("experiments", ExperimentViewSet, basename="experiment")
router.register("entitlements", EntitlementViewSet, basename="entitlement")
router.register("services", ServiceViewSet, basename="service")
router.register("service-deliveries", ServiceDeliveryViewSet, basename="service-delivery")
router.register("service-ratings", ServiceRatingViewSet, basename="service-rating")
router.register("service-requests", ServiceRequestViewSet, basename="service-request")
router.register("service-standards", ServiceStandardViewSet, basename="service-standard")
router.register("step-members", StepMemberViewSet, basename="step-member")
router.register("shifts", ShiftViewSet, basename="shift")
router.register("stops", StopViewSet, basename="stop")
router.register("teams", TeamViewSet, basename="team")
router.register("territories", TerritoryViewSet, basename="territory")
router.register("tier-assignments", TierAssignmentViewSet, basename="tier-assignment")
router.register("policy-trials", PolicyTrialViewSet, basename="policy-trial")
router.register("tier-policies", TierPolicyViewSet, basename="tier-policy")
router.register("tokens", TokenViewSet, basename="token")
router.register("touchpoints", TouchpointViewSet, basename="touchpoint")
router.register("trial-offers", TrialOfferViewSet, basename="trial-offer")
router.register("trust-events", TrustEventViewSet, basename="trust-event")
router.register("users", UserViewSet, basename="user")
router.register("goodwills", GoodwillViewSet, basename="goodwill")
router.register("goodwill-limits", GoodwillLimitViewSet, basename="goodwill-limit")
router.register("abuse-reports", AbuseReportViewSet, basename="abuse-report")
router.register("courteous-replies", CourteousReplyViewSet, basename="courteous-reply")
router.register("handovers", HandoverViewSet, basename="handover")
router.register("handover-accounts", HandoverAccountViewSet, basename="handover-account")
router.register("handover-policies", HandoverPolicyViewSet, basename="handover-policy")
router.register("joint-visits", JointVisitViewSet, basename="joint-visit")
router.register("allocation-falls", AllocationFallViewSet, basename="allocation-fall")
router.register("findings", FindingViewSet, basename="finding")
router.register("follow-ups", FollowUpViewSet, basename="follow-up")
router.register("knowledge-entries", KnowledgeViewSet, basename="knowledge-entry")
router.register("talk-switches", TalkSwitchViewSet, basename="talk-switch")
router.register("visit-steps", VisitStepViewSet, basename="visit-step")
router.register("visit-types", VisitTypeViewSet, basename="visit-type")
router.register("visits", VisitViewSet, basename="visit")
router.register("win-back", WinBackViewSet, basename="win-back")
router.register("welcome-proposals", WelcomeProposalViewSet, basename="welcome-proposal")

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/lookalikes/", LookalikesViewSet.as_view({"get": "lookalikes"}), name="account-lookalikes"),
    path("accounts/<uuid:pk>/journey/", AccountJourneyViewSet.as_view({"get": "retrieve"}), name="account-journey"),
    path("accounts/<uuid:pk>/journey/set-stage/", AccountJourneyViewSet.as_view({"post": "set_stage"}), name="journey-set-stage"),
    path(
        "accounts/<uuid:pk>/journey/judge-belief/", AccountJourneyViewSet.as_view({"post": "judge_belief"}), name="journey-belief"
    ),
    path(
        "accounts/<uuid:pk>/journey/note-arrival/", AccountJourneyViewSet.as_view({"post": "note_arrival"}), name="journey-arrival"
    ),
    path("accounts/<uuid:pk>/hierarchy/", HierarchyViewSet.as_view({"get": "retrieve"}), name="account-hierarchy"),
    path("accounts/<uuid:pk>/overview/", OverviewViewSet.as_view({"get": "retrieve"}), name="account-overview"),
    path("accounts/<uuid:pk>/explain/", ExplainedViewSet.as_view({"get": "explain"}), name="account-explain"),
    path("accounts/<uuid:pk>/incident-cost/", ExplainedViewSet.as_view({"get": "incident_cost"}), name="account-incident-cost"),
    path("accounts/<uuid:pk>/history/", HistoryViewSet.as_view({"get": "changes"}), name="account-history"),
    path(
        "accounts/<uuid:pk>/entitlements/",
        AccountEntitlementsViewSet.as_view({"get": "retrieve"}),
        name="account-entitlements",
    ),
    path("accounts/<uuid:pk>/loyalty/", AccountLoyaltyViewSet.as_view({"get": "loyalty"}), name="account-loyalty"),
    path("accounts/<uuid:pk>/referrals/", AccountLoyaltyViewSet.as_view({"get": "referrals"}), name="account-referrals"),
    path("accounts/<uuid:pk>/equity/", AccountEquityViewSet.as_view({"get": "equity"}), name="account-equity"),
    path("accounts/<uuid:pk>/why-tier/", AccountTierViewSet.as_view({"get": "why"}), name="account-why-tier"),
    path("accounts/<uuid:pk>/override-tier/", AccountTierViewSet.as_view({"post": "override"}), name="account-override-tier"),
    path("accounts/<uuid:pk>/end-override/", AccountTierViewSet.as_view({"post": "end_override"}), name="account-end-override"),
    path("accounts/<uuid:pk>/decide-welcome/", AccountTierViewSet.as_view({"post": "decide_welcome"}), name="account-welcome"),
    path("accounts/<uuid:pk>/service-policy/", AccountServiceViewSet.as_view({"get": "retrieve"}), name="account-service-policy"),
    path(
        "accounts/<uuid:pk>/estimate-wallet/", AccountServiceViewSet.as_view({"post": "estimate"}), name="account-estimate-wallet"
    ),
    path("accounts/<uuid:pk>/place/", AccountPlaceViewSet.as_view({"get": "retrieve", "post": "create"}), name="account-place"),
    path("accounts/<uuid:pk>/coach-card/", CoachCardViewSet.as_view({"get": "retrieve"}), name="account-coach-card"),
    path(
        "accounts/<uuid:pk>/order-comparison/", OrderComparisonViewSet.as_view({"get": "retrieve"}), name="account-order-comparison"
    ),
    path("accounts/<uuid:pk>/trust/", AccountTrustViewSet.as_view({"get": "retrieve"}), name="account-trust"),
    path(
        "accounts/<uuid:pk>/visit-rules/",
        VisitRulesViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="account-visit-rules",
    ),
    path("calendar/<str:secret>.ics", calendar, name="calendar"),
    path(
        "calendar-feed/",
        CalendarFeedViewSet.as_view({"get": "read", "post": "renew", "delete": "drop"}),
        name="calendar-feed",
    ),
    path("coverage/", CoverageView.as_view(), name="coverage"),
    path("pool/", PoolViewSet.as_view({"get": "list"}), name="pool"),
    path("pool/room/", PoolRoomView.as_view(), name="pool-room"),
    path("pool/warnings/", PoolWarningsView.as_view(), name="pool-warnings"),
    path("pool/<uuid:pk>/claim/", PoolViewSet.as_view({"post": "claim"}), name="pool-claim"),
    path("pool/<uuid:pk>/release/", PoolViewSet.as_view({"post": "release"}), name="pool-release"),
    path("bus-factor/", BusFactorViewSet.as_view({"get": "list"}), name="bus-factor"),
    path("bus-factor/summary/", BusFactorSummaryView.as_view(), name="bus-factor-summary"),
    path("day-plans/", DayPlansView.as_view(), name="day-plan"),
    path("day-plans/replan/", ReplanView.as_view(), name="day-replan"),
    path("day-plans/slots/", SlotsView.as_view(), name="day-slots"),
    path("day-plans/rule/", DayRuleView.as_view(), name="day-rule"),
    path("route-sheets/", RouteSheetsView.as_view(), name="route-sheet"),
    path("experiment-members/", ExperimentMemberViewSet.as_view({"get": "list"}), name="experiment-members"),
    path("work-list/", WorkListView.as_view(), name="work-list"),
    path("market-share/", MarketShareView.as_view(), name="market-share"),
    path("equity/", EquityView.as_view(), name="equity"),
    path("equity/overview/", EquityOverviewView.as_view(), name="equity-overview"),
    path("equity/changes/", EquityChangesView.as_view(), name="equity-changes"),
    path("loyalty/", LoyaltyViewSet.as_view({"get": "list"}), name="loyalty"),
    path("process-chain/", ProcessChainView.as_view(), name="process-chain"),
    path("search/", SearchView.as_view(), name="search"),
    path("session/", SessionView.as_view(), name="session"),
    path("sync/changes/", ChangesView.as_view(), name="sync-changes"),
    path("sync/ops/", OpsView.as_view(), name="sync-ops"),
    path("pareto/", ParetoView.as_view(), name="pareto"),
    path("tier-board/", TierCardViewSet.as_view({"get": "board"}), name="tier-board"),
    path("tier-cards/", TierCardViewSet.as_view({"get": "list"}), name="tier-cards"),
    path("tier-migration/", TierMigrationView.as_view(), name="tier-migration"),
    path("tiers/", TiersView.as_view(), name="tiers"),
    path("uploads/", UploadsView.as_view(), name="uploads"),
    path("uploads/<uuid:pk>/", UploadView.as_view(), name="upload"),
    path("schema/", described, name="schema"),
    path("", include(router.urls)),
]
