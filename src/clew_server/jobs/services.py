"""Queue, stop and look up jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from clew_server.jobs.models import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job
from clew_server.jobs.registry import kind

__all__ = ["find_job", "latest", "latest_of", "queue", "recent", "stop", "under_way"]


def queue(
    name: str,
    workspace_id: UUID | None = None,
    *,
    unique: str | None = None,
    run_at: datetime | None = None,
    asked_by: UUID | None = None,
    **arguments: Any,
) -> Job:
    """Return a new job; where one with the same ``unique`` is not over yet, that one.

    It runs after the transaction it is queued in has been committed, never before.
    """
    kind(name)
    key = f"{name}:{workspace_id}:{unique}" if unique is not None else None
    if key:
        Job.objects.filter(unique=key, state__in=(DONE, FAILED, STOPPED)).update(unique=None)
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=name, workspace_id=workspace_id, arguments=arguments, unique=key,
                run_at=run_at or timezone.now(), asked_by=asked_by,
            )  # fmt: skip
    except IntegrityError:
        return Job.objects.get(unique=key)


def stop(job_id: UUID, workspace_id: UUID) -> bool:
    """Return whether the job was still to be stopped: a queued one at once, a running one at its next word."""
    mine = Job.objects.filter(id=job_id, workspace_id=workspace_id)
    queued = mine.filter(state=QUEUED).update(state=STOPPED, ended_at=timezone.now(), unique=None)
    return bool(queued or mine.filter(state=RUNNING).update(stop_asked=True))


def find_job(job_id: UUID, workspace_id: UUID) -> Job | None:
    """Return a workspace's job, None where it has none of that id."""
    return Job.objects.filter(id=job_id, workspace_id=workspace_id).first()


def latest(name: str, workspace_id: UUID, state: str = DONE) -> Job | None:
    """Return a workspace's newest job of a kind that is in ``state``."""
    return Job.objects.filter(kind=name, workspace_id=workspace_id, state=state).order_by("-ended_at").first()


def under_way(name: str, workspace_id: UUID) -> Job | None:
    """Return a workspace's job of a kind that is queued or running, the oldest of them."""
    mine = Job.objects.filter(kind=name, workspace_id=workspace_id, state__in=(QUEUED, RUNNING))
    return mine.order_by("created_at").first()


def latest_of(name: str, workspace_id: UUID, **arguments: Any) -> Job | None:
    """Return a workspace's newest job of a kind that was given these arguments, whatever its state."""
    given = {f"arguments__{key}": value for key, value in arguments.items()}
    return Job.objects.filter(kind=name, workspace_id=workspace_id, **given).order_by("-created_at").first()


def recent(workspace_id: UUID, limit: int = 20) -> list[Job]:
    """Return a workspace's newest jobs."""
    return list(Job.objects.filter(workspace_id=workspace_id).order_by("-created_at")[:limit])
