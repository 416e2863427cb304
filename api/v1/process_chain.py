"""`/process-chain/`: who serves whom as a graph, with what is known of the service, and the weakest step (rows 5, 47)."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import AccountRole
from accounts.queries.chain import WINDOW_DAYS, Chain, Edge, Node, first_day, process_chain
from accounts.weakest_step import Score
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.v1.clock import now
from crm.calendar import business_day
from crm.errors import Invalid
from crm.models import User

LONGEST_WINDOW = 366
LIMITS = ("on_time", "rating", "complaints")


class ScoreSerializer(serializers.Serializer[Any]):
    """0 to 100, the least of its parts; null where nothing was measured."""

    value = serializers.FloatField(allow_null=True)
    limit = serializers.ChoiceField(choices=LIMITS, allow_null=True, help_text="The part that it is.")
    parts = serializers.DictField(child=serializers.FloatField())


class StaffSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of the membership.")
    user = serializers.UUIDField()
    name = serializers.CharField()
    is_lead = serializers.BooleanField()


class NodeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="The account, or `customers:` and a role for the end customers of one kind.")
    account = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=AccountRole.choices)
    team = serializers.CharField()
    customers = serializers.IntegerField(help_text="Links to end customers of this kind.")
    members = StaffSerializer(many=True)
    is_mine = serializers.BooleanField(help_text="The asking person works at this step.")
    score = ScoreSerializer()


class EdgeSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    link = serializers.UUIDField(allow_null=True, help_text="Null for a bundle of links to end customers.")
    supplier = serializers.CharField()
    customer = serializers.CharField()
    service = serializers.CharField()
    standard = serializers.CharField()
    goes_back = serializers.BooleanField()
    links = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True)
    standards = serializers.IntegerField()
    on_time = serializers.IntegerField(help_text="Requests of the window that were done in time.")
    late = serializers.IntegerField(help_text="Done too late, or late and not done.")
    running = serializers.IntegerField()
    overdue = serializers.IntegerField()
    rating = serializers.FloatField(allow_null=True, help_text="Mean of the window, 1 to 5.")
    open_complaints = serializers.IntegerField()
    score = ScoreSerializer()


class WeakestSerializer(serializers.Serializer[Any]):
    edge = serializers.CharField(allow_null=True)
    step = serializers.CharField(allow_null=True)


class ProcessChainSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    weakest = WeakestSerializer()


class ProcessChainView(APIView):
    """The chain that the asking person sees, end customers bundled by kind."""

    noun = "process-links"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="process_chain_retrieve",
        parameters=[
            OpenApiParameter(
                "days", OpenApiTypes.INT, OpenApiParameter.QUERY, description=f"Window of the figures, {WINDOW_DAYS} unless given."
            )
        ],
        responses=ProcessChainSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("days",))
        assert isinstance(request.user, User)  # Known let nobody else in
        at = now()
        chain = process_chain(request.user, at=at, since=first_day(at, _days(request.query_params.get("days"))))
        return Response(
            {
                "since": chain.since,
                "until": business_day(at),
                "nodes": [_node(node, request.user) for node in chain.nodes],
                "edges": [_edge(edge) for edge in chain.edges],
                "weakest": _weakest(chain),
            }
        )


def _days(text: str | None) -> int:
    if text is None:
        return WINDOW_DAYS
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LONGEST_WINDOW and len(text) <= 3):
        raise Invalid("days is a number of days.", fields={"days": [f"1 to {LONGEST_WINDOW}."]})
    return int(text)


def _node(node: Node, user: User) -> dict[str, Any]:
    members = [
        {"id": row["id"], "user": row["user_id"], "name": row["user__name"], "is_lead": row["is_lead"]} for row in node.members
    ]
    is_mine = any(row["user_id"] == user.pk for row in node.members)
    return {**asdict(node), "members": members, "is_mine": is_mine, "score": _score(node.score)}


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "key": edge.key,
        "link": edge.link,
        "supplier": str(edge.supplier),
        "customer": edge.customer,
        "service": edge.service,
        "standard": edge.standard,
        "goes_back": edge.goes_back,
        "links": edge.links,
        "version": edge.version,
        "standards": edge.standards,
        "on_time": edge.facts.on_time,
        "late": edge.facts.late,
        "running": edge.running,
        "overdue": edge.overdue,
        "rating": None if edge.rating is None else round(float(edge.rating), 2),
        "open_complaints": edge.facts.open_complaints,
        "score": _score(edge.score),
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "value": None if score.value is None else float(score.value),
        "limit": score.limit,
        "parts": {name: float(value) for name, value in score.parts.items()},
    }


def _weakest(chain: Chain) -> dict[str, str | None]:
    return {"edge": chain.weakest_edge, "step": chain.weakest_step}
