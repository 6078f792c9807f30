"""The addresses of paths."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.paths import views

app_name = "paths"
urlpatterns = [
    path("", views.paths, name="paths"),
    path("rows/", views.rows, name="rows"),
]
