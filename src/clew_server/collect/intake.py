"""From a body to an acknowledgement: checked, handed to the workspace's committer, answered once it is on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from uuid import UUID

from clew.importers.rejected import shorten
from clew.importers.tracking import PUBLIC, Checked, UnparsableError, check_body
from clew.store.delivery import Deliveries
from clew.store.workspace.handle import wall_clock
from clew_server.accounts.selectors import KnownKey
from clew_server.collect.committing import Committer, OverError
from clew_server.collect.news import tell
from clew_server.collect.patience import Patience
from clew_server.collect.replies import Reply, refused
from clew_server.lakes.handles import opened

__all__ = ["acknowledge", "acknowledge_own", "checked", "end_all"]

#: Seconds until who waits for the disk is sent away, to come again; shorter than any SDK's own patience.
PATIENCE = 8.0
#: So many flaws of a body, and names that it says twice, are told to its sender.
TOLD = 20
#: By workspace, and whether its times are those of the hour.
_committers: dict[tuple[UUID, bool], Committer] = {}
_lock = Lock()
_patience = Patience(PATIENCE)
Clock = Callable[[], datetime]


def checked(shape: str, body: bytes) -> Checked:
    """Return what a body brings; RefusedError (400) where it cannot be read at all."""
    try:
        return check_body(shape, body)
    except UnparsableError as error:
        raise refused(400, "unparsable", str(error)) from None


async def acknowledge(key: KnownKey, shape: str, found: Checked, size: int) -> Reply:
    """Return 200 once what was ``found`` in ``size`` bytes is on the disk; RefusedError (503) where it cannot be."""
    source = str(key.key_id) if key.scope == "server" else f"{PUBLIC}{key.key_id}"
    await _durable(_take(key.workspace_id, shape, source, found, size))
    return Reply(200, _said(found))


async def acknowledge_own(
    workspace_id: UUID, shape: str, source: str, messages: Sequence[str], *, is_hourly: bool = False
) -> None:
    """Return once messages of our own (JSON texts that make sense) are on the disk.

    With ``is_hourly`` they go to a segment of their own, in which every time is that of the hour: nobody can tell from
    the journal when exactly they came.

    Raises:
        RefusedError: the disk does not take them now (503).
    """
    found = Checked(list(messages), None, "", [])
    await _durable(_take(workspace_id, shape, source, found, sum(map(len, messages)), is_hourly=is_hourly))


async def _durable(done: asyncio.Future[None]) -> None:
    try:
        await _patience.wait(done)
    except TimeoutError:
        raise refused(503, "busy", "the disk takes too long; send it again") from None


def end_all(patience: float) -> None:
    """Take nothing more, commit and answer what was taken, let go of all segments; within ``patience`` seconds."""
    with _lock:
        ending = list(_committers.values())
        _committers.clear()
    for committer in ending:
        committer.end()
    for committer in ending:
        committer.wait(patience)


def _take(
    workspace_id: UUID, shape: str, source: str, found: Checked, size: int, *, is_hourly: bool = False
) -> asyncio.Future[None]:
    committer = _committers.get((workspace_id, is_hourly))
    if committer is not None:
        try:
            return committer.take(shape, source, found, size)
        except OverError:
            pass
    with _lock:
        committer = _committers[workspace_id, is_hourly] = _committer(workspace_id, _hour if is_hourly else wall_clock)
    return committer.take(shape, source, found, size)


def _committer(workspace_id: UUID, clock: Clock) -> Committer:
    return Committer(
        str(workspace_id)[:8], lambda: Deliveries.of(opened(workspace_id).store, clock), lambda: tell(workspace_id)
    )


def _hour() -> datetime:
    return wall_clock().replace(minute=0, second=0, microsecond=0)


def _said(found: Checked) -> dict[str, object]:
    said: dict[str, object] = {"success": True, "accepted": found.accepted, "quarantined": len(found.flaws)}
    if found.withheld:
        said["withheld"] = found.withheld
    if found.flaws:
        said["flaws"] = found.flaws[:TOLD]
    if found.repeated:
        said["repeated"] = [shorten(name) for name in found.repeated[:TOLD]]
    return said
