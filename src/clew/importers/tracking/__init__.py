"""The tracking protocol: messages as SDKs send them, unfolded into the raw rows that a mapping reads."""

from __future__ import annotations

from clew.importers.tracking.checking import Checked, Flaw, UnparsableError, check_body
from clew.importers.tracking.mapping import TRACKING
from clew.importers.tracking.messages import SHAPES
from clew.importers.tracking.rules import NO_RULES, Rules
from clew.importers.tracking.unfold import Unfolded, folded_schema, is_folded, unfold

__all__ = [
    "NO_RULES",
    "SHAPES",
    "TRACKING",
    "Checked",
    "Flaw",
    "Rules",
    "Unfolded",
    "UnparsableError",
    "check_body",
    "folded_schema",
    "is_folded",
    "unfold",
]
