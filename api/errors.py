"""One face for every refusal: RFC 9457 `application/problem+json` with `code`, `detail` and, for 400, `fields`."""

import logging
from collections.abc import Mapping
from typing import Any

import psycopg
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response

from api.authentication import CsrfFailed
from crm.errors import DomainError

logger = logging.getLogger("crm.api")

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Refused",
    410: "Gone",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Unsupported media type",
    422: "Key used for another request",
    428: "If-Match missing",
    429: "Too many requests",
    500: "Server error",
    503: "Not available now",
}


class TooLarge(DomainError):
    code = "too_large"
    status = 413


class KeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422


class PreconditionRequired(DomainError):
    code = "if_match_required"
    status = 428


class Gone(DomainError):
    code = "resync"
    status = 410


def problem(
    code: str, detail: str, http_status: int, fields: Mapping[str, Any] | None = None, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The body of a refusal; `type` stays `about:blank` plus the code, so that it needs no page of its own. `more` are
    extension members (RFC 9457, 3.2): what a screen shows to explain the refusal."""
    body: dict[str, Any] = {
        "type": f"urn:crm:problem:{code}",
        "title": TITLES.get(http_status, "Refused"),
        "status": http_status,
        "detail": detail,
        "code": code,
    }
    if fields is not None or http_status == status.HTTP_400_BAD_REQUEST:
        body["fields"] = fields or {}
    return {**(more or {}), **body}


def problem_response(code: str, detail: str, http_status: int, fields: Mapping[str, Any] | None = None, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(problem(code, detail, http_status, fields), status=http_status, headers=names, content_type=CONTENT_TYPE)


def flatten(errors: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as `{"lines.0.quantity": [messages]}`."""
    if isinstance(errors, Mapping):
        items = [(str(key), value) for key, value in errors.items()]
    elif isinstance(errors, list) and any(isinstance(entry, dict | list) for entry in errors):
        items = [(str(index), value) for index, value in enumerate(errors) if value]
    else:
        messages = errors if isinstance(errors, list) else [errors]
        return {prefix or "non_field_errors": [str(message) for message in messages]}
    flat: dict[str, list[str]] = {}
    for key, value in items:
        flat |= flatten(value, f"{prefix}.{key}" if prefix else key)
    return flat


def unavailable() -> Response:
    return problem_response("unavailable", "The database does not answer; try again.", 503, Retry_After=RETRY_AFTER_S)


def is_passing(error: BaseException) -> bool:
    """Whether trying again later may help: the server is away, out of space, or two transactions collided."""
    if isinstance(error, InterfaceError):
        return True
    cause = error.__cause__
    if isinstance(error, OperationalError):
        return True
    return isinstance(cause, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every exception of an API view as problem+json; None (a real 500) only for what nobody foresaw."""
    if isinstance(error, DomainError):
        body = problem(error.code, error.detail, error.status, error.fields or None, error.more)
        return Response(body, status=error.status, content_type=CONTENT_TYPE)
    if isinstance(error, exceptions.ValidationError):
        fields = flatten(error.detail)
        return problem_response("invalid", "Some values are not acceptable.", 400, fields)
    if isinstance(error, ModelValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        return problem_response("invalid", "Some values are not acceptable.", 400, fields)
    if isinstance(error, Http404):
        return problem_response("not_found", "There is nothing here for you.", 404)
    if isinstance(error, DjangoPermissionDenied):
        return problem_response("forbidden", "You may not do this.", 403)
    if isinstance(error, RequestDataTooBig):
        return problem_response("too_large", "The body is over 2.5 MB; use an import.", 413)
    if isinstance(error, SuspiciousOperation | BadRequest):
        return problem_response("invalid", str(error) or "The request cannot be read.", 400)
    if isinstance(error, exceptions.APIException):
        return of_framework(error)
    return of_database(error)


def of_framework(error: exceptions.APIException) -> Response:
    code = str(getattr(error, "default_code", "error"))
    if not isinstance(error, CsrfFailed):
        code = {401: "not_signed_in", 403: "forbidden", 404: "not_found", 429: "too_many_requests"}.get(error.status_code, code)
    detail = error.detail if isinstance(error.detail, str) else str(error.detail)
    response = problem_response(code, detail, error.status_code)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def of_database(error: Exception) -> Response | None:
    if is_passing(error):
        logger.warning("database unavailable", exc_info=error)
        return unavailable()
    if isinstance(error, DataError):
        return problem_response("invalid", "A value is outside of what can be stored.", 400)
    if isinstance(error, IntegrityError):
        return of_constraint(error)
    return None


def of_constraint(error: IntegrityError) -> Response:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or "constraint"
    return problem_response("constraint", f"The database refuses this: {name}.", 409)


def plain_problem(request: HttpRequest, code: str, detail: str, http_status: int) -> JsonResponse:
    """The same face for answers outside of DRF: unknown URLs, server errors, a failed CSRF check."""
    return JsonResponse(problem(code, detail, http_status), status=http_status, content_type=CONTENT_TYPE)


@csrf_exempt
def unknown_address(request: HttpRequest) -> JsonResponse:
    """Every method, so that a wrong address is not mistaken for a missing CSRF token."""
    return not_found(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return plain_problem(request, "not_found", "There is nothing at this address.", 404)


def server_error(request: HttpRequest) -> JsonResponse:
    return plain_problem(request, "server_error", "Something broke on our side; it has been written down.", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return plain_problem(request, "csrf_failed", "The page is out of date; load it again.", 403)
