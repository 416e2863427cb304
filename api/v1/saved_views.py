"""`/saved-views/`: filters, columns and order under a name. A view that names what is no longer there says so."""

import json
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.views import MOST_VIEWS, arrange_views, delete_view, save_view, update_view
from accounts.custom import Definition
from accounts.models import Account, SavedView
from api.describing import extend_schema
from api.exporting.runs import readable_columns
from api.filters import StrictFilterSet, choice_filters, id_filters
from api.pagination import Page
from api.renderers import JSONText
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer, json_rows
from api.v1.account_filters import narrow_accounts, query_of
from api.v1.accounts import ORDERINGS
from api.v1.clock import now
from api.v1.custom_filters import PREFIX, definitions
from api.v1.custom_ordering import COMPARABLE
from api.versions import required_version
from crm.errors import Invalid, Unseen
from crm.models import Role, Team, User


class SavedViewSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    screen = serializers.ChoiceField(choices=SavedView.Screen.choices)
    owner = Ref()
    team = Ref(allow_null=True, help_text="Shared with it; null: private.")
    filters = serializers.DictField(child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())
    ordering = serializers.CharField(source="sort")
    default_roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    position = serializers.IntegerField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"filters": F("filters")}


class SavedViewAnswer(SavedViewSerializer):
    problems = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By parameter (`filters`), `columns` or `ordering`: what is no longer there. Empty: the view can be opened.",
    )


class SavedViewForm(StrictSerializer):
    name = serializers.CharField(max_length=60)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), allow_null=True, required=False)
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    columns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    ordering = serializers.CharField(max_length=60, allow_blank=True, required=False, source="sort")
    default_roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), required=False)
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)


class NewSavedViewForm(SavedViewForm):
    id = serializers.UUIDField(required=False)


class ArrangeForm(StrictSerializer):
    views = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_VIEWS)


class ArrangedSerializer(serializers.Serializer[Any]):
    results = SavedViewSerializer(many=True)


class SavedViewFilter(StrictFilterSet):
    locals().update(choice_filters("screen", SavedView.Screen.values) | id_filters("team", nullable=True) | id_filters("owner"))


def problems_of(view: dict[str, Any], *, person: User, known: dict[str, Definition]) -> dict[str, list[str]]:
    """Each filter is asked by itself, so that one which is gone does not hide another."""
    problems: dict[str, list[str]] = {}
    for name, value in view["filters"].items():
        alone = {name: value}
        if name == "within_km":
            alone["near"] = view["filters"].get("near", "")
        try:
            narrow_accounts(Account.objects.all(), query_of(alone), person=person)
        except Invalid as error:
            problems[name] = error.fields.get(name) or [error.detail]
    readable = readable_columns(person)
    if gone := [column for column in view["columns"] if column not in readable]:
        problems["columns"] = gone
    ordering = view["ordering"].removeprefix("-")
    own = known.get(ordering.removeprefix(PREFIX)) if ordering.startswith(PREFIX) else None
    if ordering and ordering not in {*ORDERINGS, "distance"} and (own is None or own.type not in COMPARABLE):
        problems["ordering"] = [view["ordering"]]
    return problems


class SavedViewViewSet(Resource):
    noun = "saved-views"
    serializer_class = SavedViewSerializer
    filterset_class = SavedViewFilter
    orderings = {"position": "position", "created_at": "created_at", "name": "name"}
    default_ordering = "position"

    def rows(self) -> QuerySet[SavedView]:
        return SavedView.objects.visible_to(self.person)

    def page(self, request: Request) -> Page:
        page, known = super().page(request), definitions()
        rows = [json.dumps(self._judged(json.loads(row), known), ensure_ascii=False) for row in page.rows]
        return Page(rows, page.next, page.previous, page.count, page.count_is_exact)

    def answer(self, pk: UUID, *, http_status: int = 200) -> Response:
        response = super().answer(pk, http_status=http_status)
        view = self._judged(json.loads(response.data), definitions())
        response.data = JSONText(json.dumps(view, ensure_ascii=False).encode())
        return response

    def _judged(self, view: dict[str, Any], known: dict[str, Definition]) -> dict[str, Any]:
        return {**view, "problems": problems_of(view, person=self.person, known=known)}

    @extend_schema(responses=SavedViewAnswer(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @extend_schema(responses=SavedViewAnswer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return super().retrieve(request, pk)

    @extend_schema(request=NewSavedViewForm, responses={201: SavedViewAnswer})
    def create(self, request: Request) -> Response:
        view = save_view(by=self.person, at=now(), **self.form(NewSavedViewForm))
        return self.answer(view.pk, http_status=201)

    @extend_schema(request=SavedViewForm, responses=SavedViewAnswer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        view, version = self.row(), required_version(request)
        update_view(view=view, changes=self.form(SavedViewForm, partial=True), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=ArrangeForm, responses=ArrangedSerializer, description="The named views change places with one another.")
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def arrange(self, request: Request) -> Response:
        asked = self.form(ArrangeForm)["views"]
        seen = set(self.rows().filter(pk__in=asked).values_list("pk", flat=True))
        if any(pk not in seen for pk in asked):
            raise Unseen("No such view.")
        arranged = arrange_views(views=asked, by=self.person, at=now())
        rows = json_rows(SavedView.objects.filter(pk__in=[view.pk for view in arranged]).order_by("position", "id"), self.shape())
        return Response(JSONText(f'{{"results": [{", ".join(row.text for row in rows)}]}}'.encode()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        delete_view(view=self.row(), by=self.person, at=now())
        return Response(status=204)
