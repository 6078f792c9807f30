"""The app of the settings."""

from __future__ import annotations

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.company"
    label = "company"
