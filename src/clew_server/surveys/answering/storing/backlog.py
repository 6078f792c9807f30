"""Responses that wait for the database: safe in a file, read from memory, written when the database answers again.

What a file says is written once, however often it is read: of each response the last revision, where the database has
an earlier one; one that begins in the file where the database has none. So what an erasure removed does not come back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from threading import Lock, Thread
from uuid import UUID

from django.db import connection, transaction

from clew.errors import UsageError
from clew_server.lakes.handles import known_workspaces
from clew_server.surveys.answering.storing import spool, thread
from clew_server.surveys.answering.storing.writing import Keep, keep_all
from clew_server.surveys.models import Distribution, Response, Survey

__all__ = ["add_all", "begin", "count", "drain", "pass_by", "response", "watch"]

#: Seconds until the database is asked again: the first time, and at most.
SOON, LATEST = 0.1, 5.0
#: Seconds between two words about how much waits.
TOLD = 60.0
#: So many responses are one transaction.
TOGETHER = 500
_log = logging.getLogger(__name__)
_held: dict[UUID, Keep] = {}
_lock = Lock()
_watching: list[Thread] = []


def response(response_id: UUID) -> Response | None:
    """Return a response that waits, None where the database has all that there is of it."""
    one = _held.get(response_id)
    return copy(one.response) if one is not None else None


def pass_by(later: Response) -> None:
    """Tell that the database has a later state of a response than what waits, if anything of it does."""
    with _lock:
        if (one := _held.get(later.id)) is not None and one.response.revision < later.revision:
            del _held[later.id]


def count(workspace_id: UUID) -> int:
    """Return how many responses of a workspace wait, as its files say."""
    paths = spool.files(workspace_id)
    return len({one.response.id for path in paths for one in spool.read(workspace_id, path)})


@thread.asks_no_database
def add_all(group: list[Keep]) -> list[Exception | None]:
    """Put responses into the files of their workspaces, durably; return an error for each that could not be."""
    by_workspace: dict[UUID, list[Keep]] = {}
    for one in group:
        by_workspace.setdefault(one.workspace_id, []).append(one)
    failed: dict[UUID, Exception] = {}
    with _lock:
        for workspace_id, mine in by_workspace.items():
            try:
                spool.append(workspace_id, mine)
            except Exception as error:  # noqa: BLE001 - who waits is told; others are not kept back
                failed[workspace_id] = error
            else:
                _held.update((one.response.id, Keep(one.workspace_id, copy(one.response), one.now, None, one.quota))
                             for one in mine)  # fmt: skip
    watch()
    return [failed.get(one.workspace_id) for one in group]


def begin() -> None:
    """Read what waited when the server ended, and write it as soon as the database answers."""
    with _lock:
        for workspace_id in known_workspaces():
            for path in spool.files(workspace_id):
                _held.update((one.response.id, one) for one in spool.read(workspace_id, path))
    if _held:
        _log.warning("%s responses wait for the database since the server ended", len(_held))
        watch()


def drain(workspace_id: UUID) -> int:
    """Write what waits of a workspace into the database; return how many responses that were."""
    written = 0
    with spool.taking(workspace_id) as paths:
        for path in paths:
            written += _write_file(workspace_id, path)
    with _lock:
        if not spool.files(workspace_id):
            for one in [one for one in _held.values() if one.workspace_id == workspace_id]:
                del _held[one.response.id]
    return written


def watch() -> None:
    """Ask the database again and again until it answers and has all that waits; a thread of its own does it."""
    with _lock:
        if not _watching:
            _watching.append(Thread(target=_watch, name="surveys-backlog", daemon=True))
            _watching[0].start()


def _watch() -> None:
    pause, told = SOON, 0.0
    while True:
        time.sleep(pause)
        pause = SOON if _try() else min(2 * pause, LATEST)
        with _lock:
            if not _held and not thread.is_away():
                _watching.clear()
                return
            if time.monotonic() - told > TOLD:
                told = time.monotonic()
                _log.warning("%s responses to surveys are safe and wait for the database", len(_held))


def _try() -> bool:
    """Return whether the database answered, and has what waited."""
    try:
        with transaction.atomic():  # of SQLite: whether it can be written
            Survey.objects.exists()
        written = sum(_drain_known(workspace_id) for workspace_id in {one.workspace_id for one in list(_held.values())})
    except Exception as error:  # noqa: BLE001 - it is tried again
        if not isinstance(error, thread.AWAY):
            _log.exception("responses that wait could not be written")
        return False
    finally:
        connection.close()
    thread.say_back()
    if written:
        _log.warning("%s responses that waited are in the database", written)
    return True


def _drain_known(workspace_id: UUID) -> int:
    try:
        return drain(workspace_id)
    except UsageError:  # the workspace was deleted, and its file with it
        with _lock:
            for one in [one for one in _held.values() if one.workspace_id == workspace_id]:
                del _held[one.response.id]
        return 0


def _write_file(workspace_id: UUID, path: Path) -> int:
    last: dict[UUID, Keep] = {}
    begun: set[UUID] = set()
    for one in spool.read(workspace_id, path):
        last[one.response.id] = one
        if one.response.revision == 1:
            begun.add(one.response.id)
    keeps = list(last.values())
    return sum(_write(keeps[at : at + TOGETHER], begun) for at in range(0, len(keeps), TOGETHER))


def _write(keeps: Sequence[Keep], begun: set[UUID]) -> int:
    with transaction.atomic():
        known = Response.objects.select_for_update().filter(id__in=[one.response.id for one in keeps])
        there = dict(known.values_list("id", "revision"))
        good = _answerable([one for one in keeps if _is_news(one.response, there, begun)])
        public = [one for one in good if one.response.participant is None]
        if public:
            keep_all(public)
        for one in good:
            if one.response.participant is not None:  # each has its own time
                keep_all([one])
    return len(good)


def _is_news(one: Response, there: dict[UUID, int], begun: set[UUID]) -> bool:
    """Whether the database has less of a response than the file; one that it had and has no more was removed."""
    return there[one.id] < one.revision if one.id in there else one.id in begun


def _answerable(keeps: list[Keep]) -> list[Keep]:
    """Leave out responses to surveys that are gone, and the names of distributions that are."""
    surveys = set(Survey.objects.filter(id__in={one.response.survey_id for one in keeps}).values_list("id", flat=True))
    ways = {one.response.distribution_id for one in keeps if one.response.distribution_id is not None}
    there = set(Distribution.objects.filter(id__in=ways).values_list("id", flat=True))
    for one in keeps:
        if one.response.distribution_id not in there:
            one.response.distribution_id = None
    return [one for one in keeps if one.response.survey_id in surveys]


thread.when_away(watch)
