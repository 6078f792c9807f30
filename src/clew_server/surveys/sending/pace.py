"""How many messages leave in an hour: of one way out, and along the mail server by all of them together.

An hour is one of the clock (UTC): around its full hour twice as many may leave within minutes.
"""

from __future__ import annotations

from clew_server.accounts.limits import take
from clew_server.configuration import configuration
from clew_server.surveys.asking.settings import carrier_of, settings_of
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import SMS

__all__ = ["HeldError", "take_place"]

HOUR = 3600


class HeldError(Exception):
    """As many left this hour as may; the next hour has places again."""


def take_place(distribution: Distribution) -> None:
    """Take one of the places of this hour; the transaction it is called in gives it back if it fails.

    Exact among all processes: the counters are rows of the database.

    Raises:
        HeldError: there is none left.
    """
    own = getattr(settings_of(distribution), "per_hour", None)
    if own is not None and not take(f"survey sends:{distribution.id}", own, HOUR):
        raise HeldError
    shared = configuration().email_per_hour
    if shared and carrier_of(distribution) != SMS and not take("survey sends by e-mail", shared, HOUR):
        raise HeldError
