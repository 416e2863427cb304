"""`…/{id}/edits/?since=VERSION`: who changed which field since a version, for a card that shows "mine" beside "theirs"."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.edits import edits_since
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.resources import Resource
from api.rows import Ref
from crm.errors import Invalid


class FieldEditSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    by = Ref(allow_null=True)
    version = serializers.IntegerField()


class EditsSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The row's version now.")
    fields = serializers.DictField(child=FieldEditSerializer(), help_text="By field: its last edit.")  # type: ignore[assignment]


class EditsOf(Resource):
    """Adds the read to a resource with versions."""

    @extend_schema(parameters=[OpenApiParameter("since", int, required=True)], responses=EditsSerializer)
    @action(detail=True, methods=["get"])
    def edits(self, request: Request, pk: UUID) -> Response:
        """The last edit of every field that was written after the version `since`."""
        row = self.row()
        refuse_unknown(request.query_params, ("since",))
        since = request.query_params.get("since", "")
        if not since.isdecimal() or len(since) > 9:
            raise Invalid("Since which version?", fields={"since": ["A version, such as 3."]})
        return Response({"version": row.version, "fields": told(row.pk, int(since))})


def told(subject: UUID, since: int) -> dict[str, Any]:
    """`{field: {at, by, version}}` in JSON values, as the card shows it."""
    return {
        name: {
            "at": edit.at.isoformat(),
            "by": {"id": str(edit.by.pk), "name": edit.by.name} if edit.by else None,
            "version": edit.version,
        }
        for name, edit in edits_since(subject=subject, version=since).items()
    }
