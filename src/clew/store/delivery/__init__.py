"""What is sent to us message by message: into the journal in groups, on the disk before it is acknowledged."""

from __future__ import annotations

from clew.store.delivery.deliveries import Deliveries
from clew.store.delivery.rules import RULES, read_rules, replay_rules

__all__ = ["RULES", "Deliveries", "read_rules", "replay_rules"]
