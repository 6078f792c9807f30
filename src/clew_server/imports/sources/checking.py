"""Look at what a folder or an address has that is new: imported where its mapping is remembered, else it waits."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from clew.errors import ClewError
from clew_server.imports.mapping.looking import find_out
from clew_server.imports.models import FAILED, FOLDER, LOOKING, READY, Feed, Upload
from clew_server.imports.results.progress import start
from clew_server.imports.sources.fetching import FetchError, fetch
from clew_server.imports.sources.folders import FolderError, checked_folder, copied, new_files
from clew_server.imports.sources.secrets import secret_of
from clew_server.imports.uploads.files import file_of, prepare_file, remove_file
from clew_server.imports.uploads.receiving import LARGEST, RefusedError, check_room, plain_filename
from clew_server.lakes.handles import opened

__all__ = ["PACES", "check"]

PACES = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}
#: Folders are looked at whenever the job comes round.
OFTEN = timedelta(seconds=50)


def check(feed: Feed) -> int:
    """Return how many files came in; what went wrong is kept with the feed, for its page."""
    now, count, feed.error = timezone.now(), 0, ""
    feed.checked_at, feed.due_at = now, now + (OFTEN if feed.kind == FOLDER else PACES[feed.every])
    try:
        count = _folder(feed) if feed.kind == FOLDER else _address(feed)
    except (FetchError, FolderError, RefusedError, ClewError, OSError) as error:
        feed.error = str(error)
        feed.due_at = min(feed.due_at, now + timedelta(hours=1))
    feed.save(update_fields=["checked_at", "due_at", "error", "seen"])
    return count


def _folder(feed: Feed) -> int:
    folder = checked_folder(feed.address)
    take, seen = new_files(folder, feed.seen)
    for name in take:
        upload = _new(feed, name, (folder / name).stat(follow_symlinks=False).st_size)
        upload.size = upload.received = copied(folder, name, file_of(feed.workspace_id, upload.id))
        _take(upload)
    feed.seen = seen
    return len(take)


def _address(feed: Feed) -> int:
    name = unquote(Path(urlsplit(feed.address).path).name) or "file"
    secret = secret_of(feed.id)
    if secret is None:
        raise FetchError("The server's secret key has changed: add the address again, with its secret.")
    upload = _new(feed, name, 1)
    path = file_of(feed.workspace_id, upload.id)
    try:
        marks = {key: feed.seen[key] for key in ("If-None-Match", "If-Modified-Since") if key in feed.seen}
        headers = {feed.header: secret} if feed.header and secret else {}
        came = fetch(feed.address, path, headers=headers, marks=marks, largest=LARGEST)
    except BaseException:
        remove_file(feed.workspace_id, upload.id)
        raise
    if came.is_unchanged or not came.size:
        remove_file(feed.workspace_id, upload.id)
        return 0
    upload.size = upload.received = came.size
    taken = _take(upload, feed.seen.get("sha256", ""))
    feed.seen = {**came.marks, "sha256": upload.sha256}
    return int(taken)


def _new(feed: Feed, name: str, size: int) -> Upload:
    check_room(feed.workspace, max(size, 1))
    upload = Upload(workspace=feed.workspace, filename=plain_filename(name), size=size, origin=feed.kind, state=LOOKING)
    prepare_file(file_of(feed.workspace_id, upload.id))
    return upload


def _take(upload: Upload, before: str = "") -> bool:
    """Look at a file that is here; import it where the mapping of its header is remembered. False: it was here before.

    A file that was imported already, byte by byte, brings nothing.
    """
    with file_of(upload.workspace_id, upload.id).open("rb") as file:
        upload.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    store = opened(upload.workspace_id).store
    known = {one["sha256"] for one in store.imports() if not one["undone"]}
    if upload.sha256 in {*known, before}:
        remove_file(upload.workspace_id, upload.id)
        return False
    try:
        upload.found, upload.draft = find_out(upload)
        upload.state = READY
    except ClewError as error:
        upload.state, upload.error = FAILED, str(error).replace(str(upload.id), upload.filename)
    upload.save()
    drift = upload.found.get("drift", {})
    if upload.state == READY and upload.found.get("taken") == "remembered" and drift.get("is_same"):
        start(upload, None)
    return True
