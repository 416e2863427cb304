"""`/exports/`: the accounts of a view as CSV, XLSX or JSON."""

from pathlib import Path
from uuid import UUID

from django.db.models import Case, CharField, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ExportRun
from api.describing import extend_schema
from api.exporting.runs import begin_export, cancel_export, is_small, perform_export
from api.filters import StrictFilterSet, choice_filters, refuse_unknown
from api.jobs import export as export_job
from api.permissions import require_scope
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.imports import pieces
from crm.errors import Invalid
from crm.models import Token

CONTENT = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class ExportSerializer(RowSerializer):
    id = serializers.UUIDField()
    format = serializers.ChoiceField(choices=ExportRun.Format.choices)
    columns = serializers.ListField(child=serializers.CharField())
    filters = serializers.JSONField(allow_null=True)
    ordering = serializers.CharField(source="sort")
    by = Ref(allow_null=True)
    state = serializers.ChoiceField(choices=ExportRun.State.choices)
    rows_total = serializers.IntegerField(allow_null=True, help_text="Null until it is done, unless it was counted.")
    rows_done = serializers.IntegerField()
    size = serializers.IntegerField(allow_null=True)
    file_url = serializers.CharField(allow_null=True, help_text="Null until it is done, and again when it has expired.")
    expires_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    expressions = {
        "file_url": Case(
            When(path="", then=Value(None)),
            default=Concat(Value("/api/v1/exports/"), Cast(F("id"), CharField()), Value("/file/"), output_field=TextField()),
            output_field=TextField(),
        ),
    }


class ExportForm(StrictSerializer):
    """`accounts` by id, or all that match `filters`, the parameters of `GET /accounts/`. `labels` head the columns of CSV and
    XLSX, `words` name their codes (`{"tier": {"vip": "VIP"}}`); JSON is always exact. `bom` is for a spreadsheet's sake."""

    format = serializers.ChoiceField(choices=ExportRun.Format.choices)
    columns = serializers.ListField(child=serializers.CharField(max_length=60), max_length=100)
    labels = serializers.ListField(child=serializers.CharField(max_length=100, allow_blank=True), max_length=100, required=False)
    words = serializers.DictField(child=serializers.DictField(child=serializers.CharField(max_length=200)), required=False)
    bom = serializers.BooleanField(default=False)
    filters = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, allow_null=True)
    accounts = serializers.ListField(child=serializers.UUIDField(), required=False, allow_null=True)
    ordering = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    near = serializers.CharField(
        max_length=60, required=False, default="", allow_blank=True, help_text="With `accounts`: from where `distance` is measured."
    )


class EmptyForm(StrictSerializer):
    pass


class ExportFilter(StrictFilterSet):
    locals().update(choice_filters("format", ExportRun.Format.values) | choice_filters("state", ExportRun.State.values))


class ExportViewSet(Resource):
    noun = "exports"
    serializer_class = ExportSerializer
    filterset_class = ExportFilter

    def rows(self) -> QuerySet[ExportRun]:
        return ExportRun.objects.visible_to(self.person)

    @extend_schema(request=ExportForm, responses={201: ExportSerializer, 202: ExportSerializer})
    def create(self, request: Request) -> Response:
        """Up to 5,000 rows are written at once (201), more by the worker (202)."""
        require_scope(request, "accounts:read")
        form = self.form(ExportForm)
        labels = form.pop("labels", None)
        if labels is not None and len(labels) != len(form["columns"]):
            raise Invalid("One label a column.", fields={"labels": ["As many as columns."]})
        options = {"bom": form.pop("bom"), "labels": labels, "words": form.pop("words", {}), "near": form.pop("near")}
        welcome = not isinstance(request.auth, Token) or "welcome:read" in request.auth.scopes
        run = begin_export(by=self.person, at=now(), sort=form.pop("ordering"), options=options, welcome=welcome, **form)
        if small := is_small(run):
            perform_export(run)
        else:
            export_job.defer(run_id=str(run.pk))
        response = self.answer(run.pk, http_status=201 if small else 202)
        response["Location"] = f"/api/v1/exports/{run.pk}/"
        return response

    @extend_schema(request=EmptyForm, responses=ExportSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        self.form(EmptyForm)
        cancel_export(run=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: UUID) -> StreamingHttpResponse:
        """For who asked, until it expires."""
        refuse_unknown(request.query_params, ())
        run = self.row()
        path = Path(run.path or "/nowhere")
        if not path.is_file() or (run.expires_at is not None and run.expires_at < now()):
            raise Http404
        name = f"accounts-{run.created_at:%Y%m%d-%H%M}.{run.format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(path.stat().st_size)}
        return StreamingHttpResponse(pieces(path), content_type=CONTENT[run.format], headers=headers)
