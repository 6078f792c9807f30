"""How much may come in a minute: counted in this process, for nothing that arrives waits for the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from clew_server.collect.replies import refused
from clew_server.configuration import configuration

__all__ = ["Pace", "Paces", "paces"]

MINUTE = 60
#: Names that are counted at a time: more are a flood, and are forgotten together.
MOST_NAMES = 100_000


class Pace:
    """So much a minute for each name (a key, an address); used from the event loop's thread alone.

    >>> pace = Pace(2, "requests", lambda: 0.0)
    >>> [pace.has_room("one"), pace.has_room("one"), pace.has_room("one"), pace.has_room("another")]
    [True, True, False, True]
    """

    def __init__(self, most: int, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self._what, self._clock = most, what, clock
        self._window = 0
        self._counts: dict[str, int] = {}

    def has_room(self, name: str, amount: int = 1) -> bool:
        """Return whether ``amount`` more is within the limit, and count it; 0 asks whether there is room for any."""
        window = int(self._clock()) // MINUTE
        if window != self._window or len(self._counts) > MOST_NAMES:
            self._window, self._counts = window, {}
        count = self._counts.get(name, 0) + amount
        if count > self.most or (not amount and count == self.most):
            return False
        self._counts[name] = count
        return True

    def demand(self, name: str, amount: int = 1) -> None:
        """Count ``amount``; RefusedError (429) with the seconds left of this minute where it is beyond the limit."""
        if not self.has_room(name, amount):
            left = MINUTE - int(self._clock()) % MINUTE
            raise refused(429, "too_many", f"more than {self.most} {self._what} a minute; send the rest later", left)


@dataclass(frozen=True)
class Paces:
    """What this process counts: requests of a key, its bytes, and requests of an address.

    A key for browsers is public: whoever sends with it is held to what one address may.
    """

    requests: Pace
    bytes: Pace
    addresses: Pace


@cache
def paces() -> Paces:
    """Return the paces of this process, as its configuration has them."""
    told = configuration()
    return Paces(
        Pace(told.collect_requests, "requests with a key"),
        Pace(told.collect_megabytes * 1000**2, "bytes with a key"),
        Pace(told.collect_address_requests, "requests from an address"),
    )
