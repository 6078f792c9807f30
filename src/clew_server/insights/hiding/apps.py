"""The app that keeps what viewers were shown."""

from __future__ import annotations

from django.apps import AppConfig


class HidingConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.hiding"
    label = "hiding"
