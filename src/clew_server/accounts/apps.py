"""The app of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, workspaces and keys."""

    name = "clew_server.accounts"
    label = "accounts"
