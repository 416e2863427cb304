"""`/accounts/{id}/history/`: who changed what, when, from what to what, whatever the way of the write."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as df
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.history import SERVICE_TABLES, changes_of, tables_by_noun, told, touching
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, filter_rows, range_filters, refuse_unknown
from api.pagination import read_limit
from api.permissions import require_scope
from api.v1.accounts import AccountViewSet
from crm.errors import Invalid
from crm.models import Change


class ReferenceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(allow_null=True)


class FieldChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="A field as the API calls it, or custom.key.")
    locals()["from"] = serializers.JSONField(allow_null=True, help_text="An id comes as {id, name}.")
    to = serializers.JSONField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = ReferenceSerializer(allow_null=True)
    cause = serializers.CharField(help_text="web, phone, api, import, bulk, merge, undo, admin, program, database, …")
    batch = serializers.UUIDField(allow_null=True)
    op = serializers.ChoiceField(choices=Change.Op.choices)
    noun = serializers.CharField(help_text="What was changed: account, contact, order …")
    row = serializers.UUIDField()
    label = serializers.JSONField(allow_null=True, help_text="What the row is called.")  # type: ignore[assignment]
    changes = FieldChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer[Any]):
    results = ChangeSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class NounFilter(df.CharFilter):
    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(table_name=tables_by_noun().get(value, "")) if value else qs


class FieldFilter(df.CharFilter):
    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(touching(value)) if value else qs


class HistoryFilter(StrictFilterSet):
    field = FieldFilter()
    noun = NounFilter()
    by = df.UUIDFilter(field_name="by_id")
    cause = df.CharFilter()
    batch = df.UUIDFilter()
    locals().update(choice_filters("op", Change.Op.values) | range_filters("at", InstantFilter, nullable=False))


PARAMETERS = {
    "field": "Changes of this field.",
    "noun": "account, contact, order …",
    "by": "A person's.",
    "cause": "By this way.",
    "batch": "Of one import, bulk action or merge.",
    "cursor": "From `next`.",
    "limit": "At most 200.",
}


class HistoryViewSet(AccountViewSet):
    """Behind the account's own door; a service agent reads what concerns people and promises."""

    http_method_names = ("get", "head", "options")

    @extend_schema(
        operation_id="accounts_history_list",
        responses=HistorySerializer,
        parameters=[OpenApiParameter(name, description=text) for name, text in PARAMETERS.items()],
    )
    def changes(self, request: Request, pk: UUID) -> Response:
        for noun in ("contacts", "orders", "promises", "tiers", "touchpoints", "visits"):
            require_scope(request, f"{noun}:read")
        refuse_unknown(request.query_params, {"limit", "cursor", *HistoryFilter.base_filters})
        rows = changes_of(self.row(), only=SERVICE_TABLES if self.is_service_agent else None)
        rows = filter_rows(HistoryFilter, request.query_params, rows).order_by("-id")
        limit = read_limit(request.query_params)
        if cursor := request.query_params.get("cursor"):
            rows = rows.filter(pk__lt=read_cursor(cursor))
        page = list(rows[: limit + 1])
        results = told(page[:limit], user=self.person)
        return Response({"results": results, "next": str(page[limit - 1].pk) if len(page) > limit else None, "previous": None})


def read_cursor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor."]})
    return int(text)
