"""The address of the status page."""

from __future__ import annotations

from django.urls import path

from clew_server.status import views

app_name = "status"
urlpatterns = [path("", views.status, name="status"), path("verify/", views.verify, name="verify")]
