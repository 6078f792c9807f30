"""Exports of well-known tools: recognised by their header, mapped without asking."""

from __future__ import annotations

from clew.importers.presets.preset import Preset
from clew.importers.presets.recognise import PRESETS, recognise

__all__ = ["PRESETS", "Preset", "recognise"]
