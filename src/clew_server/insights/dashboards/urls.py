"""The addresses of dashboards."""

from __future__ import annotations

from django.urls import path

from clew_server.insights.dashboards.views import editing, mailing, papers, showing

app_name = "dashboards"
urlpatterns = [
    path("", showing.dashboards, name="dashboards"),
    path("new/", editing.create, name="create"),
    path("add/", editing.add, name="add"),
    path("slides/", papers.slides, name="slides"),
    path("<uuid:dashboard_id>/", showing.dashboard, name="dashboard"),
    path("<uuid:dashboard_id>/change/", editing.change, name="change"),
    path("<uuid:dashboard_id>/delete/", editing.delete, name="delete"),
    path("<uuid:dashboard_id>/restore/", editing.restore, name="restore"),
    path("<uuid:dashboard_id>/note/", editing.note, name="note"),
    path("<uuid:dashboard_id>/pdf/", papers.pdf, name="pdf"),
    path("<uuid:dashboard_id>/mailing/", mailing.mailing, name="mailing"),
    path("<uuid:dashboard_id>/cards/<uuid:card_id>/", showing.card, name="card"),
    path("<uuid:dashboard_id>/cards/<uuid:card_id>/change/", editing.change_card, name="card_change"),
]
