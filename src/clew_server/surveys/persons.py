"""Who is one person to the ledger and the suppression list: hashes with the workspace's own key, never an address."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from uuid import UUID

from clew.importers.rows.identifiers import normalise
from clew_server.lakes.handles import opened

__all__ = ["keys_of", "keys_of_names", "person_of"]


def person_of(workspace_id: UUID, customer_id: str, address: str = "") -> str:
    """Return the key by which the ledger knows somebody: their customer id, else their address.

    Raises:
        ValueError: neither is given.
    """
    return keys_of(workspace_id, customer_id, address)[0]


def keys_of(workspace_id: UUID, customer_id: str, address: str = "") -> list[str]:
    """Return every key somebody may stand under in the suppression list: of the customer id, and of the address."""
    keys = keys_of_names(workspace_id, [customer_id], [address])
    if not keys:
        raise ValueError("a person needs a customer id or an address")
    return keys


def keys_of_names(workspace_id: UUID, customer_ids: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """Return the keys of customer ids, then those of addresses; empty ones have none."""
    secret = opened(workspace_id).store.place.secret
    named = [f"customer\0{one}" for one in customer_ids if one] + [_named(one) for one in addresses if one]
    return [hmac.digest(secret, f"survey person\0{name}".encode(), "sha256").hex() for name in named]


def _named(address: str) -> str:
    kind = "email" if "@" in address else "phone"
    return f"{kind}\0{normalise(kind, address) or address.strip().lower()}"
