"""The app that finds how every room forgets."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ErasureConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.erasure"
    label = "erasure"

    def ready(self) -> None:
        """Find ``forgetting.py`` of every room."""
        autodiscover_modules("forgetting")
