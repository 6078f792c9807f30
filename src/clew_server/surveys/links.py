"""Addresses of answer pages: a public one a distribution, a personal one a participant, one a response."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from clew_server.configuration import configuration

__all__ = [
    "PREFIX",
    "new_slug",
    "out_address",
    "participant_of",
    "personal_address",
    "personal_token",
    "public_address",
]

PREFIX = "/s/"
_SLUG_BYTES = 12
_MARK_BYTES = 16
_TOKEN_BYTES = 32


def new_slug() -> str:
    """Return a new random public address of a distribution: 16 characters, 96 bits."""
    return secrets.token_urlsafe(_SLUG_BYTES)


def personal_token(participant_id: UUID) -> str:
    """Return the token of a participant's link: the id and a mark that only this server can make; nothing is stored."""
    return base64.urlsafe_b64encode(participant_id.bytes + _mark(participant_id.bytes)).decode().rstrip("=")


def participant_of(token: str) -> UUID | None:
    """Return whose ``token`` it is, None where this server did not make it.

    >>> one = UUID(int=7)
    >>> participant_of(personal_token(one)) == one, participant_of("x" * 43)
    (True, None)
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _TOKEN_BYTES or not hmac.compare_digest(raw[16:], _mark(raw[:16])):
        return None
    return UUID(bytes=raw[:16])


def personal_address(participant_id: UUID, **query: str) -> str:
    """Return the whole address of a participant's link; ``query`` as ``**{"q.score": "9"}`` answers by a click."""
    return _whole(f"{PREFIX}{personal_token(participant_id)}", query)


def public_address(slug: str, **query: str) -> str:
    """Return the whole address of a distribution's public link."""
    return _whole(f"{PREFIX}{slug}", query)


def out_address(participant_id: UUID) -> str:
    """Return the whole address at which a participant says: never again."""
    return _whole(f"{PREFIX}out/{personal_token(participant_id)}", {})


def _whole(path: str, query: dict[str, str]) -> str:
    return configuration().address + path + (f"?{urlencode(query)}" if query else "")


def _mark(raw: bytes) -> bytes:
    key = hashlib.sha256(b"clew survey links\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, raw, "sha256")[:_MARK_BYTES]
