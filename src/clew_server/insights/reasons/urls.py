"""The address of the page "reasons"."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.reasons import views

app_name = "reasons"
urlpatterns = [path("", views.reasons, name="reasons")]
