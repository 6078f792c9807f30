"""Uploads that hold an erased person: the file goes, and what was found out about it; the rest has the name blanked."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any
from uuid import UUID

from clew_server.erasure.person import Person
from clew_server.erasure.registry import forgets
from clew_server.imports.models import Feed, Remap, Upload
from clew_server.imports.uploads.files import file_of, remove_file

__all__ = ["forget"]

TEXTS = ("filename", "found", "draft", "draft_text", "error", "result")
#: How zip files (also XLSX), zstd and Parquet begin.
PACKED = (b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"PAR1")


@forgets("imports")
def forget(workspace_id: UUID, person: Person) -> int:
    """Return how many uploads, feeds and corrected mappings were changed."""
    changed = 0
    for upload in Upload.objects.filter(workspace_id=workspace_id):
        given: dict[str, Any] = {}
        if _holds(file_of(workspace_id, upload.id), person):
            remove_file(workspace_id, upload.id)
            given |= {"is_kept": False}
        if person.is_in(*(getattr(upload, name) for name in TEXTS)):
            given |= {name: person.without(getattr(upload, name)) for name in TEXTS}
        if given:
            changed += Upload.objects.filter(pk=upload.pk).update(**given)
    for feed in Feed.objects.filter(workspace_id=workspace_id):
        if person.is_in(feed.error, feed.seen):
            given = {"error": person.without(feed.error), "seen": person.without(feed.seen)}
            changed += Feed.objects.filter(pk=feed.pk).update(**given)
    for remap in Remap.objects.filter(workspace_id=workspace_id):
        if person.is_in(remap.before, remap.said):
            given = {"before": person.without(remap.before), "said": person.without(remap.said)}
            changed += Remap.objects.filter(pk=remap.pk).update(**given)
    return changed


def _holds(path: Path, person: Person) -> bool:
    """Return whether a file may hold the person. What is packed cannot be looked into here, so it is held to."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:4] in PACKED or content[:2] == b"\x1f\x8b":
            return True
        names = {name for name in (*person.names, *person.feedback_ids) if name}
        return any(content.find(name.encode(coding)) >= 0 for name in names for coding in ("utf-8", "utf-16-le"))
