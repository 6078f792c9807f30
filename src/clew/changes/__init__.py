"""What the company changed and when: releases, prices, campaigns, outages; drawn on every chart of time."""

from __future__ import annotations

from clew.changes.change import KIND, KINDS, Change, read_changes

__all__ = ["KIND", "KINDS", "Change", "read_changes"]
