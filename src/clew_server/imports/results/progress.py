"""How far the job of an upload is, in the reader's language."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from clew_server.imports.models import IMPORTING, LOOKING, Upload
from clew_server.jobs.models import Job
from clew_server.jobs.services import latest_of, queue

__all__ = ["doing_of", "job_of", "start"]

_ROWS = re.compile(r"^reading .*: ([\d,]+) rows$", re.DOTALL)
_KINDS = {LOOKING: "imports.look", IMPORTING: "imports.run"}


def job_of(upload: Upload) -> Job | None:
    """Return the newest job that works at an upload."""
    kind = _KINDS.get(upload.state)
    return latest_of(kind, upload.workspace_id, upload=str(upload.id)) if kind else None


def doing_of(job: Job) -> str:
    """Return what a job says it does: rows read so far, or that they are put into the tables."""
    rows = _ROWS.match(job.doing)
    if rows:
        return gettext("%(rows)s rows are read.") % {"rows": rows[1].replace(",", "\u202f")}
    return gettext("The rows are put into the tables.") if job.doing else gettext("It begins in a moment.")


def start(found: Upload, by: UUID | None) -> None:
    """Have a job import an upload by its draft."""
    found.state, found.error, found.changed_at = IMPORTING, "", timezone.now()
    found.save(update_fields=["state", "error", "changed_at"])
    queue("imports.run", found.workspace_id, unique=str(found.id), asked_by=by, upload=str(found.id))
