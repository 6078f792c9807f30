"""The addresses of the settings."""

from __future__ import annotations

from django.urls import path

from clew_server.company import pages
from clew_server.company.changelog import views as changelog
from clew_server.company.general import views as general

app_name = "company"
urlpatterns = [
    path("", general.settings, name="settings"),
    path("changes/", changelog.changes, name="changes"),
    path("changes/<str:change_id>/", changelog.change, name="change"),
    path("undo/<uuid:edit_id>/", pages.take_back, name="undo"),
]
