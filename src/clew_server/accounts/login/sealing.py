"""Secrets that have to be read again are kept encrypted, with keys made from the secret key, one for each purpose."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

__all__ = ["sealed", "unsealed"]


def sealed(secret: str, purpose: str) -> str:
    """Return what is kept of a secret."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unsealed(kept: str, purpose: str) -> str | None:
    """Return the secret; None where the secret key is another now, or it was kept for another purpose."""
    try:
        return _box(purpose).decrypt(kept.encode()).decode()
    except (InvalidToken, ValueError):
        return None


def _box(purpose: str) -> Fernet:
    made = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))
