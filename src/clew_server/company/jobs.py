"""The jobs of the settings, found by their rooms' names."""

from __future__ import annotations

from clew_server.company.aims.figures import measure
from clew_server.company.grouping.jobs import count
from clew_server.company.placing.jobs import replay
from clew_server.company.reasoning.jobs import catch

__all__ = ["catch", "count", "measure", "replay"]
