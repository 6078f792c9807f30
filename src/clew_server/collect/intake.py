"""From a body to an acknowledgement: checked, handed to the workspace's committer, answered once it is on the disk."""

from __future__ import annotations

import asyncio
from threading import Lock
from uuid import UUID

from clew.importers.tracking import Checked, UnparsableError, check_body
from clew.store.delivery import Deliveries
from clew.store.workspace.handle import wall_clock
from clew_server.accounts.selectors import KnownKey
from clew_server.collect.committing import Committer, OverError
from clew_server.collect.news import tell
from clew_server.collect.patience import Patience
from clew_server.collect.replies import Reply, refused
from clew_server.lakes.handles import opened

__all__ = ["acknowledge", "checked", "end_all"]

#: Seconds until who waits for the disk is sent away, to come again; shorter than any SDK's own patience.
PATIENCE = 8.0
#: So many flaws of a body are told to its sender.
TOLD = 20
_committers: dict[UUID, Committer] = {}
_lock = Lock()
_patience = Patience(PATIENCE)


def checked(shape: str, body: bytes) -> Checked:
    """Return what a body brings; RefusedError (400) where it cannot be read at all."""
    try:
        return check_body(shape, body)
    except UnparsableError as error:
        raise refused(400, "unparsable", str(error)) from None


async def acknowledge(key: KnownKey, shape: str, found: Checked, size: int) -> Reply:
    """Return 200 once what was ``found`` in ``size`` bytes is on the disk; RefusedError (503) where it cannot be."""
    done = _take(key, shape, found, size)
    try:
        await _patience.wait(done)
    except TimeoutError:
        raise refused(503, "busy", "the disk takes too long; send it again") from None
    return Reply(200, _said(found))


def end_all(patience: float) -> None:
    """Take nothing more, commit and answer what was taken, let go of all segments; within ``patience`` seconds."""
    with _lock:
        ending = list(_committers.values())
        _committers.clear()
    for committer in ending:
        committer.end()
    for committer in ending:
        committer.wait(patience)


def _take(key: KnownKey, shape: str, found: Checked, size: int) -> asyncio.Future[None]:
    delivery = (shape, str(key.key_id), found, size)
    committer = _committers.get(key.workspace_id)
    if committer is not None:
        try:
            return committer.take(*delivery)
        except OverError:
            pass
    with _lock:
        committer = _committers[key.workspace_id] = _committer(key.workspace_id)
    return committer.take(*delivery)


def _committer(workspace_id: UUID) -> Committer:
    return Committer(
        str(workspace_id)[:8], lambda: Deliveries.of(opened(workspace_id).store, wall_clock), lambda: tell(workspace_id)
    )


def _said(found: Checked) -> dict[str, object]:
    said: dict[str, object] = {"success": True, "accepted": found.accepted, "quarantined": len(found.flaws)}
    if found.flaws:
        said["flaws"] = found.flaws[:TOLD]
    return said
