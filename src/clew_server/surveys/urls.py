"""The addresses of surveys within a workspace, room by room; each room's own file has no ``app_name``."""

from __future__ import annotations

from django.urls import include, path

app_name = "surveys"
urlpatterns = [
    path("", include("clew_server.surveys.editing.urls")),
    path("", include("clew_server.surveys.showing.urls")),
    path("", include("clew_server.surveys.results.urls")),
    path("", include("clew_server.surveys.sending.pages.urls")),
    path("", include("clew_server.surveys.asking.pages.urls")),
]
