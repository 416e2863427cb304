"""`/merges/` and `/duplicates/`: two accounts that are one customer, and those that may be."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.duplicates import say_different
from accounts.actions.merges import CHOOSABLE, merge_accounts, preview_merge, undo_merge
from accounts.models import Account, DuplicatePair, Merge
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import EmptyForm
from api.v1.clock import now
from crm.errors import Unseen


class MergeSerializer(RowSerializer):
    id = serializers.UUIDField()
    kept = Ref()
    lost = Ref()
    by = Ref(allow_null=True)
    at = serializers.DateTimeField()
    taken = serializers.ListField(child=serializers.CharField())
    moved = serializers.DictField(help_text="Rows moved, by table.")
    left = serializers.DictField(help_text="Rows that stay with the lost account.")
    undone_at = serializers.DateTimeField(allow_null=True)
    undone_by = Ref(allow_null=True)
    version = serializers.IntegerField()


class MergeForm(StrictSerializer):
    kept = serializers.UUIDField()
    lost = serializers.UUIDField()
    take = serializers.ListField(child=serializers.ChoiceField(choices=CHOOSABLE), required=False)
    id = serializers.UUIDField(required=False)


class ProspectForm(StrictSerializer):
    kept = serializers.UUIDField()
    lost = serializers.UUIDField()


class ProspectSerializer(serializers.Serializer[Any]):
    moved = serializers.DictField(child=serializers.IntegerField(), help_text="Rows that would move, by table.")
    left = serializers.DictField(child=serializers.IntegerField(), help_text="Rows that would stay with the lost account.")
    filled = serializers.ListField(child=serializers.CharField(), help_text="Empty fields that the lost account would fill.")


class MergeFilter(StrictFilterSet):
    locals().update(id_filters("kept") | id_filters("lost"))


class MergeViewSet(Resource):
    noun = "accounts"
    serializer_class = MergeSerializer
    filterset_class = MergeFilter
    orderings = {"at": "at"}
    default_ordering = "-at"

    def rows(self) -> QuerySet[Merge]:
        return Merge.objects.visible_to(self.person)

    @extend_schema(request=MergeForm, responses={201: MergeSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(MergeForm)
        kept, lost = (self._account(form.pop(name)) for name in ("kept", "lost"))
        merge = merge_accounts(kept=kept, lost=lost, by=self.person, at=now(), **form)
        return self.answer(merge.pk, http_status=201)

    @extend_schema(request=ProspectForm, responses=ProspectSerializer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        form = self.form(ProspectForm)
        prospect = preview_merge(kept=self._account(form["kept"]), lost=self._account(form["lost"]))
        return Response({"moved": prospect.moved, "left": prospect.left, "filled": prospect.filled})

    def _account(self, pk: UUID) -> Account:
        found = Account.objects.visible_to(self.person).filter(pk=pk).first()
        if found is None:
            raise Unseen("No such account.")
        return found

    @extend_schema(request=EmptyForm, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        undo_merge(merge=self.row(), by=self.person, at=now())
        return self.answer(pk)


class DuplicatePairSerializer(RowSerializer):
    id = serializers.UUIDField()
    first = Ref()
    second = Ref()
    score = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="phone, name, sound, place")
    state = serializers.ChoiceField(choices=DuplicatePair.State.choices)
    found_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = Ref(allow_null=True)


class DuplicatePairFilter(StrictFilterSet):
    locals().update(choice_filters("state", DuplicatePair.State.values) | id_filters("first") | id_filters("second"))


class DuplicatePairViewSet(Resource):
    """The most alike first; those that are still to be decided unless `state` says otherwise."""

    noun = "accounts"
    serializer_class = DuplicatePairSerializer
    filterset_class = DuplicatePairFilter
    orderings = {"score": "score"}
    default_ordering = "-score"

    def rows(self) -> QuerySet[DuplicatePair]:
        return DuplicatePair.objects.visible_to(self.person)

    def current_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=DuplicatePair.State.OPEN)

    @extend_schema(request=EmptyForm, responses=DuplicatePairSerializer)
    @action(detail=True, methods=["post"])
    def different(self, request: Request, pk: UUID) -> Response:
        say_different(pair=self.row(), by=self.person, at=now())
        return self.answer(pk)
