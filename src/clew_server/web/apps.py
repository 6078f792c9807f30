"""The app of what all pages share."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The frame of all pages."""

    name = "clew_server.web"
    label = "web"
