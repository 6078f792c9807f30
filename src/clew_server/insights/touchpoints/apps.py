"""The app of touchpoints."""

from __future__ import annotations

from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    """Where it hurts and where it goes well."""

    name = "clew_server.insights.touchpoints"
    label = "touchpoints"
