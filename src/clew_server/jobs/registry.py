"""Which jobs there are: each room's, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from clew.errors import UsageError

__all__ = ["JOBS", "TICKS", "Running", "job", "tick"]

Work = Callable[["Running"], Any]


@dataclass(frozen=True)
class Kind:
    """One kind of job: what does it, how often it is tried, and whether it comes back by itself.

    ``every`` (seconds) queues it again for every workspace; ``every_server`` once for the server.
    ``label`` is how people read it. ``is_waited_for``: somebody sits before a page that shows nothing without it, so it
    goes before everything that is prepared, and one worker is always free for it.
    """

    name: str
    work: Work
    tries: int
    every: int | None
    every_server: int | None
    label: str | Promise = ""
    is_waited_for: bool = False


@dataclass(frozen=True)
class Tick:
    """What every process looks after by itself, every so many seconds, for each workspace; nothing is written of it."""

    name: str
    work: Callable[[UUID], Any]
    seconds: float


JOBS: dict[str, Kind] = {}
TICKS: dict[str, Tick] = {}


@dataclass
class Running:
    """What a job is given: its workspace, its arguments, and a way to say how far it is.

    ``tell(what, share)`` also raises :class:`StopAskedError` when somebody stopped the job.
    """

    job_id: UUID
    workspace_id: UUID | None
    arguments: dict[str, Any]
    tell: Callable[[str, float | None], None]


def job(
    name: str, *, tries: int = 3, every: int | None = None, every_server: int | None = None,
    label: str | Promise = "", is_waited_for: bool = False,
) -> Callable[[Work], Work]:  # fmt: skip
    """Return the decorator that makes a function the work of the job ``name``; what it returns is the job's result."""

    def keep(work: Work) -> Work:
        JOBS[name] = Kind(name, work, tries, every, every_server, label, is_waited_for)
        return work

    return keep


def tick(name: str, *, seconds: float) -> Callable[[Callable[[UUID], Any]], Callable[[UUID], Any]]:
    """Return the decorator that has a function called for each workspace every so many seconds, in every process."""

    def keep(work: Callable[[UUID], Any]) -> Callable[[UUID], Any]:
        TICKS[name] = Tick(name, work, seconds)
        return work

    return keep


def kind(name: str) -> Kind:
    """Return a kind of job; UsageError lists those there are."""
    if name not in JOBS:
        raise UsageError.unknown("job", name, JOBS)
    return JOBS[name]
