"""`/abuse-reports/` and `/courteous-replies/`: what protects our people, and words that hurt nobody (row 6)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.abuse import report_abuse, settle_abuse
from accounts.actions.replies import add_reply, archive_reply, change_reply
from accounts.models import AbuseReport, CourteousReply
from api.describing import extend_schema
from api.filters import FlagFilter, InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.chain import EmptyForm
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField, contact_in
from api.versions import required_version


class AbuseReportSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    kind = serializers.ChoiceField(choices=AbuseReport.Kind.choices)
    what = serializers.CharField()
    happened_at = serializers.DateTimeField()
    reported_at = serializers.DateTimeField()
    reported_by = Ref(allow_null=True)
    outcome = serializers.ChoiceField(
        choices=AbuseReport.Outcome.choices, allow_null=True, help_text="Null: not settled yet. Cleared: no flag any more."
    )
    outcome_why = serializers.CharField()
    settled_by = Ref(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReportAbuseForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=AbuseReport.Kind.choices)
    what = serializers.CharField(max_length=1000)
    happened_at = InstantField(required=False)


class SettleAbuseForm(StrictSerializer):
    outcome = serializers.ChoiceField(choices=AbuseReport.Outcome.choices)
    reason = serializers.CharField(max_length=500)


class FlaggingFilter(FlagFilter):
    """Reports that flag their account: all but the cleared ones."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        if value is None:
            return qs
        cleared = AbuseReport.Outcome.CLEARED
        return qs.exclude(outcome=cleared) if value else qs.filter(outcome=cleared)


class AbuseReportFilter(StrictFilterSet):
    flagging = FlaggingFilter()
    locals().update(
        id_filters("account")
        | choice_filters("outcome", AbuseReport.Outcome.values, nullable=True)
        | range_filters("happened_at", InstantFilter, nullable=False)
    )


class AbuseReportViewSet(Resource):
    """Seen by the account's owner, the lead of its team, administrators and who reported; a token needs the scope of its own."""

    noun = "abuse-reports"
    serializer_class = AbuseReportSerializer
    filterset_class = AbuseReportFilter
    orderings: ClassVar = {"happened_at": "happened_at", "created_at": "created_at"}
    default_ordering = "-happened_at"

    def rows(self) -> QuerySet[AbuseReport]:
        return AbuseReport.objects.visible_to(self.person)

    @extend_schema(request=ReportAbuseForm, responses={201: AbuseReportSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(ReportAbuseForm)
        form["contact"] = contact_in(form["account"], form.get("contact"))
        report = report_abuse(by=self.person, at=now(), **form)
        return self.answer(report.pk, http_status=201)

    @extend_schema(request=SettleAbuseForm, responses=AbuseReportSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: UUID) -> Response:
        settle_abuse(report=self.row(), by=self.person, at=now(), **self.form(SettleAbuseForm))
        return self.answer(pk)


class CourteousReplySerializer(RowSerializer):
    id = serializers.UUIDField()
    occasion = serializers.ChoiceField(choices=CourteousReply.Occasion.choices)
    text_zh = serializers.CharField()
    text_en = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CourteousReplyForm(StrictSerializer):
    occasion = serializers.ChoiceField(choices=CourteousReply.Occasion.choices)
    text_zh = serializers.CharField(max_length=1000)
    text_en = serializers.CharField(max_length=1000)


class CourteousReplyFilter(StrictFilterSet):
    locals().update(choice_filters("occasion", CourteousReply.Occasion.values))


class CourteousReplyViewSet(Resource):
    noun = "touchpoints"
    serializer_class = CourteousReplySerializer
    filterset_class = CourteousReplyFilter
    default_ordering = "created_at"

    def rows(self) -> QuerySet[CourteousReply]:
        return CourteousReply.objects.all()

    @extend_schema(request=CourteousReplyForm, responses={201: CourteousReplySerializer})
    def create(self, request: Request) -> Response:
        reply = add_reply(by=self.person, at=now(), **self.form(CourteousReplyForm))
        return self.answer(reply.pk, http_status=201)

    @extend_schema(request=CourteousReplyForm, responses=CourteousReplySerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        reply, version = self.row(), required_version(request)
        change_reply(reply=reply, changes=self.form(CourteousReplyForm, partial=True), version=version, by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=CourteousReplySerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_reply(reply=self.row(), by=self.person, at=now())
        return self.answer(pk)
