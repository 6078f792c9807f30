"""The app of dashboards."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Saved questions laid out by hand."""

    name = "clew_server.insights.dashboards"
    label = "dashboards"
