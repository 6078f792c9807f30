"""How many messages leave in an hour: of one way out, and along the mail server by all of them together.

An hour is one of the clock (UTC): around its full hour twice as many may leave within minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from clew_server.accounts.limits import left, take
from clew_server.configuration import configuration
from clew_server.surveys.asking.settings import carrier_of, settings_of
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import SMS

__all__ = ["HOUR", "HeldError", "has_place", "per_hour_of", "take_place"]

HOUR = 3600


class HeldError(Exception):
    """As many left this hour as may; the next hour has places again."""


def per_hour_of(distribution: Distribution) -> int | None:
    """Return how many messages of a way out leave in an hour at most: its own limit or the mail server's, if any."""
    return min((most for _, most in _limits(distribution)), default=None)


def take_place(distribution: Distribution) -> None:
    """Take one of the places of this hour; the transaction it is called in gives it back if it fails.

    Exact among all processes: the counters are rows of the database.

    Raises:
        HeldError: there is none left.
    """
    for what, most in _limits(distribution):
        if not take(what, most, HOUR):
            raise HeldError


def has_place(distribution: Distribution) -> bool:
    """Return whether there is a place left in this hour; none is taken."""
    return all(left(what, most, HOUR) for what, most in _limits(distribution))


def _limits(distribution: Distribution) -> Iterator[tuple[str, int]]:
    own = getattr(settings_of(distribution), "per_hour", None)
    if own is not None:
        yield f"survey sends:{distribution.id}", own
    shared = configuration().email_per_hour
    if shared and carrier_of(distribution) != SMS:
        yield "survey sends by e-mail", shared
