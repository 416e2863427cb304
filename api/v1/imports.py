"""`/imports/`: a file comes in, is answered with 202 and lands in the background; here one sees how far it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.importing.kinds import kind_of
from accounts.importing.memory import remember
from accounts.importing.preview import Preview, preview
from accounts.importing.runs import cancel_import
from accounts.importing.sheets import UnreadableFile
from accounts.importing.templates import template
from accounts.importing.uploads import forget_upload, keep_upload, upload_of
from accounts.importing.words import told, worded
from accounts.jobs import enqueue_commit, enqueue_import, enqueue_undo
from accounts.models import Account, ImportRun, ImportUpload
from api.describing import extend_schema
from api.errors import TooLarge
from api.filters import StrictFilterSet, choice_filters, refuse_unknown
from api.parsers import StrictJSONParser
from api.permissions import require_scope
from api.resources import Resource
from api.v1.clock import now
from api.v1.import_forms import (
    CommitForm,
    DoubtSerializer,
    EmptyForm,
    ImportForm,
    ImportSerializer,
    PreviewForm,
    PreviewSerializer,
    RefusalSerializer,
)
from crm.errors import Forbidden, Invalid
from crm.models import User

#: Doubtful and refused lines that a page shows.
MOST_SHOWN = 500

TYPE = OpenApiParameter("type", str, OpenApiParameter.QUERY, required=True, enum=ImportRun.Type.values)
LANGUAGE = OpenApiParameter("language", str, OpenApiParameter.QUERY, enum=["zh", "en"])

#: Beyond this a file is split, or imported on the server by `manage.py import_file`, which knows no limit.
LARGEST_FILE = 512 * 1024 * 1024


class ImportFilter(StrictFilterSet):
    locals().update(
        choice_filters("type", ImportRun.Type.values)
        | choice_filters("mode", ImportRun.Mode.values)
        | choice_filters("state", ImportRun.State.values)
    )


class ImportViewSet(Resource):
    noun = "imports"
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    orderings = {"created_at": "created_at"}
    parser_classes = (MultiPartParser, StrictJSONParser)  # a file comes as a form; one that was previewed by its id

    def rows(self) -> QuerySet[ImportRun]:
        return ImportRun.objects.visible_to(self.person)

    @extend_schema(request={"multipart/form-data": ImportForm}, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        refuse_large(int(request.headers.get("Content-Length") or 0))
        form = self.form(ImportForm)
        require_scope(request, f"{form['type']}:write")
        at, file, upload = now(), form.pop("file", None), form.pop("upload", None)
        kept = upload_of(upload, by=self.person) if upload else brought(file, by=self.person, at=at)
        try:
            run = enqueue_import(path=Path(kept.path), filename=kept.filename, by=self.person, at=at, **form)
        except BaseException:
            if not upload:
                forget_upload(kept.path)
            raise
        if not upload:
            kept.delete()  # it came with the import and goes with it
        if request.auth is None:
            remember(by=self.person, type=run.type, columns=run.columns, identity=run.identity, at=at)
        response = self.answer(run.pk, http_status=202)
        response["Location"] = f"/api/v1/imports/{run.pk}/"
        return response

    @extend_schema(request={"multipart/form-data": PreviewForm}, responses=PreviewSerializer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """What a file is, what its columns mean, its first rows; it is kept for a day, to be imported by its `upload`."""
        refuse_large(int(request.headers.get("Content-Length") or 0))
        form = self.form(PreviewForm)
        require_importer(self.person)
        file, upload = form.pop("file", None), form.pop("upload", None)
        kept = upload_of(upload, by=self.person) if upload else brought(file, by=self.person, at=now())
        try:
            seen = preview(kept, by=self.person, type=form["type"], encoding=form["encoding"])
        except UnreadableFile as error:
            if not upload:
                forget_upload(kept.path)
            raise UnreadableFile(worded(error.detail, form["language"]), fields=error.fields) from error
        except BaseException:
            if not upload:
                forget_upload(kept.path)
            raise
        return Response(preview_body(kept, seen))

    @extend_schema(parameters=[TYPE, LANGUAGE], responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=False, methods=["get"])
    def template(self, request: Request) -> HttpResponse:
        """An empty file of a type, with the header that an import knows."""
        refuse_unknown(request.query_params, ("type", "language"))
        type = request.query_params.get("type", "")
        if type not in ImportRun.Type.values:
            raise Invalid("Which type?", fields={"type": [f"One of {', '.join(ImportRun.Type.values)}."]})
        text = "\ufeff" + template(type, language=request.query_params.get("language", "en"))
        disposition = {"Content-Disposition": f'attachment; filename="{type}.csv"'}
        return HttpResponse(text.encode(), content_type="text/csv; charset=utf-8", headers=disposition)

    @extend_schema(responses=DoubtSerializer(many=True))
    @action(detail=True, methods=["get"])
    def doubts(self, request: Request, pk: UUID) -> Response:
        """The first lines that look like another account: to be decided one by one."""
        refuse_unknown(request.query_params, ())
        doubts = list(self.row().doubts.order_by("line")[:MOST_SHOWN])
        ids = {doubt.account_id for doubt in doubts}
        seen = Account.objects.visible_to(self.person).filter(pk__in=ids).values_list("pk", "name", "external_id", "phone")
        known = {pk: {"id": pk, "name": name, "external_id": number, "phone": phone} for pk, name, number, phone in seen}
        return Response(
            [
                {
                    "line": doubt.line,
                    "because": doubt.because,
                    "told": doubt.told,
                    "done": doubt.done,
                    "account": known.get(doubt.account_id),
                }
                for doubt in doubts
            ]
        )

    @extend_schema(responses=RefusalSerializer(many=True))
    @action(detail=True, methods=["get"])
    def refusals(self, request: Request, pk: UUID) -> Response:
        """The first lines that were refused, with a code and the reason in words; all of them stand in the error file."""
        refuse_unknown(request.query_params, ())
        rows = self.row().refusals.order_by("line")[:MOST_SHOWN]
        return Response([{"line": row.line, "column": row.column, **worded_reason(row.reason)} for row in rows])

    @extend_schema(request=CommitForm, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def commit(self, request: Request, pk: UUID) -> Response:
        """Import for good what this trial tried: a new import of the same file."""
        form, trial = self.form(CommitForm), self.row()
        require_scope(request, f"{trial.type}:write")
        run = enqueue_commit(trial=trial, by=self.person, at=now(), **form)
        response = self.answer(run.pk, http_status=202)
        response["Location"] = f"/api/v1/imports/{run.pk}/"
        return response

    @extend_schema(request=EmptyForm, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def undo(self, request: Request, pk: UUID) -> Response:
        """Take back what it did, where nobody has changed it since; within 24 hours. The worker does it: see `undone`."""
        self.form(EmptyForm)
        enqueue_undo(run=self.row(), by=self.person, at=now())
        return self.answer(pk, http_status=202)

    @extend_schema(request=EmptyForm, responses=ImportSerializer)
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Stops at the next batch; what has landed stays and is told of."""
        self.form(EmptyForm)
        cancel_import(run=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.BINARY, description="The refused rows.")})
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, pk: UUID) -> StreamingHttpResponse:
        """Each refused row with its line, column and reason before it; mend it and import this file."""
        refuse_unknown(request.query_params, ())
        path = Path(self.row().errors_path or "/nowhere")
        if not path.is_file():
            raise Http404
        disposition = {"Content-Disposition": 'attachment; filename="errors.csv"', "Content-Length": str(path.stat().st_size)}
        return StreamingHttpResponse(pieces(path), content_type="text/csv; charset=utf-8", headers=disposition)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece


