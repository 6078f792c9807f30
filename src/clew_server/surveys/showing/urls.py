"""The addresses of the pages on which surveys are shown elsewhere."""

from __future__ import annotations

from django.urls import path

from clew_server.surveys.showing import linking, origins, widgets

urlpatterns = [
    path("origins/", origins.origins, name="origins"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/link/", linking.link, name="link"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/link/code.svg", linking.qr, name="qr"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/link/poster/", linking.poster, name="poster"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/widget/", widgets.widget, name="widget"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/widget/page/", widgets.demonstration, name="widget_page"),
    path("<uuid:survey_id>/ways/<uuid:way_id>/widget/frame/", widgets.frame, name="widget_frame"),
]
