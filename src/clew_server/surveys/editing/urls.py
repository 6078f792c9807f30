"""The addresses of the pages on which surveys are written."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.editing import listing

urlpatterns = [
    path("", listing.surveys, name="surveys"),
]