def refuse_large(size: int) -> None:
    if size > LARGEST_FILE:
        raise TooLarge(f"A file has at most {LARGEST_FILE >> 20} MB: split it, or pack it with gzip.")


def brought(file: UploadedFile | None, *, by: User, at: datetime) -> ImportUpload:
    if file is None:
        raise Invalid("Which file?", fields={"file": ["No file was sent."]})
    refuse_large(file.size or 0)
    return keep_upload(pieces=file.chunks(), filename=file.name or "", by=by, at=at)


def require_importer(person: User) -> None:
    if not any(person.role in kind_of(type).importers for type in ImportRun.Type.values):
        raise Forbidden("Your role does not import.")


def worded_reason(reason: str) -> dict[str, Any]:
    code, zh = told(reason)
    return {"code": code, "reason": {"en": reason, "zh": zh}}


def preview_body(kept: ImportUpload, seen: Preview) -> dict[str, Any]:
    kind = kind_of(seen.type)
    offered = [column for column in (*kind.columns, *kind.extras()) if not column.hidden and not column.mapped]
    needed = {column.name for column in kind.columns if column.needed}
    return {
        "upload": str(kept.pk),
        "filename": kept.filename,
        "size": kept.size,
        "type": seen.type,
        "kind": seen.form.kind,
        "encoding": seen.form.encoding,
        "delimiter": seen.form.delimiter,
        "packed": seen.form.is_packed,
        "notices": seen.notices,
        "imported_before": seen.before.ended_at if seen.before else None,
        "columns": [
            {"header": header, "column": guess.column, "certainty": guess.certainty}
            for header, guess in zip(seen.header, seen.columns, strict=True)
        ],
        "offered": [
            {"column": column.name, "header": column.labels[0] if column.labels else column.name, "needed": column.name in needed}
            for column in offered
        ],
        "identities": list(kind.identities()),
        "identity": seen.identity,
        "rows": [{"line": line, "cells": cells} for line, cells in seen.rows],
    }
