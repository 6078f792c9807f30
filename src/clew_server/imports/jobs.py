"""What is done in the background: looking at a file, importing it, taking it back, removing what is stale."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from clew.errors import ClewError
from clew.importers import Mapping, from_document
from clew_server.imports.mapping.looking import find_out
from clew_server.imports.models import FAILED, IMPORTED, IMPORTING, LOOKING, READY, Feed, Remap, Upload
from clew_server.imports.sources.checking import check
from clew_server.imports.sources.secrets import forget
from clew_server.imports.uploads.files import file_of
from clew_server.imports.uploads.receiving import drop_stale
from clew_server.jobs.registry import Running, job
from clew_server.jobs.worker import StopAskedError
from clew_server.lakes.handles import opened

__all__ = ["check_one", "look", "remap", "run", "tidy", "undo", "watch"]

HOUR = 3600


def _upload(running: Running) -> Upload:
    return Upload.objects.get(id=UUID(running.arguments["upload"]), workspace_id=str(running.workspace_id))


@job("imports.look", tries=2, is_waited_for=True, label=gettext_lazy("Look into an uploaded file"))
def look(running: Running) -> dict[str, Any]:
    """Find out what an upload is and begin a mapping for it."""
    upload = _upload(running)
    if upload.state != LOOKING:
        return {}
    try:
        with file_of(upload.workspace_id, upload.id).open("rb") as file:
            upload.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        upload.found, upload.draft = find_out(upload)
        upload.state = READY
    except (ClewError, FileNotFoundError) as error:
        upload.state, upload.error = FAILED, str(error).replace(str(upload.id), upload.filename)
    upload.changed_at = timezone.now()
    upload.save()
    return {"state": upload.state}


@job("imports.run", tries=2, label=gettext_lazy("Import a file"))
def run(running: Running) -> dict[str, Any]:
    """Import an upload by its draft; done once, however often the job is begun again."""
    upload = _upload(running)
    if upload.state != IMPORTING:
        return {}
    store = opened(upload.workspace_id).store
    path = file_of(upload.workspace_id, upload.id)

    def moved(what: str, share: float | None) -> None:
        """Tell; stop only while nothing of the file can be seen yet."""
        try:
            running.tell(what, share)
        except StopAskedError:
            if what.startswith("reading "):
                raise

    try:
        before = _imported_already(upload)
        if before is None:
            mapping = from_document(upload.draft)
            found = store.import_files([path], mapping, names={path: upload.filename}, progress=moved)[0]
            upload.import_id, upload.result = found.import_id, {**found.to_document(), "warnings": found.warnings}
        else:
            upload.import_id = before["import_id"]
    except StopAskedError:
        Upload.objects.filter(id=upload.id).update(state=READY, changed_at=timezone.now())
        raise
    except ClewError as error:
        said = str(error).replace(str(upload.id), upload.filename)
        Upload.objects.filter(id=upload.id).update(state=READY, error=said, changed_at=timezone.now())
        raise
    upload.state, upload.changed_at, upload.error = IMPORTED, timezone.now(), ""
    upload.save(update_fields=["state", "changed_at", "error", "import_id", "result"])
    return {"import_id": upload.import_id}


def _imported_already(upload: Upload) -> dict[str, Any] | None:
    """Return the import of this very upload, where the job died after it and before it could say so."""
    began = upload.changed_at if upload.changed_at.tzinfo else upload.changed_at.replace(tzinfo=UTC)
    for found in reversed(opened(upload.workspace_id).store.imports()):
        if found["sha256"] == upload.sha256 and not found["undone"] and found["file"] == upload.filename:
            return found if datetime.fromisoformat(found["imported_at"]) >= began else None
    return None


@job("imports.undo", tries=2, label=gettext_lazy("Undo an import"))
def undo(running: Running) -> dict[str, Any]:
    """Take an import back as if it had never been."""
    assert running.workspace_id is not None, "imports are a workspace's"  # noqa: S101 - the page queues it so
    store, import_id = opened(running.workspace_id).store, running.arguments["import_id"]
    if any(one["import_id"] == import_id and one["undone"] for one in store.imports()):
        return {}
    return {"tables": store.undo(import_id)["tables"]}


@job("imports.remap", tries=1, label=gettext_lazy("Correct the mapping of an import"))
def remap(running: Running) -> dict[str, Any]:
    """Read the rows of an import again: by what a value means, by another mapping, or by the one before."""
    assert running.workspace_id is not None, "imports are a workspace's"  # noqa: S101 - the page queues it so
    store, told = opened(running.workspace_id).store, running.arguments
    import_id, said = told["import_id"], told["said"]
    before = store.mapping(import_id).to_json()
    if "undo" in said:
        undone = Remap.objects.get(id=said["undo"], workspace_id=running.workspace_id, import_id=import_id)
        store.remap(import_id, Mapping.from_json(undone.before), progress=running.tell)
        Remap.objects.filter(id=undone.id).update(undone_at=timezone.now())
        return {}
    if "document" in said:
        store.remap(import_id, from_document(said["document"]), progress=running.tell)
    else:
        store.remap_value(import_id, said["column"], said["value"], said["means"])
    kept = {key: value for key, value in said.items() if key != "document"}
    Remap.objects.create(
        workspace_id=running.workspace_id, import_id=import_id, before=before, said=kept, by_id=told["by"]
    )
    return {}


@job("imports.check", tries=1, label=gettext_lazy("Look into a folder or an address"))
def check_one(running: Running) -> dict[str, Any]:
    """Look at one folder or address now."""
    feed = Feed.objects.filter(id=running.arguments["feed"], workspace_id=str(running.workspace_id)).first()
    return {"came": check(feed)} if feed and feed.removed_at is None else {}


@job("imports.watch", tries=1, every=60, label=gettext_lazy("Look into watched folders and addresses"))
def watch(running: Running) -> dict[str, Any]:
    """Look at the folders and addresses of a workspace that are due."""
    due = Feed.objects.filter(workspace_id=str(running.workspace_id), removed_at=None, due_at__lte=timezone.now())
    return {"came": sum(check(feed) for feed in due)}


@job("imports.tidy", every_server=HOUR, label=gettext_lazy("Remove uploads that nobody wants any more"))
def tidy(_running: Running) -> dict[str, int]:
    """Remove files that nobody needs any more."""
    for feed in Feed.objects.filter(removed_at__lt=timezone.now() - timedelta(days=1)):
        forget(feed.id)
        feed.delete()
    return {"removed": drop_stale()}
