"""Files that jobs prepare for one person: fetched within an hour by who asked, then gone."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from clew.store.durable import make_folder
from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.jobs.models import Job
from clew_server.jobs.services import find_job

__all__ = ["AGE", "drop_all", "drop_old", "find_prepared", "place_for"]

AGE = timedelta(hours=1)


def _folder(workspace_id: UUID) -> Path:
    return configuration().server_folder / "prepared" / str(workspace_id)


@contextmanager
def place_for(workspace_id: UUID, job_id: UUID, suffix: str) -> Iterator[Path]:
    """Give the path to write a job's file to; it is there for readers only when all of it is written."""
    folder = _folder(workspace_id)
    make_folder(folder.parent)
    make_folder(folder)
    half = folder / f"{job_id}.{suffix}.half"
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield half
        half.replace(folder / f"{job_id}.{suffix}")
    finally:
        half.unlink(missing_ok=True)


def find_prepared(request: MemberRequest, job_id: UUID, kind: str) -> tuple[Path, Job] | None:
    """Return the file that a job of ``kind`` prepared for who asks, and the job; None where not theirs, or too old."""
    job = find_job(job_id, request.workspace.id)
    if job is None or job.kind != kind or job.asked_by != request.user.pk or job.state != "done":
        return None
    if job.ended_at is None or timezone.now() - job.ended_at > AGE:
        return None
    paths = sorted(_folder(request.workspace.id).glob(f"{job.id}.*"))
    return (paths[0], job) if paths else None


def drop_all(workspace_id: UUID) -> None:
    """Drop every file prepared for anybody in a workspace: an erased person may be in any of them."""
    shutil.rmtree(_folder(workspace_id), ignore_errors=True)


def drop_old() -> int:
    """Return how many files were dropped that nobody may fetch any more."""
    limit, dropped = time.time() - AGE.total_seconds(), 0
    for path in (configuration().server_folder / "prepared").glob("*/*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped
