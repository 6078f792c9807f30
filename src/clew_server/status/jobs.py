"""What keeps the tables up to date and says whether they are whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from clew_server.accounts.services import adopt
from clew_server.jobs.registry import Running, job, tick
from clew_server.lakes.handles import known_workspaces, opened

__all__ = ["adopt_new", "load", "verify"]

MINUTE, DAY = 60, 24 * 3600


@tick("status.load", seconds=2)
def load(workspace_id: UUID) -> None:
    """Load what the journal has and the tables do not."""
    store = opened(workspace_id).store
    if store.place.is_behind():
        store.catch_up()


@job("status.verify", every=DAY, label=gettext_lazy("Read every stored byte and name all damage"))
def verify(running: Running) -> dict[str, Any]:
    """Read every byte that is stored and name all damage."""
    assert running.workspace_id is not None, "it is queued for workspaces"  # noqa: S101 - the registry's promise
    found = opened(running.workspace_id).store.verify(progress=running.tell)
    return {"damage": [{"file": damage.file, "reason": str(damage)} for damage in found]}


@job("status.adopt", every_server=MINUTE, label=gettext_lazy("Make new workspaces known"))
def adopt_new(_running: Running) -> dict[str, Any]:
    """Make workspaces known that the command line made meanwhile."""
    return {"workspaces": len(adopt(known_workspaces()))}
