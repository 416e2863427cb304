"""`Idempotency-Key`: the key, the write and the stored answer share one transaction.

A second request with the same key waits for the first at the unique row, then gets its answer; a failed first one rolls its
key back with it, so that it can be tried again.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import KeyReused
from api.renderers import JSONRenderer, JSONText
from crm.errors import Invalid
from crm.models import IdempotencyKey

Handler = Callable[..., Response]
KEPT_HEADERS = ("ETag", "Location")


def once_per_key(handler: Handler, request: Request) -> Handler:
    """`handler` as it was, or one that runs at most once for the request's key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return handler
    if not key.isprintable() or not 1 <= len(key) <= 200:
        raise Invalid("Idempotency-Key has 1 to 200 printable characters.", fields={"Idempotency-Key": ["1 to 200 characters."]})
    digest = digest_of(request)

    def run(*args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            _, created = IdempotencyKey.objects.get_or_create(
                user_id=person_of(request), key=key, defaults={"request_digest": digest}
            )
            if not created:
                return replay(IdempotencyKey.objects.get(user_id=person_of(request), key=key), digest)
            response = handler(*args, **kwargs)
            remember(request, key, response)
            return response

    return run


def keep_body(request: Request) -> None:
    """Hold the body of a keyed request before anybody reads it: the CSRF check of a session asks for form fields, which parses the
    stream, and the digest would then find nothing left."""
    if "Idempotency-Key" in request.headers and not is_multipart(request):
        _ = request._request.body


def is_multipart(request: Request) -> bool:
    return (request.content_type or "").startswith("multipart/")


def person_of(request: Request) -> UUID:
    """Whose keys they are; permissions have let nobody unknown through."""
    return UUID(str(request.user.pk))


def digest_of(request: Request) -> str:
    """Of method, address and body; a multipart upload is known by its length, since it may not be read into memory."""
    body = str(request.headers.get("Content-Length")).encode() if is_multipart(request) else request._request.body
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def remember(request: Request, key: str, response: Response) -> None:
    body = JSONRenderer().render(response.data)
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    IdempotencyKey.objects.filter(user_id=person_of(request), key=key).update(
        status=response.status_code, headers=headers, body=body
    )


def replay(stored: IdempotencyKey, digest: str) -> Response:
    if stored.request_digest != digest:
        raise KeyReused("This Idempotency-Key was used for another request.")
    data = JSONText(bytes(stored.body)) if stored.body else None
    return Response(data, status=stored.status, headers=stored.headers | {"Idempotency-Replayed": "true"})
