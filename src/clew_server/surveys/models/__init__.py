"""Surveys and their versions; ways out and who is asked; answers; the contact ledger. No other app imports these."""

from __future__ import annotations

from clew_server.surveys.models.asking import Alias, Contact, Delivery, Participant, Suppression
from clew_server.surveys.models.gateways import Gateway
from clew_server.surveys.models.kept import Survey, Version
from clew_server.surveys.models.responses import Response
from clew_server.surveys.models.ways import Distribution, EventLook, Showing

__all__ = [
           "Alias",
           "Contact",
           "Delivery",
           "Distribution",
           "EventLook",
           "Gateway",
           "Participant",
           "Response",
           "Showing",
           "Suppression",
           "Survey",
           "Version",
]  # fmt: skip
