"""The app of the status page."""

from __future__ import annotations

from django.apps import AppConfig


class StatusConfig(AppConfig):
    """How the server is."""

    name = "clew_server.status"
    label = "status"
