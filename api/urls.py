"""Everything below `/api/`: the versions, the documentation, and one face for what is at no address."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from api.docs import DocsView
from api.errors import unknown_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include("api.v1.urls")),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path("", unknown_address),
]
