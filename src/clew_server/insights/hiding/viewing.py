"""The way of an answer to whoever reads: as it is, or as viewers may see it, with what is written down of that.

The work that asks runs in a thread that does not touch the database; what was shown before is looked up around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import clew
from clew.findings.grid import grid_of
from clew.questions.gathering.footprints import Footprints, footprints
from clew.questions.question import Question
from clew.store import Snapshot
from clew_server.accounts.models import Workspace
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.guarded import Guarded, guarded
from clew_server.insights.hiding.showing import as_shown, shape_of, shown_already, version_of

__all__ = ["Viewed", "asked_for", "viewed"]


@dataclass(frozen=True)
class Viewed:
    """An answer as far as its own figures decide, with the rows it rests on where a viewer reads it.

    ``of`` is what both were computed from: one version of the lake, whatever is imported meanwhile.
    """

    found: Guarded
    of: str
    prints: Footprints | None = None


def asked_for(
    handle: clew.Workspace, workspace_id: UUID, role: str, question: Question, *, with_grid: bool = False
) -> Viewed:
    """Return what is asked for, on request with its grid; for :func:`viewed`, and without the database.

    Raises:
        UsageError: a name or value that cannot be, or a field that this role may not ask by.
    """

    def read(lake: Snapshot) -> Viewed:
        grid = grid_of(question, lake, handle.engine) if with_grid else None
        found = guarded(handle, workspace_id, role, question, lake, grid)
        prints = None if sees_customers(role) else footprints(question, found.answer, lake, handle.engine)
        return Viewed(found, version_of(lake), prints)

    return handle.retried(read)


def viewed(
    reading: Any, question: Question, work: Callable[[], Viewed | None], *, with_grid: bool = False
) -> Guarded | None:
    """Return the answer as the reader may see it; None where ``work`` is not done yet.

    ``reading`` is the page's. An answer with its grid is kept apart from the same one without.
    """
    workspace: Workspace = reading.workspace
    if sees_customers(reading.role):
        known = work()
        return None if known is None else known.found
    shape, of = shape_of(question, reading.asked.period, with_grid=with_grid), version_of(reading.snapshot)
    before = shown_already(workspace, shape, of, question)
    if before is not None:
        return before
    known = work()
    if known is None or known.prints is None:
        return None
    return as_shown(workspace, shape, known.of, known.found, known.prints)
