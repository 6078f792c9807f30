"""The app of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, workspaces and keys."""

    name = "clew_server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen for what ends sessions."""
        from clew_server.accounts.login import signals  # noqa: F401, PLC0415 - models must be there first
