"""The app of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, workspaces and keys."""

    name = "clew_server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen for what ends sessions; have providers checked by us."""
        from clew_server.accounts.login import provider, signals  # noqa: F401, PLC0415 - models must be there first

        provider.use()
