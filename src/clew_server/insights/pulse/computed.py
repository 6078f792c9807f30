"""The diagnosis as a job left it: one document a language in the workspace's cache, with its time.

The cache is emptied by an erasure, and so are these: they quote verbatims. Pulse then computes anew.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import structs

import clew
from clew.findings.finding import Diagnosis
from clew.store import Snapshot

__all__ = ["Computed", "identity", "keep_computed", "keep_report", "read_computed", "read_whole", "report_path"]

FOLDER = "diagnosis"
#: Documents of the settings that decide what a diagnosis finds; what is said of findings, targets and so on do not.
DECIDING = ("calendar", "rule", "segment")


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """A diagnosis, when it was computed, and of what: :func:`identity` of the lake version then."""

    computed_at: datetime
    of: str
    diagnosis: Diagnosis


def identity(snapshot: Snapshot) -> str:
    """Return what is equal for lake versions of which a diagnosis says the same."""
    settings = snapshot.settings
    documents = {kind: settings.documents.get(kind) for kind in DECIDING}
    parts = (snapshot.files_hash, settings.zone, settings.week_start, documents, settings.renames)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def keep_computed(handle: clew.Workspace, found: Mapping[str, Diagnosis], of: str, computed_at: datetime) -> None:
    """Keep a diagnosis in each of its languages."""
    folder = _folder(handle)
    for language, diagnosis in found.items():
        document = Computed(computed_at=computed_at, of=of, diagnosis=diagnosis)
        _replace(folder / f"{language}.json", msgspec.json.encode(document, enc_hook=str))


def read_computed(handle: clew.Workspace, language: str) -> Computed | None:
    """Return the diagnosis kept in a language; None where there is none that can be read."""
    path = _folder(handle) / f"{language}.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, msgspec.MsgspecError):
        return None


def report_path(handle: clew.Workspace, language: str) -> Path:
    """Return where the report of a language lies, if there is one."""
    return _folder(handle) / f"report.{language}.html"


def keep_report(handle: clew.Workspace, language: str, text: str) -> None:
    """Keep a report."""
    _replace(report_path(handle, language), text.encode())


@lru_cache(maxsize=16)
def _read(path: Path, _written: int) -> Computed:
    return _plain(msgspec.json.decode(path.read_bytes(), type=Computed))


def _plain(computed: Computed) -> Computed:
    """Return it without verbatims in memory: Pulse shows none, the report reads the file."""
    found = computed.diagnosis
    bare = tuple(
        structs.replace(each, evidence={name: value for name, value in each.evidence.items() if name != "verbatims"})
        for each in found.findings
    )
    return structs.replace(computed, diagnosis=structs.replace(found, findings=bare))


def read_whole(handle: clew.Workspace, language: str) -> Computed | None:
    """Return the diagnosis with its verbatims, for the report."""
    try:
        return msgspec.json.decode((_folder(handle) / f"{language}.json").read_bytes(), type=Computed)
    except (OSError, msgspec.MsgspecError):
        return None


def _folder(handle: clew.Workspace) -> Path:
    return handle.store.place.cache / FOLDER


def _replace(path: Path, body: bytes) -> None:
    """Write beside and rename, so that no reader meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".kept-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
