"""The addresses inside one workspace, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("status/", include("clew_server.status.urls")),
]
