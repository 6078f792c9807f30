"""The worker: takes the next job under a lease, does it, writes what came of it; a lease that ran out is anybody's."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

from django.db import close_old_connections, connections
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from clew.errors import ClewError
from clew_server.jobs.absence import is_away, say_back
from clew_server.jobs.models import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job
from clew_server.jobs.registry import JOBS, TICKS, Kind, Running, Tick
from clew_server.jobs.services import queue

__all__ = ["LostLeaseError", "StopAskedError", "Worker", "run_one"]

_log = logging.getLogger("clew_server.jobs")
LEASE = timedelta(seconds=60)
HEARTBEAT = 10.0
PAUSE = 0.5
#: How often it is looked for what comes back by itself.
LOOK = 5.0
#: After a failure: 5 s, 25 s, 125 s, ... at most an hour.
BACKOFF, LONGEST_PAUSE = 5, 3600
KEPT = timedelta(days=14)


class StopAskedError(Exception):
    """Somebody stopped the job."""


class LostLeaseError(Exception):
    """The lease ran out and another worker has the job: this one must write nothing."""


def run_one(*, only_waited_for: bool = False) -> bool:
    """Take and do one job; return whether there was one. ``only_waited_for`` leaves what is prepared to others."""
    found = _take(only_waited_for=only_waited_for)
    if found is None:
        return False
    ending = Event()
    heart = Thread(target=_beat, args=(found, ending), daemon=True)
    heart.start()
    try:
        _do(found)
    finally:
        ending.set()
        heart.join()
    return True


def _take(*, only_waited_for: bool = False) -> Job | None:
    """Return the next job, now this worker's: what somebody waits for, what was asked for, the rest."""
    now = timezone.now()
    free = Q(state=QUEUED, run_at__lte=now) | Q(state=RUNNING, lease_until__lt=now)
    waited_for = [kind.name for kind in JOBS.values() if kind.is_waited_for]
    place = Case(
        When(kind__in=waited_for, then=Value(0)), When(asked_by__isnull=False, then=Value(1)), default=Value(2)
    )
    wanted = Job.objects.filter(free, kind__in=waited_for) if only_waited_for else Job.objects.filter(free)
    for candidate in wanted.order_by(place, "run_at")[:5]:
        same = Job.objects.filter(id=candidate.id, fence=candidate.fence).filter(free)
        if same.update(
            state=RUNNING, lease_until=now + LEASE, fence=F("fence") + 1, tries=F("tries") + 1, started_at=now,
            stop_asked=False,
        ):  # fmt: skip
            return Job.objects.get(id=candidate.id)
    return None


def _do(found: Job) -> None:
    kind = JOBS.get(found.kind)
    if kind is None:
        _end(found, FAILED, error=f"this version has no job '{found.kind}'")
        return
    try:
        result = kind.work(Running(found.id, found.workspace_id, found.arguments, _teller(found)))
    except StopAskedError:
        _end(found, STOPPED)
    except LostLeaseError:
        _log.warning("%s took longer than its lease; another worker has it", found)
    except ClewError as error:  # the data or the request says no: trying again would say the same
        _end(found, FAILED, error=str(error))
    except Exception as error:  # whatever a job raises is its failure, not the worker's
        if is_away(error):
            raise  # nothing can be written of it: its lease runs out, and it is done again
        _log.exception("%s failed (try %s)", found, found.tries)
        _again_or_fail(found, kind.tries, traceback.format_exc(limit=8))
    else:
        _end(found, DONE, result=result)


def _again_or_fail(found: Job, tries: int, error: str) -> None:
    if found.tries >= tries:
        _end(found, FAILED, error=error)
        return
    pause = timedelta(seconds=min(BACKOFF**found.tries, LONGEST_PAUSE))
    again = timezone.now() + pause
    _mine(found).update(state=QUEUED, run_at=again, lease_until=None, error=error)


def _mine(found: Job) -> QuerySet[Job]:
    """Return the job as long as this lease holds, else nothing."""
    return Job.objects.filter(id=found.id, fence=found.fence, state=RUNNING)


