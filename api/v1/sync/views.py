"""`/sync/ops/` and `/sync/changes/`, for people with a phone; integrations use `updated_since`."""

import gzip
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.renderers import JSONText
from api.resources import StrictSerializer
from api.v1.accounts import AccountSerializer
from api.v1.allocation_falls import AllocationFallSerializer
from api.v1.approaches import ApproachSerializer
from api.v1.care_events import CareEventSerializer
from api.v1.chain import ProcessLinkSerializer
from api.v1.clock import now
from api.v1.consumptions import ConsumptionSerializer
from api.v1.contacts import ContactSerializer
from api.v1.conversations import PhraseSerializer
from api.v1.custom_fields import CustomFieldSerializer
from api.v1.deals import KeptDealSerializer
from api.v1.driving import KeptDayRuleSerializer
from api.v1.edits import FieldEditSerializer
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
from api.v1.sync.changes import MOST, pull
from api.v1.sync.envelope import MOST_OPS, EnvelopeParser, OpForm, read_envelope
from api.v1.sync.ops import run_ops
from api.v1.talk_switches import TalkSwitchSerializer
from api.v1.territories import TerritorySerializer
from api.v1.timeline import TouchpointSerializer
from api.v1.trade import OrderSerializer
from api.v1.trust_events import TrustEventSerializer
from api.v1.visit_types import VisitTypeSerializer
from api.v1.visits import VisitSerializer
from crm.errors import Forbidden, Invalid
from crm.models import Role, User

STATUSES = ("applied", "conflict", "rejected")


class EnvelopeSerializer(StrictSerializer):
    device = serializers.CharField(max_length=64)
    ops = OpForm(many=True, max_length=MOST_OPS)  # type: ignore[call-arg]
    sent_at = serializers.DateTimeField(required=False, help_text="The phone's clock at sending: tells how wrong its times are.")


class ResultSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=[*STATUSES, "duplicate"])
    first_status = serializers.ChoiceField(choices=STATUSES, required=False, help_text="Of a duplicate: how it was answered first.")
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]
    proposed = serializers.DictField(required=False, help_text="Of a conflict: what the op wanted in the contested fields.")
    edits = serializers.DictField(
        child=FieldEditSerializer(), required=False, help_text="Of a conflict: who wrote each contested field last, and when."
    )
    current = serializers.DictField(required=False, help_text="The row as it now stands.")


class ResultsSerializer(serializers.Serializer[Any]):
    results = ResultSerializer(many=True)
    server_time = serializers.DateTimeField()


class KeptAccountSerializer(AccountSerializer):
    name_key = serializers.CharField(help_text="Sorts by pinyin.")
    search = serializers.CharField(help_text="Names, pinyin, initials and digits for the phone's own search.")
    tier_why = serializers.JSONField(allow_null=True)
    loyalty_why = serializers.JSONField(
        allow_null=True, help_text="as_of, coverage, marks: of the last night; null without an index."
    )
    target_level = serializers.IntegerField(allow_null=True, help_text="The service level aimed at for the tier.")
    visit_interval_days = serializers.IntegerField(allow_null=True, help_text="The visit rhythm of the account's tier.")


class KeptOrderSerializer(OrderSerializer):
    lines = None  # type: ignore[assignment]


class RemovedSerializer(serializers.Serializer[Any]):
    type = serializers.CharField()
    id = serializers.UUIDField()


class ChangesSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()
    more = serializers.BooleanField()
    server_time = serializers.DateTimeField()
    users = UserSerializer(many=True)
    territories = TerritorySerializer(many=True)
    custom_fields = CustomFieldSerializer(many=True)
    saved_views = SavedViewSerializer(many=True)
    segments = SegmentSerializer(many=True)
    brief_acknowledgements = AcknowledgementSerializer(many=True)
    visit_types = VisitTypeSerializer(many=True)
    talk_switches = TalkSwitchSerializer(many=True)
    follow_ups = FollowUpSerializer(many=True)
    knowledge_entries = KnowledgeSerializer(many=True)
    day_rules = KeptDayRuleSerializer(many=True)
    accounts = KeptAccountSerializer(many=True)
    routes = RouteSerializer(many=True)
    stops = StopSerializer(many=True)
    visits = VisitSerializer(many=True)
    promises = PromiseSerializer(many=True)
    orders = KeptOrderSerializer(many=True)
    process_links = ProcessLinkSerializer(many=True)
    contacts = ContactSerializer(many=True)
    deals = KeptDealSerializer(many=True)
    care_events = CareEventSerializer(many=True)
    approaches = ApproachSerializer(many=True)
    trust_events = TrustEventSerializer(many=True)
    services = ServiceSerializer(many=True)
    entitlements = EntitlementSerializer(many=True)
    phrases = PhraseSerializer(many=True)
    handovers = HandoverSerializer(many=True)
    handover_accounts = HandoverAccountSerializer(many=True)
    joint_visits = JointVisitSerializer(many=True)
    allocation_falls = AllocationFallSerializer(many=True)
    touchpoints = TouchpointSerializer(many=True)
    needs = NeedSerializer(many=True)
    preferences = PreferenceSerializer(many=True)
    consumptions = ConsumptionSerializer(many=True)
    removed = RemovedSerializer(many=True)


class SyncView(APIView):
    noun: ClassVar[str] = "sync"
    permission_classes = (Known,)

    def phone_user(self, request: Request) -> User:
        assert isinstance(request.user, User)  # Known let nobody else in
        if request.user.role == Role.INTEGRATION:
            raise Forbidden("Phones sync; integrations read by updated_since.")
        return request.user


class OpsView(SyncView):
    parser_classes = (EnvelopeParser,)

    @extend_schema(operation_id="sync_ops", request=EnvelopeSerializer, responses={200: ResultsSerializer})
    def post(self, request: Request) -> Response:
        """Carries out what happened on a phone. Any op may be sent any number of times; one transaction each."""
        refuse_unknown(request.query_params, ())
        user, heard_at = self.phone_user(request), now()
        results = run_ops(read_envelope(request.data), user=user, heard_at=heard_at)
        return Response({"results": results, "server_time": heard_at})


class ChangesView(SyncView):
    @extend_schema(
        operation_id="sync_changes",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.STR, OpenApiParameter.QUERY, description="The last token."),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST}, OpenApiParameter.QUERY),
        ],
        responses={200: ChangesSerializer},
    )
    def get(self, request: Request) -> Response:
        """Everything the person may see, then what changed since. 410 `resync`: forget the token and pull anew."""
        refuse_unknown(request.query_params, ("since", "limit"))
        user, limit = self.phone_user(request), read_limit(request.query_params.get("limit"))
        page = pull(user=user, token_text=request.query_params.get("since"), limit=limit, server_time=now())
        return compressed(request, page)


def read_limit(text: str | None) -> int:
    if text is None:
        return MOST
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MOST):
        raise Invalid(f"limit is a number from 1 to {MOST}.", fields={"limit": [f"From 1 to {MOST}."]})
    return int(text)


def compressed(request: Request, page: bytes) -> Response:
    """A thousand rows are a megabyte of text, packed an eighth of it. No secret stands beside what a stranger could write."""
    vary = {"Vary": "Accept-Encoding, Cookie"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(JSONText(page), headers=vary)
    return Response(JSONText(gzip.compress(page, compresslevel=1, mtime=0)), headers=vary | {"Content-Encoding": "gzip"})
