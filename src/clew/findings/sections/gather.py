"""All sections of a diagnosis, gathered after its looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.findings.finding import Finding
from clew.findings.sections.journey import journey_of
from clew.findings.sections.promises import promises_of
from clew.findings.sections.reasons import reasons_of
from clew.findings.sections.service import service_of
from clew.findings.work import Work

__all__ = ["gather_sections"]


def gather_sections(work: Work, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the fields of a diagnosis that hold its sections; circles that are told are marked in the journey."""
    circles = [finding.where["circle"] for finding in findings if finding.kind == "going_in_circles"]
    return {
        "journey": journey_of(work.walked, circles) if work.walked else None,
        "service": service_of(work),
        "reasons": reasons_of(work),
        "promises": promises_of(work),
    }
