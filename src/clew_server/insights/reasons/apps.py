"""The app of the page "reasons"."""

from __future__ import annotations

from django.apps import AppConfig


class ReasonsConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.reasons"
    label = "reasons"
