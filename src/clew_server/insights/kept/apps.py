"""The app of kept documents."""

from __future__ import annotations

from django.apps import AppConfig


class KeptConfig(AppConfig):
    """Documents that jobs compute."""

    name = "clew_server.insights.kept"
    label = "kept"
