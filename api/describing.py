"""What an address says of itself in the OpenAPI description, noted at its place and worked out only when somebody asks for it.

drf-spectacular makes a class with twenty methods of each note at once and brings Django's test tools along: 6 MB in every web
process, for a page that integrators read now and then.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from rest_framework.renderers import JSONRenderer

View = TypeVar("View")

_noted: list[tuple[Any, dict[str, Any]]] = []
_at_work = Lock()


def extend_schema(**terms: Any) -> Callable[[View], View]:
    """As drf-spectacular's decorator of this name; `work_in` hands it over."""

    def note(view: View) -> View:
        _noted.append((view, terms))
        return view

    return note


def work_in() -> None:
    """In the order of the source: what stands at a view's method wins over what stands at its class."""
    from drf_spectacular.utils import extend_schema as describe

    with _at_work:
        for view, terms in _noted:
            describe(**terms)(view)
        _noted.clear()


def described(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/schema/`"""
    from drf_spectacular.views import SpectacularAPIView

    answer: HttpResponseBase = SpectacularAPIView.as_view(renderer_classes=[JSONRenderer])(request)
    return answer
