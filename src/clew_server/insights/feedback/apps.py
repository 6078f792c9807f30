"""The app of the page "feedback"."""

from __future__ import annotations

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.feedback"
    label = "feedback"
