"""The app of what the pages of insights share."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Templates and tags that several pages use."""

    name = "clew_server.insights"
    label = "insights"
