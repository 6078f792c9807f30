"""What the last diagnosis told: ids and titles of its findings, so that an id can be checked without another one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from clew.findings.finding import Diagnosis

__all__ = ["keep_told", "titles_told"]

#: The file in the cache.
FILE = "findings.json"


def keep_told(folder: Path, found: Diagnosis) -> None:
    """Keep the ids and titles of a diagnosis, muted ones too, in the cache ``folder``, over those of an earlier one.

    Written beside and renamed; a disk that is full costs the titles, not the diagnosis.
    """
    titles = {finding.id: finding.title for finding in (*found.findings, *found.muted)}
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder, prefix=".findings-")
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(titles))
        Path(beside).replace(folder / FILE)


def titles_told(folder: Path) -> Mapping[str, str] | None:
    """Return the titles of the last diagnosis by id; None where none was made, or its file cannot be read.

    >>> titles_told(Path("no such folder")) is None
    True
    """
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return None
