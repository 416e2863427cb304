"""`/accounts/{id}/overview/`: what an account's page shows first, in one statement whatever the account's history.

Row, why its tier, people, promises, needs, preferences, what it consumes, where it stands on its way, latest touchpoints; and
how complete the file is, judged from all that.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, QuerySet, Subquery, Value
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.completeness import completeness
from accounts.custom import missing
from accounts.models import Consumption, Contact, CustomField, Journey, Need, Preference, Promise, Touchpoint
from api.describing import extend_schema
from api.permissions import require_scope
from api.renderers import JSONText
from api.rows import JsonBuildObject, RowSerializer, Shape
from api.v1.accounts import AccountSerializer, AccountViewSet
from api.v1.consumptions import ConsumptionSerializer
from api.v1.contacts import ContactSerializer
from api.v1.journeys import JourneySerializer
from api.v1.needs import NeedSerializer, PreferenceSerializer
from api.v1.promises import PromiseSerializer
from api.v1.timeline import TouchpointSerializer
from crm.models import Token
from tiers import queries

LATEST = 20
MOST = 30


def hanging(rows: QuerySet[Any], serializer: type[RowSerializer], most: int | None = None) -> ArraySubquery:
    """The rows that hang on the account, as JSON in their own order, at most so many."""
    return ArraySubquery(rows.filter(account=OuterRef("pk")).values_list(JsonBuildObject.of(**serializer.shape()))[:most])


class OverviewSerializer(RowSerializer):
    account = AccountSerializer()
    tier_why = serializers.DictField(
        allow_null=True, help_text="Policy version, numbers and dates; null while there was no review, and for service agents."
    )
    contacts = ContactSerializer(many=True)
    promises = PromiseSerializer(many=True, help_text="The open ones, by due day.")
    touchpoints = TouchpointSerializer(many=True, help_text=f"The latest {LATEST}.")
    needs = NeedSerializer(many=True, help_text=f"The open ones, the dominant one first, then what was settled; {MOST} at most.")
    preferences = PreferenceSerializer(many=True, help_text=f"What still holds, the latest {MOST}.")
    consumptions = ConsumptionSerializer(many=True, help_text="By the day on which they run out.")
    journey = JourneySerializer(allow_null=True)
    completeness = serializers.DictField(help_text="`percent` of the file, what is `there` and what is `missing`.")

    expressions = {  # the account's own fields hang on who asks, see `overview_of`
        "account": F("pk"),
        "tier_why": queries.tier_why(),
        "contacts": hanging(
            Contact.objects.filter(archived_at=None).order_by(F("is_primary").desc(), "name_key", "id"), ContactSerializer
        ),
        "promises": hanging(Promise.objects.open().order_by("due_on", "id"), PromiseSerializer),
        "touchpoints": hanging(Touchpoint.objects.order_by("-at", "-id"), TouchpointSerializer, LATEST),
        "needs": hanging(Need.objects.order_by("-status", F("is_dominant").desc(), "-noted_at", "-id"), NeedSerializer, MOST),
        "preferences": hanging(Preference.objects.current().order_by("-heard_on", "-id"), PreferenceSerializer, MOST),
        "consumptions": hanging(
            Consumption.objects.current().order_by(F("run_out_on").asc(nulls_last=True), "id"), ConsumptionSerializer, MOST
        ),
        "journey": Subquery(
            Journey.objects.filter(account=OuterRef("pk")).values_list(JsonBuildObject.of(**JourneySerializer.shape()))[:1]
        ),
        "completeness": Value(None, output_field=JSONField()),  # judged from the rest, see `retrieve`
    }


#: What a service agent does not read, and a token only within its scopes.
NOTEBOOK = {"needs": "needs", "preferences": "preferences", "consumptions": "consumptions", "journey": "journeys"}


class OverviewViewSet(AccountViewSet):
    """What the account's page shows first, within the limits of `/accounts/`."""

    serializer_class = OverviewSerializer  # type: ignore[assignment]
    http_method_names = ("get", "head", "options")

    @extend_schema(operation_id="accounts_overview_retrieve", responses=OverviewSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        for noun in ("contacts", "promises", "touchpoints", "tiers"):
            require_scope(request, f"{noun}:read")
        response = super().retrieve(request, pk)
        overview = orjson.loads(bytes(response.data))  # orjson knows no subclasses of bytes
        response.data = JSONText(orjson.dumps(overview | {"completeness": file_of(overview)}))
        return response

    def shape(self) -> Shape:
        return overview_of(super().shape(), with_reasons=not self.is_service_agent, hidden=self.hidden())

    def hidden(self) -> tuple[str, ...]:
        if self.is_service_agent:
            return tuple(NOTEBOOK)
        token = self.request.auth
        scopes = token.scopes if isinstance(token, Token) else None
        return tuple(name for name, noun in NOTEBOOK.items() if scopes is not None and f"{noun}:read" not in scopes)


@cache
def overview_of(account: Shape, *, with_reasons: bool, hidden: tuple[str, ...]) -> Shape:
    """The overview for somebody who may see these fields of the account, and not the hidden parts."""
    nothing = {name: Value(None if name == "journey" else [], output_field=JSONField()) for name in hidden}
    why = {} if with_reasons else {"tier_why": Value(None, output_field=JSONField())}
    return Shape(OverviewSerializer.shape() | {"account": JsonBuildObject.of(**account)} | why | nothing)


def file_of(overview: Mapping[str, Any]) -> dict[str, Any]:
    """What the file holds (row 16), as far as the one who asks may read it."""
    account, contacts = overview["account"], overview["contacts"]
    has = {
        "contact": bool(contacts),
        "phone": bool(account["phone"]),
        "address": bool(account["address"]),
        "place": account.get("latitude") is not None,
        "personality": any(contact["personality"] for contact in contacts),
        "need": bool(overview["needs"]),
        "preference": bool(overview["preferences"]),
        "consumption": bool(overview["consumptions"]),
        "licence": bool(account.get("licence_name")),
        "order_days": bool(account.get("order_weekdays")),
        "hours": account.get("opens_at") is not None,
    }
    asked = {"kind": account["kind"], "role": account["role"], "tier": account.get("tier")}
    definitions = CustomField.objects.definitions()
    if any(field.is_required(**asked) for field in definitions):
        has["own_fields"] = not missing(definitions, account.get("custom") or {}, **asked)
    return completeness(has, kind=account["kind"], role=account["role"]).parts
