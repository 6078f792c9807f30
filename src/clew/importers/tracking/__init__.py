"""The tracking protocol: messages as SDKs send them, unfolded into the raw rows that a mapping reads."""

from __future__ import annotations

from clew.importers.tracking.checking import Checked, Flaw, UnparsableError, check_body
from clew.importers.tracking.mapping import TRACKING, as_read_now, is_older
from clew.importers.tracking.messages import OPEN_AGAIN, PUBLIC, SHAPES
from clew.importers.tracking.rules import MOST_RULES, NO_RULES, Rule, Rules
from clew.importers.tracking.telling import Effect, Example, Told, effect_of, events_of
from clew.importers.tracking.unfold import Unfolded, folded_schema, is_folded, unfold

__all__ = [
    "MOST_RULES",
    "NO_RULES",
    "OPEN_AGAIN",
    "PUBLIC",
    "SHAPES",
    "TRACKING",
    "Checked",
    "Effect",
    "Example",
    "Flaw",
    "Rule",
    "Rules",
    "Told",
    "Unfolded",
    "UnparsableError",
    "as_read_now",
    "check_body",
    "effect_of",
    "events_of",
    "folded_schema",
    "is_folded",
    "is_older",
    "unfold",
]
