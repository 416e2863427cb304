"""What the server answers itself; every other path is a page of the front end (see `crm.shell`)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from crm import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("api/", include("api.urls")),
    path("admin/", admin.site.urls),
]
handler404 = "api.errors.not_found"
handler500 = "crm.unavailable.server_error"
