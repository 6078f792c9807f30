"""Limits of the raw app: shared by all processes, yet without a question to the database at every request.

A process takes a part of what a minute allows at once and spends it by itself. So all processes together never pass
more than the limit, and at most one part a process less.
"""

from __future__ import annotations

import time
from threading import Lock

from clew_server.accounts.limits import LIMITS, take

__all__ = ["is_at_hand", "passes"]

#: A tenth of the limit is kept apart at most, among this many parts a process takes.
PARTS = 20
#: Names that are remembered at a time: more are a flood, and are forgotten together.
MOST_NAMES = 10_000
_left: dict[str, tuple[int, int]] = {}
_lock = Lock()


def passes(limit: str, kind: str, name: str) -> bool:
    """Return whether one more request of ``name`` (an address or a key) is within ``limit``, and count it.

    ``kind`` is "address" or "key". It asks the database now and then: call it in a thread.
    """
    rule = LIMITS[limit]
    most = rule.per_address if kind == "address" else rule.per_name
    what, window = f"{limit}:{kind}:{name}", int(time.time()) // rule.seconds
    with _lock:
        if _spend(what, window):
            return True
    granted = take(what, most, rule.seconds, max(1, most // PARTS))
    with _lock:
        if len(_left) > MOST_NAMES:
            _left.clear()
        held = _left[what][1] if what in _left and _left[what][0] == window else 0
        _left[what] = (window, held + granted)
        return _spend(what, window)


def is_at_hand(limit: str, kind: str, name: str) -> bool:
    """Return whether one more is at hand without asking the database, and spend it."""
    with _lock:
        return _spend(f"{limit}:{kind}:{name}", int(time.time()) // LIMITS[limit].seconds)


def _spend(what: str, window: int) -> bool:
    held = _left.get(what)
    if held is None or held[0] != window or held[1] < 1:
        return False
    _left[what] = (window, held[1] - 1)
    return True
