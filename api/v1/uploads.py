"""`/uploads/`: files come in by tus 1.0, so that a lost network or a killed server costs nothing of what has arrived.

Extensions: creation, termination, checksum, expiration. With `account` in its metadata a finished upload is attached at once.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.access import require_writable
from accounts.actions.attachments import attach
from accounts.actions.uploads import (
    CHECKSUMS,
    begin_upload,
    continue_upload,
    end_upload,
    finish_upload,
    offset_of,
    own_upload,
)
from accounts.files.store import PIECE
from accounts.models import Account, Attachment, Upload
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.resources import StrictSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField
from crm.errors import DomainError, Invalid
from crm.models import User

TUS = "1.0.0"
OFFSET_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 4_000
CAPABILITIES = {
    "Tus-Version": TUS,
    "Tus-Extension": "creation,termination,checksum,expiration",
    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
}


class UnknownTus(DomainError):
    code = "tus_version"
    status = 412


class WrongType(DomainError):
    code = "unsupported_media_type"
    status = 415


class AnyBody(BaseParser):
    """The body is bytes, read piece by piece by the view itself."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        return {}


class MetadataForm(StrictSerializer):
    """`Upload-Metadata`: what the file is. All of it is optional; with `account` it is attached when it is complete."""

    filename = serializers.CharField(max_length=500, required=False, allow_blank=True)
    filetype = serializers.CharField(max_length=200, required=False, allow_blank=True)
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", required=False)
    account = VisibleAccountField(required=False)
    subject = serializers.UUIDField(required=False)
    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Attachment.Kind.choices, required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    taken_at = InstantField(required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)
    accuracy_m = serializers.FloatField(min_value=0, required=False)


class TusView(APIView):
    noun = "attachments"
    permission_classes = (Known,)
    parser_classes = (AnyBody,)

    @property
    def person(self) -> User:
        assert isinstance(self.request.user, User)  # Known let nobody else in
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, ())
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != TUS:
            raise UnknownTus(f"This server speaks tus {TUS}: send Tus-Resumable.")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"] = TUS
        response["Cache-Control"] = "no-store"
        if response.status_code == 412:
            response["Tus-Version"] = TUS
        return response

    @extend_schema(exclude=True)
    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """What this server can, and how large a file may be."""
        return Response(status=204, headers=CAPABILITIES | {"Tus-Max-Size": str(settings.FILE_LIMIT)})


def header(name: str, description: str, *, needed: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=needed, description=description)


RESUMABLE = header("Tus-Resumable", "`1.0.0`")


class UploadsView(TusView):
    @extend_schema(
        operation_id="uploads_create",
        parameters=[
            RESUMABLE,
            header("Upload-Length", "Bytes of the whole file."),
            header(
                "Upload-Metadata", "`key base64value` pairs joined by commas: " + ", ".join(MetadataForm().fields), needed=False
            ),
        ],
        request=None,
        responses={201: None},
    )
    def post(self, request: Request) -> Response:
        """Begin: `Location` is where the bytes go."""
        length = read_number(request, "Upload-Length")
        metadata = read_metadata(request.headers.get("Upload-Metadata", ""))
        if account := self.meant(metadata).get("account"):
            require_writable(account=account, by=self.person)
        upload = begin_upload(length=length, metadata=metadata, by=self.person, at=now())
        return Response(status=201, headers={"Location": f"/api/v1/uploads/{upload.pk}/", **told(upload, 0)})

    def meant(self, metadata: Mapping[str, str]) -> dict[str, Any]:
        form = MetadataForm(data=metadata, context={"request": self.request})
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class UploadView(UploadsView):
    http_method_names = ["head", "patch", "delete", "options"]

    @extend_schema(operation_id="uploads_offset", parameters=[RESUMABLE], request=None, responses={200: None})
    def head(self, request: Request, pk: UUID) -> Response:
        """How far it has come. Complete but not yet kept, because the server was killed just then: it is kept now."""
        upload = own_upload(pk, by=self.person, at=now())
        offset = offset_of(upload)
        attachment = self.complete(upload, at=now()) if offset == upload.length else None
        return Response(status=200, headers=told(upload, offset, attachment) | {"Upload-Length": str(upload.length)})

    @extend_schema(
        operation_id="uploads_append",
        parameters=[
            RESUMABLE,
            header("Upload-Offset", "Where these bytes belong: what HEAD said."),
            header("Upload-Checksum", "`sha1` or `sha256` and the base64 digest of this body.", needed=False),
        ],
        request={OFFSET_TYPE: OpenApiTypes.BINARY},
        responses={204: None},
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """The bytes from `Upload-Offset` on; after the last one the file is kept, and attached where its metadata say so."""
        upload = own_upload(pk, by=self.person, at=now())
        if request.content_type != OFFSET_TYPE and (request.content_type or request.headers.get("Content-Length", "0") != "0"):
            raise WrongType(f"The body is {OFFSET_TYPE}.")
        offset, checksum = read_number(request, "Upload-Offset"), read_checksum(request)
        if not (upload.stored_id and offset == upload.length):
            offset = continue_upload(upload=upload, offset=offset, pieces=pieces(request._request), checksum=checksum)
        attachment = self.complete(upload, at=now()) if offset == upload.length else None
        return Response(status=204, headers=told(upload, offset, attachment))

    @extend_schema(operation_id="uploads_terminate", parameters=[RESUMABLE], request=None, responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Give it up; what has arrived goes. What a finished one was attached to stays."""
        end_upload(upload=own_upload(pk, by=self.person, at=now()))
        return Response(status=204)

    def complete(self, upload: Upload, *, at: datetime) -> Attachment | None:
        finished = finish_upload(upload=upload, at=at)
        assert finished.stored_id is not None
        meant = self.meant(finished.metadata)
        account: Account | None = meant.pop("account", None)
        if account is None:
            return None
        fields = {name: value for name, value in meant.items() if name not in ("filetype", "sha256")}
        return attach(account=account, sha256=finished.stored_id, by=self.person, at=at, **fields)


def told(upload: Upload, offset: int, attachment: Attachment | None = None) -> dict[str, str]:
    headers = {"Upload-Offset": str(offset), "Upload-Expires": http_date(upload.expires_at.timestamp())}
    return headers | ({"Attachment-Id": str(attachment.pk)} if attachment else {})


def pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


def read_number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Invalid(f"{name} is a number of bytes.", fields={name: ["A number of bytes."]})
    return int(text)


def read_metadata(text: str) -> dict[str, str]:
    """`key base64,key base64`; a key alone has an empty value."""
    wrong = Invalid("Upload-Metadata cannot be read.", fields={"Upload-Metadata": ["Pairs of a key and base64, by commas."]})
    if len(text) > LONGEST_METADATA:
        raise wrong
    found: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in text.split(","))):
        key, _, value = pair.partition(" ")
        try:
            decoded = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise wrong from error
        if key in found or "\0" in decoded:
            raise wrong
        found[key] = decoded
    return found


def read_checksum(request: Request) -> tuple[str, bytes] | None:
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if algorithm not in CHECKSUMS or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise Invalid("Upload-Checksum cannot be read.", fields={"Upload-Checksum": [f"{' or '.join(CHECKSUMS)}, and base64."]})
    return algorithm, digest
