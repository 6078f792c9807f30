"""The addresses of the settings."""

from __future__ import annotations

from django.urls import path

from clew_server.company import pages
from clew_server.company.aims import views as aims
from clew_server.company.changelog import views as changelog
from clew_server.company.general import views as general
from clew_server.company.grouping import views as grouping
from clew_server.company.naming import views as naming
from clew_server.company.placing import views as placing
from clew_server.company.reasoning import views as reasoning
from clew_server.company.working import views as working

app_name = "company"
urlpatterns = [
    path("", general.settings, name="settings"),
    path("calendar/", working.calendar, name="calendar"),
    path("targets/", aims.targets, name="targets"),
    path("segments/", grouping.segments, name="segments"),
    path("segments/edit/", grouping.segment, name="segment"),
    path("names/", naming.names, name="names"),
    path("rules/", reasoning.rules, name="rules"),
    path("touchpoints/", placing.touchpoints, name="touchpoints"),
    path("changes/", changelog.changes, name="changes"),
    path("changes/<str:change_id>/", changelog.change, name="change"),
    path("undo/<uuid:edit_id>/", pages.take_back, name="undo"),
]
