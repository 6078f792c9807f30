"""The app of the page "feedback"."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FeedbackConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Find ``holding.py`` of every room."""
        autodiscover_modules("holding")
