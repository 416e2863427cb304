"""The database is away: 503 with `Retry-After` in the API's own face, so that a phone keeps its queue and comes back."""

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from psycopg_pool import PoolTimeout

logger = logging.getLogger("crm.unavailable")

AWAY = (OperationalError, InterfaceError, PoolTimeout)
RETRY_AFTER_SECONDS = 5


def unavailable() -> JsonResponse:
    """RFC 9457, as `api.errors` says it; here for what never reaches the API's own handler."""
    response = _problem("unavailable", "Not available now", "The database does not answer; try again.", 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


class DatabaseAway:
    """Answers 503 for views outside the API, whose own handler does the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, AWAY):
            return None
        logger.error("database away", exc_info=exception, extra={"path": request.path})
        return unavailable()


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler for 500, which is also where a middleware's failure ends, such as the session's."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable()
    return _problem("server_error", "Server error", "Something broke on our side; it has been written down.", 500)


def _problem(code: str, title: str, detail: str, status: int) -> JsonResponse:
    body = {"type": f"urn:crm:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
