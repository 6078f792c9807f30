"""What a key opens: asked of the database once in a while, kept in between, and when the database is away."""

from __future__ import annotations

import asyncio
import logging
import time

from asgiref.sync import sync_to_async
from django.db import DatabaseError

from clew_server.accounts.limits import LIMITS
from clew_server.accounts.selectors import KnownKey, find_key
from clew_server.collect.pace import Pace
from clew_server.collect.replies import RefusedError, refused

__all__ = ["known_key", "no_key"]

#: Seconds for which a key's word is taken without asking again: within them, a revoked key may still pass.
TRUST = 4.0
#: Seconds for which it is taken while the database cannot be asked: what arrives is taken in all the same.
TRUST_ALONE = 3600.0
MOST_KEYS = 10_000
_log = logging.getLogger(__name__)
_known: dict[str, tuple[float, KnownKey]] = {}
_asking: dict[str, asyncio.Future[KnownKey | None]] = {}
_strange = Pace(LIMITS["unknown_key"].per_address, "requests with unknown keys")


async def known_key(token: str, address: str) -> KnownKey:
    """Return what the key ``token``, sent from ``address``, opens.

    Raises:
        RefusedError: it opens nothing (401), too many such came from there (429), or nobody can say now (503).
    """
    found = _known.get(token)
    if found is not None and time.monotonic() - found[0] <= TRUST:
        return found[1]
    if found is None and not _strange.has_room(address, 0):
        _strange.demand(address)
    key = await _asked_once(token)
    if key is None:
        _strange.demand(address)
        raise no_key()
    return key


def no_key() -> RefusedError:
    """Return the refusal of a request without a valid key."""
    return refused(
        401, "no_valid_key", "a valid key is needed: Authorization: Basic base64(KEY:), or writeKey in the body"
    )


async def _asked_once(token: str) -> KnownKey | None:
    """Return what the database says; of many who want to know it at once, one asks."""
    asking = _asking.get(token)
    if asking is None or asking.get_loop() is not asyncio.get_running_loop():
        asking = _asking[token] = asyncio.ensure_future(_asked(token))
        asking.add_done_callback(lambda _: _asking.pop(token, None))
    return await asyncio.shield(asking)


async def _asked(token: str) -> KnownKey | None:
    began = time.monotonic()
    try:
        key = await sync_to_async(find_key)(token)
    except DatabaseError:
        return _as_before(token, began)
    if key is None:
        _known.pop(token, None)
        return None
    if len(_known) > MOST_KEYS:
        _known.clear()
    _known[token] = (began, key)
    return key


def _as_before(token: str, now: float) -> KnownKey:
    """Return what the key opened when it was last asked about."""
    said = _known.get(token)
    if said is None or now - said[0] > TRUST_ALONE:
        raise refused(503, "unavailable", "the server cannot look up keys now; send it again")
    _log.warning("the database does not answer: a key is taken for what it was %d s ago", now - said[0])
    return said[1]
