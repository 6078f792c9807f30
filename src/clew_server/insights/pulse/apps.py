"""The app of Pulse."""

from __future__ import annotations

from django.apps import AppConfig


class PulseConfig(AppConfig):
    """The first page."""

    name = "clew_server.insights.pulse"
    label = "pulse"
