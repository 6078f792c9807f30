"""The app of the page "customers"."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """See the room's docstring."""

    name = "clew_server.insights.customers"
    label = "customers"
