"""The jobs of surveys, room by room: the registry finds them here."""

from __future__ import annotations

from clew_server.surveys.asking import jobs as asking
from clew_server.surveys.sending import blurring, ticking
from clew_server.surveys.used import settling

__all__ = ["asking", "blurring", "settling", "ticking"]
