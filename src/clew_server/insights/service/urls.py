"""The address of the page "service"."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.service import views

app_name = "service"
urlpatterns = [path("", views.service, name="service")]
