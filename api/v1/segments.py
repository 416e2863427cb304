"""`/segments/`: rules over accounts with the card and the brief of row 42. Who is in one: `/accounts/?segment=ID`."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters, refuse_unknown
from api.pagination import Page, count_rows
from api.permissions import ScopeMissing
from api.renderers import JSONText
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.account_filters import AccountFilter, narrow_by, query_of
from api.v1.clock import now
from api.v1.segment_rules import Problems, judge
from api.versions import required_version
from crm.errors import Forbidden, Invalid
from crm.models import Role, Team, Token
from tiers.actions.segments import acknowledge_brief, archive_segment, change_segment, concerned, define_segment, unread_by
from tiers.models import BriefAcknowledgement, Segment
from tiers.segments import rule_of


class SegmentSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    team = Ref(allow_null=True, help_text="Null: the whole company's.")
    filters = serializers.DictField(child=serializers.CharField(), help_text="Parameters of `/accounts/`.")
    description = serializers.CharField()
    strategy = serializers.ChoiceField(choices=Segment.Strategy.choices, allow_blank=True)
    channel = serializers.ChoiceField(choices=Segment.Channel.choices, allow_blank=True)
    message = serializers.CharField()
    presentation = serializers.CharField()
    brief = serializers.CharField()
    brief_roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    brief_number = serializers.IntegerField(help_text="Moves when everybody must read the brief anew.")
    by = Ref(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar = {"filters": F("filters")}


class SegmentAnswer(SegmentSerializer):
    problems = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="By parameter: what the rule names and nobody has any more. Empty: it can be asked.",
    )


class AcknowledgementSerializer(RowSerializer):
    """One's own, as a phone keeps them."""

    id = serializers.UUIDField()
    segment = Ref()
    brief_number = serializers.IntegerField()
    at = serializers.DateTimeField()


class SegmentForm(StrictSerializer):
    name = serializers.CharField(max_length=60)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), allow_null=True, required=False)
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    description = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    strategy = serializers.ChoiceField(choices=Segment.Strategy.choices, allow_blank=True, required=False)
    channel = serializers.ChoiceField(choices=Segment.Channel.choices, allow_blank=True, required=False)
    message = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    presentation = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    brief = serializers.CharField(max_length=3000, allow_blank=True, required=False)
    brief_roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), required=False)


class NewSegmentForm(SegmentForm):
    id = serializers.UUIDField(required=False)


class SegmentPreviewForm(StrictSerializer):
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True))
    team = serializers.UUIDField(required=False, allow_null=True)


class SegmentCountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(allow_null=True, help_text="Of what one sees; null where the rule cannot be asked.")
    is_exact = serializers.BooleanField()
    problems = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class AcknowledgeForm(StrictSerializer):
    brief_number = serializers.IntegerField(min_value=1, help_text="What was read.")
    id = serializers.UUIDField(required=False)


class ReaderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    at = serializers.DateTimeField(allow_null=True, help_text="Null: not yet.")


class ReadersSerializer(serializers.Serializer[Any]):
    brief_number = serializers.IntegerField()
    missing = serializers.IntegerField()
    people = ReaderSerializer(many=True)


class EmptyForm(StrictSerializer):
    pass


class SegmentFilter(StrictFilterSet):
    locals().update(
        choice_filters("strategy", Segment.Strategy.values)
        | choice_filters("channel", Segment.Channel.values)
        | id_filters("team", nullable=True)
    )


