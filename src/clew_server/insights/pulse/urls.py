"""The addresses of Pulse."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.pulse import views

app_name = "pulse"
urlpatterns = [
    path("", views.pulse, name="pulse"),
    path("headline/", views.headline, name="headline"),
    path("tiles/", views.tiles, name="tiles"),
    path("findings/", views.findings, name="findings"),
    path("compute/", views.compute, name="compute"),
    path("findings/<slug:finding_id>/", views.finding, name="finding"),
    path("findings/<slug:finding_id>/say/", views.say, name="say"),
    path("findings/<slug:finding_id>/take/", views.take, name="take"),
    path("findings/<slug:finding_id>/undo/", views.undo, name="undo"),
    path("report/", views.report, name="report"),
]
