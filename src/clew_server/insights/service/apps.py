"""The app of the page "service"."""

from __future__ import annotations

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.service"
    label = "service"
