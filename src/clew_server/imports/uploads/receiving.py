"""Receive a file: begin, take piece after piece, look at it once all is here; what is refused says why."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from clew_server.accounts.models import User, Workspace
from clew_server.imports.models import FAILED, IMPORTED, IMPORTING, LOOKING, RECEIVING, Upload
from clew_server.imports.uploads.files import file_of, free_room, prepare_file, remove_file, write_at
from clew_server.jobs.services import queue
from clew_server.web.templatetags.clew import size as said_size

__all__ = [
    "LARGEST",
    "RefusedError",
    "WrongHashError",
    "WrongOffsetError",
    "begin",
    "check_room",
    "drop",
    "drop_stale",
    "look_at",
    "plain_filename",
    "take_piece",
    "upload_of",
]

#: One file, and all files of a workspace that wait to be imported.
LARGEST, WAITING = 2 * 1024**3, 10 * 1024**3
MOST_WAITING = 50
#: Journal and tables need about as much again; so much is left free besides.
LEFT_FREE = 256 * 1024**2
#: Files that wait so long are removed; of what was imported the file goes after an hour.
STALE, DONE_WITH = timedelta(days=1), timedelta(hours=1)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class RefusedError(Exception):
    """A file cannot be taken; the text says why and what to do."""


class WrongOffsetError(Exception):
    """A piece came that does not follow what is here."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class WrongHashError(Exception):
    """A piece is not what its SHA-256 says."""


def plain_filename(name: str) -> str:
    r"""Return how a file is called, for showing: no folders, no control characters.

    >>> plain_filename("C:\\exports\\..\\tickets\n.csv"), plain_filename("///")
    ('tickets.csv', 'file')
    """
    last = re.split(r"[/\\]", _CONTROLS.sub("", name).strip().rstrip("/\\"))[-1]
    return last[:200] or "file"


def check_room(workspace: Workspace, size: int) -> None:
    """Raise RefusedError where a file of ``size`` bytes is too large, or there is no room for it."""
    if size <= 0:
        raise RefusedError(gettext("The file is empty: was the export finished?"))
    if size > LARGEST:
        raise RefusedError(
            gettext("The file has %(size)s, and at most %(most)s are taken: split the export, or pack it with gzip.")
            % {"size": said_size(size), "most": said_size(LARGEST)}
        )
    waiting = list(_waiting(workspace).values_list("size", flat=True))
    if len(waiting) >= MOST_WAITING or sum(waiting) + size > WAITING:
        raise RefusedError(
            gettext("%(count)s files of this workspace wait to be imported: import or remove some of them first.")
            % {"count": len(waiting)}
        )
    free = free_room()
    if free < 2 * size + LEFT_FREE:
        raise RefusedError(
            gettext(
                "The server's disk has %(free)s left, and this file needs %(need)s with what is made of it:"
                " free some room, then try again."
            )
            % {"free": said_size(free), "need": said_size(2 * size + LEFT_FREE)}
        )


def begin(workspace: Workspace, filename: str, size: int, by: User | None, origin: str = "browser") -> Upload:
    """Return a new upload that awaits its first byte; raises RefusedError."""
    check_room(workspace, size)
    upload = Upload(workspace=workspace, filename=plain_filename(filename), size=size, by=by, origin=origin)
    prepare_file(file_of(workspace.id, upload.id))
    upload.save()
    return upload


def take_piece(upload: Upload, offset: int, data: bytes, sha256: str) -> int:
    """Put a piece on the disk and return where the next one begins; the last one has the file looked at.

    A piece that came already is answered as if it were new. Raises WrongOffsetError, WrongHashError.
    """
    if hashlib.sha256(data).hexdigest() != sha256.lower():
        raise WrongHashError
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(id=upload.id)
        end = offset + len(data)
        if upload.state != RECEIVING or offset != upload.received or end > upload.size or not data:
            raise WrongOffsetError(upload.received)
        write_at(file_of(upload.workspace_id, upload.id), offset, data)
        upload.received, upload.changed_at = end, timezone.now()
        upload.save(update_fields=["received", "changed_at"])
        if end == upload.size:
            look_at(upload)
    return end


def look_at(upload: Upload) -> None:
    """Have a job find out what a file is whose bytes are all here."""
    upload.state, upload.changed_at = LOOKING, timezone.now()
    upload.save(update_fields=["state", "changed_at"])
    queue("imports.look", upload.workspace_id, unique=str(upload.id), asked_by=upload.by_id, upload=str(upload.id))


def drop(upload: Upload) -> None:
    """Forget a file that was not imported, bytes and all."""
    remove_file(upload.workspace_id, upload.id)
    upload.delete()


def drop_stale() -> int:
    """Return how many files were removed that nobody needs any more."""
    now, count = timezone.now(), 0
    for upload in Upload.objects.filter(state=IMPORTED, is_kept=True, changed_at__lt=now - DONE_WITH):
        remove_file(upload.workspace_id, upload.id)
        Upload.objects.filter(id=upload.id).update(is_kept=False)
        count += 1
    for upload in Upload.objects.exclude(state__in=(IMPORTED, IMPORTING)).filter(changed_at__lt=now - STALE):
        drop(upload)
        count += 1
    return count


def _waiting(workspace: Workspace) -> QuerySet[Upload]:
    return Upload.objects.filter(workspace=workspace).exclude(state__in=(IMPORTED, FAILED))


def upload_of(workspace: Workspace, upload_id: UUID) -> Upload | None:
    """Return a workspace's upload, None where it has none of that id."""
    return Upload.objects.filter(workspace=workspace, id=upload_id).first()
