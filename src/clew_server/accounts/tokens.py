"""Tokens: random, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["hashed", "new_token"]

_BYTES = 32


def new_token(prefix: str = "") -> str:
    """Return a new random token of 256 bits."""
    return prefix + secrets.token_urlsafe(_BYTES)


def hashed(token: str) -> str:
    """Return the SHA-256 by which a token is found; it has 256 random bits, so no salt is needed.

    >>> hashed("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(token.encode()).hexdigest()