def _end(found: Job, state: str, **said: object) -> None:
    _mine(found).update(state=state, ended_at=timezone.now(), lease_until=None, unique=None, **said)


def _teller(found: Job) -> Callable[[str, float | None], None]:
    told = [0.0]

    def tell(what: str, share: float | None = None) -> None:
        if time.monotonic() - told[0] < PAUSE:
            return
        told[0] = time.monotonic()
        mine = _mine(found)
        if not mine.update(doing=what[:200], progress=share):
            raise LostLeaseError
        if mine.filter(stop_asked=True).exists():
            raise StopAskedError

    return tell


def _beat(found: Job, ending: Event) -> None:
    try:
        while not ending.wait(HEARTBEAT):
            try:
                _mine(found).update(lease_until=timezone.now() + LEASE)
            except Exception as error:  # noqa: BLE001 - the next beat may still come before the lease runs out
                _say(error, "the lease of %s could not be prolonged", found)
    finally:
        connections.close_all()


def _say(error: Exception, what: str, *about: object) -> None:
    """Log what went wrong; where it is that the database is away, that is said once for all."""
    if not is_away(error):
        _log.error(what, *about, exc_info=error)


class Worker:
    """Threads that do jobs until :meth:`stop`; one of them also queues what comes back by itself.

    Of two or more, the first takes only what somebody waits for: it is free when the others are at long work.
    """

    def __init__(self, threads: int, workspaces: Callable[[], list[UUID]]) -> None:
        self._ending = Event()
        self._workspaces = workspaces
        self._threads = [
            Thread(target=self._work, args=(n == 0 and threads > 1,), name=f"job-{n}", daemon=True)
            for n in range(threads)
        ]
        self._threads.append(Thread(target=self._return, name="job-clock", daemon=True))
        self._threads += [
            Thread(target=self._tick, args=(found,), name=f"tick-{found.name}", daemon=True) for found in TICKS.values()
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Take no more; wait a little for what is running: its lease runs out and another start does it again."""
        self._ending.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def wait(self) -> None:
        """Return when the worker was stopped."""
        self._ending.wait()

    def _work(self, only_waited_for: bool) -> None:  # noqa: FBT001 - a thread's argument
        while not self._ending.is_set():
            close_old_connections()
            try:
                worked = run_one(only_waited_for=only_waited_for)
                say_back()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _say(error, "a worker stumbled; it goes on")
                worked = False
            if not worked:
                close_old_connections()
                self._ending.wait(PAUSE)

    def _return(self) -> None:
        """Queue what comes back by itself, each at its pace; drop what ended long ago."""
        while not self._ending.wait(LOOK):
            try:
                self._queue_due()
                say_back()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                _say(error, "recurring jobs could not be queued; they will be")
            finally:
                close_old_connections()

    def _queue_due(self) -> None:
        for kind in [kind for kind in JOBS.values() if kind.every or kind.every_server]:
            for workspace_id in self._workspaces() if kind.every else [None]:
                if _is_due(kind, workspace_id):
                    queue(kind.name, workspace_id, unique="recurring")
        Job.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()

    def _tick(self, found: Tick) -> None:
        """Do what this process looks after by itself: each on its own, for none may keep another waiting."""
        pause = PAUSE
        while not self._ending.wait(pause):
            for workspace_id in self._workspaces():
                try:
                    found.work(workspace_id)
                except Exception as error:  # noqa: BLE001 - one workspace's trouble stops no other's
                    _say(error, "%s stumbled over workspace %s", found.name, workspace_id)
            close_old_connections()
            pause = found.seconds


def _is_due(kind: Kind, workspace_id: UUID | None) -> bool:
    """Return whether a recurring job was last begun longer ago than its pace; a restart makes nothing due."""
    pace = timedelta(seconds=kind.every or kind.every_server or 0)
    since = Job.objects.filter(kind=kind.name, workspace_id=workspace_id, created_at__gt=timezone.now() - pace)
    return not since.exists()
