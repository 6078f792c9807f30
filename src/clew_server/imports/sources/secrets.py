"""Secrets of addresses: each sealed in a file of its own (mode 600), never shown again."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from clew.store.durable import make_folder
from clew_server.accounts.login.sealing import sealed, unsealed
from clew_server.configuration import configuration

__all__ = ["forget", "keep", "secret_of"]

PURPOSE = "secrets of addresses"


def _file(feed_id: UUID) -> Path:
    return configuration().server_folder / "secrets" / str(feed_id)


def keep(feed_id: UUID, secret: str) -> None:
    """Keep a secret."""
    path = _file(feed_id)
    make_folder(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(sealed(secret, PURPOSE))
        file.flush()
        os.fsync(file.fileno())


def secret_of(feed_id: UUID) -> str | None:
    """Return a secret, empty where there is none; None where it was sealed with another secret key."""
    path = _file(feed_id)
    return unsealed(path.read_text(encoding="utf-8"), PURPOSE) if path.exists() else ""


def forget(feed_id: UUID) -> None:
    """Remove a secret."""
    _file(feed_id).unlink(missing_ok=True)
