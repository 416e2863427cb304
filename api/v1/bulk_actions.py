"""`/bulk-actions/`: one verb on a selection of accounts, or on all that match; with progress, result by reason, and undo."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.bulk.runs import cancel_bulk, undo_bulk
from accounts.models import Account, BulkAction, BulkTarget
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, refuse_unknown
from api.jobs import enqueue_bulk
from api.permissions import require_scope
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now

#: So many refused accounts are told by name.
MOST_TOLD = 200


class BulkActionSerializer(RowSerializer):
    """`changed + unchanged + the refused = rows_done`."""

    id = serializers.UUIDField()
    verb = serializers.ChoiceField(choices=BulkAction.Verb.choices)
    params = serializers.JSONField()
    filters = serializers.JSONField(allow_null=True)
    by = Ref(allow_null=True)
    state = serializers.ChoiceField(choices=BulkAction.State.choices)
    rows_total = serializers.IntegerField(allow_null=True, help_text="Null until the selection is frozen.")
    rows_done = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="How many, by reason.")
    error = serializers.CharField()
    undone_at = serializers.DateTimeField(allow_null=True)
    undone = serializers.IntegerField(help_text="Changes put back.")
    kept = serializers.IntegerField(help_text="Changes that stayed, because somebody went on from them.")
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class BulkActionForm(StrictSerializer):
    """`accounts` by id, or all that match `filters`, which are the parameters of `GET /accounts/`."""

    id = serializers.UUIDField(required=False)
    verb = serializers.ChoiceField(choices=BulkAction.Verb.choices)
    params = serializers.DictField()
    accounts = serializers.ListField(child=serializers.UUIDField(), required=False, allow_null=True)
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, allow_null=True)


class EmptyForm(StrictSerializer):
    pass


class RefusedSerializer(serializers.Serializer[Any]):
    account = Ref(allow_null=True)
    reason = serializers.CharField()


class BulkActionFilter(StrictFilterSet):
    locals().update(choice_filters("verb", BulkAction.Verb.values) | choice_filters("state", BulkAction.State.values))


class BulkActionViewSet(Resource):
    noun = "bulk-actions"
    serializer_class = BulkActionSerializer
    filterset_class = BulkActionFilter

    def rows(self) -> QuerySet[BulkAction]:
        return BulkAction.objects.visible_to(self.person)

    @extend_schema(request=BulkActionForm, responses={202: BulkActionSerializer})
    def create(self, request: Request) -> Response:
        require_scope(request, "accounts:write")
        run = enqueue_bulk(by=self.person, at=now(), **self.form(BulkActionForm))
        response = self.answer(run.pk, http_status=202)
        response["Location"] = f"/api/v1/bulk-actions/{run.pk}/"
        return response

    @extend_schema(request=EmptyForm, responses=BulkActionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Stops at the next batch; what was done stays."""
        self.form(EmptyForm)
        cancel_bulk(run=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=BulkActionSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """Puts back what it changed, where nobody changed it since; for a day."""
        self.form(EmptyForm)
        undo_bulk(run=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(responses=RefusedSerializer(many=True))
    @action(detail=True, methods=["get"])
    def refused(self, request: Request, pk: UUID) -> Response:
        """The first of those that were refused, each with its reason; an account that is not to be seen has no name here."""
        refuse_unknown(request.query_params, ())
        run = self.row()
        told = BulkTarget.objects.filter(action_id=run.pk).exclude(outcome__in=("", "changed", "unchanged"))
        found = list(told.order_by("place").values_list("account_id", "outcome")[:MOST_TOLD])
        names = dict(Account.objects.visible_to(self.person).filter(pk__in=[id for id, _ in found]).values_list("pk", "name"))
        return Response(
            [{"account": {"id": str(id), "name": names[id]} if id in names else None, "reason": reason} for id, reason in found]
        )
