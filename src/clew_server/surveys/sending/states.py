"""The states of a delivery, and what leads from one to the next; each is written before the step is taken.

``planned`` → ``sending`` (claimed, with a fence: ``begun_at``) → handed (``handed_at``: the text is next) → ``sent``.
From ``sending`` a no for now leads back to ``planned`` (``next_at``), a no for good to ``refused`` or ``bounced``.
What breaks off after it was handed is ``unclear``: it may have arrived, and nobody sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

__all__ = ["ARRIVED", "AWAY_PAUSE", "BOUNCED", "DELIVERED", "FAULT", "LEASE", "MOST_TRIES", "OPENED", "OUT", "PAUSES",
           "PLANNED", "REFUSED", "REMINDED", "SENDING", "SENT", "UNCLEAR", "Verdict"]  # fmt: skip

PLANNED, SENDING, SENT, UNCLEAR = "planned", "sending", "sent", "unclear"
REFUSED, BOUNCED, DELIVERED, OPENED = "refused", "bounced", "delivered", "opened"
#: It left, or may have; it arrived for all that is known.
OUT = (SENT, UNCLEAR, BOUNCED, DELIVERED, OPENED)
ARRIVED = (SENT, UNCLEAR, DELIVERED, OPENED)
#: States of participants who are reminded. Of an anonymous survey that is everybody who was asked: their state does not
#: say whether they answered, and who is left out of a reminder has answered before that day, for whoever looks.
REMINDED = ("asked", "opened", "started")
#: After the first, second, ... no for now; the last one for all that follow.
PAUSES = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
#: While the way is away: one message is tried, and all others wait for it.
AWAY_PAUSE = timedelta(minutes=5)
#: So many times a recipient's server may say no for now.
MOST_TRIES = 8
#: Longer than any message takes: who began and wrote nothing since has died.
LEASE = timedelta(minutes=15)
#: What the words of a message begin with that could not be made, or handed over, by a fault of ours.
FAULT = "Clew: "


@dataclass(frozen=True)
class Verdict:
    """What became of one message. ``is_hard``: the address does not exist; ``is_away``: nobody's fault but the way's.

    ``again`` is a no for now, ``message_id`` what the gateway calls the message.
    """

    what: Literal["sent", "again", "refused", "bounced", "unclear"]
    words: str = ""
    is_hard: bool = False
    is_away: bool = False
    message_id: str = ""
