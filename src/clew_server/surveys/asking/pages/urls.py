"""The addresses of the pages of asking."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.asking.pages import dry, listing, one, rules, suppression, whom

WAY = "<uuid:survey_id>/ways/<uuid:way_id>/"
urlpatterns = [
    path("contact/", rules.contact, name="contact"),
    path("contact/undo/<uuid:edit_id>/", rules.take_back, name="contact_undo"),
    path("suppressed/", suppression.suppressed, name="suppressed"),
    path("<uuid:survey_id>/ways/", listing.ways, name="ways"),
    path(WAY, one.way, name="way"),
    path(f"{WAY}step/", one.step, name="way_step"),
    path(f"{WAY}list/", whom.people, name="way_list"),
    path(f"{WAY}dry/", dry.dry, name="way_dry"),
]
