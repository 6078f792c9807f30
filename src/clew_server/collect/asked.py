"""What the headers of a request say: who asks, from where, and how its body is packed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from clew_server.accounts.limits import address_behind

__all__ = ["LONGEST_TOKEN", "Asked", "asked"]

Scope = MutableMapping[str, Any]

#: A token is shorter; what is longer is none.
LONGEST_TOKEN = 200
_MOST_DIGITS = 15
_READ = {b"authorization", b"content-length", b"content-encoding", b"x-forwarded-for"}


class Asked(NamedTuple):
    """The key that the headers name ("" for none), the sender's address, the length it says, the packing."""

    token: str
    address: str
    length: int | None
    encoding: str


def asked(scope: Scope) -> Asked:
    """Return what a request's headers say.

    >>> asked({"headers": [(b"authorization", b"Basic a2V5Og==")], "client": ("127.0.0.1", 1)}).token
    'key'
    """
    said: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            text = value.decode("latin-1")
            said[name] = f"{said[name]},{text}" if name in said else text
    client = scope.get("client")
    return Asked(
        _token(said.get(b"authorization", "")),
        address_behind(said.get(b"x-forwarded-for", ""), str(client[0]) if client else ""),
        _length(said.get(b"content-length")),
        said.get(b"content-encoding", "").strip().lower(),
    )


def _token(said: str) -> str:
    """Return the key of an Authorization header: the name of Basic, or what Bearer bears."""
    kind, _, rest = said.partition(" ")
    kind = kind.lower()
    token = _basic_name(rest) if kind == "basic" else rest.strip() if kind == "bearer" else ""
    return token if len(token) <= LONGEST_TOKEN else ""


def _basic_name(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _length(said: str | None) -> int | None:
    """Return the length that is said; what cannot be read as one is beyond all limits."""
    if said is None:
        return None
    text = said.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS
