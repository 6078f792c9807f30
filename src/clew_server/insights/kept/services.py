"""Ask for a document: what is kept is shown at once, and a job computes what is missing or stale."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from clew.store import Snapshot
from clew_server.insights.kept.models import Kept
from clew_server.insights.reading import Reading
from clew_server.jobs.models import Job
from clew_server.jobs.services import latest, queue

__all__ = ["Shown", "drop_old", "keep", "shown"]

#: A document that nobody asked for so long is dropped.
UNASKED = timedelta(days=30)
#: Stale documents are computed anew at most so often, however much is imported.
PACE = timedelta(minutes=5)


@dataclass(frozen=True)
class Shown:
    """A document and when it was computed; ``job`` computes it (anew), ``error`` says why the last one could not."""

    document: Any | None
    computed_at: datetime | None
    is_stale: bool
    job: Job | None
    error: str = ""


def shown(reading: Reading, job: str, arguments: dict[str, Any], *, anew: bool = False) -> Shown:
    """Return what is kept of ``job`` with ``arguments``; queue the job where there is nothing, or it is stale.

    ``anew`` computes it whatever its age. The job's function ends with :func:`keep`.
    """
    key, of, now = _key(job, arguments), _of(reading.snapshot), timezone.now()
    found = Kept.objects.filter(workspace=reading.workspace, key=key).first()
    if found and now - found.asked_at > timedelta(hours=1):
        Kept.objects.filter(id=found.id).update(asked_at=now)
    document, computed_at = (found.document, found.computed_at) if found else (None, None)
    if found is None or anew or (found.of != of and now - found.computed_at > PACE):
        failed = None if anew else _failed(job, reading.workspace.id, key)
        if failed and now - (failed.ended_at or now) < PACE:
            return Shown(document, computed_at, found is not None, None, failed.error)
        queued = queue(
            job, reading.workspace.id, unique=key[:32], asked_by=reading.member.user_id, key=key, asked=arguments
        )
        return Shown(document, computed_at, found is not None, queued)
    return Shown(found.document, found.computed_at, found.of != of, None)


def keep(workspace_id: UUID, key: str, snapshot: Snapshot, document: Any) -> None:
    """Keep the document that a job computed over a lake version."""
    Kept.objects.update_or_create(
        workspace_id=workspace_id,
        key=key,
        defaults={"of": _of(snapshot), "document": document, "computed_at": timezone.now()},
    )


def drop_old() -> int:
    """Return how many documents were dropped that nobody asked for in a long time."""
    return Kept.objects.filter(asked_at__lt=timezone.now() - UNASKED).delete()[0]


def _failed(job: str, workspace_id: UUID, key: str) -> Job | None:
    found = latest(job, workspace_id, "failed")
    return found if found and found.arguments.get("key") == key else None


def _key(job: str, arguments: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([job, arguments], sort_keys=True, default=str).encode()).hexdigest()


def _of(snapshot: Snapshot) -> str:
    return f"{snapshot.files_hash[:64]}:{snapshot.settings_version}"