class SegmentViewSet(Resource):
    noun = "segments"
    serializer_class = SegmentSerializer
    filterset_class = SegmentFilter
    orderings: ClassVar = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    default_ordering = "name"

    def rows(self) -> QuerySet[Segment]:
        return Segment.objects.visible_to(self.person)

    def page(self, request: Request) -> Page:
        page = super().page(request)
        rows = self._judged([json.loads(row) for row in page.rows])
        return Page(
            [json.dumps(row, ensure_ascii=False) for row in rows], page.next, page.previous, page.count, page.count_is_exact
        )

    def answer(self, pk: UUID, *, http_status: int = 200) -> Response:
        response = super().answer(pk, http_status=http_status)
        (row,) = self._judged([json.loads(response.data)])
        response.data = JSONText(json.dumps(row, ensure_ascii=False).encode())
        return response

    def _judged(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        problems = judge(row["filters"] for row in rows)
        return [row | {"problems": found} for row, found in zip(rows, problems, strict=True)]

    @extend_schema(responses=SegmentAnswer(many=True))
    def list(self, request: Request) -> Response:
        return super().list(request)

    @extend_schema(responses=SegmentAnswer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        return super().retrieve(request, pk)

    @extend_schema(request=NewSegmentForm, responses={201: SegmentAnswer})
    def create(self, request: Request) -> Response:
        fields = self.form(NewSegmentForm)
        refuse_broken(fields)
        segment = define_segment(by=self.person, at=now(), **fields)
        return self.answer(segment.pk, http_status=201)

    @extend_schema(request=SegmentForm, responses=SegmentAnswer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        segment, version = self.row(), required_version(request)
        changes = self.form(SegmentForm, partial=True)
        refuse_broken(changes)
        change_segment(segment=segment, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=SegmentAnswer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        archive_segment(segment=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=SegmentPreviewForm, responses=SegmentCountSerializer, description="How many these conditions find now.")
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        form = self.form(SegmentPreviewForm)
        self.require_reader(form["filters"])
        filters = {name: value for name, value in form["filters"].items() if value}
        rule = rule_of(filters, team=str(form["team"]) if form.get("team") else None)
        (problems,) = judge([rule])
        return Response(self._count(rule, problems))

    @extend_schema(responses=SegmentCountSerializer)
    @action(detail=True, methods=["get"])
    def count(self, request: Request, pk: UUID) -> Response:
        """How many are in it now, of what one sees."""
        refuse_unknown(request.query_params, ())
        segment: Segment = self.row()
        self.require_reader(segment.filters)
        rule = rule_of(segment.filters, team=str(segment.team_id) if segment.team_id else None)
        (problems,) = judge([rule])
        return Response(self._count(rule, problems))

    @extend_schema(request=AcknowledgeForm, responses=ReadersSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: UUID) -> Response:
        segment = self.row()
        acknowledge_brief(segment=segment, by=self.person, at=now(), **self.form(AcknowledgeForm))
        return Response(readers_of(segment))

    @extend_schema(responses=ReadersSerializer)
    @action(detail=True, methods=["get"])
    def readers(self, request: Request, pk: UUID) -> Response:
        """Everybody concerned, with the time at which each has acknowledged the brief as it stands."""
        refuse_unknown(request.query_params, ())
        return Response(readers_of(self.row()))

    def require_reader(self, filters: dict[str, str]) -> None:
        """Counting is asking about the accounts: as much as one may read of them."""
        if self.person.role in (Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD):
            raise Forbidden("The customers of a segment are for who works with them.")
        token = self.request.auth
        if isinstance(token, Token) and {"welcome", "welcome__in"} & filters.keys() and "welcome:read" not in token.scopes:
            raise ScopeMissing("This token needs the scope welcome:read.")

    def _count(self, rule: dict[str, str], problems: Problems) -> dict[str, Any]:
        if problems:
            return {"count": None, "is_exact": True, "problems": problems}
        rows = narrow_by(AccountFilter, Account.objects.visible_to(self.person), query_of(rule), person=None)
        count, is_exact = count_rows(rows)
        return {"count": count, "is_exact": is_exact, "problems": {}}


def refuse_broken(fields: dict[str, Any]) -> None:
    """A rule that cannot be asked is refused when it is written; it may still break later."""
    filters = {name: value for name, value in fields.get("filters", {}).items() if value}
    if problems := judge([filters])[0]:
        raise Invalid("These conditions cannot be asked.", fields={f"filters.{name}": why for name, why in problems.items()})


def readers_of(segment: Segment) -> dict[str, Any]:
    segment.refresh_from_db(fields=["brief_number", "brief_roles", "team"])
    read = dict(
        BriefAcknowledgement.objects.filter(segment=segment, brief_number=segment.brief_number).values_list("person_id", "at")
    )
    people = [
        {"id": str(person.pk), "name": person.name, "role": person.role, "at": read.get(person.pk)} for person in concerned(segment)
    ]
    return {"brief_number": segment.brief_number, "missing": unread_by(segment).count(), "people": people}
