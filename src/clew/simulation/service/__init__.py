"""Customer service of the simulated company: calls, tickets and contracts, with faults of their own."""

from __future__ import annotations

from clew.simulation.service.service import Service, draw_service

__all__ = ["Service", "draw_service"]
