"""What keeps the tables up to date and says whether they are whole."""

from __future__ import annotations

from typing import Any

from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["load", "verify"]

DAY = 24 * 3600


@job("status.load", every=5)
def load(running: Running) -> dict[str, Any]:
    """Load what the journal has and the tables do not."""
    store = opened(_known(running)).store
    if not store.place.is_behind():
        return {"loaded": False}
    return {"loaded": True, "version": store.catch_up(progress=running.tell).manifest.version}


@job("status.verify", every=DAY)
def verify(running: Running) -> dict[str, Any]:
    """Read every byte that is stored and name all damage."""
    found = opened(_known(running)).store.verify(progress=running.tell)
    return {"damage": [{"file": damage.file, "reason": str(damage)} for damage in found]}


def _known(running: Running) -> Any:
    assert running.workspace_id is not None, "a job of every workspace has one"  # noqa: S101 - the registry's promise
    return running.workspace_id
