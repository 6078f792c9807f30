"""The address of touchpoints."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.touchpoints import views

app_name = "touchpoints"
urlpatterns = [path("", views.touchpoints, name="touchpoints"), path("grid/", views.grid, name="grid")]
