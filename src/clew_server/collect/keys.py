"""What a key opens: asked of the database once in a while, kept in between, and when the database is away."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import NamedTuple
from uuid import UUID

from django.db import Error

from clew_server.accounts.limits import LIMITS
from clew_server.accounts.selectors import KnownKey, find_key
from clew_server.accounts.services import USED_PACE, note_use
from clew_server.collect.database import ask, is_away, is_failing
from clew_server.collect.pace import Pace
from clew_server.collect.replies import RefusedError, refused

__all__ = ["known_key", "no_key"]

#: Seconds for which a key's word is taken without asking again: within them, a revoked key may still pass.
TRUST = 4.0
#: Seconds for which it is taken while the database cannot be asked: what arrives is taken in all the same.
TRUST_ALONE = 3600.0
#: Seconds for which a question is waited for: where it is known what the key opened before, and where it is not.
PATIENCE, PATIENCE_FOR_NEW = 1.0, 5.0
MOST_KEYS = 10_000
#: So many questions may be under way; of keys that nobody knows no more are asked then.
MOST_ASKING = 1000
_log = logging.getLogger(__name__)


class _Asking(NamedTuple):
    """A question that is under way, and when by the event loop's clock it began."""

    answer: asyncio.Task[KnownKey | None]
    began: float


_known: dict[str, tuple[float, KnownKey]] = {}
_asking: dict[str, _Asking] = {}
_noted: dict[UUID, float] = {}
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
    try:
        key = await _answer(token, is_known=found is not None)
    except (Error, TimeoutError):
        return _as_before(token)
    if key is None:
        _strange.demand(address)
        raise no_key()
    return key


def no_key() -> RefusedError:
    """Return the refusal of a request without a valid key."""
    return refused(
        401, "no_valid_key", "a valid key is needed: Authorization: Basic base64(KEY:), or writeKey in the body"
    )


async def _answer(token: str, *, is_known: bool) -> KnownKey | None:
    """Return what the database says; of many who want to know it at once, one asks.

    Raises:
        Error: it cannot be asked.
        TimeoutError: it takes too long; what it says in the end is kept for those who come then.
    """
    if is_away():
        raise TimeoutError
    asking = _asking.get(token)
    if asking is None and not is_known and len(_asking) >= MOST_ASKING:
        raise TimeoutError
    if asking is None or asking.answer.get_loop() is not asyncio.get_running_loop():
        asking = _begin(token)
    patience = 0.0 if is_known and is_failing() else PATIENCE if is_known else PATIENCE_FOR_NEW
    left = asking.began + patience - asyncio.get_running_loop().time()
    if left > 0:
        await asyncio.wait({asking.answer}, timeout=left)
    if not asking.answer.done():
        raise TimeoutError
    return asking.answer.result()


def _begin(token: str) -> _Asking:
    loop = asyncio.get_running_loop()
    asking = _asking[token] = _Asking(loop.create_task(_learned(token)), loop.time())
    asking.answer.add_done_callback(lambda _: _end(token, asking))
    return asking


def _end(token: str, asking: _Asking) -> None:
    if _asking.get(token) is asking:
        del _asking[token]
    if not asking.answer.cancelled():
        asking.answer.exception()  # there may be nobody left who waits for it


async def _learned(token: str) -> KnownKey | None:
    """Return what the database says of a key, and remember it."""
    began = time.monotonic()
    key = await ask(_looked_up, token)
    if (took := time.monotonic() - began) > PATIENCE:
        _log.warning("the database took %.0f s to say what a key opens", took)
    if key is None:
        _known.pop(token, None)
        return None
    if len(_known) > MOST_KEYS:
        _known.clear()
    _known[token] = (began, key)
    return key


def _looked_up(token: str) -> KnownKey | None:
    """Return what a key opens, and write down that it was used: tried once in a while, also where that fails."""
    key, now = find_key(token), time.monotonic()
    if key is not None and now - _noted.get(key.key_id, -TRUST_ALONE) > USED_PACE.total_seconds():
        if len(_noted) > MOST_KEYS:
            _noted.clear()
        _noted[key.key_id] = now
        note_use(key)
    return key


def _as_before(token: str) -> KnownKey:
    """Return what the key opened when it was last asked about."""
    said = _known.get(token)
    if said is None or time.monotonic() - said[0] > TRUST_ALONE:
        raise refused(503, "unavailable", "the server cannot look up keys now; send it again")
    return said[1]
