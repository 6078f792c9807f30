"""The app of the page "paths"."""

from __future__ import annotations

from django.apps import AppConfig


class PathsConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.paths"
    label = "paths"
