"""The way of an answer to whoever reads: as it is, or as viewers may see it, with what is written down of that.

The work that asks runs in a thread that does not touch the database; what was shown before is looked up around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import clew
from clew.findings.grid import Grid
from clew.questions.answer import Answer
from clew.questions.gathering.footprints import Footprints, footprints
from clew.questions.question import Question
from clew_server.accounts.models import Workspace
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.guarded import Guarded, guarded
from clew_server.insights.hiding.showing import as_shown, shape_of, shown_already, version_of

__all__ = ["Viewed", "asked_for", "viewed"]

Ask = Callable[[Question], Answer]


@dataclass(frozen=True)
class Viewed:
    """An answer as far as its own figures decide, with the rows it rests on where a viewer reads it."""

    found: Guarded
    prints: Footprints | None = None


def asked_for(handle: clew.Workspace, workspace_id: UUID, role: str, question: Question, ask: Ask) -> Viewed:
    """Return what is asked for; for :func:`viewed`, and without the database.

    Raises:
        UsageError: a name or value that cannot be, or a field that this role may not ask by.
    """
    found = guarded(handle, workspace_id, role, question, ask)
    if sees_customers(role):
        return Viewed(found)
    prints = handle.retried(lambda lake: footprints(question, found.answer, lake, handle.engine))
    return Viewed(found, prints)


def viewed(
    reading: Any, question: Question, work: Callable[[], Viewed | None], grid: Callable[[], Grid] | None = None
) -> Guarded | None:
    """Return the answer as the reader may see it; None where ``work`` is not done yet.

    ``reading`` is the page's. A ``grid`` is kept with the answer that it is the picture of.
    """
    workspace: Workspace = reading.workspace
    if sees_customers(reading.role):
        known = work()
        return None if known is None else known.found
    shape, of = shape_of(question, reading.asked.period), version_of(reading.snapshot)
    before = shown_already(workspace, shape, of, question)
    if before is not None:
        return before
    known = work()
    if known is None or known.prints is None:
        return None
    found = known.found if grid is None else replace(known.found, grid=grid())
    return as_shown(workspace, shape, of, found, known.prints)
