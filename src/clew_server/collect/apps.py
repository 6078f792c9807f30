"""The app of the tracking API."""

from __future__ import annotations

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """What arrives over HTTP."""

    name = "clew_server.collect"
    label = "collect"
