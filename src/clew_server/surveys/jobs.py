"""The jobs of surveys, room by room: the registry finds them here."""

from __future__ import annotations

from clew_server.surveys.sending import ticking

__all__ = ["ticking"]
