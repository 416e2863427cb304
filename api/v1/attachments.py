"""`/attachments/`: photos and papers of accounts, and their bytes, behind the same door as the account."""

from pathlib import Path
from uuid import UUID

from django.db.models import Case, CharField, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.attachments import archive_attachment, attach, restore_attachment
from accounts.files.content import SHOWN
from accounts.files.store import path_of, pieces, preview_path
from accounts.models import Attachment
from api.describing import extend_schema
from api.filters import IdFilter, StrictFilterSet, choice_filters, id_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import EmptyForm
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField


def address(part: str) -> Concat:
    return Concat(Value("/api/v1/attachments/"), Cast(F("id"), CharField()), Value(f"/{part}/"), output_field=TextField())


class AttachmentSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    subject = serializers.UUIDField(allow_null=True, help_text="The visit that a photo was taken on, for instance.")
    kind = serializers.ChoiceField(choices=Attachment.Kind.choices)
    filename = serializers.CharField()
    note = serializers.CharField()
    content_type = serializers.CharField(source="stored.content_type", help_text="What the bytes are.")
    size = serializers.IntegerField(source="stored.size")
    sha256 = serializers.CharField(source="stored_id")
    width = serializers.IntegerField(source="stored.width", allow_null=True)
    height = serializers.IntegerField(source="stored.height", allow_null=True)
    taken_at = serializers.DateTimeField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    by = Ref(allow_null=True)
    file_url = serializers.CharField()
    preview_url = serializers.CharField(allow_null=True, help_text="A small JPEG; null for papers.")
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {
        "file_url": address("file"),
        "preview_url": Case(When(stored__has_preview=True, then=address("preview")), default=None, output_field=TextField()),
    }


class AttachmentForm(StrictSerializer):
    """A file that was uploaded by the same person, or that hangs on an account which this person sees."""

    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$")
    filename = serializers.CharField(max_length=500, allow_blank=True, required=False)
    subject = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=Attachment.Kind.choices, required=False)
    note = serializers.CharField(max_length=200, allow_blank=True, required=False)
    taken_at = InstantField(required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    accuracy_m = serializers.FloatField(min_value=0, required=False, allow_null=True)


class AttachmentFilter(StrictFilterSet):
    subject = IdFilter(field_name="subject")
    locals().update(id_filters("account") | choice_filters("kind", Attachment.Kind.values))


BINARY = OpenApiResponse(OpenApiTypes.BINARY, description="The bytes.")


class AttachmentViewSet(Resource):
    noun = "attachments"
    serializer_class = AttachmentSerializer
    filterset_class = AttachmentFilter

    def rows(self) -> QuerySet[Attachment]:
        return Attachment.objects.visible_to(self.person)

    @extend_schema(request=AttachmentForm, responses={201: AttachmentSerializer})
    def create(self, request: Request) -> Response:
        attachment = attach(by=self.person, at=now(), **self.form(AttachmentForm))
        return self.answer(attachment.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=AttachmentSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_attachment(attachment=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=AttachmentSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        restore_attachment(attachment=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(
        parameters=[OpenApiParameter("download", OpenApiTypes.BOOL, OpenApiParameter.QUERY, description="`true`: to keep it.")],
        responses={(200, "application/octet-stream"): BINARY},
    )  # fmt: skip
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Pictures are shown; everything else comes as a download, so that nothing of it ever runs in a page of ours."""
        refuse_unknown(request.query_params, ("download",))
        attachment = self.row_with_file()
        stored = attachment.stored
        shown = stored.content_type in SHOWN and request.query_params.get("download") != "true"
        return served(request, path_of(stored.sha256), stored.content_type, attachment.filename, stored.sha256, shown=shown)

    @extend_schema(responses={(200, "image/jpeg"): BINARY})
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: UUID) -> HttpResponseBase:
        """The picture small, upright, without what the camera wrote into it."""
        refuse_unknown(request.query_params, ())
        stored = self.row_with_file().stored
        return served(request, preview_path(stored.sha256), "image/jpeg", "preview.jpg", f"{stored.sha256}-p", shown=True)

    def row_with_file(self) -> Attachment:
        found = self.rows().select_related("stored").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


def served(request: Request, path: Path, content_type: str, filename: str, tag: str, *, shown: bool) -> HttpResponseBase:
    """A browser may keep a copy but asks each time whether it still may; the content of a tag never changes."""
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(not shown, filename) or "attachment",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    if not path.is_file():
        raise Http404
    headers["Content-Length"] = str(path.stat().st_size)
    return StreamingHttpResponse(pieces(path), content_type=content_type, headers=headers)
