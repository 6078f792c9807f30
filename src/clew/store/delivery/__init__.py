"""What is sent to us message by message: into the journal in groups, on the disk before it is acknowledged."""

from __future__ import annotations

from clew.store.delivery.asked import keep_survey
from clew.store.delivery.deliveries import Deliveries
from clew.store.delivery.recent import RECENT, recent_events
from clew.store.delivery.rules import RULES, Older, read_by_others, read_rules, replay_rules

__all__ = [
    "RECENT",
    "RULES",
    "Deliveries",
    "Older",
    "keep_survey",
    "read_by_others",
    "read_rules",
    "recent_events",
    "replay_rules",
]
