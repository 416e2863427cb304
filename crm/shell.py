"""Serves the built front end, and tells browsers what its pages may do."""

from collections.abc import Callable
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

#: First parts of paths that are not pages of the front end: the server's own, and files that must be there or be missed.
NOT_PAGES = frozenset({"api", "admin", "livez", "readyz", "assets", "static"})

NO_CACHE = "no-cache"
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()"


class BrowserRules:
    """The headers that forbid foreign code, framing and unneeded devices, on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


class FrontEnd(WhiteNoiseMiddleware):
    """Built files by their path; every other path that is no one's is a page of the app, which routes it itself.

    Stands before sessions, so that a page costs no statement. Names with a hash are kept for ever; the page, the service
    worker and the manifest are asked for anew each time, or a phone would never see an update.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.max_age = 3600
        self.allow_all_origins = False
        self.add_headers_function = self._keep_fresh
        if settings.FRONT_END.is_dir():
            self.add_files(str(settings.FRONT_END))
        self._page = self.files.get("/index.html")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path not in self.files and path.strip("/").partition("/")[0] not in NOT_PAGES:
            return self.serve(self._page, request) if self._page else _not_built()
        answer: HttpResponseBase = super().__call__(request)
        return answer

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith("/assets/")

    @staticmethod
    def _keep_fresh(headers: Headers, path: str, url: str) -> None:
        if url in ("/index.html", "/sw.js", "/manifest.webmanifest"):
            headers["Cache-Control"] = NO_CACHE


def _not_built() -> HttpResponse:
    text = "The front end is not built yet: `make run` or `make frontend` builds it.\n"
    return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Cache-Control": NO_CACHE})
